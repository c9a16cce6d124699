"""The article page as a screen reader has it, beside a file that was read and found good.

A change of the page that is meant to change it: `RENEW_GOLDEN=1 python3 dev.py test tests/browser/test_outline.py`
writes the file anew; read what `git diff` shows before you commit it.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.demo.finding import EVENT, article

GOLDEN = Path(__file__).parent / "golden" / "article.txt"
#: What is another in each demo: ids, and the days on which it was made.
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DAY = re.compile(r"\b\d{1,2} [A-Z][a-z]{2,8} 20(2[6-9]|[3-9]\d)\b")


@pytest.fixture
def browser_app(demo_site: Flask) -> Flask:
    return demo_site


def test_a_screen_reader_is_told_the_article_page_as_it_was_read_and_found_good(
    demo_site: Flask, page_at: Callable[..., Page]
) -> None:
    with demo_site.app_context():
        slug = article(EVENT).slug
    page = page_at()
    page.goto(f"/a/{slug}")
    told = DAY.sub("DAY", UUID.sub("ID", page.locator("body").aria_snapshot())) + "\n"
    if os.environ.get("RENEW_GOLDEN"):
        GOLDEN.write_text(told, encoding="utf-8")
    assert told == GOLDEN.read_text(encoding="utf-8")
