"""Error pages: what happened, what was kept, what to do."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from deliberate.articles.models import Article
from deliberate.core.db import session, transaction
from deliberate.core.errors import (
    Conflict,
    DomainError,
    Gone,
    Invalid,
    NotAllowed,
    NotFound,
    NotSignedIn,
    StaleEdit,
    TooMany,
)
from deliberate.web.errors import STATUS_OF, status_of
from tests.databases import close_postgres, open_postgres
from tests.factories import make_article
from tests.host import person, send, sign_in
from tests.own_site import account
from tests.own_site import sign_in as sign_in_to_own_site

ERRORS: list[tuple[DomainError, int, str]] = [
    (NotFound("No such bridge."), 404, "There is nothing here"),
    (Gone("It was erased in May."), 410, "This was erased"),
    (NotSignedIn("Sign in to cross."), 401, "Sign in first"),
    (NotAllowed("You may not cross."), 403, "That is not open to you"),
    (Conflict("Somebody crosses already."), 409, "Somebody was there first"),
    (StaleEdit("It changed.", "as it is now"), 409, "Somebody was there first"),
    (Invalid("That is no bridge.", "bridge"), 422, "That could not be accepted"),
    (TooMany("Enough crossings for a day."), 429, "That is enough for now"),
]

pytestmark = pytest.mark.new_app
WORDS = {"warrant": "It was there when I looked.", "quote": "Rust was found.", "side": "for"}


def fails_with(app: Flask, error: Exception) -> None:
    """Give the app a page that stores something and then fails."""

    def fail() -> str:
        with transaction():
            make_article(slug="half-done")
            raise error

    app.add_url_rule("/fails", "fails", fail, methods=["GET", "POST"])


def test_every_domain_error_has_a_status() -> None:
    found = [each for parent in (DomainError, NotFound, NotAllowed, Conflict) for each in parent.__subclasses__()]
    known = {each for each in found if each.__module__ == DomainError.__module__}
    assert known == {type(error) for error, _, _ in ERRORS}
    assert all(status_of(error) == status for error, status, _ in ERRORS)
    assert set(STATUS_OF) <= known


@pytest.mark.parametrize(("error", "status", "title"), ERRORS, ids=lambda value: type(value).__name__)
def test_a_domain_error_is_a_page_with_its_status_and_words(
    own_site: Flask, error: DomainError, status: int, title: str
) -> None:
    fails_with(own_site, error)
    answer = own_site.test_client().post("/fails", data=WORDS)
    page = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in page
    assert error.message in page
    assert "What to do" in page
    assert "Nothing was stored, and what you wrote is below." in page
    with own_site.app_context():
        assert session.scalar(select(Article).where(Article.slug == "half-done")) is None


def test_what_was_typed_comes_back_and_passwords_and_tokens_never_do(own_site: Flask) -> None:
    fails_with(own_site, Conflict("Somebody crosses already."))
    secrets = {
        "password": "my secret words",
        "password_confirm": "my secret words",
        "new_password": "my secret words",
        "csrf_token": "a token of mine",
        "submission": "a submission id",
    }
    page = own_site.test_client().post("/fails", data={**WORDS, **secrets}).get_data(as_text=True)
    assert "It was there when I looked." in page
    assert "Rust was found." in page
    assert "secret" not in page
    assert "token of mine" not in page
    assert "submission id" not in page


def test_typed_words_are_shown_as_words_and_not_as_markup(own_site: Flask) -> None:
    fails_with(own_site, Conflict("<b>Bold</b>"))
    page = own_site.test_client().post("/fails", data={"warrant": "<script>alert(1)</script> and more"}).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; and more" in page
    assert "<b>Bold" not in page


def test_a_visitor_is_led_to_the_hosts_sign_in_and_back(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/deliberate/yours")
    assert (answer.status_code, answer.location) == (303, "/host/sign-in?next=/deliberate/yours")


def test_a_visitor_who_sends_something_keeps_their_words(app: Flask, client: FlaskClient) -> None:
    answer = send(client, "/deliberate/groups", {"name": "The people of the bridge"})
    assert answer.status_code == 401
    assert "The people of the bridge" in answer.text


def test_an_unforeseen_error_is_a_page_that_tells_nothing_of_the_inside(
    own_site: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    fails_with(own_site, ZeroDivisionError("inner workings"))
    with caplog.at_level(logging.ERROR):
        answer = own_site.test_client().post("/fails", data=WORDS)
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text
    assert "It was there when I looked." in answer.text
    assert "inner workings" not in answer.text
    assert "Traceback" not in answer.text
    assert "inner workings" in caplog.text
    with own_site.app_context():
        assert session.scalar(select(Article).where(Article.slug == "half-done")) is None


def test_a_row_that_somebody_else_changed_meanwhile_is_a_conflict(own_site: Flask) -> None:
    fails_with(own_site, StaleDataError("1 row expected"))
    answer = own_site.test_client().post("/fails", data=WORDS)
    assert answer.status_code == 409
    assert "Somebody changed this at the same moment" in answer.text


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/claims/no-uuid", 404), ("/sign-out", 405)])
def test_an_address_that_leads_nowhere_is_a_page_of_ours(own_site: Flask, path: str, status: int) -> None:
    answer = own_site.test_client().get(path)
    assert answer.status_code == status
    assert "What to do" in answer.text
    assert "deliberate.css" in answer.text


def test_a_hosts_own_errors_stay_the_hosts(app: Flask, client: FlaskClient) -> None:
    assert "What to do" not in client.get("/nowhere").text
    assert "What to do" in client.get("/deliberate/a/nowhere").text


@pytest.fixture
def take_away() -> Iterator[Callable[[Flask], None]]:
    """Takes an app's database away: in the place of a file there is a folder, and a server lets nobody in."""
    closed: list[str] = []
    folders: list[Path] = []

    def take(app: Flask) -> None:
        with app.app_context():
            engine = app.extensions["sqlalchemy"].engine
        engine.dispose()
        name = engine.url.database
        if engine.dialect.name == "postgresql":
            close_postgres(name)
            closed.append(name)
            return
        path = Path(name)
        for each in path.parent.glob(path.name + "*"):
            each.unlink()
        path.mkdir()
        folders.append(path)

    yield take
    for folder in folders:
        folder.rmdir()
    for name in closed:
        open_postgres(name)


