"""Every route of the API, found by itself: who gets in, with what, and who may know of an article."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from deliberate.api.document import address_of
from deliberate.api.models import Scope
from deliberate.api.operations import Operation, operations
from deliberate.articles.models import Audience
from deliberate.core.actors import Actor
from tests.api.bodies import BODIES
from tests.api.callers import Program
from tests.databases import SQLITE
from tests.scenes import MARK, Cast, Place, Scene, make_scene

CHANGING = [each for each in operations if each.method != "GET"]
#: Whoever asks with this tag of something says that it knows what is there; it never does.
SOME_TAG = '"00000000000000000000000000000000"'


@pytest.fixture
def database() -> str:
    """Who gets through to what is the same on either database."""
    return SQLITE


@pytest.fixture
def scene(place: Place, cast: Cast) -> Scene:
    """An article of a group, with one of everything."""
    return make_scene(place, cast, Audience.GROUP)


def values_of(scene: Scene) -> dict[str, Any]:
    """A value for every argument."""
    return {name: each[0] for name, each in scene.values.items()} | {
        "form": "remark",
        "written": "json",
        "about": uuid.uuid4(),
        "side": "for",
        "measure": scene.values["measure"][0],
    }


def nothing() -> dict[str, Any]:
    """A value for every argument that leads to nothing, where there is such a value."""
    ids = (
        "claim item bearing target relation remark point contribution source decision appeal measure subject act "
        "reported suggestion proposal fetch passage publisher burst source_list webhook batch"
    )
    return {name: uuid.uuid4() for name in ids.split()} | {
        "slug": "nowhere",
        "speaker": 987654,
    }


def path(each: Operation, values: Mapping[str, Any]) -> str:
    return address_of(each).removeprefix("/api/v1").format(**values)


def ask(program: Program, each: Operation, values: Mapping[str, Any]) -> Any:
    body = dict(BODIES[each.body.__name__]) if each.body is not None else None
    headers = {"If_Match": SOME_TAG} if each.revises is not None else {}
    query = "?q=heron" if each.name == "search" else ""
    return program.call(each.method, path(each, values) + query, body, **headers)


def test_every_shape_that_is_taken_has_a_body_to_try_it_with() -> None:
    assert {each.body.__name__ for each in operations if each.body is not None} == BODIES.keys()


def test_what_is_not_for_visitors_asks_for_a_token(place: Place, scene: Scene) -> None:
    visitor, values = Program(place.app), values_of(scene)
    wrong = []
    for each in operations:
        answer = ask(visitor, each, values)
        if not each.for_visitors and (answer.status_code, answer.mimetype) != (401, "application/problem+json"):
            wrong.append(f"{each.name}: {answer.status_code}")
        if answer.status_code == 401 and not answer.headers["WWW-Authenticate"].startswith("Bearer"):
            wrong.append(f"{each.name} does not say what it wants")
        if MARK in answer.text.lower():
            wrong.append(f"{each.name} tells visitors of it")
    assert not wrong, "\n".join(wrong)


def test_no_route_is_open_to_a_token_that_lacks_its_scope(place: Place, cast: Cast, scene: Scene) -> None:
    moderator, values = cast.insiders["moderator"], values_of(scene)
    wrong = []
    for lacking in Scope:
        program = Program(place.app, moderator, set(Scope) - {lacking})
        for each in operations:
            if each.scope is lacking and (status := ask(program, each, values).status_code) != 403:
                wrong.append(f"{each.name} without {lacking}: {status}")
    assert not wrong, "\n".join(wrong)


def test_nothing_is_changed_by_a_cookie_alone(place: Place, cast: Cast, scene: Scene) -> None:
    """A page of somebody else's can make a browser send its cookie, and no header of ours."""
    program, values = Program(place.app), values_of(scene)
    place.enter(program.client, cast.insiders["moderator"])
    wrong = [each.name for each in CHANGING if ask(program, each, values).status_code != 400]
    assert not wrong
    program = Program(place.app)
    place.enter(program.client, cast.insiders["member"])
    token = place.token(program.client)
    stance = path(next(each for each in operations if each.name == "state_stance"), values)
    assert program.call("PUT", stance, {"answer": "agree"}, X_CSRF_Token="made up").status_code == 400
    assert program.call("PUT", stance, {"answer": "agree"}, X_CSRF_Token=token).status_code == 200


def test_with_a_token_no_cookie_is_looked_at(place: Place, cast: Cast, scene: Scene) -> None:
    program = Program(place.app, cast.insiders["member"])
    place.enter(program.client, cast.insiders["moderator"])
    assert program.call("GET", "/me").get_json()["name"] == "mia"
    assert program.call("GET", "/queue").status_code == 403
    for bad in ("Bearer dlb_made-up", "Bearer", "Basic bWlhOm1pYQ==", ""):
        answer = program.client.get("/api/v1/me", headers={"Authorization": bad})
        assert (answer.status_code, answer.get_json()["code"]) == (401, "bad_token"), bad


def test_outsiders_find_nothing_of_an_article_they_may_not_read(place: Place, cast: Cast, scene: Scene) -> None:
    program, values = Program(place.app, cast.outsiders["outsider"]), values_of(scene)
    wrong = []
    for each in operations:
        answer = ask(program, each, values)
        nowhere = ask(program, each, values | nothing())
        if answer.status_code != nowhere.status_code and leads_somewhere(each):
            wrong.append(f"{each.name}: {answer.status_code}, and {nowhere.status_code} for nothing")
        if MARK in answer.text.lower():
            wrong.append(f"{each.name} tells of it")
    assert not wrong, "\n".join(wrong)


def leads_somewhere(each: Operation) -> bool:
    names = [f"{start}{name}>" for name in nothing() for start in ":<"]
    return "/people/" not in each.path and any(name in each.path for name in names)


def test_those_it_is_for_get_through_to_everything_that_is_read(place: Place, cast: Cast, scene: Scene) -> None:
    values = values_of(scene)
    programs = [Program(place.app, each) for each in (*insiders(cast), place.somebody("ada", "admin"))]
    wrong = []
    for each in operations:
        if each.method == "GET":
            statuses = [ask(program, each, values).status_code for program in programs]
            if min(statuses) != 200 and each.name not in ASKED_FOR_FIRST:
                wrong.append(f"{each.name}: {statuses}")
            if max(statuses) >= 500:
                wrong.append(f"{each.name}: {statuses}")
    assert not wrong, "\n".join(wrong)


#: How it adds up and what came of that is asked for first by whoever can still weigh.
ASKED_FOR_FIRST = {"get_ledger", "get_balance_steps", "get_moved"}


def insiders(cast: Cast) -> Iterator[Actor]:
    yield from (cast.insiders[name] for name in ("editor", "author", "member", "moderator"))
