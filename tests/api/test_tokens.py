"""Tokens: made once, kept as digests, of an end, their owner's alone; and the page where people have them."""

import json
import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from deliberate.accounts.models import User
from deliberate.accounts.services import get_user, set_password, set_roles
from deliberate.accounts.sessions import end_sessions
from deliberate.api.authentication import note_token, who_calls
from deliberate.api.keys import keep_answer, sent_by
from deliberate.api.models import ApiToken, Scope
from deliberate.api.tokens import MOST, find_token, make_token, prune_api, revoke, tokens_of
from deliberate.articles.groups import kept_group
from deliberate.articles.models import GroupMember
from deliberate.core.actors import VISITOR, Actor
from deliberate.core.db import PATIENCE, WRITING, session, transaction
from deliberate.core.errors import Conflict, Invalid, NotFound, NotSignedIn
from deliberate.core.mailing import Mailing
from deliberate.core.personal_data import Remains, forget, written_out
from deliberate.core.signals import token_made
from tests.accounts.mailbox import letters
from tests.api.callers import Program, secret_for
from tests.factories import make_article
from tests.host import People, make_host, person
from tests.own_site import PASSWORD, account, form_token, sign_in

PAGE = "/settings/api-tokens"


def test_a_secret_is_256_random_bits_of_which_only_a_digest_is_kept(app: Flask) -> None:
    ann = person(app, "ann")
    secret = secret_for(app, ann)
    assert re.fullmatch(r"dlb_[\w-]{43}", secret)
    with app.app_context():
        (token,) = tokens_of(ann)
        kept = json.dumps([str(value) for value in vars(token).values()])
        assert secret not in kept
        assert secret.removeprefix("dlb_") not in kept
        found = find_token(secret)
        assert found is not None
        assert found.id == token.id
        assert find_token(secret[:-1]) is None


def test_a_token_is_bounded_and_its_owners_alone(app: Flask) -> None:
    ann, bob = person(app, "ann"), person(app, "bob")
    with app.app_context(), transaction():
        for name, scopes, days, field in (
            ("", [Scope.READ], 30, "name"),
            ("x" * 101, [Scope.READ], 30, "name"),
            ("It", [], 30, "scopes"),
            ("It", [Scope.READ], 3650, "days"),
        ):
            with pytest.raises(Invalid) as refusal:
                make_token(ann, name, scopes, days)
            assert refusal.value.field == field
        made = [make_token(ann, "It", [Scope.READ], 30)[0] for _ in range(MOST)]
        with pytest.raises(Conflict):
            make_token(ann, "One more", [Scope.READ], 30)
        with pytest.raises(NotFound):
            revoke(bob, made[0].public_id)
        with pytest.raises(NotSignedIn):
            tokens_of(VISITOR)
        assert tokens_of(bob) == []
        revoke(ann, made[0].public_id)
        assert len(tokens_of(ann)) == MOST - 1


def test_a_token_ends_by_the_clock_by_being_revoked_and_with_its_owner(own_site: Flask) -> None:
    ann = account(own_site, "ann")
    program = Program(own_site, ann)
    assert program.call("GET", "/me").status_code == 200
    with time_machine.travel(datetime.now(UTC) + timedelta(days=31)):
        assert program.call("GET", "/me").status_code == 401
        with own_site.app_context():
            prune_api()
            assert session.scalar(select(ApiToken.id)) is None
    program = Program(own_site, ann)
    with own_site.app_context(), transaction():
        session.execute(update(User).where(User.actor_id == ann.key).values(active=False))
    assert program.call("GET", "/me").status_code == 401
    with own_site.app_context(), transaction():
        session.execute(update(User).where(User.actor_id == ann.key).values(active=True))
    assert program.call("GET", "/me").status_code == 200
    with own_site.app_context(), transaction():
        keep_answer(sent_by(ann, "a key", "a digest"), 204, "")
        (token,) = tokens_of(ann)
        told = "".join(written_out(ann.key))
        assert token.digest not in told
        said = json.loads(told)
        assert [each["name"] for each in said["API tokens"]] == ["a program"]
        assert len(said["API requests"]) == 1
        forget(ann, Remains.ALL)
        assert session.scalar(select(ApiToken.id)) is None
    assert program.call("GET", "/me").status_code == 401


