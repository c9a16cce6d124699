"""Accounts as the command line and the demo make them."""

import pytest
from flask import Flask
from sqlalchemy import event, insert, inspect, select

from deliberate.accounts.models import HeldName, Role, User
from deliberate.accounts.names import look_of_name
from deliberate.accounts.services import (
    NAME_HELD,
    clean_address,
    create_user,
    find_user,
    find_user_by_either,
    find_user_of_address,
    get_user,
    hold_name,
    set_roles,
)
from deliberate.accounts.sessions import find_session, open_session
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, DomainError, Invalid, NotFound
from deliberate.core.standing import level_of
from tests.own_site import PASSWORD, account


def test_an_account_has_what_it_was_made_with(own_site: Flask) -> None:
    with own_site.app_context():
        with transaction():
            create_user("Cora", PASSWORD, roles=["editor"], level=2, email=" Cora@Example.org ")
        cora = get_user("cora")
        assert cora.username == "Cora"
        assert cora.email == "cora@example.org"
        assert [role.name for role in cora.roles] == ["editor"]
        assert level_of(cora.actor_id) == 2
        assert PASSWORD not in cora.password
        assert cora.password.startswith("$argon2id$")


def test_an_actor_id_says_nothing_about_the_person(own_site: Flask) -> None:
    cora, dora = account(own_site, "cora"), account(own_site, "dora")
    assert cora.key != dora.key
    assert len(cora.key) == 32
    assert "cora" not in cora.key


@pytest.mark.parametrize(
    ("name", "email", "kind"),
    [
        ("cora", None, Conflict),
        ("CORA", None, Conflict),
        ("dora", "CORA@example.org", Conflict),
        ("dora", "no address", Invalid),
        ("dora", "a@" + "b" * 255 + ".org", Invalid),
        ("d", None, Invalid),
    ],
)
def test_a_taken_or_impossible_account_is_not_made(
    own_site: Flask, name: str, email: str | None, kind: type[DomainError]
) -> None:
    account(own_site, "cora", email="cora@example.org")
    with own_site.app_context():
        with pytest.raises(kind), transaction():
            create_user(name, PASSWORD, email=email)
        assert session.query(User).count() == 1


@pytest.mark.parametrize(
    "address",
    [
        *("a,b@example.org", "a;b@example.org", "<a@example.org>", 'a"b@example.org', "a@b@c.org", "a b@example.org"),
        *("a@example..org", "a@.org", "a@" + "x" * 64 + ".org", "a@example.org\nBcc: b@example.org"),
    ],
)
def test_no_address_reaches_a_second_mailbox_or_breaks_the_mail(address: str) -> None:
    with pytest.raises(Invalid, match="looks like"):
        clean_address(address)


def test_addresses_of_other_alphabets_are_taken() -> None:
    assert clean_address(" Zoë@Bücher.Example ") == "zoë@bücher.example"
    assert clean_address("  ") is None


def test_the_database_itself_refuses_a_second_account_of_a_name(own_site: Flask) -> None:
    with own_site.app_context():
        found = inspect(session.get_bind()).get_unique_constraints("account_user")
    assert {"name_key", "email", "actor_id"} <= {each["column_names"][0] for each in found}


def test_a_short_password_and_an_unknown_role_are_refused(own_site: Flask) -> None:
    with own_site.app_context():
        with pytest.raises(Invalid, match="at least 10 characters"), transaction():
            create_user("cora", "short")
        with pytest.raises(Invalid, match="no role"), transaction():
            create_user("cora", PASSWORD, roles=["king"])
        with pytest.raises(Invalid), transaction():
            create_user("cora", PASSWORD, level=4)
        assert find_user("cora") is None


def test_a_renamed_account_is_found_by_its_new_name_alone(own_site: Flask) -> None:
    account(own_site, "cora")
    with own_site.app_context():
        with transaction():
            get_user("cora").username = "Dora"
        assert find_user("cora") is None
        assert get_user("dora").username == "Dora"


def test_a_person_is_found_by_name_or_by_address(own_site: Flask) -> None:
    account(own_site, "cora", email="cora@example.org")
    account(own_site, "dora")
    with own_site.app_context():
        cora = get_user("cora")
        assert find_user_by_either("CORA") is find_user_by_either("Cora@example.org ") is cora
        assert find_user_of_address("cora@example.org") is cora
        assert find_user_by_either("") is None
        with pytest.raises(NotFound, match="Nobody here is named nobody"):
            get_user("nobody")


def test_roles_are_set_exactly_and_end_the_sessions(own_site: Flask) -> None:
    account(own_site, "cora", "editor")
    account(own_site, "dora", "editor")
    with own_site.app_context():
        with transaction():
            secret = open_session(get_user("cora"), "Firefox on Linux")
            other = open_session(get_user("dora"), "Firefox on Linux")
        with transaction():
            set_roles("cora", ["moderator", "admin", "admin"])
        assert {role.name for role in get_user("cora").roles} == {"moderator", "admin"}
        assert {role.name for role in get_user("dora").roles} == {"editor"}
        assert find_session(secret) is None
        assert find_session(other) is not None
        assert session.query(Role).count() == 3
        with pytest.raises(NotFound), transaction():
            set_roles("nobody", [])


def test_a_name_held_by_another_at_the_same_moment_is_a_conflict(own_site: Flask) -> None:
    account(own_site, "cora")

    def be_quicker(*_args: object) -> None:
        held = {"look": look_of_name("cora"), "user_id": None, "until": now() + NAME_HELD}
        session.execute(insert(HeldName).values(**held))

    with own_site.app_context():
        with pytest.raises(Conflict, match="try again"), transaction():
            event.listen(session(), "before_flush", be_quicker, once=True)
            hold_name(look_of_name("cora"), None)
        assert session.scalars(select(HeldName)).all() == []
