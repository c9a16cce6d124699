"""Connections over which pages are told of newer versions: bounded, and none of them holds the database."""

import threading
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.core.db import session
from deliberate.core.written import shown_versions
from deliberate.web import streams
from deliberate.web.streams import Streams
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


def engine_of(app: Flask) -> object:
    return app.extensions["sqlalchemy"].engine


def test_it_tells_the_version_and_each_that_comes_and_beats_between(context: Flask, told: Streams) -> None:
    claim = opened(context, slug="bridge")
    stream = told.open(engine_of(context), claim.article.id)
    assert stream is not None
    first = next(stream)
    assert first.startswith(b"retry: ")
    assert next(stream) == b":\n\n"
    posted(person(context, "ann", level=1), claim)
    with engine_of(context).connect() as connection:  # type: ignore[attr-defined]
        now = shown_versions(connection, [claim.article.id])[claim.article.id]
    heard = next(each for each in stream if each != b":\n\n")
    assert heard == f"data: {now}\n\n".encode()
    assert f"data: {now}\n\n".encode() not in first


def test_there_are_so_many_at_most_and_one_that_ends_makes_room(context: Flask, told: Streams) -> None:
    article = opened(context).article.id
    first, second = (told.open(engine_of(context), article) for _ in range(2))
    assert first is not None
    assert second is not None
    assert told.open(engine_of(context), article) is None
    first.close()
    first.close()
    assert told.open_now == 1
    assert told.open(engine_of(context), article) is not None


def test_all_end_at_once_when_the_process_does(context: Flask, told: Streams, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT", 60)
    stream = told.open(engine_of(context), opened(context).article.id)
    assert stream is not None
    next(stream)
    rest: list[list[bytes]] = []
    reading = threading.Thread(target=lambda: rest.append(list(stream)))
    reading.start()
    time.sleep(0.05)
    told.close()
    reading.join(5)
    assert rest == [[]]
    assert told.open(engine_of(context), 1) is None


def test_where_versions_cannot_be_read_they_end_to_be_opened_again(context: Flask, told: Streams) -> None:
    stream = told.open(engine_of(context), opened(context).article.id)
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
