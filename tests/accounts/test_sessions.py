"""Being signed in as a row: what ends it, and what it costs."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from deliberate.accounts.models import SignIn
from deliberate.accounts.services import get_user, hash_of, set_password, set_roles
from deliberate.accounts.sessions import COARSE, STAY, UNTIL_CLOSED, end_sessions
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from tests.accounts.mailbox import press
from tests.own_site import account, form_token, sign_in, sign_out

FIREFOX = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}


@pytest.fixture
def browser(own_site: Flask) -> FlaskClient:
    account(own_site, "cora")
    client = own_site.test_client()
    sign_in(client, "cora")
    return client


def is_signed_in(client: FlaskClient) -> bool:
    return "Sign out" in client.get("/how-weighing-works").text


def kept_cookie(client: FlaskClient) -> str:
    cookie = client.get_cookie("session")
    assert cookie is not None
    return cookie.value


def test_a_cookie_that_was_copied_is_worth_nothing_after_signing_out(own_site: Flask, browser: FlaskClient) -> None:
    stolen = kept_cookie(browser)
    thief = own_site.test_client()
    thief.set_cookie("session", stolen)
    assert is_signed_in(thief)
    sign_out(browser)
    thief.set_cookie("session", stolen)
    assert not is_signed_in(thief)
    assert thief.post("/account/sessions/end", data={"csrf_token": "none"}).status_code == 400


def test_signing_in_begins_a_cookie_anew(own_site: Flask) -> None:
    account(own_site, "cora")
    client = own_site.test_client()
    planted = form_token(client)
    before = kept_cookie(client)
    sign_in(client, "cora")
    assert kept_cookie(client) != before
    assert client.post("/sign-out", data={"csrf_token": planted}).status_code == 400


def test_the_database_keeps_a_digest_and_neither_cookie_nor_address(own_site: Flask, browser: FlaskClient) -> None:
    with browser.session_transaction() as cookie:
        secret = cookie["account"]
    with own_site.app_context():
        row = session.scalars(select(SignIn)).one()
        words = [str(getattr(row, column.key)) for column in SignIn.__table__.columns]
    assert not any(secret in word or "127.0.0.1" in word for word in words)


def test_a_new_password_or_an_operators_hand_ends_every_session(own_site: Flask, browser: FlaskClient) -> None:
    with own_site.app_context(), transaction():
        set_password(get_user("cora"), hash_of("another long password"))
    assert not is_signed_in(browser)
    sign_in(browser, "cora", "another long password")
    assert is_signed_in(browser)
    with own_site.app_context(), transaction():
        set_roles("cora", ["editor"])
    assert not is_signed_in(browser)
    sign_in(browser, "cora", "another long password")
    with own_site.app_context(), transaction():
        end_sessions(get_user("cora"))
    assert not is_signed_in(browser)


@pytest.mark.parametrize(("stay", "lasts"), [("", UNTIL_CLOSED), ("y", STAY)])
def test_a_session_ends_by_itself(own_site: Flask, stay: str, lasts: timedelta) -> None:
    account(own_site, "cora")
    client = own_site.test_client()
    sign_in(client, "cora", remember=stay)
    cookie = client.get_cookie("session")
    assert cookie is not None
    assert (cookie.expires is not None) == bool(stay)
    with own_site.app_context():
        ends = session.scalars(select(SignIn.expires_at)).one()
    assert abs(ends - now() - lasts) < timedelta(minutes=1)
    with time_machine.travel(ends + timedelta(seconds=1)):
        client.set_cookie("session", cookie.value)
        assert not is_signed_in(client)


def test_the_pages_of_somebody_whose_session_ended_are_everybodys_again(own_site: Flask, browser: FlaskClient) -> None:
    with own_site.app_context(), transaction():
        end_sessions(get_user("cora"))
    browser.get("/how-weighing-works")
    assert browser.get_cookie("session") is None
    assert browser.get("/how-weighing-works").headers["Cache-Control"] == "public, no-cache"


def test_reading_writes_nothing_and_writing_notes_the_use_once_in_a_while(
    own_site: Flask, browser: FlaskClient
) -> None:
    with own_site.app_context():
        engine = own_site.extensions["sqlalchemy"].engine
    begun: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda c, cursor, statement, *_: begun.append(statement.split()[0]))
    later = now() + COARSE + timedelta(minutes=1)
    with time_machine.travel(later, tick=False):
        for page in ("/", "/account", "/how-weighing-works"):
            browser.get(page)
        assert not {"INSERT", "UPDATE", "DELETE"} & set(begun)
        for _ in range(2):
            begun.clear()
            browser.post("/account/sessions/end", data={"csrf_token": form_token(browser, "/account")})
            noted = begun.count("UPDATE")
    assert noted == 0
    with own_site.app_context():
        assert session.scalars(select(SignIn.seen_at)).one() == later


def test_the_list_of_sessions_names_devices_and_signs_each_out(own_site: Flask, browser: FlaskClient) -> None:
    other = own_site.test_client()
    other.environ_base.update(FIREFOX)
    sign_in(other, "cora")
    page = browser.get("/account").text
    assert "Firefox on Linux" in page
    assert "this one" in page
    with own_site.app_context():
        place = session.scalars(select(SignIn.public_id).where(SignIn.device == "Firefox on Linux")).one()
    assert press(browser, "/account", f"/account/sessions/{place}/end").status_code == 303
    assert not is_signed_in(other)
    assert is_signed_in(browser)
    assert press(browser, "/account", f"/account/sessions/{place}/end").status_code == 404


def test_nobody_signs_others_out(own_site: Flask, browser: FlaskClient) -> None:
    account(own_site, "dora")
    dora = own_site.test_client()
    sign_in(dora, "dora")
    with own_site.app_context():
        cora = session.scalars(select(SignIn.public_id).where(SignIn.user_id == get_user("cora").id)).one()
    assert press(dora, "/account", f"/account/sessions/{cora}/end").status_code == 404
    press(dora, "/account", "/account/sessions/end")
    assert is_signed_in(browser)
    assert is_signed_in(dora)


def test_one_can_sign_out_everywhere_else_or_here(own_site: Flask, browser: FlaskClient) -> None:
    others = [own_site.test_client() for _ in range(2)]
    for other in others:
        sign_in(other, "cora")
    press(browser, "/account", "/account/sessions/end")
    assert [is_signed_in(each) for each in (browser, *others)] == [True, False, False]
    with own_site.app_context():
        here = session.scalars(select(SignIn.public_id)).one()
    press(browser, "/account", f"/account/sessions/{here}/end")
    assert not is_signed_in(browser)
