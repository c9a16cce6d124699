"""What is refused of tokens that are not what they say, each of them before anybody is signed in."""

import base64
import hmac
import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy import func, select

from deliberate.accounts.models import User
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict
from deliberate.lti.models import Course, Launch
from tests.lti.conftest import know
from tests.lti.lms import INSTRUCTOR, LTI, Lms, begin, launch, post_token, signed, ticket_in

#: Changes what a platform would sign, or how.
Attack = Callable[[dict[str, Any], Lms], str]


def said(**changed: Any) -> Attack:
    """The platform itself says otherwise."""

    def attack(claims: dict[str, Any], lms: Lms) -> str:
        return signed({**claims, **{name.replace("lti_", LTI): value for name, value in changed.items()}}, lms)

    return attack


def unsigned(claims: dict[str, Any], _lms: Lms) -> str:
    parts = ({"alg": "none", "typ": "JWT", "kid": "school-1"}, claims)
    plain = [base64.urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in parts]
    return ".".join((*plain, ""))


def by_the_public_key_as_a_secret(claims: dict[str, Any], lms: Lms) -> str:
    parts = ({"alg": "HS256", "kid": lms.key.kid}, claims)
    plain = ".".join(base64.urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in parts)
    seal = hmac.digest(lms.key.as_pem(private=False), plain.encode(), "sha256")
    return f"{plain}.{base64.urlsafe_b64encode(seal).decode().rstrip('=')}"


def by_a_key_that_nobody_knows(claims: dict[str, Any], _lms: Lms) -> str:
    other = RSAKey.generate_key(2048, {"kid": "another"})
    return jwt.encode({"alg": "RS256", "kid": "another"}, claims, other)


def by_a_key_that_takes_the_name_of_theirs(claims: dict[str, Any], lms: Lms) -> str:
    other = RSAKey.generate_key(2048, {"kid": lms.key.kid})
    return jwt.encode({"alg": "RS256", "kid": lms.key.kid}, claims, other)


def by_a_key_without_a_name(claims: dict[str, Any], lms: Lms) -> str:
    return jwt.encode({"alg": "RS256"}, claims, lms.key)


def with_another_role_written_in(claims: dict[str, Any], lms: Lms) -> str:
    head, _body, signature = signed(claims, lms).split(".")
    raised = json.dumps({**claims, f"{LTI}roles": [INSTRUCTOR]}).encode()
    return ".".join((head, base64.urlsafe_b64encode(raised).decode().rstrip("="), signature))


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param(said(aud="another tool"), id="for another audience"),
        pytest.param(said(aud=["deliberate-at-school", "another tool"]), id="for several without saying to whom given"),
        pytest.param(said(azp="another tool"), id="given to another tool"),
        pytest.param(said(iss="https://another.example"), id="of another issuer"),
        pytest.param(said(lti_deployment_id="8"), id="of another deployment"),
        pytest.param(said(exp=int(time.time()) - 120, iat=int(time.time()) - 300), id="expired"),
        pytest.param(said(iat=int(time.time()) - 900), id="older than the launch"),
        pytest.param(said(iat=int(time.time()) + 900), id="of the future"),
        pytest.param(said(exp=None), id="good for ever"),
        pytest.param(unsigned, id="signed by nobody, alg=none"),
        pytest.param(by_the_public_key_as_a_secret, id="signed by HS256 with the public key"),
        pytest.param(by_a_key_that_nobody_knows, id="with an unknown kid"),
        pytest.param(by_a_key_that_takes_the_name_of_theirs, id="by another key of the same name"),
        pytest.param(by_a_key_without_a_name, id="without a kid"),
        pytest.param(said(nonce="tampered"), id="with another nonce"),
        pytest.param(said(nonce=None), id="without a nonce"),
        pytest.param(with_another_role_written_in, id="with another role written in"),
        pytest.param(said(lti_version="1.1"), id="of another version of LTI"),
        pytest.param(said(lti_message_type="LtiSubmissionReviewRequest"), id="of a kind that nobody asked for"),
        pytest.param(said(lti_target_link_uri="http://localhost.example/lti/launch"), id="meant for another site"),
        pytest.param(said(lti_target_link_uri=None), id="meant for no site at all"),
        pytest.param(said(sub=None), id="of nobody"),
        pytest.param(said(sub={"sub": "staff-1"}), id="of somebody who is no name"),
        pytest.param(said(lti_context=None), id="of no course"),
        pytest.param(said(lti_roles=None), id="of no role"),
        pytest.param(lambda _claims, _lms: "no.token.at.all", id="no token"),
        pytest.param(lambda _claims, _lms: "a" * 200_000, id="far too long"),
    ],
)
def test_a_token_is_refused_that_is(shared_site: Flask, one_lms: Lms, attack: Attack) -> None:
    client = shared_site.test_client()
    going = begin(client, one_lms)
    claims = one_lms.claims(going["nonce"])
    answer = post_token(client, attack(claims, one_lms), going["state"])
    assert answer.status_code == 400
    assert is_nobody(client)
    # Not even the right token does for that launch any more.
    assert post_token(client, signed(claims, one_lms), going["state"]).status_code == 400
    with shared_site.app_context():
        assert session.scalar(select(func.count(User.id))) == 0
        assert session.scalar(select(Course.id)) is None


