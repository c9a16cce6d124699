"""The document says what there is, and what there is behaves as the document says."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import InvalidArgument, Unsatisfiable
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from deliberate.api.operations import PREFIX, operations
from deliberate.articles.models import Audience
from tests.api.callers import secret_for
from tests.databases import SQLITE
from tests.scenes import make_cast, make_scene, own_place


@pytest.fixture
def database() -> str:
    """What the document says is the same on either database."""
    return SQLITE


def test_every_route_of_the_api_is_in_the_document(own_site: Flask) -> None:
    document = own_site.test_client().get(f"{PREFIX}/openapi.json").get_json()
    said = {(method.upper(), path) for path, item in document["paths"].items() for method in item}
    there = set()
    for rule in own_site.url_map.iter_rules():
        if rule.endpoint.startswith("deliberate.api.") and rule.endpoint.rpartition(".")[2] not in OF_THE_DOCUMENT:
            path = "".join(f"{{{part}}}" if is_name else part for is_name, part in rule._trace if part != "|")
            there |= {(method, path.removeprefix(PREFIX)) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    assert said == there
    assert len(said) == len(operations)
    assert document["openapi"] == "3.1.0"
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


OF_THE_DOCUMENT = {"document", "nothing_there"}

#: What a rule refuses though its form is right, or that is not there, is no fault of the document.
REFUSED_BY_RULES = ["2xx", "304", "401", "403", "404", "409", "412", "422", "429"]


@pytest.mark.slow
@pytest.mark.parametrize("who", ["visitor", "member", "moderator"])
def test_nothing_is_found_that_differs_from_the_document(own_site: Flask, who: str) -> None:
    place = own_place(own_site)
    cast = make_cast(place)
    scene = make_scene(place, cast, Audience.PUBLIC)
    there = {name: values[0] for name, values in scene.values.items()} | {
        "about": uuid.uuid4(),
        "form": "evidence",
        "written": "json",
    }
    headers = {"Authorization": f"Bearer {secret_for(own_site, cast.insiders[who])}"} if who in cast.insiders else {}
    config = SchemathesisConfig.from_dict(
        {"checks": {"positive_data_acceptance": {"expected-statuses": REFUSED_BY_RULES}}}
    )
    document = schemathesis.openapi.from_wsgi(f"{PREFIX}/openapi.json", own_site, config=config)
    tried, found = 0, []
    for operation in (each.ok() for each in document.get_all_operations()):
        tried += 1
        named = {each.name: str(there[each.name]) for each in operation.path_parameters if each.name in there}
        # Addresses are made up for visitors; the others ask for what is there.
        path = {"path_parameters": named} if named and who in cast.insiders else {}
        for mode in GenerationMode:
            found += list(differences(operation, mode, path, headers))
    assert tried == len(operations)
    assert not found, "\n\n".join(found)


def differences(operation: Any, mode: GenerationMode, path: dict[str, Any], headers: dict[str, str]) -> Iterator[str]:
    """What calls of this mode, made up anew but always the same, show."""

    @settings(max_examples=2, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode, **path))
    def call(case: Any) -> None:
        case.call_and_validate(headers=headers)

    try:
        call()
    except (Unsatisfiable, InvalidArgument):
        # Nothing can be wrong with what takes nothing.
        return
    except BaseExceptionGroup as several:
        yield f"{operation.label}, {mode.value}: {several}\n" + "\n".join(str(each) for each in several.exceptions)
    except AssertionError as one:
        yield f"{operation.label}, {mode.value}: {one}"
