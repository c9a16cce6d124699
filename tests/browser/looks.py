"""The looks that a page is seen in: how wide, light or dark, and which way its words run."""

from typing import Literal

from playwright.sync_api import Page

from tests.pseudo_language import CODE

Scheme = Literal["light", "dark"]
Direction = Literal["ltr", "rtl"]

#: The rules of axe-core that may find something else where the same things stand in other places.
OF_PLACES = ("color-contrast", "target-size", "scrollable-region-focusable")
#: The languages in which pages are seen that are written so.
LANGUAGES: dict[Direction, str] = {"ltr": "en", "rtl": CODE}
DIRECTIONS: tuple[Direction, ...] = ("ltr", "rtl")


def turn(page: Page, direction: str) -> None:
    """Write the page that stands there this way, as a translation would: its words stay as they are."""
    written = {"dir": direction, "lang": "ar" if direction == "rtl" else "en"}
    page.evaluate("written => Object.assign(document.documentElement, written)", written)