def is_nobody(client: FlaskClient) -> bool:
    return client.get("/account").status_code != 200


def test_a_token_is_good_once_and_its_launch_too(shared_site: Flask, one_lms: Lms) -> None:
    client, thief = shared_site.test_client(), shared_site.test_client()
    going = begin(client, one_lms)
    token = signed(one_lms.claims(going["nonce"]), one_lms)
    first = post_token(client, token, going["state"])
    assert first.status_code == 303
    for each in (client, thief):
        assert post_token(each, token, going["state"]).status_code == 400
    other = begin(thief, one_lms)
    assert post_token(thief, token, other["state"]).status_code == 400, "its nonce is of another launch"
    assert thief.get(first.location).status_code == 400, "and what it led to is of another browser"
    assert is_nobody(thief)


def test_a_launch_that_nobody_began_or_too_long_ago_is_refused(shared_site: Flask, one_lms: Lms) -> None:
    client = shared_site.test_client()
    token = signed(one_lms.claims("made up"), one_lms)
    assert post_token(client, token, "made up").status_code == 400
    going = begin(client, one_lms)
    with shared_site.app_context(), transaction():
        for each in session.scalars(select(Launch)):
            each.expires_at = each.begun_at
    assert post_token(client, signed(one_lms.claims(going["nonce"]), one_lms), going["state"]).status_code == 400


@pytest.mark.parametrize(
    "hints",
    [
        {"iss": "https://unknown.example"},
        {"client_id": "another"},
        {"target_link_uri": "https://evil.example/lti/launch"},
        {"login_hint": ""},
    ],
    ids=["of an unknown issuer", "for another client", "to another site", "for nobody"],
)
def test_no_launch_begins(shared_site: Flask, one_lms: Lms, hints: dict[str, str]) -> None:
    given = {"iss": one_lms.issuer, "login_hint": "17", "target_link_uri": "http://localhost/lti/launch", **hints}
    answer = shared_site.test_client().get("/lti/login", query_string=given)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_roles_written_beside_the_token_raise_nobody(shared_site: Flask, one_lms: Lms) -> None:
    client = shared_site.test_client()
    going = begin(client, one_lms, roles=INSTRUCTOR)
    token = signed(one_lms.claims(going["nonce"]), one_lms)
    data = {"id_token": token, "state": going["state"], "roles": INSTRUCTOR, f"{LTI}roles": INSTRUCTOR}
    arrived = client.get(client.post("/lti/launch", data=data).location)
    assert "has not chosen yet" in arrived.text.replace("&#39;", "’")


def test_a_ticket_of_one_step_is_none_for_another(shared_site: Flask, one_lms: Lms) -> None:
    teacher = shared_site.test_client()
    ticket = ticket_in(launch(teacher, one_lms, sub="staff-1", roles=[INSTRUCTOR]))
    ours = {"Sec-Fetch-Site": "same-origin"}
    assert teacher.post("/lti/enter", data={"ticket": ticket}, headers=ours).status_code == 400
    assert teacher.get("/lti/arrive", query_string={"ticket": ticket}).status_code == 400
    given = {"ticket": ticket, "classroom": "", "name": "10b"}
    assert teacher.post("/lti/choose", data=given).status_code == 200
    assert teacher.post("/lti/choose", data=given).status_code == 400, "it is good once"


def test_one_issuer_has_one_set_of_keys(shared_site: Flask, one_lms: Lms) -> None:
    """Whoever else signed in its name would be any of its people."""
    with shared_site.app_context(), pytest.raises(Conflict), transaction():
        know(one_lms, client_id="evil", jwks_url="https://evil.example/keys")


def test_keys_are_asked_for_once_a_minute_at_most_and_hold_while_the_platform_is_away(
    shared_site: Flask, one_lms: Lms
) -> None:
    client = shared_site.test_client()
    assert launch(client, one_lms).status_code == 200
    asked = one_lms.asked.count("GET /keys")
    for _ in range(3):
        assert launch(client, one_lms, by_a_key_that_nobody_knows).status_code == 400
    assert one_lms.asked.count("GET /keys") <= asked + 1
    one_lms.away = True
    try:
        with time_machine.travel(now() + timedelta(hours=2)):
            assert launch(shared_site.test_client(), one_lms).status_code == 200
        with time_machine.travel(now() + timedelta(days=2)):
            assert launch(shared_site.test_client(), one_lms).status_code == 400
    finally:
        one_lms.away = False
