"""Taking an article along, and bringing one, by pages."""

import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from deliberate.articles.models import Article, Audience, State
from deliberate.core.actors import SYSTEM
from deliberate.core.db import session, transaction
from deliberate.exchange.all_formats import formats
from deliberate.exchange.services import Arrival, import_graph
from tests.exchange.graphs import GOLDEN, read, whole_graph, written
from tests.factories import make_article
from tests.host import make_host, person, send, sign_in


def upload(client: FlaskClient, data: bytes, name: str, **fields: Any) -> Any:
    fields = {"file": (io.BytesIO(data), name), "submission": "one", "form": "by name", **fields}
    return send(client, "/deliberate/exchange/import", fields, content_type="multipart/form-data")


@pytest.fixture
def editor_client(app: Flask, client: FlaskClient) -> FlaskClient:
    sign_in(client, person(app, "edith", "editor"))
    return client


@pytest.fixture
def pier(app: Flask) -> str:
    with app.app_context(), transaction():
        article, _ = import_graph(SYSTEM, Arrival(whole_graph(), "json", "0" * 64))
        article.state = State.OPEN
        return article.slug


def test_everybody_who_reads_an_article_finds_every_format_with_its_losses(client: FlaskClient, pier: str) -> None:
    page = client.get(f"/deliberate/a/{pier}/export").text
    assert all(f'href="/deliberate/a/{pier}/export/{name}"' in page for name in formats.names())
    assert "undercuts: 2" in page
    assert "only the article&#39;s editors and moderators export: 2" in page
    assert f'href="/deliberate/a/{pier}/export"' in client.get(f"/deliberate/a/{pier}").text


@pytest.mark.parametrize("name", formats.names())
def test_a_download_names_its_file_and_its_type(client: FlaskClient, pier: str, name: str) -> None:
    answer = client.get(f"/deliberate/a/{pier}/export/{name}")
    assert answer.status_code == 200
    assert answer.mimetype == formats.get(name).media_type
    assert answer.headers["Content-Disposition"].startswith(
        f'attachment; filename="{pier}{formats.get(name).suffixes[0]}"'
    )
    assert "edith" not in answer.text


def test_readers_get_no_single_ratings(client: FlaskClient, pier: str) -> None:
    assert read("json", client.get(f"/deliberate/a/{pier}/export/json").data).graph.ratings == ()


def test_an_article_of_a_group_is_for_its_people_alone(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        make_article(slug="ours", audience=Audience.GROUP)
    for path in ("export", "export/json", "export/nothing"):
        assert client.get(f"/deliberate/a/ours/{path}").status_code == 404


def test_the_schema_is_public(client: FlaskClient) -> None:
    assert client.get("/deliberate/exchange/schema.json").json["title"]


def test_an_editor_brings_a_file_and_lands_among_its_claims(editor_client: FlaskClient, app: Flask) -> None:
    answer = upload(editor_client, (GOLDEN / "kialo.txt").read_bytes(), "k.txt", form="kialo", title="A pier")
    assert (answer.status_code, answer.location) == (303, "/deliberate/a/a-pier/edit")
    again = upload(editor_client, (GOLDEN / "kialo.txt").read_bytes(), "k.txt", form="kialo", title="A pier")
    assert again.location == answer.location
    assert editor_client.get(answer.location).status_code == 200


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b'{"nodes": 1}', "a.aif", "Line 1, column 11"),
        (b"", "a.json", "empty"),
        (b"x", "a.xyz", "does not say its format"),
        (written("json", whole_graph()).text.encode().replace(b"torchlight", b"moonlight"), "a.json", "changed after"),
    ],
)
def test_what_is_wrong_with_a_file_stands_beside_it_and_nothing_is_stored(
    editor_client: FlaskClient, app: Flask, data: bytes, name: str, said: str
) -> None:
    answer = upload(editor_client, data, name)
    assert answer.status_code == 422
    assert said in answer.text
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Article)) == 1  # the noise


def test_a_file_beyond_the_bound_is_refused(empty_database: Path, tmp_path: Path) -> None:
    shutil.copy(empty_database, tmp_path / "small.db")
    limits = {"DELIBERATE_MAX_EXCHANGE_BYTES": 1000, "DELIBERATE_MAX_BODY_BYTES": 50_000}
    app = make_host(f"sqlite:///{tmp_path / 'small.db'}", **limits)
    client = app.test_client()
    sign_in(client, person(app, "edith", "editor"))
    refused = upload(client, b" " * 1001, "a.json")
    assert (refused.status_code, "at most 0.0 MB" in refused.text) == (422, True)
    assert upload(client, b" " * 51_001, "a.json").status_code == 413
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


def test_who_may_not_import_is_told_so(app: Flask, client: FlaskClient) -> None:
    sign_in(client, person(app, "nina"))
    assert client.get("/deliberate/exchange/import").status_code == 403
    assert upload(client, b"{}", "a.json").status_code == 403
