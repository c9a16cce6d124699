"""One's own account: what the page shows, another name, another password."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.accounts.services import NAME_HELD, NAME_KEPT, find_user
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.events import pseudonym_of
from deliberate.core.site import names_of
from deliberate.jobs.models import Job
from tests.accounts.mailbox import letters, press
from tests.own_site import PASSWORD, account, sign_in, sign_up

NEW = {"password": "another long password", "password_confirm": "another long password"}


@pytest.fixture
def browser(own_site: Flask) -> FlaskClient:
    account(own_site, "cora", email="cora@example.org")
    client = own_site.test_client()
    sign_in(client, "cora")
    return client


@pytest.mark.parametrize("page", ["", "/name", "/password", "/address", "/second-step", "/data", "/delete"])
def test_visitors_are_asked_to_sign_in_and_come_back(own_site: Flask, page: str) -> None:
    answer = own_site.test_client().get(f"/account{page}")
    assert answer.status_code == 303
    assert answer.location == f"/sign-in?next=%2Faccount{page.replace('/', '%2F')}"


def test_the_page_shows_what_the_account_is_and_the_frame_leads_to_it(browser: FlaskClient) -> None:
    page = browser.get("/account").text
    assert all(words in page for words in ("cora@example.org", "Where you are signed in", "Delete your account"))
    assert 'href="/account"' in browser.get("/").text.split("</header>")[0]


def test_another_name_shows_at_once_and_the_log_knows_the_old_pseudonym(own_site: Flask) -> None:
    cora = account(own_site, "cora")
    with own_site.app_context(), transaction():
        before = pseudonym_of(cora)
    client = own_site.test_client()
    sign_in(client, "cora")
    assert press(client, "/account/name", username="Ines").status_code == 303
    with own_site.app_context(), transaction():
        assert names_of([cora.key]) == {cora.key: "Ines"}
        assert pseudonym_of(cora) == before
    assert sign_in(own_site.test_client(), "ines").status_code == 303


def test_a_name_that_was_given_up_is_nobodys_for_a_while_but_its_owners(own_site: Flask, browser: FlaskClient) -> None:
    press(browser, "/account/name", username="ines")
    for name in ("cora", "c0ra", "CORA"):
        assert sign_up(own_site.test_client(), name).status_code == 422
    with time_machine.travel(now() + NAME_KEPT + timedelta(hours=1)):
        sign_in(browser, "ines")
        assert press(browser, "/account/name", username="cora").status_code == 303
    with time_machine.travel(now() + NAME_KEPT + NAME_HELD + timedelta(days=1)):
        assert sign_up(own_site.test_client(), "ines").status_code == 303


def test_a_new_name_is_kept_for_a_while_but_its_capitals_may_change(browser: FlaskClient) -> None:
    press(browser, "/account/name", username="ines")
    assert press(browser, "/account/name", username="Ines").status_code == 303
    refused = press(browser, "/account/name", username="olga")
    assert refused.status_code == 422
    assert "A new name is kept for 30 days" in refused.text
    assert 'value="olga"' in refused.text


@pytest.mark.parametrize("name", ["dora", "d0ra", "admin", "x", "c\u043era"])
def test_a_name_that_is_taken_or_breaks_a_rule_is_refused(own_site: Flask, browser: FlaskClient, name: str) -> None:
    account(own_site, "dora")
    assert press(browser, "/account/name", username=name).status_code == 422
    with own_site.app_context():
        assert find_user("cora") is not None


def test_another_password_takes_the_old_one_and_signs_out_everywhere_else(
    own_site: Flask, browser: FlaskClient
) -> None:
    other = own_site.test_client()
    sign_in(other, "cora")
    assert press(browser, "/account/password", own_password="wrong", **NEW).status_code == 422
    assert press(browser, "/account/password", own_password=PASSWORD, **NEW).status_code == 303
    assert browser.get("/account").status_code == 200
    assert other.get("/account").status_code == 303
    assert sign_in(own_site.test_client(), "cora").status_code == 422
    assert [each.to for each in letters(own_site)] == [["cora@example.org"]]
    assert "the password was changed" in letters(own_site)[0].body


@pytest.mark.parametrize(
    "fields",
    [
        {"password": "short", "password_confirm": "short"},
        {"password": "another long password", "password_confirm": "yet another password"},
        {"password": "cora@example.org", "password_confirm": "cora@example.org"},
    ],
)
def test_a_bad_new_password_is_refused(own_site: Flask, browser: FlaskClient, fields: dict[str, str]) -> None:
    assert press(browser, "/account/password", own_password=PASSWORD, **fields).status_code == 422
    assert sign_in(own_site.test_client(), "cora").status_code == 303


def test_a_notice_goes_to_the_address_of_the_moment_and_is_tried_again(own_site: Flask, browser: FlaskClient) -> None:
    mailman = own_site.extensions["mailman"]
    mailman.backend, mailman.server, mailman.port = "smtp", "127.0.0.1", 1
    press(browser, "/account/password", own_password=PASSWORD, **NEW)
    assert "Your new password holds" in browser.get("/account").text
    press(browser, "/account/address", own_password=NEW["password"], email="")
    assert letters(own_site) == []
    mailman.backend = "locmem"
    with time_machine.travel(now() + timedelta(minutes=2)):
        assert [each.to for each in letters(own_site)] == [["cora@example.org"]] * 2
    with own_site.app_context():
        kept = session.scalars(select(Job.payload).where(Job.task == "mail_change_of_account")).all()
    assert len(kept) == 2
    assert not any("cora" in str(each) for each in kept)


def test_no_page_of_an_account_is_kept_by_anybody(browser: FlaskClient) -> None:
    for page in ("", "/name", "/password", "/address", "/second-step", "/data", "/delete"):
        assert browser.get(f"/account{page}").headers["Cache-Control"] == "private, no-store"
