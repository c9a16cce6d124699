"""What the API can do, each thing declared once: its route, its scope, its shapes. The document is made of the same."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import getitem
from typing import Any, TypeVar

from flask import Blueprint, Response, request
from pydantic import BaseModel
from werkzeug.exceptions import BadRequest, PreconditionFailed, PreconditionRequired
from werkzeug.wrappers import Response as WSGIResponse

from deliberate.api.authentication import Caller, note_token, who_calls
from deliberate.api.bodies import body_for, query_for
from deliberate.api.keys import Sent, find_answer, keep_answer, sent_by, submission_of
from deliberate.api.models import Scope
from deliberate.api.paces import Pace, pace_headers
from deliberate.api.problems import takes
from deliberate.core.db import transaction
from deliberate.core.errors import NotSignedIn
from deliberate.core.wording import say
from deliberate.web.blueprint import FOR_PROGRAMS
from deliberate.web.feeds import full_address

PREFIX = "/api/v1"
LONGEST_KEY = 255
#: What one is made of: printable ASCII, whose ends no proxy trims.
KEY = r"[!-~]([ -~]*[!-~])?"
#: The arguments of a path.
_ARGUMENT = re.compile(r"<(?:[^<>]*:)?(\w+)>")

blueprint = Blueprint("api", __name__, url_prefix=PREFIX)

FOR_PROGRAMS.add("deliberate.api")

Run = Callable[..., Any]
Decorated = TypeVar("Decorated", bound=Run)


@dataclass(frozen=True)
class Operation:
    """One thing the API can do."""

    method: str
    path: str
    run: Run
    scope: Scope
    tag: str
    #: The shape of the body, of what stands behind the question mark, and of the answer; None: there is none.
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    answer: type[BaseModel] | None
    status: int
    #: The name of the operation that reads what this one makes, and what of the answer names it there.
    made_at: str | None
    named: str
    #: What the route is for visitors too.
    for_visitors: bool
    #: What is revised: the same as the GET of this address answers, whose ETag has to be sent along.
    revises: Run | None
    #: Whether it does its work in units of its own.
    own_units: bool
    #: Whether a key of a request is taken: its answer and a digest of its body are kept for a day.
    keyed: bool
    pace: Pace | None

    @property
    def name(self) -> str:
        """The name of the function, which is that of the endpoint."""
        return self.run.__name__

    @property
    def summary(self) -> str:
        """What it does, in one sentence."""
        return (self.run.__doc__ or "").strip().partition("\n")[0]

    @property
    def details(self) -> str:
        """What else there is to know of it."""
        return " ".join((self.run.__doc__ or "").strip().partition("\n")[2].split())


#: All of them, in the order of the document.
operations: list[Operation] = []


def operation(
    method: str,
    path: str,
    *,
    tag: str,
    answer: type[BaseModel] | None = None,
    body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    scope: Scope | None = None,
    status: int | None = None,
    made_at: str | None = None,
    named: str = "id",
    for_visitors: bool | None = None,
    revises: Run | None = None,
    own_units: bool = False,
    keyed: bool = True,
    pace: Pace | None = None,
) -> Callable[[Decorated], Decorated]:
    """Register a function as one: it gets the caller, what the path has, and ``body`` and ``query`` where it has such.

    What it returns is sent; what changes something does so in one unit of work.
    """
    reads = method == "GET"

    def register(run: Decorated) -> Decorated:
        made = Operation(
            method=method,
            path=path,
            run=run,
            scope=scope or (Scope.READ if reads else Scope.WRITE),
            tag=tag,
            body=body,
            query=query,
            answer=answer,
            status=status or (200 if answer else 204),
            made_at=made_at,
            named=named,
            for_visitors=reads if for_visitors is None else for_visitors,
            revises=revises,
            own_units=own_units,
            keyed=keyed and method == "POST",
            pace=pace,
        )
        operations.append(made)
        blueprint.add_url_rule(path, run.__name__, _view_of(made), methods=[method])
        return run

    return register


def _view_of(each: Operation) -> Callable[..., WSGIResponse]:
    def view(**named: Any) -> WSGIResponse:
        caller = who_calls()
        caller.require(each.scope)
        if not each.for_visitors and not caller.actor.signed_in:
            raise NotSignedIn(say("Somebody has to be signed in for that."))
        given = dict(named)
        if each.query is not None:
            given["query"] = query_for(each.query)
        if each.body is not None:
            takes(each.body)
            given["body"] = body_for(each.body)
        if each.method == "GET":
            return _read(each.run(caller, **given))
        return _changed(each, caller, named, given)

    return view


def _changed(each: Operation, caller: Caller, named: Mapping[str, Any], given: Mapping[str, Any]) -> Response:
    sent = _sent(caller) if each.keyed else None
    if each.own_units:
        response = _answered(sent)
        if response is None:
            response = _response(each.run(caller, **given), each.status)
            if sent is not None:
                with transaction():
                    keep_answer(sent, each.status, response.get_data(as_text=True))
    else:
        with transaction():
            response = _answered(sent) or _done(each, caller, named, given)
            if sent is not None:
                keep_answer(sent, each.status, response.get_data(as_text=True))
    if each.made_at is not None and (where := _where(each, json.loads(response.get_data()))):
        response.headers["Location"] = where
    if each.pace is not None and caller.actor.signed_in:
        response.headers.update(pace_headers(each.pace, caller.actor))
    return response


def _where(each: Operation, made: Any) -> str | None:
    """The address at which what was answered is read; None where nothing came of it."""
    there = next(one for one in operations if one.name == each.made_at)
    values = {name: (request.view_args or {}).get(name) for name in _ARGUMENT.findall(there.path)}
    if each.named:
        values[[*values][-1]] = reduce(getitem, each.named.split("."), made)
    if None in values.values():
        return None
    return full_address(f"{request.blueprint}.{there.name}", **values)


def _sent(caller: Caller) -> Sent | None:
    """This request, where it carries a key and is somebody's."""
    key = _idempotency_key()
    return sent_by(caller.actor, key, _digest_of_request()) if key is not None and caller.actor.signed_in else None


