"""What is too much or no number of ours is refused as the document says, before a database sees it."""

import pytest
from flask import Flask

from deliberate.api.document import openapi
from tests.api.bodies import BODIES
from tests.api.callers import Program
from tests.databases import SQLITE
from tests.own_site import account


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
