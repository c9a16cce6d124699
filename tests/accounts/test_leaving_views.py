"""Taking one's data along, and leaving for good, on our own site."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from deliberate.accounts.held_addresses import hold_address
from deliberate.accounts.identity import as_actor
from deliberate.accounts.leaving import account_data
from deliberate.accounts.models import AccountBase, HeldAddress, HeldName, User
from deliberate.accounts.services import NAME_HELD, find_user, get_user
from deliberate.accounts.sweeping import sweep_accounts
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.events import Pseudonym, pseudonym_of, record, verify_chain
from deliberate.core.site import names_of
from deliberate.core.standing import with_standing
from deliberate.moderation.sanctioning import SanctionDraft, sanction
from tests.accounts.mailbox import follow, letters, press
from tests.factories import make_article, make_bearing, make_proposition
from tests.own_site import PASSWORD, account, sign_in, sign_up


@pytest.fixture
def browser(own_site: Flask) -> FlaskClient:
    account(own_site, "cora", email="cora@example.org")
    account(own_site, "dora", email="dora@example.org")
    client = own_site.test_client()
    sign_in(client, "cora")
    return client


def actor_id(app: Flask, name: str) -> str:
    with app.app_context():
        return get_user(name).actor_id


def post_something(app: Flask, name: str) -> str:
    """An item of somebody's on an open article; the address of the claim it bears on."""
    with app.app_context(), transaction():
        user = get_user(name)
        claim = make_proposition(make_article(slug="a-bridge"))
        bearing = make_bearing(claim, author=user.actor_id, quote="Rust was found.")
        record(as_actor(user), "post", bearing)
        return f"/claims/{claim.public_id}"


def test_ones_data_come_as_one_file_with_account_and_sessions(own_site: Flask, browser: FlaskClient) -> None:
    post_something(own_site, "cora")
    assert press(browser, "/account/data", form="json", own_password="wrong").status_code == 422
    tables = press(browser, "/account/data", form="csv", own_password=PASSWORD)
    with zipfile.ZipFile(io.BytesIO(tables.data)) as packed:
        assert {"account.csv", "sign_ins.csv", "contributions.csv"} <= {*packed.namelist()}
    answer = press(browser, "/account/data", form="json", own_password=PASSWORD)
    assert answer.mimetype == "application/json"
    assert 'filename="my-data.json"' in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    found = json.loads(answer.text)
    assert found["account"][0]["name"] == "cora"
    assert found["account"][0]["address"] == "cora@example.org"
    assert [each["on"] for each in found["sign_ins"]] == ["another program"]
    assert [each["kind"] for each in found["contributions"]] == ["evidence", "bearing"]
    assert "dora" not in answer.text
    assert "$argon2" not in answer.text


def test_no_secret_is_in_ones_data(own_site: Flask, browser: FlaskClient) -> None:
    with own_site.app_context():
        (row,) = account_data(get_user("cora"))
    assert not {"password", "totp_secret", "key"} & row.keys()


@pytest.mark.parametrize("remains", ["all", "tombstones"])
def test_a_person_leaves_with_the_choice_of_what_remains(own_site: Flask, browser: FlaskClient, remains: str) -> None:
    claim, who = post_something(own_site, "cora"), actor_id(own_site, "cora")
    other = own_site.test_client()
    sign_in(other, "cora")
    answer = press(browser, "/account/delete", own_password=PASSWORD, remains=remains)
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Your account is deleted." in browser.get("/").text
    assert browser.get("/").headers["Cache-Control"] == "public, no-cache"
    assert other.get("/account").status_code == 303
    assert sign_in(own_site.test_client(), "cora").status_code == 422
    with own_site.app_context():
        assert find_user("cora") is None
        assert names_of([who])[who] == "deleted participant"
        assert session.get(Pseudonym, who) is None
        assert verify_chain().fault is None
    assert letters(own_site)[-1].to == ["cora@example.org"]
    page = browser.get(claim)
    assert page.status_code == 200
    assert "cora" not in page.text
    assert ("Rust was found." in page.text) == (remains == "all")
    assert ("An item was withdrawn by its author" in page.text) == (remains == "tombstones")


def test_leaving_takes_the_password_and_a_choice(own_site: Flask, browser: FlaskClient) -> None:
    for fields in (
        {"own_password": "wrong", "remains": "all"},
        {"own_password": PASSWORD},
        {"own_password": PASSWORD, "remains": "everything"},
    ):
        assert press(browser, "/account/delete", **fields).status_code == 422
    with own_site.app_context():
        assert find_user("cora") is not None


