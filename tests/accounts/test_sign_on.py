"""Signing in by a provider of OpenID Connect, over real HTTP, and what is refused on the way."""

import base64
import json
import re
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from deliberate.accounts.models import Journey, LinkedIdentity
from deliberate.accounts.services import find_user, set_roles
from deliberate.accounts.sign_on import directory
from deliberate.accounts.sweeping import sweep_accounts
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.events import Event
from deliberate.core.standing import standing_of
from tests.accounts.mailbox import letters
from tests.accounts.provider import CLIENT, SECRET, Provider, Signs, providing, signed
from tests.databases import SQLITE
from tests.own_site import PASSWORD, account, beside, form_token, sign_in

KEEPER = "http://localhost"


@pytest.fixture
def database() -> str:
    return SQLITE


@pytest.fixture(scope="module")
def one_provider() -> Iterator[Provider]:
    with providing() as provider:
        yield provider


@pytest.fixture
def provider(one_provider: Provider) -> Provider:
    """As it was before other tests."""
    one_provider.signs, one_provider.metadata, one_provider.further = signed, {}, {}
    one_provider.asked.clear()
    one_provider.broken.clear()
    return one_provider


@pytest.fixture
def make_site_with(
    own_site: Flask, provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Flask]:
    """Our site, with the provider in its file and further lines of it."""

    def make(*lines: str, issuer: str = "", named: str = 'networks = ["127.0.0.1/32"]', **config: Any) -> Flask:
        file = tmp_path / "providers.toml"
        file.write_text(
            f'[university]\nkind = "openid"\nname = "Example University"\nissuer = "{issuer or provider.issuer}"\n'
            f'client_id = "{CLIENT}"\nsecret_from = "UNIVERSITY_SECRET"\n{named}\n' + "\n".join(lines)
        )
        monkeypatch.setenv("UNIVERSITY_SECRET", SECRET)
        return beside(
            own_site,
            DELIBERATE_SINGLE_SIGN_ON=str(file),
            DELIBERATE_SITE_URL=KEEPER,
            DELIBERATE_MAIL_FROM="a@b.test",
            **config,
        )

    return make


@pytest.fixture
def site(make_site_with: Callable[..., Flask]) -> Flask:
    return make_site_with('[university.roles]\nstaff = "editor"\nchairs = "moderator"')


def depart(client: FlaskClient, to: str = "", page: str = "/sign-in") -> str:
    """Press the button on a page; where the browser goes."""
    answer = client.post("/sign-in/with/university", data={"csrf_token": form_token(client, page), "next": to})
    return going(answer)


def going(answer: Any) -> str:
    assert answer.status_code == 200, answer.text
    address = answer.headers["Refresh"].removeprefix("0; url=")
    assert address.replace("&", "&amp;") in answer.text, "without the header there is a link"
    return str(address)


def arrive(client: FlaskClient, answer: dict[str, str], provider: str = "university") -> Any:
    return client.get(f"/sign-in/with/{provider}/back", query_string=answer)


def come(client: FlaskClient, provider: Provider, to: str = "", **claims: Any) -> Any:
    """There and back."""
    return arrive(client, provider.authorize(depart(client, to), **claims))


def name_oneself(client: FlaskClient, name: str) -> Any:
    page = "/sign-in/new-account"
    return client.post(page, data={"csrf_token": form_token(client, page), "username": name})


def signed_in_as(client: FlaskClient) -> str | None:
    found = re.search(r"<dt>Name</dt>\s*<dd>(\S+)", client.get("/account").text)
    return found[1] if found else None


def roles_of(app: Flask, name: str) -> set[str]:
    with app.app_context():
        user = find_user(name)
        assert user is not None
        return {role.name for role in user.roles}


