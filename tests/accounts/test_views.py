"""Signing up, in and out, as a person does it."""

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from deliberate.accounts.links import find_awaited
from deliberate.accounts.models import User
from deliberate.accounts.services import create_user, find_user, set_roles
from deliberate.core.db import session, transaction
from deliberate.standalone import upgrade_database
from tests.accounts.mailbox import close, follow, letters, sentences
from tests.own_site import PASSWORD, account, form_token, make_site, sign_in, sign_out, sign_up


@pytest.fixture
def visitor(own_site: Flask) -> FlaskClient:
    return own_site.test_client()


def is_signed_in(client: FlaskClient) -> bool:
    return "Sign out" in client.get("/how-weighing-works").get_data(as_text=True)


def test_a_person_signs_up_and_is_signed_in_at_once(own_site: Flask, visitor: FlaskClient) -> None:
    answer = sign_up(visitor, "cora", email="Cora@Example.org")
    assert (answer.status_code, answer.location) == (303, "/")
    assert is_signed_in(visitor)
    with own_site.app_context():
        cora = find_user("cora")
        assert cora is not None
        assert cora.email is None
        assert find_awaited(cora) == "cora@example.org"
        assert cora.password.startswith("$argon2id$")
        assert cora.roles == []


def test_an_account_needs_no_e_mail_and_two_without_do_not_collide(own_site: Flask) -> None:
    for name in ("cora", "dora"):
        client = own_site.test_client()
        assert sign_up(client, name).status_code == 303
        assert is_signed_in(client)


@pytest.mark.parametrize("who", ["cora", "CORA", " cora ", "cora@example.org", "Cora@Example.ORG"])
def test_a_person_signs_in_by_name_or_by_e_mail(own_site: Flask, visitor: FlaskClient, who: str) -> None:
    account(own_site, "cora", email="cora@example.org")
    assert sign_in(visitor, who).status_code == 303
    assert is_signed_in(visitor)


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(own_site: Flask, visitor: FlaskClient) -> None:
    account(own_site, "cora")
    wrong = sign_in(visitor, "cora", "another long password")
    unknown = sign_in(visitor, "dora", "another long password")
    assert wrong.status_code == unknown.status_code == 422
    # A token holds the second in which it ends.
    of_this_time = re.compile(r'<input[^>]*name="csrf_token"[^>]*>')
    pages = [of_this_time.sub("", each.text.replace("dora", "cora")) for each in (wrong, unknown)]
    assert "No account here has that name or e-mail with that password." in pages[0]
    assert pages[0] == pages[1]
    assert not is_signed_in(visitor)


def test_a_refused_sign_in_keeps_the_name_and_never_the_password(own_site: Flask, visitor: FlaskClient) -> None:
    page = sign_in(visitor, "cora", "another long password").get_data(as_text=True)
    assert 'value="cora"' in page
    assert "another long password" not in page


def test_an_account_that_is_not_active_cannot_sign_in_and_its_session_ends(
    own_site: Flask, visitor: FlaskClient
) -> None:
    account(own_site, "cora")
    sign_in(visitor, "cora")
    with own_site.app_context(), transaction():
        cora = find_user("cora")
        assert cora is not None
        cora.active = False
    assert not is_signed_in(visitor)
    assert sign_in(own_site.test_client(), "cora").status_code == 422


@pytest.mark.parametrize("name", ["cora", "Cora", "ＣＯＲＡ"])
def test_a_taken_name_is_said_beside_the_field_whatever_its_capitals(
    own_site: Flask, visitor: FlaskClient, name: str
) -> None:
    account(own_site, "cora")
    answer = sign_up(visitor, name, "another long password", email="other@example.org")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "already. Choose another name." in page
    assert 'value="other@example.org"' in page
    assert not is_signed_in(visitor)


def test_a_taken_address_gets_the_answer_of_a_free_one_and_only_its_owner_is_told(
    own_site: Flask, visitor: FlaskClient
) -> None:
    account(own_site, "cora", email="cora@example.org")
    taken = sign_up(visitor, "dora", email="CORA@example.org")
    other = own_site.test_client()
    free = sign_up(other, "emil", email="emil@example.org")
    assert (taken.status_code, taken.location) == (free.status_code, free.location) == (303, "/")
    pages = [client.get("/account").text for client in (visitor, other)]
    assert "cora@example.org waits to be confirmed" in pages[0]
    assert "You will get a message at cora@example.org" in pages[0]
    assert sentences(pages[0], "cora@example.org", "dora") == sentences(pages[1], "emil@example.org", "emil")
    to_cora, to_emil = letters(own_site)
    assert to_cora.to == ["cora@example.org"]
    assert "belongs to your account cora already" in to_cora.body
    assert "/confirm/" not in to_cora.body
    assert "/confirm/" in to_emil.body


