"""Our pages inside the layout of the example host: its header is around them, and nothing of it is restyled."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from news import create_app
from news.models import db
from playwright.sync_api import Page, expect

PageAt = Callable[..., Page]


@pytest.fixture
def browser_app(tmp_path: Path) -> Iterator[Flask]:
    url = f"sqlite:///{tmp_path / 'herald.db'}"
    app = create_app({"SECRET_KEY": "a key for tests", "SQLALCHEMY_DATABASE_URI": url})
    for command in (["fill"], ["deliberate", "upgrade"]):
        assert app.test_cli_runner().invoke(args=command).exit_code == 0
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_a_story_leads_to_its_claims_in_the_same_layout(
    page_at: PageAt, axe: Callable[[Page], None], width: int, scheme: str
) -> None:
    page = page_at(width, scheme)
    page.goto("/stories/1")
    name = page.get_by_role("link", name="The Herald")
    before = name.bounding_box(), name.evaluate("it => JSON.stringify(Object.values(getComputedStyle(it)))")
    page.get_by_role("link", name="Discuss the claims").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The bridge stays closed")
    expect(page.get_by_role("main")).to_have_count(1)
    after = name.bounding_box(), name.evaluate("it => JSON.stringify(Object.values(getComputedStyle(it)))")
    assert after == before
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    axe(page)
    page.get_by_role("link", name="Add evidence").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
