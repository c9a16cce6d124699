"""What a moderator's program may do with a token that is not for moderating."""

import pytest
from flask import Flask

from deliberate.api.models import Scope
from deliberate.articles.models import Audience
from tests.api.callers import Program
from tests.databases import SQLITE
from tests.scenes import make_cast, make_scene, own_place


@pytest.fixture
def database() -> str:
    """Who may do what is the same on either database."""
    return SQLITE


def test_without_the_scope_for_it_nobody_moderates_by_whatever_route(own_site: Flask) -> None:
    place = own_place(own_site)
    cast = make_cast(place)
    scene = make_scene(place, cast, Audience.PUBLIC)
    mona, article = cast.insiders["moderator"], f"/articles/{scene.slug}"
    full, poster, reader = (
        Program(place.app, mona, scopes) for scopes in (tuple(Scope), (Scope.READ, Scope.WRITE), (Scope.READ,))
    )
    curation = f"/evidence/{scene.values['item'][0]}/curation"
    dispute = {"act": "dispute", "reason": "Its source says something else."}
    pin = {"act": "pin", "bearing": str(scene.values["bearing"][0]), "reason": "Read it first."}
    assert poster.call("POST", curation, pin).status_code == 403
    assert poster.call("PUT", f"{article}/slow-mode", {"minutes": 5}).status_code == 403
    assert poster.call("POST", f"{article}/steps", {"step": "close", "reason": "All is said."}).status_code == 403
    proposed = poster.call("POST", curation, dispute)
    assert (proposed.status_code, proposed.get_json()["decision"]) == (201, None)
    assert reader.call("GET", f"{article}/claims?status=pending").status_code == 403
    assert full.call("GET", f"{article}/claims?status=pending").status_code == 200
    logs = [program.call("GET", f"/log?article={scene.slug}").text for program in (full, reader)]
    assert [mona.name in log for log in logs] == [True, False]
    me = poster.call("GET", "/me").get_json()
    assert (me["roles"], me["level"]) == ([], 4)


def test_whoever_appealed_reads_their_appeal(own_site: Flask) -> None:
    place = own_place(own_site)
    cast = make_cast(place)
    case = f"/appeals/{make_scene(place, cast, Audience.PUBLIC).values['appeal'][0]}"
    author, member = (Program(place.app, cast.insiders[name], (Scope.READ,)) for name in ("author", "member"))
    assert author.call("GET", case).get_json()["state"] == "open"
    assert member.call("GET", case).status_code == 403
