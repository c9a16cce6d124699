"""What went wrong, as problem+json (RFC 9457): the domain's errors by the table of the pages, and those of requests."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from flask import Blueprint, Response, current_app, g
from pydantic import BaseModel, Field, ValidationError
from sqlalchemy import exc
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from deliberate.api.authentication import BadToken
from deliberate.core.actors import VISITOR
from deliberate.core.database_errors import Meaning, meaning_of
from deliberate.core.errors import DomainError, Invalid, NotSignedIn, StaleEdit, TooMany
from deliberate.core.wording import say
from deliberate.web.errors import DATABASE_TROUBLES, status_of
from deliberate.web.repeating import answer_again
from deliberate.web.request_ids import request_id

MEDIA_TYPE = "application/problem+json"

_TITLES = {
    400: "The request cannot be read",
    401: "A token is needed",
    403: "Not open to you",
    404: "Not found",
    405: "Not that method",
    409: "In conflict with what is there",
    410: "Erased for good",
    411: "No length given",
    412: "Changed since you read it",
    413: "Too large",
    415: "Not that kind of content",
    422: "Not accepted",
    428: "Say which version you mean",
    429: "Enough for now",
    500: "Something broke on our side",
    503: "Not possible at the moment",
    507: "No room left to store anything",
}


#: What rules call by the names of the forms, by the names it may have in bodies.
_CALLED: Mapping[str, Collection[str]] = {
    "date": ("rows",),
    "domain": ("rows",),
    "file": ("rows", "content"),
    "group_id": ("group",),
    "kind": ("claim_kind", "evidence_kind", "relation_kind"),
    "list": ("rows",),
    "merge": ("claims",),
    "said_reason": ("reason",),
    "said_url": ("url",),
    "speakers": ("said_by",),
    "text_1": ("parts",),
    "text_2": ("parts",),
    "what": ("sanction",),
    "words": ("passage",),
}
_FIELDS = "deliberate_api_fields"


class FieldProblem(BaseModel):
    """What is wrong with one field of a request."""

    field: str = Field(description="The path to it, with dots.")
    message: str


class Problem(BaseModel):
    """Why a request was not answered as it asked."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = Field(description="What happened, in words for a person.")
    code: str = Field(description="The kind of it, in one word that stays the same.")
    field: str | None = Field(None, description="The field that a rule refused, if it is about one.")
    current: str | None = Field(None, description="The present words, where somebody else changed them.")
    errors: list[FieldProblem] | None = Field(None, description="Every field that is not as the document has it.")
    request_id: str | None = Field(None, description="The request's name in the site's log.")


class Malformed(Exception):
    """A body or an address that is not as the document has it."""

    def __init__(self, error: ValidationError) -> None:
        super().__init__("malformed")
        self.errors = [
            FieldProblem(field=".".join(str(part) for part in each["loc"]), message=each["msg"])
            for each in error.errors(include_url=False, include_context=False, include_input=False)[:50]
        ]


def answer(status: int, detail: str, code: str, **more: Any) -> Response:
    """A problem as it is sent."""
    problem = Problem(title=_TITLES.get(status, "That did not work"), status=status, detail=detail, code=code, **more)
    response = Response(json.dumps(problem.model_dump(mode="json", exclude_none=True)), status, mimetype=MEDIA_TYPE)
    response.headers["Cache-Control"] = "private, no-store"
    if status == 401:
        wrong = ', error="invalid_token"' if code == "bad_token" else ""
        response.headers["WWW-Authenticate"] = f'Bearer realm="deliberate"{wrong}'
    if status in {503, 507}:
        response.headers["Retry-After"] = "30"
    return response


def takes(shape: type[BaseModel]) -> None:
    """Have what goes wrong in this request name the fields of this body, and none that it does not have."""
    setattr(g, _FIELDS, shape.model_fields.keys())


def _field_of(name: str) -> str | None:
    """What the document calls a field that a rule refused, where the body has it."""
    fields: Collection[str] = g.get(_FIELDS, ())
    return next((each for each in (name, *_CALLED.get(name, ())) if each in fields), None)


def install(blueprint: Blueprint) -> None:
    """Have the routes of a blueprint answer whatever goes wrong so."""
    blueprint.register_error_handler(DomainError, _domain_error)
    blueprint.register_error_handler(Malformed, _malformed)
    blueprint.register_error_handler(HTTPException, _http_error)
    for kind in (exc.DBAPIError, exc.TimeoutError, StaleDataError):
        blueprint.register_error_handler(kind, _database_error)
    blueprint.register_error_handler(Exception, _broken)


def _code_of(kind: type[DomainError]) -> str:
    """The word for a kind of error: NotSignedIn is not_signed_in."""
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in kind.__name__).lstrip("_")


def _domain_error(error: DomainError) -> Response:
    more: dict[str, Any] = {}
    if isinstance(error, Invalid) and error.field:
        more["field"] = _field_of(error.field)
    if isinstance(error, StaleEdit):
        more["current"] = error.current
    message = error.message
    if isinstance(error, NotSignedIn) and not isinstance(error, BadToken):
        message = say("%(refusal)s Send a token: Authorization: Bearer dlb_…", refusal=message)
    response = answer(status_of(error), message, _code_of(type(error)), **more)
    if isinstance(error, TooMany) and error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _malformed(error: Malformed) -> Response:
    return answer(400, "It is not as the document has it.", "malformed", errors=error.errors)


def _http_error(error: HTTPException) -> Any:
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    if isinstance(getattr(error, "original_exception", None), exc.SQLAlchemyError):
        return _database_error(error.original_exception)  # type: ignore[attr-defined]
    said = {404: "No part of the API has this address."}
    word = error.name.lower().replace(" ", "_")
    response = answer(error.code, said.get(error.code, error.description or error.name), word)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _database_error(error: exc.SQLAlchemyError) -> Any:
    again = answer_again(error)
    if again is not None:
        return again
    meaning = meaning_of(error)
    if meaning is Meaning.OVERTAKEN and isinstance(error, StaleDataError):
        return answer(409, "Somebody changed this at the same moment, and their change was stored first.", "conflict")
    if meaning is Meaning.OVERTAKEN:
        return answer(503, "Too many people are changing this at the same moment.", "busy")
    if meaning not in DATABASE_TROUBLES:
        return _broken(error)
    current_app.logger.error("database %s: %s", meaning.value, type(getattr(error, "orig", None) or error).__name__)
    status, happened = DATABASE_TROUBLES[meaning]
    return answer(status, say(happened), meaning.value)


def _broken(error: Exception) -> Response:
    current_app.logger.error("unhandled error in the API", exc_info=error)
    g.deliberate_actor = VISITOR
    return answer(500, "An error that nobody foresaw. Nothing half-done was stored.", "broken", request_id=request_id())