def test_somebody_new_chooses_a_name_and_is_known_the_next_time(site: Flask, provider: Provider) -> None:
    account(site, "Frida")
    client = site.test_client()
    claims = {"preferred_username": "Frida", "email": "Frida@Example.org", "email_verified": True}
    assert come(client, provider, "/articles", **claims).location == "/sign-in/new-account"
    page = client.get("/sign-in/new-account").text
    assert 'value="Frida2"' in page, "a name that is somebody's is not offered"
    assert "frida@example.org" in page
    assert "There is an account named Frida already" in name_oneself(client, "Frida").text
    # Where somebody wanted to go is kept by the form.
    page_form = client.get("/sign-in/new-account").text
    assert 'name="next" type="hidden" value="/articles"' in page_form
    assert name_oneself(client, "Frieda").status_code == 303
    assert signed_in_as(client) == "Frieda"
    with site.app_context():
        user = find_user("Frieda")
        assert user is not None
        assert (user.email, user.email_confirmed_at is not None, user.has_password) == (
            "frida@example.org",
            True,
            False,
        )
        assert session.scalars(select(Journey)).all() == []
    elsewhere = site.test_client()
    assert come(elsewhere, provider, "/log", preferred_username="other").location == "/log"
    assert signed_in_as(elsewhere) == "Frieda"
    for guess in ("", "a guess that is long"):
        assert sign_in(site.test_client(), "Frieda", guess).status_code == 422


def test_a_button_that_was_pressed_twice_makes_one_account(site: Flask, provider: Provider) -> None:
    client, twin = site.test_client(), site.test_client()
    come(client, provider)
    cookie = client.get_cookie("session")
    assert cookie is not None
    twin.set_cookie("session", cookie.value)
    page = "/sign-in/new-account"
    data = {"csrf_token": form_token(client, page), "username": "nora", "next": "/log"}
    first: list[Any] = []

    def overtake(_session: Any) -> None:
        """As the second press is counted and read, the first goes all its way in another thread."""
        if not first:
            first.append(None)
            press = threading.Thread(target=lambda: first.append(client.post(page, data=data)))
            press.start()
            press.join(30)

    event.listen(Session, "after_commit", overtake)
    try:
        second = twin.post(page, data=data)
    finally:
        event.remove(Session, "after_commit", overtake)
    assert [(each.status_code, each.location) for each in (first[1], second)] == [(303, "/log")] * 2
    assert "Set-Cookie" not in second.headers, "what the first put there stays"
    assert signed_in_as(client) == "nora"


def test_an_address_links_nothing_and_counts_only_once_it_is_confirmed(site: Flask, provider: Provider) -> None:
    account(site, "hera", email="hera@example.org")
    for number, claims in enumerate(
        (
            {"email": "hera@example.org", "email_verified": True},
            {"email": "mine@example.org", "email_verified": False},
            {"email": "mine@example.org"},
        )
    ):
        client = site.test_client()
        come(client, provider, sub=f"new-{number}", **claims)
        assert name_oneself(client, f"newcomer{number}").status_code == 303
        with site.app_context():
            user = find_user(f"newcomer{number}")
            assert user is not None
            assert user.email is None
    assert signed_in_as(client) == "newcomer2"


def test_an_account_is_linked_by_its_owner_and_unlinked_but_not_from_the_last_way_in(
    site: Flask, provider: Provider
) -> None:
    account(site, "cora", email="cora@example.org")
    client = site.test_client()
    sign_in(client, "cora")

    def ask(password: str) -> Any:
        token = form_token(client, "/account/sign-ons")
        sent = {"csrf_token": token, "own_password": password, "provider": "university"}
        return client.post("/account/sign-ons", data=sent)

    assert "That is not your password." in ask("a wrong password").text
    assert arrive(client, provider.authorize(going(ask(PASSWORD)))).location == "/account/sign-ons"
    assert "Example University signs you in from now on." in client.get("/account/sign-ons").text
    assert "another site signs you in too" in letters(site)[-1].body
    stranger = site.test_client()
    assert come(stranger, provider).location == "/"
    assert signed_in_as(stranger) == "cora"
    # Another account cannot have the same one, and a link begun by one is not finished by another.
    account(site, "dora")
    other = site.test_client()
    sign_in(other, "dora")
    token = form_token(other, "/account/sign-ons")
    sent = {"csrf_token": token, "own_password": PASSWORD, "provider": "university"}
    arrive(other, provider.authorize(going(other.post("/account/sign-ons", data=sent))))
    assert "Another account here is linked" in other.get("/account/sign-ons").text

    def remove(who: FlaskClient) -> Any:
        found = re.search(r"/account/sign-ons/[0-9a-f-]+/remove", who.get("/account/sign-ons").text)
        assert found
        return who.post(found[0], data={"csrf_token": form_token(who, "/account/sign-ons")})

    assert remove(client).status_code == 303
    assert "signs you in no more" in letters(site)[-1].body
    newcomer = site.test_client()
    come(newcomer, provider)
    name_oneself(newcomer, "nora")
    refused = remove(newcomer)
    assert refused.status_code == 409
    assert "This is all you can sign in with." in refused.text


