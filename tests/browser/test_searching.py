"""The search answers while somebody types, keeps the field under their fingers, and needs no script for any of it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from deliberate.core.db import transaction
from deliberate.web.rendering import STRICT_CSP
from tests import factories
from tests.host import People, make_host

PageAt = Callable[..., Page]


@pytest.fixture
def browser_app(tmp_path: Path) -> Iterator[Flask]:
    app = make_host(f"sqlite:///{tmp_path / 'site.db'}", People(), DELIBERATE_CSP=STRICT_CSP)
    with app.app_context():
        factories.create_tables()
        with transaction():
            article = factories.make_article(title="The pylon")
            factories.make_proposition(article, "A pylon leans.")
            factories.make_proposition(article, "A heron stands.")
        yield app
        app.extensions["sqlalchemy"].engine.dispose()


def test_it_finds_as_somebody_types_and_the_address_follows(page_at: PageAt) -> None:
    page = page_at(390)
    page.goto("/deliberate/search")
    field = page.get_by_role("searchbox")
    expect(field).to_be_focused()
    page.keyboard.type("pyl")
    found = page.locator("#found ol > li")
    expect(found).to_have_count(2)
    expect(page.get_by_role("status").filter(has_text="2 things found.")).to_be_visible()
    page.keyboard.type("on leans")
    expect(found).to_have_count(1)
    expect(field).to_be_focused()
    expect(page).to_have_url(re.compile(r"\?q=pylon(\+|%20)leans"))
    page.keyboard.type("zz")
    expect(page.get_by_text("Nothing that you may read has all of these words.")).to_be_visible()
    page.get_by_role("link", name="All articles").click()
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("pylon leanszz")


def test_the_keyboard_goes_from_the_field_to_what_was_found(page_at: PageAt) -> None:
    page = page_at()
    page.goto("/deliberate/search?q=heron")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("#found ol > li")).to_have_count(1)
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.locator("#found h2 a").evaluate("link => link === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/claims/"))
