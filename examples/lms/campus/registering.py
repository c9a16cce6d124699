"""How a tool and this platform come to know each other, after LTI Dynamic Registration 1.0."""

import json
import secrets
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, redirect, request, url_for

from campus.messages import DEEP_LINK, RESOURCE_LINK
from campus.pages import for_teachers
from campus.services import SCOPES
from campus.tokens import ALGORITHM, Refused, campus

blueprint = Blueprint("registering", __name__)

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
REGISTRATION_SECONDS = 1800


@blueprint.get("/.well-known/openid-configuration")
def configuration() -> Any:
    return {
        "issuer": campus().issuer,
        "authorization_endpoint": campus().at(url_for("messages.authorize")),
        "token_endpoint": campus().at(url_for("services.token")),
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": [ALGORITHM],
        "jwks_uri": campus().at(url_for("registering.keys")),
        "registration_endpoint": campus().at(url_for("registering.register")),
        "scopes_supported": ["openid", *SCOPES],
        "response_types_supported": ["id_token"],
        "response_modes_supported": ["form_post"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "claims_supported": ["sub", "iss", "name", "given_name", "family_name", "email", "locale"],
        PLATFORM: {
            "product_family_code": "campus",
            "version": "1",
            "messages_supported": [{"type": RESOURCE_LINK}, {"type": DEEP_LINK}],
            "variables": ["User.id", "Context.id", "Context.title", "ResourceLink.id", "ResourceLink.title"],
        },
    }


@blueprint.get("/jwks.json")
def keys() -> Any:
    return campus().public_keys()


@blueprint.post("/tools")
def start() -> Any:
    """To the tool's own address for it, with a word that lets it register once."""
    for_teachers()
    address = request.form.get("address", "").strip()
    if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
        raise Refused("invalid_request", "The address has to begin with http:// or https://")
    asked = {
        "openid_configuration": campus().at(url_for("registering.configuration")),
        "registration_token": campus().registrations.give(True, REGISTRATION_SECONDS),
    }
    return redirect(f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(asked)}", 303)


@blueprint.post("/register")
def register() -> Any:
    kind, _, word = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not campus().registrations.look(word):
        raise Refused("invalid_token", "Nobody here asked this tool to register, or it has done so.", 401)
    said = request.get_json()
    tool = _tool_of(said)
    # Only now, so that a tool may mend what was refused.
    if not campus().registrations.take(word):
        raise Refused("invalid_token", "It has registered.", 401)
    campus().records.put("tool", tool)
    configured = {**said[TOOL], "deployment_id": tool["deployment_id"]}
    answer = {**said, "client_id": tool["id"], "scope": " ".join(tool["scopes"]), TOOL: configured}
    return json.dumps(answer), 201, {"Content-Type": "application/json", "Cache-Control": "no-store"}


def _tool_of(said: Any) -> dict[str, Any]:
    needed = ("client_name", "initiate_login_uri", "redirect_uris", "jwks_uri", TOOL)
    missing = [name for name in needed if not isinstance(said, dict) or not said.get(name)]
    if missing:
        raise Refused("invalid_client_metadata", f"Missing: {', '.join(missing)}.")
    expected = {"token_endpoint_auth_method": "private_key_jwt", "application_type": "web"}
    for name, value in expected.items():
        if said.get(name, value) != value:
            raise Refused("invalid_client_metadata", f"{name} has to be {value}.")
    if "id_token" not in said.get("response_types", ["id_token"]):
        raise Refused("invalid_client_metadata", "response_types have to contain id_token.")
    target = said[TOOL].get("target_link_uri") or said["redirect_uris"][0]
    messages = said[TOOL].get("messages", [])
    choosing = next((each.get("target_link_uri") for each in messages if each.get("type") == DEEP_LINK), None)
    return new_tool(
        secrets.token_hex(8),
        name=said["client_name"],
        login_url=said["initiate_login_uri"],
        redirect_uris=said["redirect_uris"],
        jwks_uri=said["jwks_uri"],
        target_url=target,
        deep_link_url=choosing or target,
        scopes=[scope for scope in said.get("scope", "").split() if scope in SCOPES],
    )


def new_tool(key: str, *, name: str, **further: Any) -> dict[str, Any]:
    """A tool as it is kept; its id is what OAuth calls its client_id."""
    return {"id": key, "name": name, "deployment_id": f"{key}-1", **further}