def test_somebody_without_a_password_signs_in_anew_before_what_takes_one(site: Flask, provider: Provider) -> None:
    client, another = site.test_client(), site.test_client()
    come(client, provider)
    name_oneself(client, "nora")
    come(another, provider, sub="somebody else")
    name_oneself(another, "dora")
    # That a provider knew them still shows nothing of who sits there.
    come(again := site.test_client(), provider)
    for silent in (client, again):
        assert 'href="/sign-in/again?next=/account/delete"' in silent.get("/account/delete").text
    with time_machine.travel(now() + timedelta(minutes=11)):
        page = client.get("/account/delete").text
        assert 'href="/sign-in/again?next=/account/delete"' in page
        sent = {"csrf_token": form_token(client, "/account/delete"), "remains": "all"}
        assert "Sign in once more first" in client.post("/account/delete", data=sent).text
        assert "Sign in with Example University" in client.get("/sign-in/again?next=/account/delete").text
        address = depart(client, "/account/delete", "/sign-in/again")
        assert "prompt=login" in address
        assert "max_age=0" in address
        # Somebody else at the same screen, with an identity of their own, proves nothing.
        assert arrive(client, provider.authorize(address, sub="somebody else")).location == "/account/sign-ons"
        # Nor does a provider that did not ask, or does not say.
        for asked in (moment(-120), None):
            address = depart(client, "/account/delete", "/sign-in/again")
            assert arrive(client, provider.authorize(address, auth_time=asked)).location == "/account/sign-ons"
            assert "/sign-in/again" in client.get("/account/delete").text
        assert (
            arrive(client, provider.authorize(depart(client, "/account/delete", "/sign-in/again"))).location
            == "/account/delete"
        )
        assert "/sign-in/again" not in client.get("/account/delete").text
        data = {"csrf_token": form_token(client, "/account/data"), "form": "json"}
        own = json.loads(client.post("/account/data", data=data).text)
        assert [(each["issuer"], each["subject"]) for each in own["signed_in_by"]] == [(provider.issuer, "248289")]
        sent["csrf_token"] = form_token(client, "/account/delete")
        assert client.post("/account/delete", data=sent).status_code == 303
    with site.app_context():
        assert [each.user.username for each in session.scalars(select(LinkedIdentity))] == ["dora"]
        assert find_user("nora") is None


def test_leaving_is_no_way_out_of_a_suspension(site: Flask, provider: Provider) -> None:
    client = site.test_client()
    come(client, provider)
    name_oneself(client, "jay")
    until = now() + timedelta(days=9)
    with site.app_context(), transaction():
        user = find_user("jay")
        assert user is not None
        standing_of(user.actor_id).suspended_until = until
    assert come(site.test_client(), provider).status_code == 303
    assert "You are suspended until" in client.get("/account").text
    arrive(client, provider.authorize(depart(client, "", "/sign-in/again")))
    client.post("/account/delete", data={"csrf_token": form_token(client, "/account/delete"), "remains": "all"})
    back = site.test_client()
    come(back, provider)
    name_oneself(back, "bluejay")
    assert "was deleted while it was suspended" in (page := back.get("/account").text)
    assert "You are suspended until" in page


