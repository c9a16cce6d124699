"""The article page in a real browser: led to a claim, narrowed down, read on, and come back to."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask import session as cookie
from playwright.sync_api import Page, expect

from deliberate.core.db import session, transaction
from deliberate.evidence.models import Side
from deliberate.reading.models import Visit
from deliberate.web.rendering import STRICT_CSP
from deliberate.weighting.services import reweigh
from tests import factories
from tests.host import People, make_host, person

PageAt = Callable[..., Page]

BRIDGE = "/deliberate/a/bridge"
#: Paragraphs, and claims in each: more than one page holds.
PARAGRAPHS, CLAIMS = 10, 4


@pytest.fixture
def browser_app(tmp_path: Path) -> Iterator[Flask]:
    """A large article, with evidence on both sides of its second claim; whoever opens /host/as/ann is signed in."""
    app = make_host(f"sqlite:///{tmp_path / 'site.db'}", People(), DELIBERATE_CSP=STRICT_CSP)
    app.add_url_rule("/host/as/ann", "as", _sign_in)
    with app.app_context():
        factories.create_tables()
    person(app, "ann", level=1)
    with app.app_context():
        with transaction():
            _scene()
        yield app
        app.extensions["sqlalchemy"].engine.dispose()


def _sign_in() -> str:
    cookie["who"] = "ann"
    return "Signed in"


def _scene() -> None:
    texts = [[f"Sentence {p} {n} of the bridge stands here." for n in range(CLAIMS)] for p in range(PARAGRAPHS)]
    article = factories.make_article(slug="bridge", text="\n\n".join(" ".join(own) for own in texts))
    for own in texts:
        for words in own:
            factories.make_proposition(article, words, words=words)
    contested = session.query(factories.Proposition).filter_by(text=texts[0][1]).one()
    for side in Side:
        factories.make_bearing(contested, side)
    reweigh(article)


def test_without_a_script_a_claims_words_and_its_card_open_the_card_and_filters_hold(page_at: PageAt) -> None:
    page = page_at(1280, java_script_enabled=False)
    page.goto(f"{BRIDGE}#c-3")
    expect(page.locator("#claim-3 .dlb-balance")).to_be_visible()
    expect(page.locator("#claim-2 .dlb-balance")).to_be_hidden()
    page.goto(f"{BRIDGE}?at=0#claim-4")
    expect(page.locator("#claim-4 .dlb-balance")).to_be_visible()
    page.locator("#narrow > summary").click()
    page.get_by_role("checkbox", name="Contested").check()
    page.get_by_role("button", name="Show these").click()
    expect(page.locator("#told")).to_contain_text("1 of 40 claims matches")
    expect(page.locator(".dlb-card")).to_have_count(1)
    page.get_by_role("link", name="Show all claims").click()
    page.get_by_role("link", name="Go on reading").click()
    expect(page.locator("#claim-40")).to_be_visible()


def test_with_a_script_filters_hold_at_once_and_the_rest_comes_as_one_reads(
    page_at: PageAt, axe: Callable[[Page], None]
) -> None:
    page = page_at(390, "dark")
    page.goto(BRIDGE)
    page.locator("#narrow > summary").click()
    page.get_by_role("checkbox", name="Contested").check()
    expect(page.locator("#told")).to_contain_text("1 of 40 claims matches")
    page.wait_for_url("**contested=1**")
    axe(page)
    page.get_by_role("checkbox", name="Contested").uncheck()
    expect(page.locator(".dlb-card")).to_have_count(28)
    page.locator("#more").scroll_into_view_if_needed()
    expect(page.locator("#claim-40")).to_be_attached()
    expect(page.locator("#more")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    axe(page)


def test_the_keyboard_lights_up_words_and_card_from_either_side_and_the_overview_leads_to_them(page_at: PageAt) -> None:
    page = page_at(1280)
    page.goto(BRIDGE)
    page.locator("#c-3 a").focus()
    expect(page.locator("#claim-3")).to_have_class("dlb-card is-lit")
    page.locator("#claim-5 summary").focus()
    expect(page.locator("#c-5")).to_contain_class("is-lit")
    expect(page.locator("#claim-3")).not_to_contain_class("is-lit")
    page.get_by_role("link", name="Part 1 of 14: 1 contested claim").press("Enter")
    expect(page.locator("#claim-2 .dlb-balance")).to_be_visible()


def test_how_far_somebody_has_read_is_kept_as_they_scroll(browser_app: Flask, page_at: PageAt) -> None:
    page = page_at(1280)
    page.clock.install()
    page.goto("/host/as/ann")
    page.goto(BRIDGE)
    page.locator("[data-place]").nth(3).evaluate("row => row.scrollIntoView()")
    with page.expect_response(lambda answer: answer.url.endswith("/place")) as told:
        page.clock.run_for(6000)
    assert told.value.status == 204
    place = session.query(Visit.position).scalar()
    assert place
    page.goto(BRIDGE)
    page.get_by_role("link", name="Continue where you stopped").click()
    expect(page.locator(f"#p-{place}")).to_be_in_viewport()
