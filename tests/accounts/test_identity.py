"""The standalone site's people, as the extension asks for them."""

import pytest
from flask import Flask

from deliberate.accounts.identity import AccountIdentity, as_actor
from deliberate.accounts.services import get_user
from deliberate.core.actors import VISITOR
from deliberate.core.db import transaction
from deliberate.core.site import find_person, moderators, names_of
from deliberate.web.identity import current_actor
from tests.own_site import account, sign_in


def test_a_person_is_found_by_the_name_of_their_account_or_by_their_id(own_site: Flask) -> None:
    cora = account(own_site, "cora")
    with own_site.app_context():
        assert AccountIdentity().find("Cora") == cora.key
        assert find_person("cora") == cora.key
        assert find_person(cora.key) == cora.key
        assert find_person("nobody") is None


def test_names_are_those_of_the_accounts_and_a_deleted_one_says_so(own_site: Flask) -> None:
    cora = account(own_site, "cora")
    with own_site.app_context():
        assert names_of([cora.key, "gone", "system"]) == {
            cora.key: "cora",
            "gone": "deleted participant",
            "system": "the system",
        }


def test_moderators_and_admins_moderate_while_their_accounts_are_active(own_site: Flask) -> None:
    account(own_site, "cora", "editor")
    dora, emil, fred = (
        account(own_site, *who) for who in (("dora", "moderator"), ("emil", "admin"), ("fred", "admin"))
    )
    with own_site.app_context():
        with transaction():
            get_user("fred").active = False
        assert moderators() == {dora.key, emil.key}
        assert fred.key not in (moderators() or ())


@pytest.mark.new_app
def test_whoever_is_signed_in_acts_with_their_roles_and_level(own_site: Flask) -> None:
    account(own_site, "cora", "editor", level=1)
    account(own_site, "dora", "moderator")
    seen = []
    own_site.add_url_rule("/who", "who", lambda: seen.append(current_actor()) or "")
    client = own_site.test_client()
    client.get("/who")
    sign_in(client, "cora")
    client.get("/who")
    other = own_site.test_client()
    sign_in(other, "dora")
    other.get("/who")
    assert seen[0] == VISITOR
    assert (seen[1].name, seen[1].roles, seen[1].level) == ("cora", {"editor"}, 1)
    assert (seen[2].name, seen[2].level) == ("dora", 4)


def test_an_account_stands_for_an_actor_of_its_own_id(own_site: Flask) -> None:
    cora = account(own_site, "cora", "admin")
    with own_site.app_context():
        actor = as_actor(get_user("cora"))
    assert (actor.id, actor.name, actor.is_admin) == (cora.id, "cora", True)