def test_somebody_who_was_first_with_an_address_and_never_confirmed_it_keeps_nobody_from_it(own_site: Flask) -> None:
    squatter, owner = own_site.test_client(), own_site.test_client()
    sign_up(squatter, "dora", email="cora@example.org")
    sign_up(owner, "cora", email="cora@example.org")
    assert follow(owner, letters(own_site)[-1]).status_code == 303
    assert follow(squatter, letters(own_site)[0]).status_code == 409
    with own_site.app_context():
        assert [each and each.email for each in (find_user("cora"), find_user("dora"))] == ["cora@example.org", None]


@pytest.mark.parametrize(
    "name", ["admin", "M0derator", "system", "deleted-participant", "\u0430\u0434min", "c\u043era"]
)
def test_a_name_that_speaks_for_the_site_or_mixes_alphabets_is_refused(
    own_site: Flask, visitor: FlaskClient, name: str
) -> None:
    assert sign_up(visitor, name).status_code == 422
    with own_site.app_context():
        assert find_user(name) is None


def test_a_name_that_looks_like_somebodys_is_refused(own_site: Flask, visitor: FlaskClient) -> None:
    account(own_site, "carol")
    for name in ("car0l", "caro1", "car-ol", "\u0441aro\u04cf"):
        assert sign_up(visitor, name).status_code == 422, name


def test_where_sign_up_is_closed_the_page_says_who_makes_accounts(tmp_path: Path) -> None:
    site = make_site(tmp_path, DELIBERATE_OPEN_SIGN_UP=False)
    upgrade_database(site)
    client = site.test_client()
    answer = client.get("/sign-up")
    assert answer.status_code == 403
    assert "made by whoever runs the site" in answer.text
    assert ">Sign up<" not in client.get("/sign-in").text
    assert client.post("/sign-up", data={"csrf_token": form_token(client), "username": "cora"}).status_code == 403
    close(site)


def test_a_site_without_mail_asks_for_no_address(tmp_path: Path) -> None:
    site = make_site(tmp_path, DELIBERATE_MAIL_URL="")
    upgrade_database(site)
    client = site.test_client()
    assert 'name="email"' not in client.get("/sign-up").text
    assert "only whoever runs it can help you" in client.get("/sign-up").text
    assert sign_up(client, "cora").status_code == 303
    assert "E-mail" not in client.get("/account").text
    assert client.get("/account/address").status_code == 404
    assert "Ask whoever runs it" in client.get("/forgotten-password").text
    close(site)


def test_so_many_sign_ups_from_one_place_and_no_more(tmp_path: Path) -> None:
    site = make_site(tmp_path, DELIBERATE_SIGN_UPS_PER_HOUR=2)
    upgrade_database(site)
    answers = [sign_up(site.test_client(), name) for name in ("cora", "dora", "emil")]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert 3500 < int(answers[2].headers["Retry-After"]) <= 3601
    assert "Too many accounts were made from where you are." in answers[2].text
    close(site)


def test_a_sign_up_sent_twice_makes_one_account_and_signs_in_both_times(own_site: Flask) -> None:
    first, second = own_site.test_client(), own_site.test_client()
    assert [sign_up(each, "cora").status_code for each in (first, second)] == [303, 303]
    assert is_signed_in(second)
    with own_site.app_context():
        assert session.scalar(select(func.count()).select_from(User)) == 1


def test_a_name_that_is_taken_is_taken_for_whoever_does_not_know_its_password(own_site: Flask) -> None:
    sign_up(own_site.test_client(), "cora")
    other = own_site.test_client()
    answer = sign_up(other, "cora", "another long password")
    assert answer.status_code == 422
    assert "There is an account named cora already." in answer.text
    assert not is_signed_in(other)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "x"}, "A name has 3 to 32 letters, digits, hyphens or underscores."),
        ({"name": "x" * 33}, "A name has 3 to 32 letters, digits, hyphens or underscores."),
        ({"name": "two words"}, "A name has 3 to 32 letters, digits, hyphens or underscores."),
        ({"name": "nul\x00name"}, "A name has 3 to 32 letters, digits, hyphens or underscores."),
        ({"name": ""}, "Choose a name."),
        ({"email": "nowhere"}, "An e-mail address looks like name@example.org."),
        ({"password": "short", "password_confirm": "short"}, "A password has at least 10 characters."),
        ({"password_confirm": "another password"}, "The two passwords differ."),
        ({"password": "", "password_confirm": ""}, "A password is needed."),
    ],
)
def test_what_is_wrong_with_a_sign_up_is_said(
    own_site: Flask, visitor: FlaskClient, fields: dict[str, str], words: str
) -> None:
    answer = sign_up(visitor, **{"name": "cora", **fields})
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    with own_site.app_context():
        assert find_user("cora") is None


@pytest.mark.parametrize("typed", ["pass\u00e9 compos\u00e9", "passe\u0301 compose\u0301"])
def test_a_password_with_accents_matches_however_the_keyboard_writes_them(
    own_site: Flask, visitor: FlaskClient, typed: str
) -> None:
    with own_site.app_context(), transaction():
        create_user("cora", "pass\u00e9 compos\u00e9")
    assert sign_in(visitor, "cora", typed).status_code == 303


