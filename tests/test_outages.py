"""A database that is away, held or full: the site says so, and is well again by itself when that is over."""

import socket
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, make_url, select

from deliberate.articles.models import Group
from deliberate.core.db import session, transaction
from tests.databases import let_go
from tests.own_site import account, form_token, make_site, sign_in


class Wire:
    """The way to a server, that can be cut: a port of this machine whose every byte goes on to another."""

    def __init__(self, host: str, port: int) -> None:
        self._there = (host, port)
        self._ends: list[socket.socket] = []
        self._listen(0)

    def _listen(self, port: int) -> None:
        self._door = socket.create_server(("127.0.0.1", port))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._let_in, args=(self._door,), daemon=True).start()

    def _let_in(self, door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                here, _ = door.accept()
                there = socket.create_connection(self._there)
                self._ends += [here, there]
                threading.Thread(target=self._carry, args=(here, there), daemon=True).start()
                threading.Thread(target=self._carry, args=(there, here), daemon=True).start()

    @staticmethod
    def _carry(one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        with suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        """End what is under way, and let nobody in."""
        for each in (self._door, *self._ends):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._ends.clear()

    def mend(self) -> None:
        """Let people in again, by the same port."""
        self._listen(self.port)


@pytest.fixture
def wired(postgres: str, empty_site: Path, tmp_path: Path) -> Iterator[tuple[Flask, Wire]]:
    """The standalone site on PostgreSQL, and the wire between the two."""
    url = make_url(postgres)
    wire = Wire(url.host or "127.0.0.1", url.port or 5432)
    through = url.set(host="127.0.0.1", port=wire.port).render_as_string(hide_password=False)
    app = make_site(tmp_path, DELIBERATE_DATABASE_URL=through)
    yield app, wire
    let_go(app)
    wire.cut()


def found_group(client: FlaskClient, name: str) -> Any:
    """Send the form that makes a group."""
    return client.post("/groups", data={"csrf_token": form_token(client, "/how-weighing-works"), "name": name})


def somebody_in(app: Flask) -> FlaskClient:
    account(app, "cora", "moderator", level=1)
    client = app.test_client()
    sign_in(client, "cora")
    return client


def groups_of(app: Flask) -> list[str]:
    with app.app_context():
        return list(session.scalars(select(Group.name).order_by(Group.id)))


@pytest.mark.postgresql
def test_a_site_whose_server_was_away_is_well_again_without_a_restart(wired: tuple[Flask, Wire]) -> None:
    app, wire = wired
    client = somebody_in(app)
    assert found_group(client, "Before the outage").status_code == 303
    token = form_token(client, "/how-weighing-works")
    assert app.test_client().get("/articles").status_code == 200
    wire.cut()
    for _ in range(3):
        assert client.get("/articles").status_code == 503
        # Also of a page that is kept: whether it still holds cannot be asked.
        assert app.test_client().get("/articles").status_code == 503
    answer = client.post("/groups", data={"csrf_token": token, "name": "During the outage"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "During the outage" in answer.text
    wire.mend()
    assert client.get("/articles").status_code == 200
    assert found_group(client, "After the outage").status_code == 303
    assert groups_of(app) == ["Before the outage", "After the outage"]


def turn_taken_elsewhere(app: Flask) -> AbstractContextManager[None]:
    """Somebody else writes meanwhile, for longer than anybody waits."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    other = make_site(Path(app.instance_path), DELIBERATE_DATABASE_URL=url)

    @contextmanager
    def held() -> Iterator[None]:
        with other.app_context(), transaction():
            yield
        let_go(other)

    return held()


def be_impatient(app: Flask) -> None:
    """Have the one connection that this app keeps wait a moment only."""
    with app.app_context():
        sqlite = session.get_bind().dialect.name == "sqlite"
        words = "PRAGMA busy_timeout = 50" if sqlite else "SET lock_timeout = 50"
        session.connection().exec_driver_sql(words)
        session.commit()


def test_a_writer_whose_turn_does_not_come_is_asked_to_come_back(own_site: Flask, tmp_path: Path) -> None:
    own_site.instance_path = str(tmp_path / "other")
    client = somebody_in(own_site)
    be_impatient(own_site)
    with turn_taken_elsewhere(own_site):
        answer = found_group(client, "The impatient")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert "The impatient" in answer.text
        assert client.get("/articles").status_code == 200
    assert found_group(client, "The patient").status_code == 303
    assert groups_of(own_site) == ["The patient"]


@contextmanager
def full_disk(app: Flask) -> Iterator[None]:
    """No room for another page, as SQLite sees it; on PostgreSQL the error that its server gives."""
    with app.app_context():
        engine: Engine = app.extensions["sqlalchemy"].engine
    if engine.dialect.name == "sqlite":
        said = ["PRAGMA max_page_count = 1"]
        then = ["PRAGMA max_page_count = 1000000"]
    else:
        said = [
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$",
            "CREATE TRIGGER no_room BEFORE INSERT ON deliberate_group FOR EACH ROW EXECUTE FUNCTION no_room()",
        ]
        then = ["DROP TRIGGER no_room ON deliberate_group", "DROP FUNCTION no_room()"]
    _say(app, said)
    try:
        yield
    finally:
        _say(app, then)


def _say(app: Flask, statements: list[str]) -> None:
    """On the connection that the app itself goes on with: the limit is a connection's."""
    with app.app_context():
        for each in statements:
            session.connection().exec_driver_sql(each)
        session.commit()


def test_a_full_disk_is_named_reading_goes_on_and_room_heals_it(own_site: Flask) -> None:
    client = somebody_in(own_site)
    long_name = "The people of the bridge who write at length"
    with full_disk(own_site):
        answer = _until_refused(client)
        assert (answer.status_code, answer.headers["Retry-After"]) == (507, "30")
        assert "There is no room left to store anything" in answer.text
        assert client.get("/articles").status_code == 200
    stored = groups_of(own_site)
    assert found_group(client, long_name).status_code == 303
    assert groups_of(own_site) == [*stored, long_name]


def _until_refused(client: FlaskClient) -> Any:
    """Write until the last page is full, which takes a while where pages have room left."""
    for number in range(500):
        answer = found_group(client, f"Group number {number} of the bridge")
        if answer.status_code != 303:
            return answer
    raise AssertionError("The disk is not full.")


@pytest.mark.postgresql
def test_who_finds_every_connection_taken_is_asked_to_come_back(postgres: str, tmp_path: Path) -> None:
    at_once = {"pool_timeout": 0.05}
    app = make_site(
        tmp_path, DELIBERATE_DATABASE_URL=postgres, DELIBERATE_DATABASE_POOL=1, SQLALCHEMY_ENGINE_OPTIONS=at_once
    )
    with app.app_context():
        engine: Engine = app.extensions["sqlalchemy"].engine
    with engine.connect(), engine.connect():
        answer = app.test_client().get("/articles")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert app.test_client().get("/articles").status_code == 200
    let_go(app)


@pytest.mark.parametrize("address", ["/a/%00", "/articles?q=%00", "/search?q=%00", "/a/%F0%9F%92%A9"])
def test_a_character_that_no_database_holds_breaks_nothing(own_site: Flask, address: str) -> None:
    assert own_site.test_client().get(address).status_code in {200, 400, 404}
