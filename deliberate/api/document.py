"""The OpenAPI 3.1 document, made of the operations and nothing else."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from deliberate.api import problems
from deliberate.api.models import Scope
from deliberate.api.operations import KEY, LONGEST_KEY, PREFIX, Operation, operations
from deliberate.api.problems import Problem
from deliberate.api.shapes import LARGEST_NUMBER

VERSION = "1"
_REF = "#/components/schemas/{model}"
#: What If-Match names: any, or one tag or more.
ETAGS = r'^(\*|"[!#-~]+"( *, *"[!#-~]+")*)$'
_PLACE = re.compile(r"<(?:(?P<kind>\w+)(?:\((?P<args>[^)]*)\))?:)?(?P<name>\w+)>")

_KINDS: Mapping[str, Mapping[str, Any]] = {
    "uuid": {"type": "string", "format": "uuid"},
    "int": {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER},
    "path": {"type": "string", "minLength": 1, "maxLength": 200},
    "": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[^/]+$"},
}

#: What may go wrong everywhere, by status.
_ANYWHERE = {
    400: "It cannot be read, or is not as this document has it.",
    401: "A token is needed, or the one that was sent opens nothing.",
    403: "Not open to whoever asks, or to this token.",
    404: "There is nothing there, or nothing that one may know of.",
    429: "A limit is used up; Retry-After says for how long, where that is known.",
    500: "Something broke on our side.",
    503: "The database does not answer, or too many change the same.",
}
_OF_CHANGES = {
    409: "Somebody was there first, or it is in another state.",
    411: "The request does not say how long it is.",
    413: "It is longer than this site takes.",
    422: "It is as this document has it, and a rule refuses it.",
    507: "There is no room left to store anything.",
}


@cache
def openapi() -> Mapping[str, Any]:
    """The document, without the address of a server."""
    schemas, refs = _schemas()
    paths: dict[str, dict[str, Any]] = {}
    for each in operations:
        paths.setdefault(path_of(each), {})[each.method.lower()] = _operation(each, schemas, refs)
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "deliberate",
            "version": VERSION,
            "description": "Articles, claims, evidence and moderation by programs, with the rules of the pages.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": f"A token from the page “API tokens”, of the scopes {', '.join(Scope)}.",
                }
            },
        },
        "tags": [{"name": tag} for tag in dict.fromkeys(each.tag for each in operations)],
    }


def path_of(each: Operation) -> str:
    """Its path as the document writes it."""
    return _PLACE.sub(r"{\g<name>}", each.path)


def _models() -> Iterator[tuple[type[BaseModel], Any]]:
    yield Problem, "serialization"
    for each in operations:
        if each.body is not None:
            yield each.body, "validation"
        if each.query is not None:
            yield each.query, "validation"
        if each.answer is not None:
            yield each.answer, "serialization"


def _schemas() -> tuple[dict[str, Any], Mapping[Any, Any]]:
    """Every shape by its name, and how each model is referred to."""
    refs, found = models_json_schema(list(dict.fromkeys(_models())), ref_template=_REF)
    return dict(found["$defs"]), refs


def _operation(each: Operation, schemas: Mapping[str, Any], refs: Mapping[Any, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": each.name,
        "summary": each.summary,
        "tags": [each.tag],
        "parameters": [*_in_path(each), *_in_query(each, schemas, refs), *_in_headers(each)],
        "responses": _responses(each, refs),
        "security": [{"token": []}, *([{}] if each.for_visitors else [])],
        "x-scope": each.scope.value,
    }
    if each.details:
        made["description"] = each.details
    if each.body is not None:
        ref = refs[each.body, "validation"]
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": ref}}}
    return made


def _in_path(each: Operation) -> Iterator[dict[str, Any]]:
    for place in _PLACE.finditer(each.path):
        schema = dict(_KINDS.get(place["kind"] or "", {}))
        if place["kind"] == "any":
            schema = {"type": "string", "enum": [word.strip() for word in (place["args"] or "").split(",")]}
        yield {"name": place["name"], "in": "path", "required": True, "schema": schema}


def _in_query(each: Operation, schemas: Mapping[str, Any], refs: Mapping[Any, Any]) -> Iterator[dict[str, Any]]:
    if each.query is None:
        return
    shape = schemas[refs[each.query, "validation"]["$ref"].rpartition("/")[2]]
    for name, given in shape["properties"].items():
        schema = {key: value for key, value in given.items() if key != "description"}
        # A parameter is left out, or there: none is null.
        if "anyOf" in schema:
            kept = [option for option in schema.pop("anyOf") if option.get("type") != "null"]
            schema |= kept[0] if len(kept) == 1 else {"anyOf": kept}
            schema.pop("default", None)
        made = {"name": name, "in": "query", "required": name in shape.get("required", ()), "schema": schema}
        yield made | ({"description": given["description"]} if "description" in given else {})


def _in_headers(each: Operation) -> Iterator[dict[str, Any]]:
    if each.revises is not None:
        yield {
            "name": "If-Match",
            "in": "header",
            "required": True,
            "description": "The ETag of what was read.",
            "schema": {"type": "string", "pattern": ETAGS},
        }
    if each.keyed:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "A name for this very request: sent again, it does nothing and is answered as it was.",
            "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": f"^{KEY}$"},
        }


def _responses(each: Operation, refs: Mapping[Any, Any]) -> dict[str, Any]:
    done: dict[str, Any] = {"description": "Done." if each.answer is None else each.summary}
    if each.answer is not None:
        done["content"] = {"application/json": {"schema": refs[each.answer, "serialization"]}}
    if each.made_at is not None:
        done["headers"] = {"Location": {"description": "Where it is read.", "schema": {"type": "string"}}}
    wrong = dict(_ANYWHERE)
    if each.method == "GET":
        wrong |= {409: _OF_CHANGES[409], 422: _OF_CHANGES[422]}
    else:
        wrong |= _OF_CHANGES
    wrong[410] = "It was erased for good."
    if each.body is not None:
        wrong[415] = "It is not JSON."
    if each.revises is not None:
        wrong |= {412: "It was changed since it was read.", 428: "If-Match is missing."}
    responses: dict[str, Any] = {str(each.status): done}
    if each.method == "GET":
        responses["304"] = {"description": "It is as If-None-Match has it."}
    for status, words in sorted(wrong.items()):
        responses[str(status)] = {
            "description": words,
            "content": {problems.MEDIA_TYPE: {"schema": refs[Problem, "serialization"]}},
        }
    return responses


def address_of(each: Operation) -> str:
    """Its whole path."""
    return PREFIX + path_of(each)