def test_the_day_of_its_last_use_is_kept_and_no_more(own_site: Flask) -> None:
    ann = account(own_site, "ann")
    program = Program(own_site, ann)

    def used_on() -> object:
        with own_site.app_context():
            return session.scalar(select(ApiToken.used_on))

    assert used_on() is None
    program.call("GET", "/me")
    assert used_on() == datetime.now(UTC).date()


def test_noting_a_use_spoils_no_answer(own_site: Flask) -> None:
    ann = account(own_site, "ann")
    program = Program(own_site, ann)
    with own_site.app_context():
        engine = session.get_bind()
    began = time.monotonic()
    with engine.connect().execution_options(**{WRITING: True}) as other:
        other.execute(select(1))
        answer = program.call("GET", "/me")
    assert (answer.status_code, answer.get_json()["name"]) == (200, "ann")
    assert time.monotonic() - began < PATIENCE / 2000

    with own_site.test_request_context(headers=program.headers):
        assert who_calls().actor.name == "ann"
        with pytest.raises(DBAPIError):
            session.execute(text("SELECT nothing FROM nowhere"))
        note_token(422)
        assert session.scalar(select(ApiToken.used_on)) == datetime.now(UTC).date()


def test_a_token_is_made_on_a_page_shown_once_and_revoked_there(own_site: Flask) -> None:
    account(own_site, "ann")
    client = own_site.test_client()
    assert client.get(PAGE).status_code == 303
    sign_in(client, "ann")
    assert PAGE in client.get("/settings").text
    page = client.get(PAGE)
    assert page.headers["Cache-Control"] == "private, no-store"
    (submission,) = re.findall(r'name="submission"[^>]* value="(\w+)"', page.text)
    filled: dict[str, Any] = {
        "csrf_token": form_token(client, PAGE),
        "submission": submission,
        "name": "<b>It</b>",
        "days": "7",
    }
    refused = client.post(PAGE, data=filled)
    assert refused.status_code == 422
    assert "Choose one at least." in refused.text
    filled["scopes"] = ["read", "write"]
    for wrong, said in (("", "Your password is needed."), ("not hers", "That is not your password.")):
        refused = client.post(PAGE, data={**filled, "own_password": wrong})
        assert (refused.status_code, said in refused.text) == (422, True)
    filled["own_password"] = PASSWORD
    made = client.post(PAGE, data=filled)
    (secret,) = re.findall(r"dlb_[\w-]{43}", made.text)
    assert "&lt;b&gt;It&lt;/b&gt;" in made.text
    again = client.post(PAGE, data=filled)
    assert again.status_code == 303
    assert secret not in client.get(PAGE).text
    program = Program(own_site)
    program.headers = {"Authorization": f"Bearer {secret}"}
    assert program.call("GET", "/me").get_json()["scopes"] == ["read", "write"]
    (address,) = re.findall(rf'action="({PAGE}/[\w-]+/revoke)"', client.get(PAGE).text)
    assert client.post(address, data={"csrf_token": filled["csrf_token"]}).status_code == 303
    assert program.call("GET", "/me").status_code == 401


def test_whoever_made_a_token_is_written_to_where_they_read_mail(own_site: Flask) -> None:
    ann, bob = account(own_site, "ann", email="ann@example.org"), account(own_site, "bob")
    secrets = [secret_for(own_site, each) for each in (ann, bob)]
    (letter,) = letters(own_site)
    assert letter.to == ["ann@example.org"]
    assert "a token was made" in letter.body
    assert "ends every token" in letter.body
    assert not any(secret in letter.body for secret in secrets)


