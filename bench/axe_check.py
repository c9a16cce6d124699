"""axe-core on every page of the demo, in every state of `every_page`, in the looks that people may have.

    python -m bench.axe_check [NAME ...]

Light, dark, on a phone, right to left, and at 200 % (a window of 1280 pixels has room for 640 then). On 320 pixels,
which is 400 %, and on all of these no page may scroll sideways, in either direction of writing. Without names of
visits, all of them. Ends with 1 where something was found.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from bench.walking import walking
from tests.browser.conftest import AXE_OPTIONS
from tests.browser.every_page import VISITS
from tests.browser.looks import DIRECTIONS, OF_PLACES, turn
from tests.browser.watching import readable


@dataclass(frozen=True)
class Look:
    """How somebody sees a page; ``rules``: those of axe-core that can find anything new in it, none for all."""

    name: str
    width: int = 1280
    scheme: str = "light"
    direction: str = "ltr"
    rules: tuple[str, ...] = ()


LOOKS = (
    Look("light"),
    Look("dark", scheme="dark", rules=("color-contrast",)),
    Look("on a phone", width=390),
    Look("right to left", direction="rtl", rules=OF_PLACES),
    Look("right to left on a phone", width=390, direction="rtl", rules=OF_PLACES),
    Look("at 200 %", width=640, rules=OF_PLACES),
)
NARROWEST = 320


def main() -> int:
    names = sys.argv[1:] or list(VISITS)
    began, found = time.monotonic(), 0
    with walking() as walk:
        page = walk.context().new_page()
        for name, _visit, _answer in walk.visits(page, names):
            for words in faults(page):
                found += 1
                print(f"{name} ({page.url})\n  {words}")
            page.evaluate("localStorage.clear()")
    print(f"{found} findings on {len(names)} pages in {len(LOOKS)} looks, {time.monotonic() - began:.0f} s")
    return 1 if found else 0


def faults(page: Page) -> Iterator[str]:
    """What is wrong with the page that stands there, look by look."""
    for look in LOOKS:
        page.emulate_media(color_scheme=look.scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": look.width, "height": 900})
        turn(page, look.direction)
        options = {"runOnly": {"type": "rule", "values": [*look.rules]}} if look.rules else AXE_OPTIONS
        for violation in Axe().run(page, options=options).response["violations"]:
            yield f"{look.name}: {readable(violation)}"
    for direction in DIRECTIONS:
        turn(page, direction)
        for width in (640, NARROWEST):
            page.set_viewport_size({"width": width, "height": 900})
            needs = page.evaluate("document.documentElement.scrollWidth")
            if needs > width:
                yield f"scrolls sideways at {width} pixels, {direction}: needs {needs}"


if __name__ == "__main__":
    sys.exit(main())
