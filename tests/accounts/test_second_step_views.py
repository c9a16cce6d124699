"""The second step as a person goes through it."""

import re
from datetime import timedelta

import pyotp
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from deliberate.accounts.services import get_user
from deliberate.core.clock import now
from tests.accounts.mailbox import follow, letters, press
from tests.own_site import PASSWORD, account, form_token, sign_in


@pytest.fixture
def browser(own_site: Flask) -> FlaskClient:
    account(own_site, "cora", email="cora@example.org")
    client = own_site.test_client()
    sign_in(client, "cora")
    return client


def is_signed_in(client: FlaskClient) -> bool:
    return "Sign out" in client.get("/how-weighing-works").text


def turn_on(client: FlaskClient) -> tuple[str, list[str]]:
    """Go through the page: the app's secret, and the recovery codes it shows."""
    page = client.get("/account/second-step").text
    secret = re.sub(r"\s", "", re.findall(r"<code[^>]*>([A-Z2-7 ]+)</code>", page)[0])
    sealed = re.findall(r'name="sealed"[^>]* value="([^"]+)"', page)[0]
    code = pyotp.TOTP(secret).now()
    shown = press(client, "/account/second-step", sealed=sealed, code=code, own_password=PASSWORD)
    assert shown.status_code == 200, shown.text
    assert shown.headers["Cache-Control"] == "private, no-store"
    return secret, re.findall(r"<code>([a-z0-9-]+)</code>", shown.text)


def later(seconds: int = 60) -> time_machine.travel:
    """A moment at which the app shows another code."""
    return time_machine.travel(now() + timedelta(seconds=seconds))


def test_from_then_on_the_password_alone_opens_nothing(own_site: Flask, browser: FlaskClient) -> None:
    secret, codes = turn_on(browser)
    assert len(codes) == 10
    assert letters(own_site)[-1].to == ["cora@example.org"]
    other = own_site.test_client()
    assert sign_in(other, "cora", next="/account").location == "/sign-in/code?next=/account"
    assert not is_signed_in(other)
    assert other.get("/account").status_code == 303
    with later():
        answer = press(other, "/sign-in/code?next=/account", code=pyotp.TOTP(secret).now(), next="/account")
        assert (answer.status_code, answer.location) == (303, "/account")
        assert is_signed_in(other)
        third = own_site.test_client()
        sign_in(third, "cora")
        refused = press(third, "/sign-in/code", code=pyotp.TOTP(secret).now())
        assert refused.status_code == 422
        assert "neither the code your app shows now" in refused.text


def test_a_recovery_code_does_as_well_once(own_site: Flask, browser: FlaskClient) -> None:
    _, codes = turn_on(browser)
    for expected in (303, 422):
        client = own_site.test_client()
        sign_in(client, "cora")
        assert press(client, "/sign-in/code", code=codes[0]).status_code == expected
    assert "9 recovery codes left" in browser.get("/account").text


def test_without_the_password_there_is_no_second_step_to_take(own_site: Flask) -> None:
    visitor = own_site.test_client()
    assert visitor.get("/sign-in/code").location == "/sign-in"
    data = {"csrf_token": form_token(visitor), "code": "000000"}
    assert visitor.post("/sign-in/code", data=data).location == "/sign-in"


def test_codes_cannot_be_guessed(own_site: Flask, browser: FlaskClient) -> None:
    secret, _ = turn_on(browser)
    statuses = []
    for _ in range(4):
        client = own_site.test_client()
        sign_in(client, "cora")
        statuses += [press(client, "/sign-in/code", code=f"{n:06}x").status_code for n in range(3)]
    assert statuses == [422] * 10 + [429] * 2
    with later():
        client = own_site.test_client()
        sign_in(client, "cora")
        assert press(client, "/sign-in/code", code=pyotp.TOTP(secret).now()).status_code == 429


def test_who_waits_too_long_begins_again(own_site: Flask, browser: FlaskClient) -> None:
    turn_on(browser)
    client = own_site.test_client()
    sign_in(client, "cora")
    assert client.get("/sign-in/code").status_code == 200
    with later(601):
        assert client.get("/sign-in/code").location == "/sign-in"


def test_a_new_password_by_mail_is_no_way_around_it(own_site: Flask, browser: FlaskClient) -> None:
    turn_on(browser)
    client = own_site.test_client()
    press(client, "/forgotten-password", email="cora@example.org")
    chosen = {"password": "another long password", "password_confirm": "another long password"}
    assert follow(client, letters(own_site)[-1], **chosen).location == "/sign-in/code"
    assert not is_signed_in(client)


