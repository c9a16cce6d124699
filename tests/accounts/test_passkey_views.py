"""Passkeys as a browser goes through them; what counts as one is in ``test_passkeys``."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.device import Device
from tests.accounts.mailbox import letters, press
from tests.own_site import PASSWORD, account, beside, form_token, sign_in, sign_out

OWN = "/account/passkeys"


@pytest.fixture
def site(own_site: Flask) -> Flask:
    account(own_site, "cora", email="cora@example.org")
    return beside(own_site, DELIBERATE_SITE_URL="http://localhost", DELIBERATE_MAIL_FROM="site@example.org")


def asked(client: FlaskClient, address: str, page: str) -> dict[str, object]:
    answer = client.post(address, data={"csrf_token": form_token(client, page)})
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.get_json()
    return found


def add(client: FlaskClient, device: Device, **fields: str) -> object:
    made = device.make(asked(client, f"{OWN}/new", OWN))
    return press(client, OWN, name="my phone", made=made, **{"own_password": PASSWORD, **fields})


def test_a_passkey_is_added_with_the_password_signs_in_and_is_removed(site: Flask) -> None:
    device, client = Device(), site.test_client()
    sign_in(client, "cora")
    assert "not your password" in add(client, device, own_password="wrong").text  # type: ignore[attr-defined]
    assert add(client, device).status_code == 303  # type: ignore[attr-defined]
    told = letters(site)[-1]
    assert told.to == ["cora@example.org"]
    assert "Then remove the passkey" in told.body
    other = site.test_client()
    answer = device.answer(asked(other, "/sign-in/passkey", "/sign-in"))
    entered = press(other, "/sign-in", passkey=answer, next="/account")
    assert (entered.status_code, entered.location) == (303, "/account")
    assert "my phone" in other.get(OWN).text
    sign_out(other)
    again = press(other, "/sign-in", passkey=answer)
    assert again.status_code == 422
    assert "sent before" in again.text
    assert answer.split('"')[3] not in again.text, "an answer that was used is not sent once more"
    remove = re.findall(rf'action="({OWN}/[^"]+/remove)"', client.get(OWN).text)[0]
    assert press(client, OWN, remove).status_code == 303
    refused = press(other, "/sign-in", passkey=device.answer(asked(other, "/sign-in/passkey", "/sign-in")))
    assert "not one that signs you in" in refused.text


def test_it_follows_the_password_where_it_is_the_second_step_and_recovery_codes_stay(site: Flask) -> None:
    device, client = Device(), site.test_client()
    sign_in(client, "cora")
    add(client, device)
    codes = re.findall(r"<code>([a-z0-9-]+)</code>", press(client, f"{OWN}/second-step", own_password=PASSWORD).text)
    assert len(codes) == 10
    other = site.test_client()
    assert sign_in(other, "cora").location == "/sign-in/code"
    assert press(other, "/sign-in/code", passkey="{}").status_code == 422
    answer = device.answer(asked(other, "/sign-in/code/passkey", "/sign-in/code"))
    assert press(other, "/sign-in/code", passkey=answer).status_code == 303
    third = site.test_client()
    sign_in(third, "cora")
    assert press(third, "/sign-in/code", code=codes[0]).status_code == 303
    # Who can add one can sign in with it: from now on that takes the second step too.
    assert "neither the code" in add(third, Device(), code="000000").text  # type: ignore[attr-defined]
    assert add(third, Device(), code=codes[1]).status_code == 303  # type: ignore[attr-defined]
    off = "/account/second-step/off"
    assert press(third, off, own_password=PASSWORD, code="").status_code == 422
    answer = device.answer(asked(third, "/sign-in/code/passkey", off))
    assert press(third, off, own_password=PASSWORD, passkey=answer).status_code == 303
    assert "Off" in third.get("/account").text


def test_without_an_address_of_its_own_the_site_has_none(own_site: Flask) -> None:
    account(own_site, "dora")
    client = own_site.test_client()
    sign_in(client, "dora")
    assert "asskey" not in client.get("/account").text
    assert client.get(OWN).status_code == 404