def no_database_page(client: FlaskClient) -> str:
    answer = client.get("/articles")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert answer.headers["Cache-Control"] == "private, no-store"
    page = answer.text
    assert "The site cannot reach its data" in page
    assert "Try again in a minute." in page
    for inside in ("Traceback", "sqlite", "psycopg", "OperationalError", "SELECT"):
        assert inside not in page
    return page


def test_the_error_page_needs_no_database(own_site: Flask, take_away: Callable[[Flask], None]) -> None:
    client = own_site.test_client()
    take_away(own_site)
    assert "Sign in" in no_database_page(client)
    answer = client.post("/sign-in", data={"identity": "cora"})
    assert answer.status_code == 400


def test_the_error_page_needs_no_database_for_somebody_signed_in(
    own_site: Flask, take_away: Callable[[Flask], None]
) -> None:
    account(own_site, "cora", "moderator")
    client = own_site.test_client()
    sign_in_to_own_site(client, "cora")
    take_away(own_site)
    no_database_page(client)
    assert client.get("/nowhere").status_code == 503


def test_words_sent_to_a_site_without_its_database_come_back(
    own_site: Flask, take_away: Callable[[Flask], None]
) -> None:
    client = own_site.test_client()
    account(own_site, "cora")
    sign_in_to_own_site(client, "cora")
    token = client.get("/how-weighing-works").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    take_away(own_site)
    answer = client.post("/groups", data={"csrf_token": token, "name": "The people of the bridge"})
    assert answer.status_code == 503
    assert "The people of the bridge" in answer.text
    assert "Nothing was stored, and what you wrote is below." in answer.text


def test_in_a_host_the_error_page_needs_no_database_either(
    app: Flask, client: FlaskClient, take_away: Callable[[Flask], None]
) -> None:
    sign_in(client, person(app, "cora"))
    take_away(app)
    answer = client.get("/deliberate/articles")
    assert answer.status_code == 503
    assert "The site cannot reach its data" in answer.text
