"""What a browser carries to a tool and back: the start of a launch, the launch itself, deep links.

After LTI Core 1.3, the 1EdTech Security Framework 1.0 and LTI Deep Linking 2.0.
"""

import secrets
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, abort, redirect, render_template, request, session, url_for

from campus.course import COURSE, PEOPLE, Person
from campus.gradebook import new_line_item
from campus.services import SCOPES
from campus.tokens import Refused, campus

blueprint = Blueprint("messages", __name__)

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"
RESOURCE_LINK, DEEP_LINK, DEEP_LINKED = "LtiResourceLinkRequest", "LtiDeepLinkingRequest", "LtiDeepLinkingResponse"
LAUNCH_SECONDS = 300
#: Somebody may look around in a tool for as long before they choose.
CHOOSING_SECONDS = 3600
TARGETS = ("iframe", "window")


@blueprint.get("/launch/links/<key>")
def launch(key: str) -> Any:
    """To the tool, which asks back at /authorize before it learns anything."""
    link = campus().records.get("link", key) or abort(404)
    tool = campus().records.get("tool", link["tool"]) or abort(404)
    return _start(tool, RESOURCE_LINK, link["url"], link["id"])


@blueprint.get("/launch/choosing/<key>")
def choose(key: str) -> Any:
    """To the tool, to choose there what the course gets a link to."""
    tool = campus().records.get("tool", key) or abort(404)
    if not _whoever_asks().teaches:
        abort(403)
    return _start(tool, DEEP_LINK, tool["deep_link_url"], None)


def _whoever_asks() -> Person:
    return PEOPLE.get(session.get("person", "")) or abort(401)


def _start(tool: dict[str, Any], message: str, target: str, link: str | None) -> Any:
    person = _whoever_asks()
    shown_in = request.args.get("in") if request.args.get("in") in TARGETS else "window"
    about = {"tool": tool["id"], "person": person.id, "message": message, "target": target, "link": link}
    asked = {
        "iss": campus().issuer,
        "login_hint": person.id,
        "target_link_uri": target,
        "lti_message_hint": campus().launches.give({**about, "in": shown_in}, LAUNCH_SECONDS),
        "lti_deployment_id": tool["deployment_id"],
        "client_id": tool["id"],
        # Our page around the frame, or the one that opened the window, keeps what the tool's cookies may not.
        "lti_storage_target": "_parent",
    }
    joined = "&" if urlsplit(tool["login_url"]).query else "?"
    return redirect(f"{tool['login_url']}{joined}{urlencode(asked)}")


@blueprint.route("/authorize", methods=["GET", "POST"])
def authorize() -> Any:
    asked = request.values
    tool = campus().records.get("tool", asked.get("client_id", ""))
    if tool is None:
        raise Refused("invalid_client", "No tool of this client_id is registered.")
    if asked.get("redirect_uri") not in tool["redirect_uris"]:
        # Nothing is sent to an address that is not the tool's, errors neither.
        raise Refused("invalid_request", "This redirect_uri is not registered for the tool.")
    state = {"state": asked["state"]} if "state" in asked else {}
    try:
        answer = {"id_token": campus().sign(_id_token(tool, asked))}
    except Refused as refusal:
        answer = {"error": refusal.error, "error_description": refusal.why}
    page = render_template("campus/form_post.html", address=asked["redirect_uri"], fields={**answer, **state})
    return page, {"Cache-Control": "no-store"}


EXPECTED = {"scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none"}


def _id_token(tool: dict[str, Any], asked: Any) -> dict[str, Any]:
    for name, value in EXPECTED.items():
        if asked.get(name) != value:
            raise Refused("invalid_request", f"{name} has to be {value}.")
    for name in ("nonce", "state"):
        if not asked.get(name):
            raise Refused("invalid_request", f"{name} is missing.")
    about = campus().launches.take(asked.get("lti_message_hint", ""))
    if about is None or about["tool"] != tool["id"]:
        raise Refused("login_required", "No such launch is under way: it was answered, or has waited too long.")
    # In a frame of another site, and after a form that the tool sent, a browser may keep our cookie back. The hint was
    # given to one person for one launch, so it says who that is; a cookie that says otherwise is believed.
    if asked.get("login_hint") != about["person"] or session.get("person", about["person"]) != about["person"]:
        raise Refused("login_required", "Somebody else is signed in.")
    person = PEOPLE[about["person"]]
    now = int(time.time())
    return {
        "iss": campus().issuer,
        "aud": tool["id"],
        "azp": tool["id"],
        "sub": person.id,
        "iat": now,
        "exp": now + LAUNCH_SECONDS,
        "nonce": asked["nonce"],
        "given_name": person.given,
        "family_name": person.family,
        "name": person.name,
        "email": person.email,
        "locale": "en",
        **_common_claims(tool, about, person),
        **(_of_choosing(tool) if about["message"] == DEEP_LINK else _of_link(about["link"], person)),
    }