def _answered(sent: Sent | None) -> Response | None:
    """What this request was answered before."""
    known = find_answer(sent) if sent is not None else None
    return _of_json(known.body, known.status) if known is not None else None


def _done(each: Operation, caller: Caller, named: Mapping[str, Any], given: Mapping[str, Any]) -> Response:
    if each.revises is not None:
        _require_present(each.revises(caller, **named))
    response = _response(each.run(caller, **given), each.status)
    if each.revises is not None and response.get_data():
        response.set_etag(tag_of(response.get_data()))
    return response


def _read(made: Any) -> WSGIResponse:
    response = _response(made, 200)
    response.set_etag(tag_of(response.get_data()))
    return response.make_conditional(request)


def _response(made: Any, status: int) -> Response:
    response = _of_json("" if made is None else made.model_dump_json(by_alias=True), status)
    onward = getattr(made, "next", None)
    if onward:
        response.headers["Link"] = f'<{onward}>; rel="next"'
    if getattr(made, "secret_words", False):
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _of_json(body: str, status: int) -> Response:
    if not body:
        return Response(status=status)
    response = Response(body, status, mimetype="application/json")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def tag_of(body: bytes) -> str:
    """The strong ETag of a body."""
    return hashlib.sha256(body).hexdigest()[:32]


def _require_present(present: BaseModel) -> None:
    """Go on where the request is about what is there now."""
    if "If-Match" not in request.headers:
        raise PreconditionRequired("Send If-Match with the ETag of what you read, so that nobody’s change is lost.")
    if not request.if_match:
        raise BadRequest("If-Match names no ETag.")
    if not request.if_match.contains(tag_of(present.model_dump_json(by_alias=True).encode())):
        raise PreconditionFailed("It was changed since you read it. Read it again, then decide.")


def _idempotency_key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (len(key) <= LONGEST_KEY and re.fullmatch(KEY, key)):
        raise BadRequest(f"An Idempotency-Key is 1 to {LONGEST_KEY} printable ASCII characters.")
    return key


def _digest_of_request() -> str:
    parts = (request.method.encode(), request.full_path.encode(), request.get_data(cache=True))
    return hashlib.sha256(b"\n".join(parts)).hexdigest()


def submission() -> str | None:
    """Under which name what this request posts is stored, so that the same request posts once."""
    key = _idempotency_key()
    return submission_of(key) if key is not None else None


@blueprint.after_request
def _finished(response: Response) -> Response:
    response.vary.add("Authorization")
    response.headers.setdefault("Cache-Control", "private, no-store")
    note_token(response.status_code)
    return response
