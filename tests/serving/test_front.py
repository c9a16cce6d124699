"""Kept pages of our own site, given in front of Flask."""

import gzip
import logging
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from deliberate.core.db import session, transaction
from tests.factories import make_article, make_proposition
from tests.own_site import account, sign_in

PAGE = "/a/bridge"


@pytest.fixture
def client(own_site: Flask) -> FlaskClient:
    with own_site.app_context(), transaction():
        make_proposition(make_article(slug="bridge", title="The old bridge"))
    return own_site.test_client()


def read(client: FlaskClient, path: str = PAGE, method: str = "GET", **headers: str) -> Any:
    with client.open(path, method=method, headers=headers) as answer:
        assert answer.data is not None
        return answer


def rename(app: Flask, table: str, to: str) -> None:
    with app.app_context():
        session.execute(text(f"ALTER TABLE {table} RENAME TO {to}"))
        session.commit()


def headers_of(answer: Any) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name != "X-Request-ID"}


def test_it_gives_what_flask_gave_without_asking_it(
    own_site: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first = read(client)
    monkeypatch.setattr(own_site, "full_dispatch_request", None)
    with caplog.at_level(logging.INFO, "deliberate.requests"):
        again = read(client)
    assert (again.data, headers_of(again)) == (first.data, headers_of(first))
    assert caplog.records[-1].fields["route"] == "/a/<slug>"  # type: ignore[attr-defined]
    head = read(client, method="HEAD")
    assert (head.status_code, head.data, headers_of(head)) == (200, b"", headers_of(first))
    same = read(client, **{"If-None-Match": f'"other", {first.headers["ETag"]}'})
    assert (same.status_code, same.data) == (304, b"")
    kept_out = {"Content-Type", "Content-Length"}
    assert headers_of(same) == {name: each for name, each in headers_of(first).items() if name not in kept_out}
    packed = read(client, **{"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert (gzip.decompress(packed.data), packed.headers["ETag"]) == (first.data, first.headers["ETag"])
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(first.data)
    for refused in ("identity", "gzip;q=0", "br"):
        assert "Content-Encoding" not in read(client, **{"Accept-Encoding": refused}).headers


def test_a_change_by_another_process_is_on_the_next_page(own_site: Flask, client: FlaskClient) -> None:
    tag = read(client).headers["ETag"]
    assert "The old bridge" in read(client).text
    with own_site.app_context(), transaction():
        session.execute(text("UPDATE deliberate_article SET title = 'The new bridge' WHERE slug = 'bridge'"))
    answer = read(client, **{"If-None-Match": tag})
    assert answer.status_code == 200
    assert "The new bridge" in answer.text
    assert "The new bridge" in read(client).text


def test_another_address_host_or_scheme_and_whoever_has_a_cookie_is_another_matter(
    own_site: Flask, client: FlaskClient
) -> None:
    read(client)
    pages = own_site.extensions["deliberate"].pages
    before = pages.bytes
    read(client, f"{PAGE}?x=1")
    read(client, Host="elsewhere.example")
    with client.get(PAGE, base_url="https://localhost") as answer:
        assert answer.status_code == 200
    assert pages.bytes > 3 * before
    account(own_site, "cora")
    sign_in(client, "cora")
    assert read(client).headers["Cache-Control"] == "private, no-store"


def test_without_a_database_nothing_is_given_as_if_it_held(own_site: Flask, client: FlaskClient) -> None:
    read(client)
    rename(own_site, "deliberate_page_version", "away")
    try:
        assert read(client).status_code >= 500
    finally:
        rename(own_site, "away", "deliberate_page_version")
