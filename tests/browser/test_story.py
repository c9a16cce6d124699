"""The main job in a real browser: from a pasted article to a lean, a removal with its reason, and a log that holds."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from deliberate.accounts.services import create_user, set_roles
from deliberate.cli import main
from deliberate.core.db import session, transaction
from deliberate.standalone import create_app, upgrade_database
from tests.browser.steps import post_evidence, sign_in, sign_up
from tests.own_site import PASSWORD

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("DELIBERATE_SHARED") or HERE.parents[2] / "shared")

PageAt = Callable[..., Page]


@pytest.fixture
def browser_app(tmp_path: Path) -> Iterator[Flask]:
    app = create_app({"DELIBERATE_DATA": str(tmp_path), "SECRET_KEY": "a key for tests"})
    upgrade_database(app)
    yield app
    with app.app_context():
        session.remove()  # type: ignore[attr-defined]
        app.extensions["sqlalchemy"].engine.dispose()


#: Our own article, and the real one with the same constructs.
ARTICLES = {
    "own": HERE.parent / "articles" / "fixtures" / "harbour-article.txt",
    "real": SHARED / "articles" / "contested-article.txt",
}


@pytest.fixture
def text() -> str:
    """What is pasted in: the real article, which lies outside of this repository, or ours where it is not at hand."""
    return next(path for path in (ARTICLES["real"], ARTICLES["own"]) if path.is_file()).read_text("utf-8")


def _make_people(app: Flask) -> None:
    with app.app_context(), transaction():
        create_user("poster", PASSWORD, level=1)
        create_user("moira", PASSWORD, roles=["moderator"])
        for name in ("ann", "ben", "cem"):
            create_user(name, PASSWORD, level=1)


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


def _side(page: Page, side: str) -> Locator:
    """One column of the evidence on a claim's page."""
    column: Locator = page.get_by_role("region", name="Evidence for and against").locator(
        ".dlb-columns > div", has=page.locator(f"#side-{side}")
    )
    return column


def test_the_whole_story(
    browser_app: Flask, page_at: PageAt, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _make_people(browser_app)
    editor = page_at()
    sign_up(editor, "eve")
    with browser_app.app_context(), transaction():
        set_roles("eve", ["editor"])
    sign_in(editor, "eve")

    editor.get_by_role("link", name="Import", exact=True).click()
    editor.locator("textarea[name=text]").fill(text)
    editor.locator("input[name=title]").fill("What happened in the harbour")
    editor.get_by_role("button", name="Import it").click()
    expect(editor.get_by_role("heading", level=1)).to_have_text("What happened in the harbour")
    slug = re.search(r"/a/([^/]+)/edit", editor.url).group(1)  # type: ignore[union-attr]
    for _ in range(5):
        editor.get_by_role("button", name=re.compile("^Accept")).first.click()
    editor.get_by_role("link", name=re.compile("^Accepted")).click()
    editor.get_by_role("button", name="Make it the main claim").first.click()
    editor.get_by_role("button", name="Publish").click()

    poster = sign_in(page_at(), "poster")
    poster.goto(f"/a/{slug}")
    poster.locator(".dlb-card-claim a[href*='/claims/']").first.click()
    claim = poster.url
    for number, side in enumerate(["for", "against", "for", "against"], 1):
        post_evidence(poster, claim, side, number)

    for name, stance in (("ann", "I agree"), ("ben", "I disagree"), ("cem", "I agree")):
        _weigh_all(sign_in(page_at(), name), slug, stance)

    reader = page_at()
    reader.goto(claim)
    expect(reader.get_by_text(re.compile("leans (slightly|clearly|strongly) for")).first).to_be_visible()
    expect(reader.get_by_text("2 documents, 2 origins").first).to_be_visible()
    expect(_side(reader, "for")).to_contain_text("Harbour records, volume 1")
    reader.get_by_role("link", name="How it adds up").click()
    expect(reader.get_by_role("table")).to_contain_text("Harbour records, volume 1")

    flagger = sign_in(page_at(), "ann")
    flagger.goto(claim)
    flagger.locator(".dlb-item", has_text="volume 1").get_by_role("link", name="Flag").click()
    flagger.locator("input[name=reason]").first.check()
    flagger.locator("textarea[name=note]").fill("The volume does not exist.")
    flagger.get_by_role("button", name="Flag it").click()

    moderator = sign_in(page_at(), "moira")
    moderator.get_by_role("link", name="Queue").click()
    moderator.locator("input[name=action][value=remove]").check()
    moderator.locator("input[name=reason_code]").first.check()
    moderator.locator("textarea[name=reason]").fill("No library holds that volume.")
    moderator.get_by_role("button", name="Decide", exact=True).click()

    poster.goto("/yours")
    expect(poster.get_by_text("No library holds that volume.").first).to_be_visible()
    reader.goto("/log")
    expect(reader.get_by_text("No library holds that volume.").first).to_be_visible()

    reader.goto(claim)
    leaning = reader.get_by_role("region", name="How the evidence leans")
    expect(_side(reader, "for")).to_contain_text("Harbour records, volume 3")
    expect(_side(reader, "for")).not_to_contain_text("Harbour records, volume 1")
    expect(leaning).to_contain_text("1 document, 1 origin")
    expect(leaning).to_contain_text("The evidence posted here is too little to go on.")
    expect(leaning).to_contain_text("a second, independent one is missing")
    gone = reader.locator("section", has=reader.get_by_role("heading", name="No longer here"))
    expect(gone).to_contain_text("An item was removed by a moderator")
    reader.get_by_role("link", name="How it adds up").click()
    expect(reader.get_by_role("table")).to_contain_text("Harbour records, volume 3")
    expect(reader.get_by_role("table")).not_to_contain_text("Harbour records, volume 1")

    monkeypatch.setenv("DELIBERATE_DATA", str(tmp_path))
    monkeypatch.delenv("DELIBERATE_DATABASE_URL", raising=False)
    verified = CliRunner().invoke(main, ["verify-log"])
    assert verified.exit_code == 0, verified.output
    assert int(re.search(r"The log verifies: (\d+) events", verified.stdout).group(1)) > 10  # type: ignore[union-attr]