def test_signing_out_ends_the_session_and_leaves_no_cookie_behind(own_site: Flask, visitor: FlaskClient) -> None:
    account(own_site, "cora")
    sign_in(visitor, "cora", remember="y")
    answer = sign_out(visitor)
    assert (answer.status_code, answer.location) == (303, "/")
    page = visitor.get("/").get_data(as_text=True)
    assert "You are signed out." in page
    assert "Sign in" in page
    assert not visitor._cookies
    assert visitor.get("/").headers["Cache-Control"] == "public, no-cache"


def test_signing_out_takes_a_form_with_its_token(own_site: Flask, visitor: FlaskClient) -> None:
    account(own_site, "cora")
    sign_in(visitor, "cora")
    assert visitor.get("/sign-out").status_code == 405
    assert visitor.post("/sign-out").status_code == 400
    assert is_signed_in(visitor)


@pytest.mark.parametrize("page", ["/sign-in", "/sign-up"])
def test_the_account_forms_refuse_what_comes_without_their_token(visitor: FlaskClient, page: str) -> None:
    filled = {"identity": "cora", "username": "cora", "password": PASSWORD, "password_confirm": PASSWORD}
    assert visitor.post(page, data=filled).status_code == 400
    assert visitor.post(page, data={**filled, "csrf_token": "made up"}).status_code == 400
    assert not is_signed_in(visitor)


def test_a_person_comes_back_to_where_they_wanted_to_go(own_site: Flask, visitor: FlaskClient) -> None:
    account(own_site, "cora")
    asked = visitor.get("/groups/join?code=abc")
    assert (asked.status_code, asked.location) == (303, "/sign-in?next=%2Fgroups%2Fjoin%3Fcode%3Dabc")
    page = visitor.get(asked.location).get_data(as_text=True)
    assert 'value="/groups/join?code=abc"' in page
    assert 'href="/sign-up?next=/groups/join?code%3Dabc"' in page
    assert sign_in(visitor, "cora", next="/groups/join?code=abc").location == "/groups/join?code=abc"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "\\\\evil.example", "/\\evil.example", "javascript:alert(1)"],
)
@pytest.mark.parametrize("page", ["/sign-in", "/sign-up"])
def test_nobody_is_sent_to_another_site(own_site: Flask, visitor: FlaskClient, page: str, elsewhere: str) -> None:
    account(own_site, "cora")
    shown = visitor.get(page, query_string={"next": elsewhere}).get_data(as_text=True)
    assert "evil" not in shown
    assert "alert" not in shown
    data = {"csrf_token": form_token(visitor, page), "next": elsewhere}
    data |= {"identity": "cora", "username": "dora", "password": PASSWORD, "password_confirm": PASSWORD}
    answer = visitor.post(f"{page}?next={elsewhere}", data=data)
    assert answer.status_code == 303
    assert urlsplit(urljoin(f"http://localhost{page}", answer.location)).netloc == "localhost"


def test_somebody_signed_in_has_no_use_for_the_account_pages(own_site: Flask, visitor: FlaskClient) -> None:
    account(own_site, "cora")
    sign_in(visitor, "cora")
    for page in ("/sign-in", "/sign-up"):
        assert visitor.get(page).location == "/"


def test_a_change_of_roles_ends_the_sessions(own_site: Flask, visitor: FlaskClient) -> None:
    account(own_site, "cora")
    sign_in(visitor, "cora")
    with own_site.app_context(), transaction():
        set_roles("cora", ["moderator"])
    assert not is_signed_in(visitor)


@pytest.mark.parametrize(
    ("roles", "level", "shown", "hidden"),
    [
        ((), 0, ["Yours"], ["Queue", "Import"]),
        ((), 2, ["Yours", "Import"], ["Queue"]),
        (("editor",), 0, ["Yours", "Import"], ["Queue"]),
        (("moderator",), 0, ["Yours", "Queue", "Import"], []),
    ],
)
def test_the_frame_offers_each_person_what_they_may_do(
    own_site: Flask, visitor: FlaskClient, roles: tuple[str, ...], level: int, shown: list[str], hidden: list[str]
) -> None:
    account(own_site, "cora", *roles, level=level)
    sign_in(visitor, "cora")
    header = visitor.get("/how-weighing-works").get_data(as_text=True).split("</header>")[0]
    assert all(f">{text}</a>" in header for text in shown)
    assert not any(f">{text}</a>" in header for text in hidden)


def test_a_visitor_is_offered_to_sign_in_or_up(visitor: FlaskClient) -> None:
    header = visitor.get("/").get_data(as_text=True).split("</header>")[0]
    assert ">Sign in</a>" in header
    assert ">Sign up</a>" in header
    assert "Yours" not in header


def test_a_refused_sign_up_leaves_the_database_as_it_was(own_site: Flask, visitor: FlaskClient) -> None:
    sign_up(visitor, "x")
    with own_site.app_context():
        assert session.connection().exec_driver_sql("SELECT count(*) FROM account_user").scalar() == 0
