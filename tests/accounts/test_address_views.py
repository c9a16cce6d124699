"""Addresses as people use them: confirming, changing, and a new password by mail."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.accounts.links import find_awaited, get_link, redeem
from deliberate.accounts.models import Purpose
from deliberate.accounts.services import get_user
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.errors import NotFound
from deliberate.core.preferences import Theme, choose
from deliberate.jobs.models import Job, JobState
from deliberate.standalone import upgrade_database
from tests.accounts.mailbox import close, follow, letters, link_in, press, sentences
from tests.own_site import PASSWORD, account, form_token, make_site, sign_in, sign_up

NEW = "another long password"
CHOSEN = {"password": NEW, "password_confirm": NEW}


@pytest.fixture
def browser(own_site: Flask) -> FlaskClient:
    account(own_site, "cora", email="cora@example.org")
    return own_site.test_client()


def address_of(app: Flask, name: str) -> str | None:
    with app.app_context():
        return get_user(name).email


def ask(client: FlaskClient, address: str) -> Any:
    """Ask for a link to an address, and wait for the mail."""
    answer = press(client, "/forgotten-password", email=address)
    letters(client.application)
    return answer


def test_an_address_counts_once_its_link_is_opened_and_the_button_pressed(own_site: Flask) -> None:
    client = own_site.test_client()
    sign_up(client, "dora", email="dora@example.org")
    link = link_in(letters(own_site)[0])
    page = client.get(link)
    assert "dora@example.org" in page.text
    assert address_of(own_site, "dora") is None
    assert follow(client, letters(own_site)[0]).status_code == 303
    assert address_of(own_site, "dora") == "dora@example.org"
    assert client.get(link).status_code == 404
    with own_site.app_context():
        assert find_awaited(get_user("dora")) is None


def test_a_link_is_good_in_a_browser_where_nobody_is_signed_in(own_site: Flask) -> None:
    sign_up(own_site.test_client(), "dora", email="dora@example.org")
    assert follow(own_site.test_client(), letters(own_site)[0]).status_code == 303
    assert address_of(own_site, "dora") == "dora@example.org"


def test_a_letter_is_in_the_language_somebody_chose_or_else_reads_in_and_not_in_that_of_the_worker(
    own_site: Flask,
) -> None:
    client = own_site.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"
    sign_up(client, "dora", email="dora@example.org")
    confirm = letters(own_site)[0]
    assert confirm.subject.endswith("Bestätige deine Adresse")
    assert "innerhalb von zwei Tagen" in confirm.body
    follow(client, confirm)
    with own_site.app_context(), transaction():
        dora = get_user("dora")
        choose(Actor(id=dora.actor_id), language="en", theme=Theme.SYSTEM, time_zone=None)
    press(client, "/account/password", own_password=PASSWORD, **CHOSEN)
    assert letters(own_site)[-1].subject.endswith("Your account was changed")


def test_known_or_not_an_address_gets_the_same_words_and_only_somebodys_a_message(
    own_site: Flask, browser: FlaskClient
) -> None:
    known, unknown = ask(browser, "Cora@example.org"), ask(own_site.test_client(), "nobody@example.org")
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location) == (303, "/sign-in")
    told = [sentences(browser.get("/sign-in").text, "cora@example.org")]
    other = own_site.test_client()
    ask(other, "somebody@example.org")
    told.append(sentences(other.get("/sign-in").text, "somebody@example.org"))
    assert told[0] == told[1]
    assert [(each.to, "/reset/" in each.body) for each in letters(own_site)] == [
        (["cora@example.org"], True),
    ]


def test_a_new_password_by_mail_signs_in_here_and_out_everywhere_else(own_site: Flask, browser: FlaskClient) -> None:
    elsewhere = own_site.test_client()
    sign_in(elsewhere, "cora")
    ask(browser, "cora@example.org")
    letter = letters(own_site)[-1]
    assert follow(browser, letter, **CHOSEN).location == "/account"
    assert browser.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303
    assert sign_in(own_site.test_client(), "cora").status_code == 422
    assert sign_in(own_site.test_client(), "cora", NEW).status_code == 303
    assert browser.get(link_in(letter)).status_code == 404
    assert "a new password was chosen by a link" in letters(own_site)[-1].body


def test_of_links_the_newest_is_good_and_for_an_hour(own_site: Flask, browser: FlaskClient) -> None:
    ask(browser, "cora@example.org")
    ask(browser, "cora@example.org")
    older, newer = (link_in(each) for each in letters(own_site))
    assert [browser.get(each).status_code for each in (older, newer)] == [404, 200]
    with time_machine.travel(now() + timedelta(hours=1, seconds=1)):
        assert browser.get(newer).status_code == 404


def test_a_change_of_password_or_address_makes_links_void(own_site: Flask, browser: FlaskClient) -> None:
    sign_in(browser, "cora")
    visitor = own_site.test_client()
    ask(visitor, "cora@example.org")
    press(browser, "/account/password", own_password=PASSWORD, **CHOSEN)
    assert visitor.get(link_in(letters(own_site)[0])).status_code == 404
    ask(visitor, "cora@example.org")
    press(browser, "/account/address", own_password=NEW, email="")
    assert visitor.get(link_in(letters(own_site)[2])).status_code == 404


def test_a_link_that_was_refused_is_still_good(own_site: Flask, browser: FlaskClient) -> None:
    ask(browser, "cora@example.org")
    letter = letters(own_site)[-1]
    for bad in ({"password": "short", "password_confirm": "short"}, {"password": NEW, "password_confirm": "other"}):
        assert follow(browser, letter, **bad).status_code == 422
    assert follow(browser, letter, password="cora@example.org", password_confirm="cora@example.org").status_code == 422
    assert follow(browser, letter, **CHOSEN).status_code == 303


def test_of_two_who_use_a_link_at_once_one_gets_it(own_site: Flask, browser: FlaskClient) -> None:
    ask(browser, "cora@example.org")
    secret = link_in(letters(own_site)[0]).rsplit("/", 1)[1]
    with own_site.app_context():
        with transaction():
            assert redeem(secret, Purpose.RESET)[0].username == "cora"
        for purpose in Purpose:
            with pytest.raises(NotFound):
                get_link(secret, purpose)


def test_an_address_that_was_never_confirmed_resets_nothing(own_site: Flask, browser: FlaskClient) -> None:
    with own_site.app_context(), transaction():
        get_user("cora").email_confirmed_at = None
    ask(browser, "cora@example.org")
    assert letters(own_site) == []
    sign_in(browser, "cora")
    assert "(not confirmed)" in browser.get("/account").text


def test_an_address_gets_three_messages_an_hour_and_the_page_says_the_same(
    own_site: Flask, browser: FlaskClient
) -> None:
    answers = {(ask(browser, "cora@example.org").status_code) for _ in range(6)}
    assert answers == {303}
    assert len(letters(own_site)) == 3


def test_signing_up_counts_as_asking_for_a_message(own_site: Flask) -> None:
    for n in range(5):
        client = own_site.test_client()
        assert sign_up(client, f"dora-{'abcdefgh'[n]}", email="victim@example.org").status_code == 303
        page = client.get("/account").text
        assert "You will get a message at victim@example.org" in page
        assert "victim@example.org waits to be confirmed" in page
    assert len(letters(own_site)) == 3
    for n in range(15):
        ask(own_site.test_client(), f"a{n}@example.org")
    refused = sign_up(own_site.test_client(), "emil", email="emil@example.org")
    assert refused.status_code == 429
    assert sign_up(own_site.test_client(), "emil").status_code == 303


def test_so_many_messages_are_sent_for_one_place_and_no_more(own_site: Flask, browser: FlaskClient) -> None:
    answers = [ask(browser, f"a{n}@example.org").status_code for n in range(21)]
    assert answers == [303] * 20 + [429]


def test_another_address_counts_once_confirmed_and_the_old_one_is_told(own_site: Flask, browser: FlaskClient) -> None:
    sign_in(browser, "cora")
    assert press(browser, "/account/address", own_password="wrong", email="new@example.org").status_code == 422
    assert letters(own_site) == []
    press(browser, "/account/address", own_password=PASSWORD, email="new@example.org")
    assert address_of(own_site, "cora") == "cora@example.org"
    assert "new@example.org waits to be confirmed" in browser.get("/account").text
    follow(browser, letters(own_site)[-1])
    assert address_of(own_site, "cora") == "new@example.org"
    assert letters(own_site)[-1].to == ["cora@example.org"]
    assert "the address is another one now" in letters(own_site)[-1].body


def test_somebody_elses_address_gets_the_same_answer_and_its_owner_a_letter(
    own_site: Flask, browser: FlaskClient
) -> None:
    account(own_site, "dora")
    dora = own_site.test_client()
    sign_in(dora, "dora")
    press(dora, "/account/address", own_password=PASSWORD, email="cora@example.org")
    page = dora.get("/account").text
    assert "You will get a message at cora@example.org." in page
    assert "belongs to your account cora already" in letters(own_site)[-1].body
    assert address_of(own_site, "dora") is None


def test_an_account_can_do_without_an_address_again(own_site: Flask, browser: FlaskClient) -> None:
    sign_in(browser, "cora")
    press(browser, "/account/address", own_password=PASSWORD, email="")
    assert address_of(own_site, "cora") is None
    assert letters(own_site)[-1].to == ["cora@example.org"]


def test_a_mail_server_that_takes_nothing_holds_no_page_up_and_gives_nothing_away(
    own_site: Flask, browser: FlaskClient
) -> None:
    mailman = own_site.extensions["mailman"]
    mailman.backend, mailman.server, mailman.port = "smtp", "127.0.0.1", 1
    told = []
    for address in ("cora@example.org", "nobody@example.org"):
        client = own_site.test_client()
        assert press(client, "/forgotten-password", email=address).status_code == 303
        told.append(sentences(client.get("/sign-in").text, address))
    assert told[0] == told[1]
    client = own_site.test_client()
    assert sign_up(client, "dora", email="dora@example.org").status_code == 303
    assert letters(own_site) == []
    assert waiting(own_site) == ["mail_link_to_reset", "mail_link_to_confirm"]
    mailman.backend = "locmem"
    with time_machine.travel(now() + timedelta(minutes=2)):
        to_dora, to_cora = sorted(letters(own_site), key=lambda each: each.to, reverse=True)
        assert (to_cora.to, to_dora.to) == (["cora@example.org"], ["dora@example.org"])
        assert follow(client, to_dora).status_code == 303


def test_an_admin_sees_the_letters_that_nobody_took_and_neither_address_nor_link_is_kept(
    own_site: Flask, browser: FlaskClient
) -> None:
    mailman = own_site.extensions["mailman"]
    mailman.backend, mailman.server, mailman.port = "smtp", "127.0.0.1", 1
    press(browser, "/forgotten-password", email="cora@example.org")
    for hours in range(1, 20):
        with time_machine.travel(now() + timedelta(hours=hours)):
            letters(own_site)
    with own_site.app_context():
        dead = session.scalars(select(Job).where(Job.state == JobState.DEAD)).one()
        assert dead.last_error == "The mail server did not take a letter (ConnectionRefusedError)."
        assert sorted(dead.payload) == ["language", "person"]


def waiting(app: Flask) -> list[str]:
    with app.app_context():
        jobs = select(Job.task).where(
            Job.state == JobState.WAITING, Job.task.startswith("mail_"), Job.task != "mail_notices_due"
        )
        return list(session.scalars(jobs.order_by(Job.id)))


def test_links_begin_with_the_sites_own_address_whatever_the_request_says(tmp_path: Path) -> None:
    site = make_site(tmp_path, DELIBERATE_SITE_URL="https://weigh.example.org/")
    upgrade_database(site)
    visitor = site.test_client()
    filled = {"username": "dora", "email": "dora@example.org", **CHOSEN}
    data = {"csrf_token": form_token(visitor, "/sign-up"), **filled}
    assert visitor.post("/sign-up", data=data, headers={"Host": "localhost:666"}).status_code == 303
    assert "\nhttps://weigh.example.org/confirm/" in letters(site)[0].body
    assert "666" not in letters(site)[0].body
    close(site)