def test_roles_come_with_groups_and_go_with_them_but_never_those_that_were_given_here(
    site: Flask, provider: Provider
) -> None:
    client = site.test_client()
    come(client, provider, groups=["staff", "chess"])
    name_oneself(client, "nora")
    assert roles_of(site, "nora") == {"editor"}
    for groups, roles in (
        (["staff", "chairs"], {"editor", "moderator"}),
        ("chairs", {"moderator"}),
        ({"staff": 1}, set()),
        (["staff"], {"editor"}),
        (None, set()),
    ):
        come(site.test_client(), provider, groups=groups)
        assert roles_of(site, "nora") == roles
    with site.app_context():
        moved = select(Event.before, Event.after).where(Event.action == "roles_by_provider").order_by(Event.id)
        assert session.execute(moved).all()[:2] == [("none", "editor"), ("editor", "editor, moderator")]
    with site.app_context(), transaction():
        set_roles("nora", ["editor"])
    for groups in (["staff", "chairs"], []):
        come(site.test_client(), provider, groups=groups)
    assert roles_of(site, "nora") == {"editor"}
    # Whoever lost a group does not come by to say so.
    come(site.test_client(), provider, groups=["chairs"])
    with time_machine.travel(now() + timedelta(days=8)), site.app_context():
        sweep_accounts()
    assert roles_of(site, "nora") == {"editor"}
    account(site, "plover", "moderator")
    sign_in(moderator := site.test_client(), "plover")
    assert "changed the roles of" in moderator.get("/log").text


def test_a_second_step_is_asked_for_and_who_may_not_sign_in_does_not(site: Flask, provider: Provider) -> None:
    client = site.test_client()
    come(client, provider)
    name_oneself(client, "nora")
    with site.app_context(), transaction():
        user = find_user("nora")
        assert user is not None
        user.passkey_step = True
    half = site.test_client()
    assert come(half, provider, "/log").location == "/sign-in/code?next=/log"
    assert signed_in_as(half) is None
    with site.app_context(), transaction():
        user = find_user("nora")
        assert user is not None
        user.active = False
    assert come(half, provider).location == "/sign-in"


def test_claims_may_lie_deeper_or_be_asked_for_and_newcomers_may_be_unwanted(
    make_site_with: Callable[..., Flask], provider: Provider
) -> None:
    site = make_site_with(
        'roles_claim = "realm_access.roles"', "ask_userinfo = true", "[university.roles]", 'staff = "editor"'
    )
    provider.further = {"sub": "248289", "realm_access": {"roles": ["staff"]}, "iss": "ignored"}
    client = site.test_client()
    come(client, provider)
    name_oneself(client, "nora")
    assert roles_of(site, "nora") == {"editor"}
    provider.further = {"sub": "somebody else", "realm_access": {"roles": ["staff"]}}
    assert_refused(come(again := site.test_client(), provider), again)
    closed = make_site_with("new_accounts = false").test_client()
    come(closed, provider, sub="unknown")
    assert "No account here is linked with Example University for you." in closed.get("/sign-in").text


