"""An open page says what is new, once, and moves nothing until its reader wants it; hidden, it asks nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask import session as cookie
from playwright.sync_api import Page, expect
from sqlalchemy import select

from deliberate.core.db import session, transaction
from deliberate.evidence.models import Side
from deliberate.propositions.models import Proposition
from deliberate.web.rendering import STRICT_CSP
from deliberate.weighting.services import reweigh
from tests import factories
from tests.host import People, make_host, person
from tests.moderation.scenes import posted
from tests.notices.scenes import wait
from tests.reading.scenes import published

PageAt = Callable[..., Page]
SENTENCES = [f"Statement number {number} stands here." for number in range(12)]
#: Lets an article ask once more, however its pause falls.
A_WHILE = 37_000


@pytest.fixture
def browser_app(tmp_path: Path) -> Iterator[Flask]:
    """An article with a dozen claims; whoever opens /host/as/NAME is signed in."""
    app = make_host(f"sqlite:///{tmp_path / 'site.db'}", People(), DELIBERATE_CSP=STRICT_CSP)
    app.add_url_rule("/host/as/<name>", "as", _sign_in)
    with app.app_context():
        factories.create_tables()
    for name in ("ann", "bob"):
        person(app, name, level=1)
    with app.app_context():
        with transaction():
            claims = published(*SENTENCES)
            reweigh(claims[0].article)
            app.config["CLAIMS"] = [claim.public_id for claim in claims]
        yield app
        app.extensions["sqlalchemy"].engine.dispose()


def _sign_in(name: str) -> str:
    cookie["who"] = name
    return f"Signed in as {name}"


def post(app: Flask, number: int, quote: str) -> None:
    session.rollback()
    claim = session.scalars(select(Proposition).where(Proposition.public_id == app.config["CLAIMS"][number])).one()
    posted(person(app, "bob", level=1), claim, quote, Side.FOR)


def test_news_is_said_once_and_shown_on_request_where_the_reader_is(
    browser_app: Flask, page_at: PageAt, axe: Callable[[Page], None]
) -> None:
    page = page_at(390, "light")
    page.clock.install()
    page.goto("/deliberate/a/bridge")
    bar, said = page.get_by_role("region", name="News"), page.locator("[data-live-said]")
    page.evaluate(
        """() => { window.told = []; new MutationObserver(() => window.told.push(
          document.querySelector("[data-live-said]").textContent)).observe(
          document.querySelector("[data-live-said]"), { childList: true, subtree: true, characterData: true }); }"""
    )
    page.clock.run_for(A_WHILE)
    expect(bar).to_be_hidden()
    post(browser_app, 1, "It was inspected.")
    post(browser_app, 9, "Rust was found.")
    page.clock.run_for(A_WHILE)
    expect(bar).to_contain_text("2 new items of evidence since you opened this page.")
    expect(said).to_have_text("2 new items of evidence since you opened this page.")
    assert page.title().startswith("(2) ")
    axe(page)
    page.clock.run_for(A_WHILE)
    assert page.evaluate("window.told") == ["2 new items of evidence since you opened this page."]
    card = page.locator("#claim-2")
    expect(card).to_contain_text("Nobody has posted evidence")
    looked_at = page.locator(".dlb-words mark").nth(6)
    looked_at.evaluate("element => scrollTo(0, element.getBoundingClientRect().top + scrollY - 100)")
    page.clock.run_for(200)
    before = looked_at.bounding_box()
    page.get_by_role("link", name="Show them").click()
    expect(bar).to_contain_text("Up to date. Cards that changed: 2, 10")
    expect(card).not_to_contain_text("Nobody has posted evidence for")
    expect(bar.get_by_role("button", name="Close")).to_be_focused()
    after = looked_at.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 2
    assert not page.title().startswith("(")
    page.get_by_role("button", name="Close").click()
    expect(bar).to_be_hidden()


def test_a_page_that_nobody_sees_asks_nothing(browser_app: Flask, page_at: PageAt) -> None:
    page = page_at()
    page.clock.install()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/news?" in request.url else None)
    page.goto("/deliberate/a/bridge")
    page.evaluate(
        """() => { window.seen = true; Object.defineProperty(document, "hidden", { get: () => !window.seen });
          window.turn = (seen) => { window.seen = seen; document.dispatchEvent(new Event("visibilitychange")); }; }"""
    )
    # Half as often after each failure, up to ten minutes; a quarter as often for who does nothing.
    assert page.evaluate(
        """async () => { const main = document.querySelector("script[type=module]").src;
          const { pause } = await import(main.replace("deliberate.js", "js/live.js"));
          return [pause(30, 0, false, 0.5), pause(30, 2, false, 0.5), pause(30000, 9, false, 0.5),
            pause(30, 0, true, 0.5), pause(100, 0, false, 0), pause(100, 0, false, 1)]; }"""
    ) == [30, 120, 600_000, 120, 80, 120]
    page.evaluate("turn(false)")
    page.clock.run_for(10 * A_WHILE)
    assert asked == []
    post(browser_app, 1, "It was inspected.")
    with page.expect_response("**/news?*"):
        page.evaluate("turn(true)")
    expect(page.get_by_role("region", name="News")).to_contain_text("1 new item of evidence")


def test_a_claim_is_watched_without_leaving_the_page_and_the_header_counts(browser_app: Flask, page_at: PageAt) -> None:
    page = page_at()
    page.goto("/host/as/ann")
    page.goto(f"/deliberate/claims/{browser_app.config['CLAIMS'][1]}")
    page.get_by_role("button", name="Watch this claim").click()
    expect(page.locator("#watch")).to_contain_text("You watch this claim.")
    expect(page.get_by_role("button", name="Stop watching")).to_be_focused()
    page.clock.install()
    page.goto("/deliberate/a/bridge")
    post(browser_app, 1, "It was inspected.")
    wait()
    page.clock.run_for(A_WHILE)
    expect(page.get_by_role("link", name="Notices")).to_contain_text("1")


def test_the_page_of_a_claim_learns_of_what_is_new_on_it_alone(browser_app: Flask, page_at: PageAt) -> None:
    page = page_at()
    page.clock.install()
    page.goto(f"/deliberate/claims/{browser_app.config['CLAIMS'][1]}")
    bar = page.get_by_role("region", name="News")
    post(browser_app, 9, "Rust was found.")
    page.clock.run_for(A_WHILE)
    expect(bar).to_be_hidden()
    post(browser_app, 1, "It was inspected.")
    page.clock.run_for(A_WHILE)
    expect(bar).to_contain_text("1 new item of evidence since you opened this page.")
    page.get_by_role("link", name="Show them").click()
    expect(page.get_by_text("It was inspected.").first).to_be_visible()
    expect(bar).to_be_hidden()
