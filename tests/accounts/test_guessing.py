"""Guessing at passwords, from one place and from many, and what it means for the person whose account it is."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from deliberate.accounts.limits import GUESSES_AT, GUESSES_FROM, GUESSES_HERE
from deliberate.core.clock import now
from tests.accounts.mailbox import follow, letters, press
from tests.own_site import PASSWORD, account, form_token, sign_in

WRONG = "not the password at all"


def guess(client: FlaskClient, name: str, address: str = "192.0.2.1", password: str = WRONG) -> int:
    """One guess from a network address; the status of the answer."""
    data = {"csrf_token": form_token(client), "identity": name, "password": password}
    status: int = client.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": address}).status_code
    return status


def sign_in_from(client: FlaskClient, address: str) -> Any:
    data = {"csrf_token": form_token(client), "identity": "cora", "password": PASSWORD}
    return client.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": address})


@pytest.fixture
def stranger(own_site: Flask) -> FlaskClient:
    account(own_site, "cora", email="cora@example.org")
    return own_site.test_client()


def test_ten_guesses_are_let_through_and_then_not_even_the_right_one(stranger: FlaskClient) -> None:
    statuses = [guess(stranger, "cora") for _ in range(12)]
    assert statuses == [422] * GUESSES_HERE.most + [429] * 2
    assert guess(stranger, " CORA", password=PASSWORD) == 429


def test_guesses_at_an_address_do_not_tell_whose_it_is(stranger: FlaskClient) -> None:
    addresses = ("cora@example.org", "nobody@example.org")
    assert [[guess(stranger, each) for _ in range(11)] for each in addresses] == [[422] * 10 + [429]] * 2
    assert [guess(stranger, name) for name in ("cora", "nobody-here")] == [422, 422]


def test_a_new_password_by_link_lifts_the_limit_on_the_address_too(own_site: Flask, stranger: FlaskClient) -> None:
    for n in range(GUESSES_AT.most):
        guess(stranger, "Cora@example.org", f"198.51.{n // 250}.{n % 250}")
    owner = own_site.test_client()
    assert guess(owner, "cora@example.org", "203.0.113.5", PASSWORD) == 429
    press(owner, "/forgotten-password", email="cora@example.org")
    chosen = {"password": "another long password", "password_confirm": "another long password"}
    assert follow(owner, letters(own_site)[-1], **chosen).status_code == 303
    assert guess(own_site.test_client(), "cora@example.org", "203.0.113.5", "another long password") == 303


def test_the_answer_says_how_long_to_wait(stranger: FlaskClient) -> None:
    for _ in range(GUESSES_HERE.most):
        guess(stranger, "cora")
    answer = sign_in_from(stranger, "192.0.2.1")
    assert answer.status_code == 429
    assert 890 <= int(answer.headers["Retry-After"]) <= 901
    assert "Too many passwords were tried for this account from where you are." in answer.text
    assert "Wait 15 minutes, then try again." in answer.text


def test_a_stranger_elsewhere_locks_nobody_out(own_site: Flask, stranger: FlaskClient) -> None:
    for _ in range(GUESSES_HERE.most + 3):
        guess(stranger, "cora")
    assert guess(own_site.test_client(), "cora", "192.0.2.99", PASSWORD) == 303


def test_after_a_quarter_of_an_hour_one_may_try_again(stranger: FlaskClient) -> None:
    for _ in range(GUESSES_HERE.most + 1):
        guess(stranger, "cora")
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert guess(stranger, "cora") == 422


def test_a_name_that_nobody_has_is_limited_just_the_same(stranger: FlaskClient) -> None:
    assert [guess(stranger, "nobody-here") for _ in range(11)] == [422] * 10 + [429]


def test_the_right_password_is_no_guess(own_site: Flask, stranger: FlaskClient) -> None:
    for _ in range(GUESSES_HERE.most + 5):
        assert guess(own_site.test_client(), "cora", password=PASSWORD) == 303


def test_many_accounts_tried_from_one_place_come_to_an_end(stranger: FlaskClient) -> None:
    statuses = [guess(stranger, f"somebody-{n}") for n in range(GUESSES_FROM.most + 1)]
    assert statuses == [422] * GUESSES_FROM.most + [429]


def test_one_account_tried_from_many_places_comes_to_an_end_and_a_link_by_mail_opens_it(
    own_site: Flask, stranger: FlaskClient
) -> None:
    statuses = [guess(stranger, "cora", f"198.51.{n // 250}.{n % 250}") for n in range(GUESSES_AT.most + 1)]
    assert statuses == [422] * GUESSES_AT.most + [429]
    owner = own_site.test_client()
    assert guess(owner, "cora", "203.0.113.5", PASSWORD) == 429
    press(owner, "/forgotten-password", email="cora@example.org")
    chosen = {"password": "another long password", "password_confirm": "another long password"}
    assert follow(owner, letters(own_site)[-1], **chosen).status_code == 303
    assert guess(own_site.test_client(), "cora", "203.0.113.5", "another long password") == 303


def test_a_page_left_open_is_no_way_around_the_limit(own_site: Flask, stranger: FlaskClient) -> None:
    owner = own_site.test_client()
    sign_in(owner, "cora")
    answers = [press(owner, "/account/data", own_password=WRONG).status_code for _ in range(GUESSES_HERE.most + 1)]
    assert answers == [422] * GUESSES_HERE.most + [429]