def test_a_provider_that_calls_itself_otherwise_or_leads_into_the_clear_or_is_away_signs_nobody_in(
    make_site_with: Callable[..., Flask], provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    for wrong, reason in (
        ({"issuer": "https://evil.example"}, "calls itself otherwise"),
        ({"token_endpoint": "file:///etc/passwd"}, "no fit token_endpoint"),
        ({"jwks_uri": None}, "no fit jwks_uri"),
        ({"jwks_uri": "https://127.0.0.1:9/keys"}, "usual ports only"),
        ({"jwks_uri": "http://127.0.0.2/keys", "token_endpoint": "http://a.test/"}, "no fit token_endpoint, jwks_uri"),
    ):
        provider.metadata = wrong
        client = make_site_with().test_client()
        data = {"csrf_token": form_token(client)}
        answer = client.post("/sign-in/with/university", data=data)
        if answer.status_code == 200:
            answer = arrive(client, provider.authorize(going(answer)))
        assert answer.location == "/sign-in"
        assert reason in caplog.text
        assert SECRET not in caplog.text
        assert signed_in_as(client) is None
    # A network that the file does not name is not gone to.
    inner = make_site_with(issuer="https://127.0.0.1", named="networks = []").test_client()
    assert inner.post("/sign-in/with/university", data={"csrf_token": form_token(inner)}).location == "/sign-in"
    assert "no site of the public internet" in caplog.text
    assert "Example University does not answer at the moment." in inner.get("/sign-in").text


# What thieves try.


def assert_refused(answer: Any, client: FlaskClient) -> None:
    """Nothing came of it, and the page does not say why."""
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert "Example University did not sign you in." in client.get("/sign-in").text
    assert signed_in_as(client) is None
    assert client.get("/sign-in/new-account").status_code == 303


def test_nobody_arrives_twice_whichever_worker_they_come_to(
    site: Flask, provider: Provider, make_site_with: Callable[..., Flask]
) -> None:
    client = site.test_client()
    come(client, provider)
    name_oneself(client, "nora")
    victim = site.test_client()
    answer = provider.authorize(depart(victim))
    cookie = victim.get_cookie("session")
    assert cookie is not None
    assert arrive(victim, answer).location == "/"
    asked = provider.asked.count("/token")
    for worker in (site, make_site_with()):
        thief = worker.test_client()
        thief.set_cookie("session", cookie.value)
        assert_refused(arrive(thief, answer), thief)
    again = {**answer, "code": provider.authorize(depart(site.test_client()))["code"]}
    thief.set_cookie("session", cookie.value)
    assert_refused(arrive(thief, again), thief)
    assert provider.asked.count("/token") == asked, "it is refused here, and not by the provider"


def test_a_way_begun_in_another_browser_or_with_another_provider_ends_nowhere(
    make_site_with: Callable[..., Flask], provider: Provider
) -> None:
    """Else a thief would have somebody signed in as the thief, and read along."""
    second = (
        f'[second]\nkind = "openid"\nname = "Second"\nissuer = "{provider.issuer}"\nclient_id = "other"\n'
        'networks = ["127.0.0.1/32"]'
    )
    site = make_site_with(second)
    thief, victim = site.test_client(), site.test_client()
    answer = provider.authorize(depart(thief))
    form_token(victim)
    assert_refused(arrive(victim, answer), victim)
    depart(victim)
    assert_refused(arrive(victim, answer), victim)
    assert "/token" not in provider.asked
    assert arrive(thief, answer, "second").location == "/sign-in"
    assert "/token" not in provider.asked
    assert arrive(thief, {**answer, "iss": "https://evil.example"}).location == "/sign-in"
    assert arrive(thief, answer).location == "/sign-in", "that was one try"


SPOILT: dict[str, Callable[[dict[str, str]], dict[str, str]]] = {
    "tampered state": lambda answer: {**answer, "state": answer["state"][:-1] + "x"},
    "no state": lambda answer: {"code": answer["code"]},
    "no code": lambda answer: {"state": answer["state"]},
    "turned back": lambda answer: {"state": answer["state"], "error": "access_denied"},
    "a code nobody gave": lambda answer: {**answer, "code": "made up"},
    "another issuer": lambda answer: {**answer, "iss": "https://evil.example"},
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_an_answer_that_was_spoilt_is_refused(site: Flask, provider: Provider, spoilt: str) -> None:
    client = site.test_client()
    assert_refused(arrive(client, SPOILT[spoilt](provider.authorize(depart(client)))), client)


def unsigned(claims: dict[str, Any], provider: Provider) -> str:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'none', 'kid': provider.key.kid})}.{part(claims)}."


def by_the_public_key(claims: dict[str, Any], provider: Provider) -> str:
    public = OctKey.import_key(provider.key.as_pem(private=False))
    return jwt.encode({"alg": "HS256", "kid": provider.key.kid}, claims, public, algorithms=["HS256"])


def by_the_shared_secret(claims: dict[str, Any], provider: Provider) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET), algorithms=["HS256"])


STRANGERS = RSAKey.generate_key(2048, {"kid": "strangers"})


def by_a_stranger(name: str) -> Signs:
    return lambda claims, _provider: jwt.encode({"alg": "RS256", "kid": name}, claims, STRANGERS)


def with_a_key_of_its_own(claims: dict[str, Any], _provider: Provider) -> str:
    header = {"alg": "RS256", "jwk": STRANGERS.as_dict(private=False)}
    return jwt.encode(header, claims, STRANGERS)


def altered(claims: dict[str, Any], provider: Provider) -> str:
    head, _, signature = signed(claims, provider).split(".")
    body = base64.urlsafe_b64encode(json.dumps({**claims, "sub": "admin"}).encode()).decode().rstrip("=")
    return f"{head}.{body}.{signature}"


