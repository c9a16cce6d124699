"""Which answers are kept, and what a host has to say in it."""

import time
from typing import Any

import pytest
from flask import Flask
from flask import session as cookie
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.actors import VISITOR, Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Remark
from deliberate.web import page_cache
from deliberate.web.page_cache import PageCache
from tests.factories import make_article, make_proposition
from tests.host import make_host, person, sign_in

PAGE = "/deliberate/a/bridge"


@pytest.fixture
def article(app: Flask) -> str:
    with app.app_context(), transaction():
        make_proposition(make_article(slug="bridge"))
    return PAGE


def kept(app: Flask) -> PageCache:
    pages: PageCache = app.extensions["deliberate"].pages
    return pages


def read(client: FlaskClient, path: str, **headers: str) -> Any:
    with client.get(path, headers=headers) as answer:
        assert answer.data is not None
        return answer


def test_a_page_is_tagged_and_kept_and_what_did_not_change_is_not_sent_again(app: Flask, article: str) -> None:
    client = app.test_client()
    first = read(client, article)
    assert {"Cookie", "Accept-Encoding"} <= set(first.vary)
    again = read(client, article, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert again.headers["Cache-Control"] == "public, no-cache"
    second = read(client, article)
    assert (second.data, sorted(second.vary)) == (first.data, sorted(first.vary))
    assert {**second.headers, "Vary": ""} == {**first.headers, "Vary": ""}
    with app.app_context(), transaction():
        make_proposition(make_article(slug="sparrow"))
    assert read(client, article, **{"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert read(client, "/deliberate/articles").status_code == 200
    with client.head(article) as head:
        assert (head.status_code, head.headers["ETag"]) == (200, first.headers["ETag"])


def test_errors_redirects_files_and_what_somebody_gets_are_not_kept(app: Flask, article: str) -> None:
    cora = app.test_client()
    sign_in(cora, person(app, "cora"))
    other = app.test_client()
    other.set_cookie("theme", "dark")
    for client, path in (
        (cora, article),
        (other, article),
        (app.test_client(), "/deliberate/a/nowhere"),
        (app.test_client(), "/deliberate/yours"),
        (app.test_client(), "/deliberate/static/deliberate.css"),
        (app.test_client(), "/deliberate/log.json"),
    ):
        assert "ETag" not in read(client, path).headers or "static" in path
    assert kept(app).bytes == 0


@pytest.mark.new_app
def test_a_host_that_sets_a_cookie_or_varies_its_pages_has_none_kept(app: Flask, article: str) -> None:
    said: dict[str, str] = {"Set-Cookie": "seen=1"}
    more = b""

    @app.after_request
    def hook(response: Any) -> Any:
        response.headers["X-Host"] = "was here"
        response.headers.extend(said)
        response.set_data(response.get_data() + more)
        return response

    assert read(app.test_client(), article).headers["X-Host"] == "was here"
    assert kept(app).bytes == 0
    said.clear()
    said["Vary"] = "User-Agent"
    read(app.test_client(), article)
    assert kept(app).bytes == 0
    said.clear()
    assert read(app.test_client(), article).data == read(app.test_client(), article).data
    assert kept(app).bytes > 0
    said["X-More"] = "of this answer"
    assert read(app.test_client(), article).headers["X-More"] == "of this answer"
    kept(app).clear()
    said["Content-Security-Policy"] = "script-src 'nonce-abc'"
    read(app.test_client(), article)
    assert kept(app).bytes == 0
    said.clear()
    more = b"!"
    assert read(app.test_client(), article).data.endswith(b"!")
    assert kept(app).bytes == 0


@pytest.mark.new_app
def test_whom_a_host_knows_without_a_cookie_gets_a_page_of_their_own(
    app: Flask, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(app.test_client(), article)
    known = person(app, "cora")
    identity = app.extensions["deliberate"].identity
    monkeypatch.setattr(identity, "current", lambda: Actor(id=known.id, name="Cora"))
    assert read(app.test_client(), article).status_code == 200
    assert b"csrf_token" in read(app.test_client(), article).data
    monkeypatch.setattr(identity, "current", lambda: VISITOR)
    assert b"csrf_token" not in read(app.test_client(), article).data


@pytest.mark.new_app
def test_what_a_host_puts_into_everybodys_session_is_nobody_elses(app: Flask, article: str) -> None:
    app.before_request(lambda: cookie.update(seen="now"))
    assert read(app.test_client(), article).headers["Cache-Control"] == "private, no-store"
    assert kept(app).bytes == 0


def test_a_setting_turns_it_off(app: Flask, article: str) -> None:
    host = make_host(app.config["SQLALCHEMY_DATABASE_URI"], DELIBERATE_PAGE_CACHE_BYTES=0)
    assert "ETag" not in read(host.test_client(), article).headers
    assert kept(host).bytes == 0


def test_names_that_a_host_changes_without_a_word_are_old_for_a_minute_at_most(
    app: Flask, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(app, "cora")
    with app.app_context(), transaction():
        bridge = session.scalars(select(Article).where(Article.slug == "bridge")).one()
        words = "Which bridge is it?"
        session.add(Remark(article=bridge, author_id="cora", status=Status.VISIBLE, text=words, html=words))
    assert b"Cora" in read(app.test_client(), article).data
    people = app.extensions["deliberate"].identity.known
    monkeypatch.setitem(people, "cora", Actor(id="cora", name="Dora"))
    later = time.monotonic() + 61
    monkeypatch.setattr(page_cache.time, "monotonic", lambda: later)
    assert b"Dora" in read(app.test_client(), article).data
