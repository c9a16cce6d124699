"""Signing in by a Discourse forum, and by which lines of the file there are other sites at all."""

from collections.abc import Callable
from datetime import timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from deliberate.accounts.services import find_user
from deliberate.accounts.settings import AccountSettings
from deliberate.accounts.sign_on.providers import OpenIdProvider, read_providers
from deliberate.core.clock import now
from tests.accounts.provider import SECRET, forum_answer
from tests.databases import SQLITE
from tests.own_site import beside, form_token

FORUM = '[forum]\nkind = "discourse"\nname = "The Forum"\nissuer = "https://forum.example.org"\nsecret_from = "FORUM"\n'


@pytest.fixture
def database() -> str:
    return SQLITE


@pytest.fixture
def site(own_site: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    file = tmp_path / "providers.toml"
    file.write_text(FORUM + 'addresses_confirmed = true\n[forum.roles]\nstaff = "editor"\n')
    monkeypatch.setenv("FORUM", SECRET)
    mail = {"DELIBERATE_SITE_URL": "http://localhost", "DELIBERATE_MAIL_FROM": "a@b.test"}
    return beside(own_site, DELIBERATE_SINGLE_SIGN_ON=str(file), **mail)


def depart(client: FlaskClient) -> str:
    answer = client.post("/sign-in/with/forum", data={"csrf_token": form_token(client)})
    address = answer.headers["Refresh"].removeprefix("0; url=")
    assert address.startswith("https://forum.example.org/session/sso_provider?sso=")
    return str(address)


def arrive(client: FlaskClient, answer: dict[str, str]) -> Any:
    return client.get("/sign-in/with/forum/back", query_string=answer)


def test_a_forums_people_sign_in_here_and_its_groups_bring_roles(site: Flask) -> None:
    client = site.test_client()
    said = {"email": "frida@example.org", "groups": "trust_level_1,staff"}
    assert arrive(client, forum_answer(depart(client), **said)).location == "/sign-in/new-account"
    page = client.get("/sign-in/new-account").text
    assert 'value="Frida"' in page
    sent = {"csrf_token": form_token(client, "/sign-in/new-account"), "username": "Frida"}
    assert client.post("/sign-in/new-account", data=sent).location == "/"
    with site.app_context():
        user = find_user("Frida")
        assert user is not None
        assert (user.email, [role.name for role in user.roles]) == ("frida@example.org", ["editor"])
    again = site.test_client()
    assert arrive(again, forum_answer(depart(again), groups="trust_level_1")).location == "/"
    with site.app_context():
        user = find_user("Frida")
        assert user is not None
        assert user.roles == []


def tampered(address: str) -> dict[str, str]:
    answer = forum_answer(address)
    return {**answer, "sso": forum_answer(address, external_id="1")["sso"]}


REFUSED: dict[str, Callable[[str], dict[str, str]]] = {
    "a bad signature": lambda address: {**forum_answer(address), "sig": "0" * 64},
    "a signature of other letters": lambda address: {**forum_answer(address), "sig": "ß"},
    "no signature": lambda address: {"sso": forum_answer(address)["sso"]},
    "other words than were signed": tampered,
    "a wrong secret": lambda address: forum_answer(address, secret="another"),
    "an empty secret": lambda address: forum_answer(address, secret=""),
    "no nonce": lambda address: forum_answer(address, nonce=None),
    "an empty nonce": lambda address: forum_answer(address, nonce=""),
    "a nonce nobody set out with": lambda address: forum_answer(address, nonce="made up"),
    "nobody": lambda address: forum_answer(address, external_id=None),
    "what was meant for another site": lambda address: forum_answer(address, return_sso_url="https://evil.example"),
    "nothing": lambda _: {},
}


def assert_refused(answer: Any, client: FlaskClient, what: str) -> None:
    assert answer.location == "/sign-in", what
    assert "The Forum did not sign you in." in client.get("/sign-in").text
    assert client.get("/sign-in/new-account").status_code == 303, what
    assert client.get("/account").status_code in {303, 401}, what


def test_an_answer_that_the_forum_did_not_give_is_refused(site: Flask) -> None:
    for what, made in REFUSED.items():
        client = site.test_client()
        assert_refused(arrive(client, made(depart(client))), client, what)


def test_a_nonce_is_good_once_in_one_browser_and_for_a_while(site: Flask) -> None:
    client, victim = site.test_client(), site.test_client()
    answer = forum_answer(depart(client))
    depart(victim)
    assert_refused(arrive(victim, answer), victim, "another browser")
    cookie = client.get_cookie("session")
    assert cookie is not None
    assert arrive(client, answer).location == "/sign-in/new-account"
    thief = site.test_client()
    thief.set_cookie("session", cookie.value)
    assert_refused(arrive(thief, answer), thief, "replayed")
    late = forum_answer(depart(victim))
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert_refused(arrive(victim, late), victim, "expired")


OPENID = '[uni]\nkind = "openid"\nname = "Uni"\nissuer = "https://login.example.edu/"\nclient_id = "us"\n'


UNFIT = [
    ("", "names no provider"),
    ("[a", "cannot be read"),
    ("[UPPER]\nkind = 'openid'", "small letters"),
    ("[a]\nkind = 'saml'", "kind must be one of: openid, discourse"),
    (FORUM.replace('secret_from = "FORUM"\n', ""), "secret_from must name"),
    (FORUM.replace('"FORUM"', '"NOT_SET"'), "NOT_SET"),
    (FORUM + "client_id = 'x'", "client_id is not a setting"),
    (OPENID.replace('client_id = "us"\n', ""), "client_id must be given"),
    (OPENID.replace("https:", "http:"), "must begin with https://"),
    (OPENID + "scopes = 'email'", "scopes must hold openid"),
    (OPENID + "new_accounts = 'no'", "true or false"),
    (OPENID + "networks = ['10.0.0.1/8']", "host bits"),
    (OPENID + "[uni.roles]\nstaff = 'king'", "one of: editor, moderator, admin"),
]


def test_a_file_that_does_not_fit_is_refused_at_the_start(tmp_path: Path) -> None:
    file = tmp_path / "providers.toml"
    for lines, trouble in UNFIT:
        file.write_text(lines)
        with pytest.raises(ValueError, match=trouble):
            read_providers(str(file), {"FORUM": SECRET})


def test_a_file_that_fits_tells_no_secret_and_the_site_has_to_know_its_own_address(tmp_path: Path) -> None:
    file = tmp_path / "providers.toml"
    file.write_text(OPENID + 'secret_from = "UNI"\nnetworks = ["10.0.0.0/8"]\n')
    found = read_providers(str(file), {"UNI": SECRET})["uni"]
    assert isinstance(found, OpenIdProvider)
    assert found.discovered_at == "https://login.example.edu/.well-known/openid-configuration"
    assert SECRET not in repr(found)
    # What goes unencrypted goes to the host that was named so, and nowhere outside the networks.
    file.write_text(OPENID.replace("https:", "http:") + 'networks = ["10.0.0.0/8"]\n')
    clear = read_providers(str(file), {})["uni"]
    inner, outer = IPv4Address("10.1.2.3"), IPv4Address("93.184.216.34")
    assert [clear.allows(inner), clear.allows(outer), found.allows(outer)] == [True, False, True]
    assert clear.is_fit("http://login.example.edu:8080/token")
    assert not clear.is_fit("http://example.edu/token")
    assert not found.is_fit("http://login.example.edu/token")
    with pytest.raises(ValueError, match="DELIBERATE_SITE_URL"):
        AccountSettings(single_sign_on=str(file))
