"""Writing that was overtaken is done once more, before anybody hears of it."""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask, flash, get_flashed_messages, request
from flask import session as cookie
from flask.testing import FlaskClient
from sqlalchemy import create_engine, select
from sqlalchemy.orm.exc import StaleDataError

from deliberate.core.db import session, transaction
from deliberate.core.standing import Standing, set_level, standing_of
from tests.factories import make_article
from tests.host import People, make_host, person, send, sign_in

pytestmark = pytest.mark.new_app


def page_of_ours(app: Flask, view: Callable[[], str]) -> None:
    """Give the app a page in the extension's blueprint."""
    app.add_url_rule("/deliberate/try", "deliberate.try", view, methods=["GET", "POST"])


@pytest.fixture
def at_one_moment(postgres: str) -> Iterator[Flask]:
    """A host whose transactions each see one moment of the database, and fail where it has moved on."""
    app = make_host(postgres, People(), SQLALCHEMY_ENGINE_OPTIONS={"isolation_level": "REPEATABLE READ"})
    yield app
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


@pytest.mark.postgresql
def test_a_write_that_was_overtaken_is_made_on_top_of_the_other(at_one_moment: Flask) -> None:
    with at_one_moment.app_context(), transaction():
        set_level("ann", 1)
    tries = []

    def approve() -> str:
        with transaction():
            standing = standing_of("ann")
            tries.append(standing.approved)
            if len(tries) == 1:
                elsewhere = create_engine(at_one_moment.config["SQLALCHEMY_DATABASE_URI"])
                with elsewhere.begin() as connection:
                    connection.exec_driver_sql("UPDATE deliberate_standing SET approved = approved + 1")
                elsewhere.dispose()
            standing.approved += 1
        return "approved"

    page_of_ours(at_one_moment, approve)
    answer = send(at_one_moment.test_client(), "/deliberate/try")
    assert (answer.status_code, answer.text) == (200, "approved")
    assert tries == [0, 1]
    with at_one_moment.app_context():
        assert session.get_one(Standing, "ann").approved == 2


@pytest.mark.postgresql
def test_who_is_overtaken_again_and_again_is_asked_to_come_back(at_one_moment: Flask) -> None:
    tries = []

    def overtaken() -> str:
        with transaction():
            tries.append(1)
            session.connection().exec_driver_sql("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$")
        return "never"

    page_of_ours(at_one_moment, overtaken)
    answer = send(at_one_moment.test_client(), "/deliberate/try", {"quote": "Rust was found."})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Rust was found." in answer.text
    assert len(tries) == 6


def stored_twice(app: Flask, tries: list[Any]) -> None:
    """A page that, at its first try, finds what it stores stored already by somebody else."""

    def post() -> str:
        with transaction():
            tries.append(request.files["file"].read() if request.files else None)
            flash(f"Try {len(tries)} stored it.")
            cookie["also"] = "kept"
            make_article(slug="noise" if len(tries) == 1 else "second")
        return "stored"

    page_of_ours(app, post)
    app.add_url_rule("/told", "told", lambda: " ".join(get_flashed_messages()))


def test_what_somebody_stored_a_moment_before_is_found_by_a_second_look(app: Flask, client: FlaskClient) -> None:
    sign_in(client, person(app, "ann"))
    stored_twice(app, tries := [])
    assert send(client, "/deliberate/try").text == "stored"
    assert len(tries) == 2
    assert client.get("/told").text == "Try 2 stored it."
    with client.session_transaction() as kept:
        assert (kept["who"], kept["also"]) == ("ann", "kept")


def test_a_file_is_read_from_its_beginning_again(app: Flask, client: FlaskClient) -> None:
    stored_twice(app, tries := [])
    assert send(client, "/deliberate/try", {"file": (BytesIO(b"An article."), "article.txt")}).text == "stored"
    assert tries == [b"An article."] * 2


def test_what_fails_in_the_same_way_again_is_an_error(app: Flask, client: FlaskClient) -> None:
    tries = []

    def post() -> str:
        with transaction():
            tries.append(1)
            make_article(slug="noise")
        return "never"

    page_of_ours(app, post)
    assert send(client, "/deliberate/try").status_code == 500
    assert len(tries) == 2


def test_what_was_stored_is_not_stored_again_because_of_what_failed_after_it(app: Flask, client: FlaskClient) -> None:
    def count_and_post() -> str:
        with transaction():
            standing_of("ann").approved += 1
        with transaction():
            make_article(slug="noise")
        return "never"

    page_of_ours(app, count_and_post)
    assert send(client, "/deliberate/try").status_code == 500
    with app.app_context():
        assert session.get_one(Standing, "ann").approved == 1


def test_a_page_that_is_only_read_is_not_repeated(app: Flask, client: FlaskClient) -> None:
    tries = []

    def read() -> str:
        tries.append(1)
        raise StaleDataError("1 row expected")

    page_of_ours(app, read)
    assert client.get("/deliberate/try").status_code == 409
    assert len(tries) == 1


def test_a_page_that_is_not_ours_is_not_repeated(own_site: Flask) -> None:
    tries = []

    def post() -> str:
        tries.append(1)
        with transaction():
            make_article(slug="noise")
        return "never"

    own_site.add_url_rule("/theirs", "theirs", post, methods=["POST"])
    assert own_site.test_client().post("/theirs").status_code == 500
    assert len(tries) == 1
    with own_site.app_context():
        assert len(session.scalars(select(Standing)).all()) == 0
