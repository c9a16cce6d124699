"""What is too much or no number of ours is refused as the document says, before a database sees it."""

import pytest
from flask import Flask

from deliberate.api.document import openapi
from deliberate.articles.models import Audience
from tests.api.bodies import BODIES
from tests.api.callers import Program
from tests.databases import SQLITE
from tests.own_site import account
from tests.scenes import Cast, Place, make_scene


@pytest.fixture
def database() -> str:
    return SQLITE


def test_it_is_not_as_the_document_has_it(own_site: Flask) -> None:
    program = Program(own_site, account(own_site, "mona", "moderator"))
    for method, path, body in (
        ("GET", "/transparency?month=20٠١-01", None),
        ("GET", "/queue?after=٣.1.1.1", None),
        ("POST", "/articles", {**BODIES["NewArticle"], "audience": "group", "group": 10**30}),
        ("POST", "/fetches", {**BODIES["AddressGiven"], "audience": "group", "group": 10**30}),
        ("POST", "/articles/nowhere/versions", {**BODIES["NewerText"], "after": 10**30}),
        ("POST", "/articles/nowhere/fetches", {**BODIES["NewerAddress"], "after": 2**31}),
        ("POST", "/articles/nowhere/claims", {**BODIES["NewClaim"], "said_by": ["x" * 201]}),
        ("POST", "/articles/nowhere/claims", {**BODIES["NewClaim"], "said_by": ["x\0"]}),
    ):
        answer = program.call(method, path, body)
        assert (answer.status_code, answer.get_json()["code"]) == (400, "malformed"), (path, body)


def test_a_refusal_names_the_field_as_the_document_does(place: Place, cast: Cast) -> None:
    scene = make_scene(place, cast, Audience.PUBLIC)
    editor, moderator = (Program(place.app, cast.insiders[name]) for name in ("editor", "moderator"))
    claim = f"/claims/{scene.values['claim'][0]}"
    for program, method, path, body, field in (
        (editor, "POST", "/articles", {**BODIES["NewArticle"], "audience": "group", "group": 987654}, "group"),
        (moderator, "POST", "/sanctions", {**BODIES["SanctionGiven"], "sanction": "scold"}, "sanction"),
        (editor, "PUT", f"{claim}/said", {"said": "checked"}, "url"),
        (editor, "PUT", f"{claim}/said", {"said": "disputed", "url": "https://example.org/"}, "reason"),
        (editor, "POST", f"{claim}/split", {"parts": [{"text": "It flew."}, {"text": "It flew."}]}, "parts"),
    ):
        refused = program.call(method, path, body, If_Match="*")
        assert (refused.status_code, refused.get_json().get("field")) == (422, field), refused.text


def test_of_several_of_which_none_is_decided_there_is_no_batch(place: Place, cast: Cast) -> None:
    scene = make_scene(place, cast, Audience.PUBLIC)
    chosen = [{"id": str(scene.values["bearing"][0]), "version": 99}]
    done = Program(place.app, cast.insiders["moderator"]).call("POST", "/batches", {"chosen": chosen, "action": "keep"})
    assert (done.get_json()["batch"], done.get_json()["decided"]) == (None, [])
    assert "Location" not in done.headers


def test_every_number_that_is_taken_has_bounds() -> None:
    wrong = []
    for name, shape in openapi()["components"]["schemas"].items():
        if name not in BODIES:
            continue
        for field, given in shape["properties"].items():
            for option in given.get("anyOf", [given]):
                if option.get("type") == "integer" and not ("maximum" in option or "enum" in given):
                    wrong.append(f"{name}.{field}")
    assert not wrong
