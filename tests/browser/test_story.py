"""The main job in a real browser: from a pasted article to a lean, a removal with its reason, and a log that holds."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from deliberate.accounts.services import create_user, set_roles
from deliberate.core.db import session, transaction
from deliberate.core.events import verify_chain
from deliberate.standalone import create_app, upgrade_database

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("DELIBERATE_SHARED") or HERE.parents[2] / "shared")
PASSWORD = "a long enough password"

PageAt = Callable[..., Page]


@pytest.fixture
def browser_app(tmp_path: Path) -> Iterator[Flask]:
    app = create_app({"DELIBERATE_DATA": str(tmp_path), "SECRET_KEY": "a key for tests"})
    upgrade_database(app)
    yield app
    with app.app_context():
        session.remove()  # type: ignore[attr-defined]
        app.extensions["sqlalchemy"].engine.dispose()


def _article() -> str:
    """The real article where it is at hand, else our own with the same constructs."""
    real = SHARED / "articles" / "contested-article.txt"
    own = HERE.parent / "articles" / "fixtures" / "harbour-article.txt"
    return (real if real.is_file() else own).read_text("utf-8")


def _make_people(app: Flask) -> None:
    with app.app_context(), transaction():
        create_user("poster", PASSWORD, level=1)
        create_user("moira", PASSWORD, roles=["moderator"])
        for name in ("ann", "ben", "cem"):
            create_user(name, PASSWORD, level=1)


def _sign_in(page: Page, name: str) -> Page:
    page.goto("/sign-in")
    page.locator("input[autocomplete=username]").fill(name)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    return page


def _sign_up(page: Page, name: str) -> None:
    page.goto("/sign-up")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("E-mail").fill(f"{name}@example.org")
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def _post(page: Page, claim: str, side: str, number: int) -> None:
    page.goto(claim)
    page.get_by_role("link", name=f"Add evidence {side}").first.click()
    page.get_by_label("Citation").fill(f"Harbour records, volume {number}")
    page.get_by_label("The exact quote").fill(f"Entry {number} of the record says what was seen that night.")
    page.get_by_label("Why").first.fill(f"It was written down at the time, by clerk {number}.")
    page.get_by_label("Kind").select_option("document")
    page.get_by_role("button", name="Post it").click()
    expect(page.get_by_text(f"Harbour records, volume {number}").first).to_be_visible()


def _weigh_all(page: Page, slug: str, stance: str) -> None:
    """Answer everything: what is for the claim weighs much, what is against it little."""
    page.goto(f"/a/{slug}/weigh")
    page.get_by_label(stance, exact=True).check()
    page.get_by_role("button", name="Store and start").click()
    for _ in range(4):
        against = page.locator("form input[name=last]").get_attribute("value") == "against"
        answer = "1" if against else "4"
        for question in ("relevance", "reliability", "strength"):
            page.locator(f"input[name={question}][value='{answer}']").check()
        page.get_by_role("button", name="Store and go on").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def test_the_whole_story(browser_app: Flask, page_at: PageAt) -> None:
    _make_people(browser_app)
    editor = page_at()
    _sign_up(editor, "eve")
    with browser_app.app_context(), transaction():
        set_roles("eve", ["editor"])
    _sign_in(editor, "eve")

    editor.get_by_role("link", name="Import", exact=True).click()
    editor.locator("textarea[name=text]").fill(_article())
    editor.locator("input[name=title]").fill("What happened in the harbour")
    editor.get_by_role("button", name="Import it").click()
    expect(editor.get_by_role("heading", level=1)).to_have_text("What happened in the harbour")
    slug = re.search(r"/a/([^/]+)/edit", editor.url).group(1)  # type: ignore[union-attr]
    for _ in range(5):
        editor.get_by_role("button", name=re.compile("^Accept")).first.click()
    editor.get_by_role("link", name=re.compile("^Accepted")).click()
    editor.get_by_role("button", name="Make it the main claim").first.click()
    editor.get_by_role("button", name="Publish").click()

    poster = _sign_in(page_at(), "poster")
    poster.goto(f"/a/{slug}")
    poster.locator(".dlb-card-claim a[href*='/claims/']").first.click()
    claim = poster.url
    for number, side in enumerate(["for", "against", "for", "against"], 1):
        _post(poster, claim, side, number)

    for name, stance in (("ann", "I agree"), ("ben", "I disagree"), ("cem", "I agree")):
        _weigh_all(_sign_in(page_at(), name), slug, stance)

    reader = page_at()
    reader.goto(claim)
    expect(reader.get_by_text(re.compile("leans (slightly|clearly|strongly) for")).first).to_be_visible()
    reader.get_by_role("link", name="How it adds up").click()
    expect(reader.get_by_role("table")).to_contain_text("Harbour records, volume 1")

    flagger = _sign_in(page_at(), "ann")
    flagger.goto(claim)
    flagger.locator(".dlb-item", has_text="volume 1").get_by_role("link", name="Flag").click()
    flagger.locator("input[name=reason]").first.check()
    flagger.locator("textarea[name=note]").fill("The volume does not exist.")
    flagger.get_by_role("button", name="Flag it").click()

    moderator = _sign_in(page_at(), "moira")
    moderator.get_by_role("link", name="Queue").click()
    moderator.locator("input[name=action][value=remove]").check()
    moderator.locator("input[name=reason_code]").first.check()
    moderator.locator("textarea[name=reason]").fill("No library holds that volume.")
    moderator.get_by_role("button", name="Decide").click()

    poster.goto("/yours")
    expect(poster.get_by_text("No library holds that volume.").first).to_be_visible()
    reader.goto("/log")
    expect(reader.get_by_text("No library holds that volume.").first).to_be_visible()
    with browser_app.app_context():
        verdict = verify_chain()
    assert verdict.fault is None
    assert verdict.events > 10
