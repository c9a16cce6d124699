"""The editor's pages in a real browser: by keyboard, with and without a script, at both widths."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask import session as cookie
from playwright.sync_api import Page, expect

from deliberate.articles.models import State
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.propositions.models import RelationKind
from deliberate.propositions.speakers import speakers_named
from deliberate.web.rendering import STRICT_CSP
from tests import factories
from tests.host import People, make_host, person
from tests.reading.scenes import related

PageAt = Callable[..., Page]
ARTICLE = "/deliberate/a/bridge"
EDIT = f"{ARTICLE}/edit"
PAGES = (EDIT, f"{EDIT}?order=rank&show=suggested", f"{ARTICLE}/relations", f"{ARTICLE}/speakers")


@pytest.fixture
def browser_app(tmp_path: Path) -> Iterator[Flask]:
    """A draft of sixty paragraphs with a suggestion in each; whoever opens /host/as/NAME is signed in."""
    app = make_host(f"sqlite:///{tmp_path / 'site.db'}", People(), DELIBERATE_CSP=STRICT_CSP)
    app.add_url_rule("/host/as/<name>", "as", _sign_in)
    with app.app_context():
        factories.create_tables()
    person(app, "editor", level=2)
    with app.app_context():
        with transaction():
            _scene()
        yield app
        app.extensions["sqlalchemy"].engine.dispose()


def _sign_in(name: str) -> str:
    cookie["who"] = name
    return f"Signed in as {name}"


def _scene() -> None:
    text = "\n\n".join(f"The bridge of street {number:03} closed on Monday." for number in range(60))
    article = factories.make_article(slug="bridge", state=State.DRAFT, text=text)
    for number in range(60):
        factories.make_proposition(
            article,
            f"Bridge {number:03} closed.",
            words=f"The bridge of street {number:03} closed",
            status=Status.SUGGESTED,
            rank=60 - number,
        )
    accepted = [factories.make_proposition(article, text) for text in ("It rains.", "It is wet.")]
    related(RelationKind.SUPPORTS, *accepted)
    speakers_named(article, ["Anna", "Ben"])
    session.flush()


def as_editor(page: Page, url: str) -> Page:
    page.goto("/host/as/editor")
    page.goto(url)
    return page


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
@pytest.mark.parametrize(
    "url", [EDIT, f"{EDIT}?order=rank&show=suggested", f"{EDIT}/../relations", f"{EDIT}/../speakers"]
)
def test_axe_finds_nothing_on_the_editor_s_pages(
    site: object, page_at: PageAt, axe: Callable[[Page], None], width: int, scheme: str, url: str
) -> None:
    page = as_editor(page_at(width, scheme), url)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    axe(page)


def test_keys_decide_one_suggestion_after_the_other_and_undo_the_last(site: object, page_at: PageAt) -> None:
    page = as_editor(page_at(1280, "light"), f"{EDIT}?show=suggested")
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page).to_have_url(re.compile(r"show=suggested#claim-"))
    expect(page.locator(".dlb-undo")).to_contain_text("You accepted: Bridge 000 closed.")
    # Back on the next suggestion, which the next key is about.
    expect(page.locator(".is-current .dlb-suggestion-text")).to_contain_text("Bridge 001 closed.")
    page.keyboard.press("x")
    expect(page.locator(".dlb-undo")).to_contain_text("You left out: Bridge 001 closed.")
    expect(page.locator(".is-current .dlb-suggestion-text")).to_contain_text("Bridge 002 closed.")
    page.keyboard.press("z")
    expect(page.locator(".is-current .dlb-suggestion-text")).to_contain_text("Bridge 001 closed.")
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile(r"at=\d+"))
    page.wait_for_load_state()
    page.keyboard.press("p")
    expect(page.get_by_text("Bridge 002 closed.", exact=False).first).to_be_visible()


def test_the_key_z_undoes_the_choice_of_the_main_claim_and_what_was_said_of_a_speaker(
    site: object, page_at: PageAt
) -> None:
    page = as_editor(page_at(1280, "light"), f"{EDIT}?show=accepted")
    page.get_by_role("button", name="Make it the main claim").first.click()
    expect(page.locator(".dlb-undo")).to_contain_text("You made this the main claim:")
    # Keys mean something once the script is there.
    page.wait_for_load_state()
    page.keyboard.press("z")
    expect(page.get_by_text("everything is as it was before")).to_be_attached()
    expect(page.get_by_text("Main claim", exact=True)).to_have_count(0)
    page = as_editor(page, f"{ARTICLE}/speakers")
    page.get_by_text("Anna", exact=True).click()
    page.get_by_label("Party to the dispute?").first.select_option("yes")
    page.get_by_label("Why").first.fill("She owns it.")
    page.get_by_role("button", name="Store").first.click()
    expect(page.locator(".dlb-undo")).to_contain_text("You said whether they are party to the dispute: Anna")
    page.wait_for_load_state()
    page.locator("body").press("z")
    expect(page.get_by_text("everything is as it was before")).to_be_attached()
    expect(page.locator(".dlb-undo")).to_have_count(0)


def test_without_a_script_a_decision_far_down_comes_back_to_its_place(site: object, page_at: PageAt) -> None:
    page = as_editor(page_at(390, "light", java_script_enabled=False), f"{EDIT}?show=suggested")
    page.get_by_role("link", name="Next page").first.click()
    cards = page.locator(".dlb-suggestion")
    following = cards.nth(11).get_attribute("id")
    cards.nth(10).get_by_role("button", name=re.compile("^Accept")).click()
    expect(page).to_have_url(re.compile(rf"at=\d+#{following}$"))
    expect(page.locator(f"#{following}")).to_be_in_viewport()
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.get_by_text("everything is as it was before")).to_be_attached()
