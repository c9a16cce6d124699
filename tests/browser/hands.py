"""Two ways to use a page: with the keyboard alone, and with a pointer where no script runs."""

import time
from collections.abc import Callable
from typing import Protocol

from playwright.sync_api import Error, Locator, Page, expect

#: So many stops of the Tab key at most; a page where more are needed has something that holds the focus.
MOST_STOPS = 250
#: Seconds until an answer is there.
PATIENCE = 15


class Hands(Protocol):
    """What a person does on the page that is open; everything is looked for by what it says."""

    page: Page

    def follow(self, link: str) -> None:
        """Follow the first link that says this."""

    def press(self, button: str) -> None:
        """Press the first button that says this."""

    def write(self, field: str, words: str) -> None:
        """Write into the field with this label, in place of what stands there."""

    def choose(self, choice: Locator) -> None:
        """Choose one of several radio buttons."""

    def pick(self, field: str, option: str) -> None:
        """Pick an option of a list."""

    def unfold(self, summary: str) -> None:
        """Open what is folded under these words."""


class Pointer:
    """Clicks and types."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, link: str) -> None:
        _link(self.page, link).click()

    def press(self, button: str) -> None:
        _button(self.page, button).click()

    def write(self, field: str, words: str) -> None:
        _field(self.page, field).fill(words)

    def choose(self, choice: Locator) -> None:
        choice.check()

    def pick(self, field: str, option: str) -> None:
        _field(self.page, field).select_option(label=option)

    def unfold(self, summary: str) -> None:
        _summary(self.page, summary).click()


class Keyboard:
    """Has Tab, arrows, Space, Enter and letters; and sees where the focus is, or could not go on."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, link: str) -> None:
        self._arrive(_link(self.page, link), "Enter")

    def press(self, button: str) -> None:
        self._arrive(_button(self.page, button), "Enter")

    def write(self, field: str, words: str) -> None:
        self._go_to(_field(self.page, field))
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)

    def choose(self, choice: Locator) -> None:
        """Into the group by Tab, which stops there once, and through it by the arrows."""
        name = choice.get_attribute("name")
        group = self.page.locator(f"input[type=radio][name={name}]")
        is_within = "name => document.activeElement.type === 'radio' && document.activeElement.name === name"
        self._tab_until(lambda: bool(self.page.evaluate(is_within, name)), f"choices of {name}")
        for _ in range(group.count()):
            if choice.evaluate("each => each === document.activeElement"):
                self.page.keyboard.press("Space")
                break
            self.page.keyboard.press("ArrowDown")
        expect(choice).to_be_checked()

    def pick(self, field: str, option: str) -> None:
        self._go_to(_field(self.page, field))
        self.page.keyboard.type(option)

    def unfold(self, summary: str) -> None:
        self._go_to(_summary(self.page, summary))
        self.page.keyboard.press("Enter")

    def _arrive(self, control: Locator, key: str) -> None:
        """To another page, or to what comes in the place of this or beside it."""
        self._go_to(control)
        self.page.evaluate("document.addEventListener('dlb:part', () => { window.came = true }); window.came = false")
        self.page.keyboard.press(key)
        until = time.monotonic() + PATIENCE
        while not self._has_come():
            assert time.monotonic() < until, f"{control} leads nowhere"
            self.page.wait_for_timeout(20)
        self.page.wait_for_load_state()

    def _has_come(self) -> bool:
        try:
            return bool(self.page.evaluate("window.came ?? true"))
        except Error:
            # Between two pages there is none.
            return False

    def _go_to(self, control: Locator) -> None:
        expect(control).to_be_visible()
        found = control.element_handle()
        self._tab_until(lambda: bool(found.evaluate("each => each === document.activeElement")), str(control))
        outline = found.evaluate("each => getComputedStyle(each).outlineStyle")
        assert outline != "none", f"{control} has the focus, and nobody can see it"

    def _tab_until(self, is_there: Callable[[], bool], what: str) -> None:
        for _ in range(MOST_STOPS):
            if is_there():
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The keyboard does not get to {what} on {self.page.url}")


def _link(page: Page, words: str) -> Locator:
    return page.get_by_role("link", name=words).first


def _button(page: Page, words: str) -> Locator:
    return page.get_by_role("main").get_by_role("button", name=words).first


def _field(page: Page, label: str) -> Locator:
    return page.get_by_role("main").get_by_label(label).first


def _summary(page: Page, words: str) -> Locator:
    return page.locator("main summary", has_text=words).first
