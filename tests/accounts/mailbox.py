"""The mail our own site sends in tests, and what people do with it."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from deliberate.jobs.running import run_due
from tests.own_site import form_token


def letters(app: Flask) -> list[Any]:
    """Every message so far, oldest first, once the jobs that deliver them have run."""
    with app.app_context():
        run_due()
    return list(getattr(app.extensions["mailman"], "outbox", []))


def link_in(letter: Any) -> str:
    """The address of the page that a letter leads to, without the site's own."""
    found = re.search(r"^(?:https?://[^/\s]+)?(/\S+)$", letter.body, re.MULTILINE)
    assert found, letter.body
    return found[1]


def follow(client: FlaskClient, letter: Any, **fields: str) -> Any:
    """Open a letter's link and press the button of its page."""
    link = link_in(letter)
    return client.post(link, data={"csrf_token": form_token(client, link), **fields})


def sentences(page: str, *given: str) -> list[str]:
    """What a page says, without tags, and without what was typed or differs from one page to the next."""
    words = re.sub(r"<[^>]*>", "\n", page.split("<main", 1)[1])
    for each in given:
        words = words.replace(each, "…")
    return [re.sub(r"\d", "9", line.strip()) for line in words.splitlines() if line.strip()]


def press(client: FlaskClient, page: str, button: str | None = None, **fields: str) -> Any:
    """Fill in the form of a page and send it, to the page itself unless a button leads elsewhere."""
    return client.post(button or page, data={"csrf_token": form_token(client, page), **fields})


def close(app: Flask) -> None:
    """Let go of the database."""
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
