"""What a tool asks us itself, without a browser: access tokens, and who is in the course.

After the 1EdTech Security Framework 1.0 and LTI Names and Role Provisioning 2.0.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, request
from joserfc import jws
from joserfc.errors import JoseError

from campus.course import COURSE, PEOPLE
from campus.tokens import Refused, campus

blueprint = Blueprint("services", __name__)

_AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
LINE_ITEM, LINE_ITEM_READ = f"{_AGS}lineitem", f"{_AGS}lineitem.readonly"
RESULT_READ, SCORE = f"{_AGS}result.readonly", f"{_AGS}score"
MEMBERS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
SCOPES = (LINE_ITEM, LINE_ITEM_READ, RESULT_READ, SCORE, MEMBERS)

MEMBERS_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"

TOKEN_SECONDS = 3600
#: Small, so that whoever asks for seven people has to turn the page.
MEMBERS_ON_A_PAGE = 4
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@blueprint.post("/token")
def token() -> Any:
    """An access token, for a tool that shows who it is by a statement it signed."""
    if request.form.get("grant_type") != "client_credentials":
        raise Refused("unsupported_grant_type", "grant_type has to be client_credentials.")
    if request.form.get("client_assertion_type") != JWT_BEARER:
        raise Refused("invalid_request", f"client_assertion_type has to be {JWT_BEARER}.")
    assertion = request.form.get("client_assertion", "")
    tool = campus().records.get("tool", _claimed_client(assertion))
    if tool is None:
        raise Refused("invalid_client", "No tool of this client_id is registered.", 401)
    claims = campus().read(tool, assertion, [campus().at("/token"), campus().issuer])
    if claims.get("sub") != tool["id"]:
        raise Refused("invalid_client", "sub has to be the client_id, as iss is.", 401)
    campus().once(tool, claims.get("jti"))
    granted = [scope for scope in request.form.get("scope", "").split() if scope in tool["scopes"]]
    if not granted:
        raise Refused("invalid_scope", "None of these scopes is the tool's.")
    name = campus().access.give({"tool": tool["id"], "scopes": granted}, TOKEN_SECONDS)
    body = {"access_token": name, "token_type": "Bearer", "expires_in": TOKEN_SECONDS, "scope": " ".join(granted)}
    return body, {"Cache-Control": "no-store"}


def _claimed_client(assertion: str) -> str:
    """Whose assertion it says it is; nothing of it is believed before that tool's key has read it."""
    try:
        return str(json.loads(jws.extract_compact(assertion.encode()).payload)["iss"])
    except (JoseError, KeyError, TypeError, ValueError) as problem:
        raise Refused("invalid_client", "client_assertion is no signed statement.", 401) from problem


def scoped(*scopes: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """For tools with one of these scopes; the view gets the tool."""

    def around(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def answer(course: str, **kwargs: Any) -> Any:
            kind, _, name = request.headers.get("Authorization", "").partition(" ")
            granted = campus().access.look(name) if kind.lower() == "bearer" else None
            if granted is None:
                raise Refused("invalid_token", "There is no such access token, or not any more.", 401)
            if not set(scopes) & set(granted["scopes"]):
                raise Refused("insufficient_scope", f"This takes the scope {scopes[0]}.", 403)
            if course != COURSE["id"]:
                abort(404)
            return view(campus().records.get("tool", granted["tool"]) or abort(404), **kwargs)

        return answer

    return around


@blueprint.get("/courses/<course>/memberships")
@scoped(MEMBERS)
def members(tool: dict[str, Any]) -> Any:
    role = request.args.get("role", "")
    people = [
        each for each in PEOPLE.values() if not role or any(role in (it, it.partition("#")[2]) for it in each.roles)
    ]
    rows = [
        {
            "status": "Active",
            "user_id": person.id,
            "name": person.name,
            "given_name": person.given,
            "family_name": person.family,
            "email": person.email,
            "lis_person_sourcedid": person.sourced_id,
            "roles": person.roles,
        }
        for person in people
    ]
    shown, link = page_of(rows, MEMBERS_ON_A_PAGE)
    return {"id": campus().at(request.full_path.rstrip("?")), "context": COURSE, "members": shown}, {
        "Content-Type": MEMBERS_TYPE,
        **link,
    }


def page_of(rows: list[Any], most: int) -> tuple[list[Any], dict[str, str]]:
    """The rows of the page that is asked for, and the header that leads on."""
    limit = min(max(request.args.get("limit", most, int), 1), most)
    page = max(request.args.get("page", 1, int), 1)
    shown = rows[(page - 1) * limit : page * limit]
    if page * limit >= len(rows):
        return shown, {}
    words = {**request.args.to_dict(), "limit": limit, "page": page + 1}
    return shown, {"Link": f'<{campus().at(request.path)}?{urlencode(words)}>; rel="next"'}