FORGED: dict[str, Signs] = {
    "alg none": unsigned,
    "HS256 by the public key": by_the_public_key,
    "HS256 by the shared secret": by_the_shared_secret,
    "another key under a known kid": by_a_stranger("first"),
    "unknown kid": by_a_stranger("unknown"),
    "a key that it brings along": with_a_key_of_its_own,
    "altered": altered,
    "no token": lambda *_: "a.b.c",
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_token_that_the_provider_did_not_sign_is_refused(site: Flask, provider: Provider, forged: str) -> None:
    client = site.test_client()
    provider.signs = FORGED[forged]
    assert_refused(come(client, provider), client)


def moment(seconds: int) -> int:
    return int(now().timestamp()) + seconds


WRONG: list[dict[str, Any]] = [
    {"aud": "another site"},
    {"aud": [CLIENT, "another site"]},
    {"aud": [CLIENT, "another site"], "azp": "another site"},
    {"aud": None},
    {"iss": "https://evil.example"},
    {"iss": None},
    {"nonce": "tampered"},
    {"nonce": None},
    {"exp": -61},
    {"exp": None},
    {"exp": "tomorrow"},
    {"iat": 90},
    {"iat": -90},
    {"nbf": 90},
    {"sub": None},
    {"sub": ""},
    {"sub": "x" * 256},
    {"sub": 17.5},
    {"at_hash": "of another token"},
]


def test_a_token_that_says_what_it_should_not_is_refused(site: Flask, provider: Provider) -> None:
    for wrong in WRONG:
        client = site.test_client()
        said = {name: moment(value) if isinstance(value, int) else value for name, value in wrong.items()}
        answer = come(client, provider, **said)
        assert answer.location == "/sign-in", wrong
        assert_refused(answer, client)


def test_a_clock_that_differs_by_half_a_minute_is_borne_and_a_way_ends_after_a_while(
    site: Flask, provider: Provider
) -> None:
    client = site.test_client()
    assert come(client, provider, iat=moment(30), nbf=moment(30)).location == "/sign-in/new-account"
    assert come(client, provider, exp=moment(-30), iat=moment(-30)).location == "/sign-in/new-account"
    with site.app_context(), transaction():
        for journey in session.scalars(select(Journey)).all():
            journey.expires_at = now()
    assert client.get("/sign-in/new-account").location == "/sign-in"
    answer = provider.authorize(depart(client))
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert_refused(arrive(client, answer), client)


def test_new_keys_are_looked_for_once_a_minute_at_most(site: Flask, provider: Provider) -> None:
    client, first = site.test_client(), provider.key
    assert come(client, provider).location == "/sign-in/new-account"
    provider.key = RSAKey.generate_key(2048, {"kid": "second"})
    try:
        with time_machine.travel(now() + directory.PACE) as clock:
            assert come(client, provider).location == "/sign-in/new-account"
            assert provider.asked.count("/keys") == 2
            client, provider.signs = site.test_client(), by_a_stranger("unknown")
            for _ in range(3):
                assert_refused(come(client, provider), client)
            assert provider.asked.count("/keys") == 2
            clock.shift(directory.PACE)
            assert_refused(come(client, provider), client)
            assert provider.asked.count("/keys") == 3
            assert provider.asked.count("/.well-known/openid-configuration") == 1
    finally:
        provider.key = first


def test_keys_that_cannot_be_read_turn_nobody_away_longer_than_that_and_those_known_hold_for_a_day(
    site: Flask, provider: Provider
) -> None:
    provider.broken.add("/keys")
    client = site.test_client()
    assert_refused(come(client, provider), client)
    provider.broken.clear()
    assert come(client, provider).location == "/sign-in/new-account"
    provider.broken.add("/keys")
    with time_machine.travel(now() + timedelta(hours=2)) as clock:
        client = site.test_client()
        assert come(client, provider).location == "/sign-in/new-account"
        for forged in ("unknown", "first"):
            client, provider.signs = site.test_client(), by_a_stranger(forged)
            assert_refused(come(client, provider), client)
        provider.signs = signed
        clock.shift(timedelta(hours=23))
        client = site.test_client()
        assert_refused(come(client, provider), client)


def test_nobody_is_led_on_to_another_site(site: Flask, provider: Provider) -> None:
    client = site.test_client()
    come(client, provider)
    name_oneself(client, "nora")
    for to in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        assert come(site.test_client(), provider, to).location == "/"
        answer = provider.authorize(depart(other := site.test_client()))
        assert arrive(other, {**answer, "next": to, "redirect_uri": to}).location == "/"
