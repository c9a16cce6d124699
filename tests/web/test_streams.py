"""Connections over which pages are told of newer versions: bounded, and none of them holds the database."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.core.db import session
from deliberate.core.written import shown_versions
from deliberate.web import streams
from deliberate.web.streams import Stream, Streams
from tests.host import person
from tests.moderation.scenes import opened, posted

STREAM = "/deliberate/a/bridge/stream"


@pytest.fixture
def told(context: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Streams]:
    """Two at most, in a site that looks often."""
    monkeypatch.setattr(streams, "OFTEN", 0.02)
    monkeypatch.setattr(streams, "HEARTBEAT", 0.1)
    made = Streams(2)
    yield made
    made.close()


def engine_of(app: Flask) -> Any:
    return app.extensions["sqlalchemy"].engine


def version_now(app: Flask, article: int) -> int:
    with engine_of(app).connect() as connection:
        return shown_versions(connection, [article])[article]


def stream_of(app: Flask, told: Streams, article: int) -> Stream | None:
    return told.open(engine_of(app), article, version_now(app, article))


def test_it_tells_the_version_and_each_that_comes_and_beats_between(context: Flask, told: Streams) -> None:
    claim = opened(context, slug="bridge")
    stream = stream_of(context, told, claim.article.id)
    assert stream is not None
    first = next(stream)
    assert first.startswith(b"retry: ")
    assert next(stream) == b":\n\n"
    posted(person(context, "ann", level=1), claim)
    now = version_now(context, claim.article.id)
    heard = next(each for each in stream if each != b":\n\n")
    assert heard == f"data: {now}\n\n".encode()
    assert f"data: {now}\n\n".encode() not in first


def test_there_are_so_many_at_most_and_one_that_ends_makes_room(context: Flask, told: Streams) -> None:
    article = opened(context).article.id
    first, second = (stream_of(context, told, article) for _ in range(2))
    assert first is not None
    assert second is not None
    assert stream_of(context, told, article) is None
    first.close()
    first.close()
    assert told.open_now == 1
    assert stream_of(context, told, article) is not None


def test_all_end_at_once_when_the_process_does(context: Flask, told: Streams, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT", 60)
    stream = stream_of(context, told, opened(context).article.id)
    assert stream is not None
    next(stream)
    rest: list[list[bytes]] = []
    reading = threading.Thread(target=lambda: rest.append(list(stream)))
    reading.start()
    time.sleep(0.05)
    told.close()
    reading.join(5)
    assert rest == [[]]
    assert stream_of(context, told, 1) is None


def test_where_versions_cannot_be_read_they_end_to_be_opened_again(context: Flask, told: Streams) -> None:
    stream = stream_of(context, told, opened(context).article.id)
    assert stream is not None
    next(stream)
    session.rollback()
    with engine_of(context).begin() as connection:  # type: ignore[attr-defined]
        connection.exec_driver_sql("ALTER TABLE deliberate_page_version RENAME TO lost")
    try:
        assert set(stream) <= {b":\n\n"}
        assert told.open_now == 0
    finally:
        with engine_of(context).begin() as connection:  # type: ignore[attr-defined]
            connection.exec_driver_sql("ALTER TABLE lost RENAME TO deliberate_page_version")


def test_a_site_that_has_none_says_so_and_its_pages_do_not_ask(context: Flask, client: FlaskClient) -> None:
    opened(context, slug="bridge")
    assert "data-stream" not in client.get("/deliberate/a/bridge").text
    assert client.get(STREAM).status_code == 204
