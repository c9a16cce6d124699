"""Taking part without leaving the page: in place, by keyboard, through a lost connection and on another device."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import func, select

from deliberate.core.db import session, transaction
from deliberate.drafts.models import Draft
from deliberate.evidence.models import Bearing, Side
from deliberate.standalone import upgrade_database
from deliberate.weighting.services import reweigh
from tests import factories
from tests.browser.watching import Site
from tests.own_site import PASSWORD, account, make_site

PageAt = Callable[..., Page]

BRIDGE = "/a/bridge"
QUOTE = "The cable had lost a third of its section."


@pytest.fixture
def browser_app(tmp_path: Path) -> Iterator[Flask]:
    """Our own site, with two claims, of which the first has two items that nobody has weighed."""
    app = make_site(tmp_path)
    upgrade_database(app)
    account(app, "ann", level=1)
    with app.app_context():
        with transaction():
            words = ["The bridge closed on Monday.", "A cable had rusted for years."]
            article = factories.make_article(slug="bridge", text=" ".join(words))
            claims = [factories.make_proposition(article, each, words=each) for each in words]
            for side in Side:
                factories.make_bearing(claims[0], side)
            reweigh(article)
        yield app
        session.remove()  # type: ignore[attr-defined]
        app.extensions["sqlalchemy"].engine.dispose()


def sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.locator("input[autocomplete=username]").fill("ann")
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def opened(page: Page, claim: int = 2) -> Locator:
    """The form for evidence, open beside the card of a claim."""
    card = page.locator(f"#claim-{claim}")
    if not card.locator("details").first.evaluate("each => each.open"):
        card.locator("summary").first.click()
    if not page.locator(".dlb-here").count():
        card.get_by_role("link", name="Add evidence").click()
    form = page.locator(".dlb-here form[data-draft]")
    expect(form).to_be_visible()
    return form


def fill(form: Locator) -> None:
    form.get_by_label("Against").check()
    form.get_by_label("Citation").fill("Bridge Authority (2025)")
    form.get_by_label("The exact quote").fill(QUOTE)
    form.get_by_label("Why it matters here").fill("So thin a cable breaks.")
    form.get_by_label("Kind", exact=True).select_option("document")


def items() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Bearing)) or 0


def test_evidence_is_posted_in_place_once_though_the_connection_was_lost(
    page_at: PageAt, site: Site, axe: Callable[..., None]
) -> None:
    page = page_at(1280)
    sign_in(page)
    page.goto(BRIDGE)
    form = opened(page)
    fill(form)
    expect(page.locator(".dlb-here #preview")).to_contain_text(QUOTE)
    axe(page)
    page.context.set_offline(True)
    form.get_by_role("button", name="Post it").click()
    expect(form.get_by_role("alert")).to_contain_text("Not sent: the network is away")
    expect(form.get_by_label("The exact quote")).to_have_value(QUOTE)
    page.context.set_offline(False)
    site.troubles.clear()
    form.get_by_role("button", name="Post it").click()
    item = page.locator(".dlb-here .dlb-item")
    expect(item).to_be_focused()
    expect(item).to_contain_text(QUOTE)
    expect(page.get_by_role("status").filter(has_text="Your evidence is posted.")).to_have_count(1)
    expect(page.locator("#claim-2 summary").first).to_contain_text("1 against")
    expect(page.get_by_label("What this changed in the weights")).to_contain_text("Against: 1 item")
    assert page.url.endswith(BRIDGE)
    assert items() == 3
    axe(page)
    assert not page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('dlb-draft:'))")


def test_what_bears_on_a_claim_is_weighed_in_place_one_after_the_other(page_at: PageAt) -> None:
    page = page_at(390, "dark")
    sign_in(page)
    page.goto(BRIDGE)
    page.locator("#claim-1 .dlb-card-claim a").last.click()
    page.get_by_role("link", name="Weigh this").click()
    part = page.locator(".dlb-here")
    expect(part.get_by_role("heading", name="How much does this weigh?")).to_be_focused()
    for _ in range(2):
        expect(part.locator("input:checked")).to_have_count(0)
        for group in part.get_by_role("group").all():
            group.get_by_role("radio").first.check()
        part.get_by_role("button", name="Store my answers").click()
        expect(part).to_contain_text("Your answers count from now on")
        following = part.get_by_role("link", name="Weigh the next item")
        if following.count():
            following.click()
            expect(part.get_by_role("heading", name="How much does this weigh?")).to_be_focused()
    expect(part).to_contain_text("Nothing more waits for you")
    expect(page.get_by_text("Weighed by 1 person").first).to_be_visible()


def test_by_keyboard_a_form_opens_closes_and_comes_back_with_what_was_typed(page_at: PageAt, site: Site) -> None:
    page = page_at(1280)
    sign_in(page)
    page.goto(BRIDGE)
    form = opened(page)
    form.get_by_label("The exact quote").fill(QUOTE)
    page.keyboard.press("Escape")
    expect(page.locator(".dlb-here")).to_have_count(0)
    link = page.locator("#claim-2").get_by_role("link", name="Add evidence")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(form.get_by_label("The exact quote")).to_have_value(QUOTE)
    expect(page.locator(".dlb-here [data-draft-note]")).to_be_visible()
    page.go_back()
    expect(page.locator(".dlb-here")).to_have_count(0)
    assert page.url.endswith(BRIDGE)
    opened(page)
    site.expects(422)
    form.get_by_role("button", name="Post it").click()
    expect(page.locator(".dlb-here .dlb-summary")).to_be_focused()
    page.locator(".dlb-summary").get_by_role("link", name="Why it matters here").click()
    expect(form.get_by_label("Why it matters here")).to_be_focused()
    expect(form.get_by_label("The exact quote")).to_have_value(QUOTE)
    page.keyboard.press("Escape")
    opened(page)
    page.get_by_role("button", name="Throw it away").click()
    expect(form.get_by_label("The exact quote")).to_have_value("")
    expect(page.locator(".dlb-here [data-draft-note]")).to_be_hidden()


def test_a_draft_is_there_on_another_device_and_leaves_none_behind_after_signing_out(page_at: PageAt) -> None:
    page, other = page_at(1280), page_at(390)
    for each in (page, other):
        sign_in(each)
    page.goto(BRIDGE)
    form = opened(page)
    with page.expect_response("**/drafts") as kept:
        form.get_by_label("The exact quote").fill(QUOTE)
        page.goto("/articles")
    assert kept.value.request.method == "POST"
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert not page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('dlb-draft:'))")
    other.goto("/yours")
    other.locator("#drafts").get_by_role("link", name=QUOTE).click()
    expect(other.get_by_label("The exact quote")).to_have_value(QUOTE)
    fill(other.locator("form[data-draft]"))
    other.get_by_role("button", name="Post it").click()
    expect(other.get_by_text("Your evidence is posted.")).to_be_visible()
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Draft)) == 0