@pytest.mark.new_app
def test_a_host_hears_of_a_token_and_writes_by_itself(database_url: str) -> None:
    class Members(People):
        def actor(self, actor_id: str) -> Actor | None:
            return self.known.get(actor_id)

    host, heard = make_host(database_url, Members(), DELIBERATE_API=True), list[str]()
    ann = person(host, "ann")
    with token_made.connected_to(lambda _sender, actor_id: heard.append(actor_id)):
        secret_for(host, ann)
    assert heard == [ann.key]


def test_the_page_of_the_api_has_every_operation_and_nothing_from_elsewhere(own_site: Flask) -> None:
    page = own_site.test_client().get("/api/v1/")
    assert page.status_code == 200
    assert "GET /api/v1/articles/{slug}/claims" in page.text
    assert "<script" not in page.text.partition("</head>")[2]


@pytest.mark.new_app
def test_a_host_has_the_api_where_it_asks_for_it_and_can_say_who_somebody_is(database_url: str) -> None:
    with pytest.raises(ValueError, match="an identity with actor"):
        make_host(database_url, DELIBERATE_API=True)

    class Members(People):
        def actor(self, actor_id: str) -> Actor | None:
            return self.known.get(actor_id)

    host = make_host(database_url, Members(), DELIBERATE_API=True)
    mona = person(host, "mona", "moderator")
    program = Program(host, mona)
    program.prefix = "/deliberate"
    assert program.call("GET", "/queue").status_code == 200
    # This host does not say whether a password is somebody's, so no token ends their account.
    assert program.call("POST", "/me/leave", {"password": "a guess", "remains": "all"}).status_code == 403
    person(host, "mona")
    assert program.call("GET", "/queue").status_code == 403
    people: People = host.extensions["deliberate"].identity
    people.known.clear()
    assert program.call("GET", "/queue").status_code == 401
    assert host.test_client().get("/api/v1/me").mimetype == "text/html"


def test_addresses_for_programs_begin_as_the_site_does_and_not_as_a_request_says(own_site: Flask) -> None:
    state = own_site.extensions["deliberate"]
    own_site.extensions["deliberate"] = replace(state, mailing=Mailing(print, "https://deliberate.example/"))
    client, site = own_site.test_client(), "https://deliberate.example/api/v1"
    with own_site.app_context(), transaction():
        make_article(slug="swan", title="A swan", text="It swam.")
        make_article(slug="heron", title="A heron", text="It flew.")
    listed = client.get("/api/v1/articles?limit=1", headers={"Host": "evil.example"})
    assert listed.get_json()["next"].startswith(f"{site}/articles?")
    assert f"<{site}/articles?" in listed.headers["Link"]
    document = client.get("/api/v1/openapi.json", headers={"Host": "evil.example"})
    assert document.get_json()["servers"] == [{"url": site}]


def test_a_group_that_a_host_keeps_has_no_code(own_site: Flask) -> None:
    ann = account(own_site, "ann")
    with own_site.app_context(), transaction():
        group = kept_group("class-1", "A class")
        session.add(GroupMember(group_id=group.id, actor_id=ann.key))
    (shown,) = Program(own_site, ann).call("GET", "/me/groups").get_json()["items"]
    assert (shown["name"], shown["join_code"]) == ("A class", None)


def test_whatever_signs_somebody_out_everywhere_ends_their_tokens(own_site: Flask) -> None:
    ann, bob = account(own_site, "ann", "moderator"), account(own_site, "bob")
    others = Program(own_site, bob)
    for change in (
        lambda: set_password(get_user("ann"), "another hash"),
        lambda: set_roles("ann", []),
        lambda: end_sessions(get_user("ann")),
    ):
        program = Program(own_site, ann)
        assert program.call("GET", "/me").status_code == 200
        with own_site.app_context(), transaction():
            change()
        assert program.call("GET", "/me").status_code == 401
    assert others.call("GET", "/me").status_code == 200
