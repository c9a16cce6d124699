"""The moderators' queue by the keyboard alone: twenty items are decided and the pointer is never touched."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask import session as cookie
from playwright.sync_api import Page, expect
from sqlalchemy import select

from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.moderation.models import Decision, FlagReason
from deliberate.moderation.queue_models import QueueEntry
from deliberate.moderation.services import raise_flag
from deliberate.web.rendering import STRICT_CSP
from tests import factories
from tests.host import People, make_host, person

ITEMS = 20


@pytest.fixture
def browser_app(tmp_path: Path) -> Iterator[Flask]:
    """Twenty reported items; whoever opens /host/as/NAME is signed in."""
    app = make_host(f"sqlite:///{tmp_path / 'site.db'}", People(), DELIBERATE_CSP=STRICT_CSP)
    app.add_url_rule("/host/as/<name>", "as", _sign_in)
    with app.app_context():
        factories.create_tables()
    person(app, "mo", "moderator")
    bob = person(app, "bob", level=2)
    with app.app_context():
        with transaction():
            article = factories.make_article(slug="bridge")
            claim = factories.make_proposition(article, main_of_id=article.id)
            for number in range(ITEMS):
                item = factories.make_bearing(claim, quote=f"Quote {number:02}.", status=Status.VISIBLE)
                raise_flag(bob, item, FlagReason.MISQUOTED, "Page 3 says otherwise.") if number < 10 else _wait(item)
        yield app
        app.extensions["sqlalchemy"].engine.dispose()


def _wait(item: object) -> None:
    item.status = Status.PENDING  # type: ignore[attr-defined]


def _sign_in(name: str) -> str:
    cookie["who"] = name
    return f"Signed in as {name}"


def decide_by_keys(page: Page, key: str, reason: str = "") -> None:
    """Choose what happens by its key; go on by Tab to the rule and to the words, if a reason is due; and send it."""
    page.keyboard.press(key)
    if reason:
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.type(reason)
        page.keyboard.press("Tab")
        while page.evaluate("document.activeElement.type") != "submit":
            page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.slow
def test_twenty_items_are_decided_by_the_keyboard_alone(
    site: object, page_at: Callable[..., Page], browser_app: Flask
) -> None:
    page = page_at()
    page.add_init_script(
        "for (const name of ['pointerdown', 'mousedown', 'touchstart'])"
        " addEventListener(name, () => { document.documentElement.dataset.pointed = ''; }, true);"
    )
    page.goto("/host/as/mo")
    page.goto("/deliberate/queue")
    page.keyboard.press("?")
    expect(page.locator("[data-keys-help]")).to_have_attribute("open", "")
    page.keyboard.press("?")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("[data-item].is-current")).to_have_count(1)
    with page.expect_navigation():
        page.keyboard.press("l")
    expect(page.get_by_role("button", name="Leave it to others")).to_be_visible()
    for number in range(10):
        decide_by_keys(page, *(("f",) if number % 2 else ("d", f"Not what the source says, {number}.")))
    with page.expect_navigation():
        page.keyboard.press("z")
    decide_by_keys(page, "f")
    for number in range(10):
        decide_by_keys(page, *(("a",) if number % 2 else ("x", f"It is an advertisement, {number}.")))
    expect(page.get_by_text("Nothing waits here.")).to_be_visible()
    assert page.evaluate("document.documentElement.dataset.pointed") is None
    session.rollback()
    made = Counter(session.scalars(select(Decision.action).where(Decision.lead_id.is_(None))))
    assert made == {"keep": 6, "remove": 5, "approve": 5, "reject": 5, "undo": 1}
    assert session.scalars(select(QueueEntry.id)).all() == []


def test_the_next_item_stands_there_before_the_decision_is_answered(
    site: object, page_at: Callable[..., Page], browser_app: Flask
) -> None:
    page = page_at()
    page.add_init_script(
        "addEventListener('pagehide', () => {"
        " sessionStorage.ahead = document.querySelector('[data-opened][inert]:not([hidden])')?.textContent ?? ''; });"
    )
    page.goto("/host/as/mo")
    with page.expect_response(lambda answer: "item=" in answer.url):
        page.goto("/deliberate/queue")
    page.wait_for_load_state("networkidle")
    before = page.locator("[data-opened]").text_content() or ""
    with page.expect_navigation():
        decide_by_keys(page, "f")
    opened = page.locator("[data-opened]").text_content() or ""
    quote = next(f"Quote {number:02}." for number in range(ITEMS) if f"Quote {number:02}." in opened)
    assert quote not in before
    assert quote in page.evaluate("sessionStorage.ahead")


def test_handing_on_is_a_key_as_well(site: object, page_at: Callable[..., Page], browser_app: Flask) -> None:
    person(browser_app, "root", "admin")
    page = page_at()
    page.goto("/host/as/mo")
    page.goto("/deliberate/queue")
    with page.expect_navigation():
        page.keyboard.press("e")
    page.get_by_label("The admins").check()
    page.get_by_label("What should they know?").fill("Is this a matter for the police?")
    page.get_by_role("button", name="Hand it on").click()
    expect(page.get_by_text("Mo handed it on to the admins.")).to_be_visible()
    page.goto("/host/as/root")
    page.goto("/deliberate/queue")
    expect(page.get_by_role("heading", name="Handed to you")).to_be_visible()