def test_nothing_of_the_account_is_left_but_a_name_that_is_held(own_site: Flask, browser: FlaskClient) -> None:
    press(browser, "/account/address", own_password=PASSWORD, email="new@example.org")
    press(browser, "/account/name", username="ines")
    with own_site.app_context():
        gone = get_user("ines").id
    press(browser, "/account/delete", own_password=PASSWORD, remains="all")
    with own_site.app_context():
        for table in AccountBase.metadata.tables.values():
            if "user_id" in table.columns:
                found = select(func.count()).select_from(table).where(table.c.user_id == gone)
                assert session.scalar(found) == 0, table.name
        assert session.scalars(select(User.username)).all() == ["dora"]
        assert session.scalars(select(HeldName.user_id)).all() == [None]
    assert sign_up(own_site.test_client(), "ines").status_code == 422
    with time_machine.travel(now() + NAME_HELD + timedelta(hours=1)):
        assert sign_up(own_site.test_client(), "ines").status_code == 303


def test_the_only_admin_cannot_leave_and_one_of_two_can(own_site: Flask) -> None:
    account(own_site, "ada", "admin")
    client = own_site.test_client()
    sign_in(client, "ada")
    refused = press(client, "/account/delete", own_password=PASSWORD, remains="all")
    assert refused.status_code == 422
    assert "You are the only admin here." in refused.text
    account(own_site, "bob", "admin")
    assert press(client, "/account/delete", own_password=PASSWORD, remains="all").status_code == 303


def test_who_left_keeps_no_pseudonym_that_a_new_account_could_get(own_site: Flask, browser: FlaskClient) -> None:
    post_something(own_site, "cora")
    with own_site.app_context(), transaction():
        before = pseudonym_of(as_actor(get_user("cora")))
    press(browser, "/account/delete", own_password=PASSWORD, remains="all")
    with own_site.app_context():
        assert before not in set(session.scalars(select(Pseudonym.handle)))


def test_leaving_is_no_way_out_of_a_suspension_for_whoever_comes_back_with_the_same_address(
    own_site: Flask, browser: FlaskClient
) -> None:
    who, address = actor_id(own_site, "cora"), "cora@example.org"
    account(own_site, "moa", "moderator")
    with own_site.app_context(), transaction():
        mo = as_actor(get_user("moa"))
        until = sanction(mo, SanctionDraft(who, "suspend", "abuse", "They shout.", days=3)).until
    press(browser, "/account/delete", own_password=PASSWORD, remains="all")
    with own_site.app_context():
        (held,) = session.scalars(select(HeldAddress)).all()
        assert (held.until, address in held.key) == (until, False)
    back, stranger = own_site.test_client(), own_site.test_client()
    answers = [sign_up(back, "cora2", email=address), sign_up(stranger, "eve", email="eve@example.org")]
    # Who signs up with that address is told nothing that a stranger could not be.
    assert [each.status_code for each in answers] == [303, 303]
    assert "suspended" not in back.get("/deliberate/yours").text
    letter = next(each for each in letters(own_site) if each.to == [address] and "confirm" in each.body)
    follow(back, letter)
    page = back.get("/account").text
    assert "An account that had this address was deleted while it was suspended." in page
    yours = back.get("/yours").text
    for words in ("You were suspended", "Appeal", "makes another"):
        assert words in yours
    with own_site.app_context():
        assert with_standing(as_actor(get_user("cora2"))).suspended_until == until
        assert session.scalars(select(HeldAddress)).all() == []


def test_an_address_is_held_no_longer_than_its_suspension_and_not_at_all_without_one(
    own_site: Flask, browser: FlaskClient
) -> None:
    press(browser, "/account/delete", own_password=PASSWORD, remains="all")
    with own_site.app_context():
        assert session.scalars(select(HeldAddress)).all() == []
        dora = get_user("dora")
        account(own_site, "moa", "moderator")
        with transaction():
            sanction(as_actor(get_user("moa")), SanctionDraft(dora.actor_id, "suspend", "abuse", "Rude.", days=1))
            hold_address(dora)
    with own_site.app_context(), time_machine.travel(now() + timedelta(days=1, seconds=1), tick=False):
        sweep_accounts()
        assert session.scalars(select(HeldAddress)).all() == []
