"""What a contributor does from signing in to taking it back, with the keyboard alone and where no script runs."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from deliberate.demo.command import prepare
from deliberate.demo.people import PASSWORD
from tests.browser.hands import Hands, Keyboard, Pointer
from tests.demo.finding import EVENT
from tests.kept import lay_folder

CLAIM = "All 91 drones were intercepted."
QUOTE = "Nothing of the kind was seen from the shore that night."


@pytest.fixture
def browser_app(demo_site: Flask, demo_folder: Path, tmp_path: Path) -> Iterator[Flask]:
    """A copy of the demo, to be written to."""
    lay_folder(demo_folder, tmp_path / "demo")
    site = prepare(tmp_path / "demo")
    yield site
    with site.app_context():
        site.extensions["sqlalchemy"].engine.dispose()


@pytest.fixture(params=[pytest.param("keyboard", marks=pytest.mark.slow), "no script"])
def hands(request: pytest.FixtureRequest, page_at: Callable[..., Page]) -> Hands:
    return Keyboard(page_at()) if request.param == "keyboard" else Pointer(page_at(java_script_enabled=False))


def test_a_contributor_signs_in_reads_posts_weighs_takes_a_stance_edits_and_withdraws(hands: Hands) -> None:
    page = hands.page
    page.goto("/")
    hands.follow("Sign in")
    hands.write("Name", "open-window")
    hands.write("Password", PASSWORD)
    hands.press("Sign in")
    hands.follow("Articles")
    hands.follow(EVENT)
    hands.follow(CLAIM)
    expect(page.get_by_role("heading", level=1)).to_have_text(CLAIM)
    address = page.url

    hands.follow("Add evidence against")
    hands.write("Citation", "A log of the harbour watch")
    hands.write("The exact quote", QUOTE)
    hands.write("Why", "Whoever stood there would have seen it.")
    hands.pick("Kind", "Document")
    hands.press("Post it")
    expect(page.get_by_role("main")).to_contain_text("A log of the harbour watch")

    hands.follow("Weigh five")
    hands.choose(page.get_by_label("I am not sure"))
    hands.press("Store and start")
    for question in ("relevance", "reliability", "strength"):
        hands.choose(page.locator(f"input[name={question}][value='3']"))
    hands.press("Store and go on")
    expect(page.get_by_role("main")).to_contain_text("2 of 5")

    page.goto(address)
    hands.choose(page.get_by_label("I disagree"))
    hands.write("How sure are you", "70")
    hands.press("Record my stance")
    page.goto(address)
    expect(page.get_by_label("I disagree")).to_be_checked()
    expect(page.get_by_label("How sure are you")).to_have_value("70")

    hands.follow("A log of the harbour watch")
    hands.follow("Edit")
    hands.write("The exact quote", QUOTE + " So the watch says.")
    hands.press("Save the change")
    expect(page.get_by_role("main")).to_contain_text("So the watch says.")

    hands.unfold("Take it back")
    hands.press("Withdraw it")
    page.goto(address)
    expect(page.get_by_role("region", name="Evidence for and against")).not_to_contain_text("harbour watch")
    expect(page.get_by_role("main")).to_contain_text(re.compile("withdrawn by its author"))