def _common_claims(tool: dict[str, Any], about: dict[str, Any], person: Person) -> dict[str, Any]:
    services = campus().at(f"/courses/{COURSE['id']}")
    return {
        f"{CLAIM}message_type": about["message"],
        f"{CLAIM}version": "1.3.0",
        f"{CLAIM}deployment_id": tool["deployment_id"],
        f"{CLAIM}target_link_uri": about["target"],
        f"{CLAIM}roles": person.roles,
        f"{CLAIM}context": {**COURSE, "type": ["http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering"]},
        f"{CLAIM}tool_platform": {"guid": "campus", "name": "Campus", "product_family_code": "campus", "version": "1"},
        f"{CLAIM}launch_presentation": {
            "document_target": about["in"],
            "return_url": campus().at(url_for("pages.course")),
            "locale": "en",
        },
        f"{CLAIM}lis": {
            "person_sourcedid": person.sourced_id,
            "course_section_sourcedid": f"school:{COURSE['id']}",
        },
        "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": {
            "context_memberships_url": f"{services}/memberships",
            "service_versions": ["2.0"],
        },
        "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": {
            "scope": [scope for scope in SCOPES if "/lti-ags/" in scope],
            "lineitems": f"{services}/lineitems",
            **_line_item_of(about["link"]),
        },
    }


def _line_item_of(link: str | None) -> dict[str, str]:
    """The one line item of a link; of several, none is meant by it."""
    found = campus().records.all("line_item", link=link) if link else []
    return {"lineitem": campus().at(f"/courses/{COURSE['id']}/lineitems/{found[0]['id']}")} if len(found) == 1 else {}


def _of_choosing(tool: dict[str, Any]) -> dict[str, Any]:
    data = campus().deep_links.give({"tool": tool["id"]}, CHOOSING_SECONDS)
    return {
        f"{DEEP_LINKING}deep_linking_settings": {
            "deep_link_return_url": campus().at(url_for("messages.chosen", key=tool["id"])),
            "accept_types": ["ltiResourceLink"],
            "accept_presentation_document_targets": list(TARGETS),
            "accept_multiple": True,
            "accept_lineitem": True,
            "auto_create": True,
            "data": data,
        }
    }


def _of_link(key: str, person: Person) -> dict[str, Any]:
    link = campus().records.get("link", key)
    if link is None:
        raise Refused("invalid_request", "The link was taken out of the course meanwhile.")
    known = {
        "$User.id": person.id,
        "$Context.id": COURSE["id"],
        "$Context.title": COURSE["title"],
        "$ResourceLink.id": link["id"],
        "$ResourceLink.title": link["title"],
    }
    # What a variable stands for; one that is not known here stays as it is, as LTI has it.
    custom = {name: known.get(value, value) for name, value in link["custom"].items()}
    return {
        f"{CLAIM}resource_link": {"id": link["id"], "title": link["title"], "description": link["text"]},
        **({f"{CLAIM}custom": custom} if custom else {}),
    }


@blueprint.post("/choosing/<key>/return")
def chosen(key: str) -> Any:
    """What the tool sends the browser back with: links for the course, each signed for by the tool."""
    tool = campus().records.get("tool", key) or abort(404)
    claims = campus().read(tool, request.form.get("JWT", ""), [campus().issuer])
    campus().once(tool, claims.get("nonce"))
    expected = {
        f"{CLAIM}message_type": DEEP_LINKED,
        f"{CLAIM}version": "1.3.0",
        f"{CLAIM}deployment_id": tool["deployment_id"],
    }
    for name, value in expected.items():
        if claims.get(name) != value:
            raise Refused("invalid_request", f"{name} is not {value}.")
    items = claims.get(f"{DEEP_LINKING}content_items", [])
    # All are looked at before any is taken, and before the one answer there may be is used up.
    try:
        made = [_link_of(tool, item) for item in items if item.get("type") == "ltiResourceLink"]
    except (AttributeError, TypeError) as problem:
        raise Refused("invalid_request", "The content items are of no shape that LTI has.") from problem
    asked = campus().deep_links.take(str(claims.get(f"{DEEP_LINKING}data")))
    if asked is None or asked["tool"] != tool["id"]:
        raise Refused("invalid_request", "Nobody was asked to choose, or has chosen already.")
    for link, line_item in made:
        campus().records.put("link", link)
        if line_item:
            campus().records.put("line_item", line_item)
    said = claims.get(f"{DEEP_LINKING}msg") or claims.get(f"{DEEP_LINKING}errormsg")
    return render_template("campus/chosen.html", links=[link for link, _ in made], said=said)


def _link_of(tool: dict[str, Any], item: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any] | None]:
    url = item.get("url") or tool["target_url"]
    if not isinstance(url, str) or _origin(url) not in {_origin(each) for each in tool["redirect_uris"]}:
        raise Refused("invalid_request", "A link leads somewhere else than to the tool.")
    custom, asked = item.get("custom") or {}, item.get("lineItem")
    if not isinstance(custom, dict) or not all(isinstance(value, str) for value in custom.values()):
        raise Refused("invalid_request", "custom has to be names with strings.")
    title = str(item.get("title") or tool["name"])[:300]
    link = {"id": secrets.token_hex(6), "tool": tool["id"], "title": title, "url": url, "custom": custom}
    link |= {"text": str(item.get("text") or "")[:2000], "until": (item.get("submission") or {}).get("endDateTime")}
    return link, new_line_item(tool, {"label": title, **asked}, link["id"]) if asked else None


def _origin(url: str) -> tuple[str, str]:
    return urlsplit(url)[:2]