def test_staying_signed_in_is_remembered_over_the_second_step(own_site: Flask, browser: FlaskClient) -> None:
    secret, _ = turn_on(browser)
    client = own_site.test_client()
    sign_in(client, "cora", remember="y")
    assert (cookie := client.get_cookie("session")) is not None
    assert cookie.expires is None
    with later():
        press(client, "/sign-in/code", code=pyotp.TOTP(secret).now())
    assert (cookie := client.get_cookie("session")) is not None
    assert cookie.expires is not None


def test_turning_it_on_signs_out_everywhere_else_and_takes_the_password(own_site: Flask, browser: FlaskClient) -> None:
    other = own_site.test_client()
    sign_in(other, "cora")
    page = browser.get("/account/second-step").text
    secret = re.sub(r"\s", "", re.findall(r"<code[^>]*>([A-Z2-7 ]+)</code>", page)[0])
    sealed = re.findall(r'name="sealed"[^>]* value="([^"]+)"', page)[0]
    for wrong in ({"own_password": "no"}, {"code": "000000"}):
        filled = {"sealed": sealed, "code": pyotp.TOTP(secret).now(), "own_password": PASSWORD, **wrong}
        refused = press(browser, "/account/second-step", **filled)
        assert refused.status_code == 422
        assert secret in re.sub(r"\s", "", refused.text), "the same square again"
    assert is_signed_in(other)
    turn_on(browser)
    assert is_signed_in(browser)
    assert not is_signed_in(other)


def test_turning_it_off_and_new_codes_take_the_password_and_a_code(own_site: Flask, browser: FlaskClient) -> None:
    secret, old = turn_on(browser)
    for page in ("/account/second-step/off", "/account/recovery-codes"):
        assert press(browser, page, own_password="wrong", code=old[0]).status_code == 422
        assert press(browser, page, own_password=PASSWORD).status_code == 422
        assert press(browser, page, own_password=PASSWORD, code="000000x").status_code == 422
    shown = press(browser, "/account/recovery-codes", own_password=PASSWORD, code=old[0]).text
    new = re.findall(r"<code>([a-z0-9-]+)</code>", shown)
    assert len(new) == 10
    assert not set(old) & set(new)
    with later():
        code = pyotp.TOTP(secret).now()
        assert press(browser, "/account/second-step/off", own_password=PASSWORD, code=code).status_code == 303
        assert browser.get("/account/second-step/off").location == "/account"
    with own_site.app_context():
        assert not get_user("cora").has_second_step
    assert sign_in(own_site.test_client(), "cora").location == "/"
    with later(120):
        assert told(own_site) == [
            "signing in takes a code from an app from now on",
            "a recovery code was used",
            "new recovery codes were made",
            "signing in takes no code any more",
        ]


def test_codes_cannot_be_guessed_where_the_second_step_is_turned_off(browser: FlaskClient) -> None:
    turn_on(browser)
    tries = [
        press(browser, "/account/second-step/off", own_password=PASSWORD, code=f"{n:06}x").status_code
        for n in range(11)
    ]
    assert tries == [422] * 10 + [429]


def test_thirty_codes_a_day_are_let_through_and_the_owner_is_told_once(own_site: Flask, browser: FlaskClient) -> None:
    _, codes = turn_on(browser)
    statuses = []
    for quarter in range(5):
        with time_machine.travel(now() + timedelta(minutes=16 * quarter)):
            client = own_site.test_client()
            sign_in(client, "cora")
            statuses += [press(client, "/sign-in/code", code=f"{n:06}x").status_code for n in range(8)]
            if quarter == 4:
                answer = press(client, "/sign-in/code", code=codes[0])
                assert "Too many codes were tried for this account. Wait 23 hours" in answer.text
            letters(own_site)
    assert statuses == [422] * 30 + [429] * 10
    assert told(own_site)[1:] == ["the password was right"]
    with time_machine.travel(now() + timedelta(hours=25)):
        client = own_site.test_client()
        sign_in(client, "cora")
        assert press(client, "/sign-in/code", code=codes[0]).status_code == 303
        assert told(own_site)[2:] == ["a recovery code was used"]


def test_the_right_code_begins_the_count_of_the_day_anew(own_site: Flask, browser: FlaskClient) -> None:
    _, codes = turn_on(browser)
    for code in codes[:4]:
        client = own_site.test_client()
        sign_in(client, "cora")
        assert [press(client, "/sign-in/code", code=f"{n:06}x").status_code for n in range(9)] == [422] * 9
        assert press(client, "/sign-in/code", code=code).status_code == 303


def told(app: Flask) -> list[str]:
    """What the letters say was changed."""
    return [each.body.split(", ")[1].split(".")[0] for each in letters(app)]


def test_there_are_no_recovery_codes_without_a_second_step(browser: FlaskClient) -> None:
    assert browser.get("/account/recovery-codes").status_code == 409
