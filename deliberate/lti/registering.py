"""A platform registers itself (LTI Dynamic Registration), at an address that an admin gave it."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pylti1p3.dynamic_registration import DynamicRegistration

from deliberate.core.site import settings
from deliberate.fetching.fetcher import Reply
from deliberate.fetching.urls import read_url
from deliberate.lti.asking import ask, is_fit, way_by
from deliberate.lti.platforms import PlatformDraft
from deliberate.lti.refusals import Refused
from deliberate.lti.site import address_of, lti
from deliberate.lti.tokens import launch_address

_TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
_PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
_SCOPES = [
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
    "https://purl.imsglobal.org/spec/lti-ags/scope/score",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
]


class _Tool(DynamicRegistration):
    """This site, as platforms are told of it."""

    def get_client_name(self) -> str:
        return settings.site_name

    def get_description(self) -> str:
        return "Contested articles, taken apart into claims, with the evidence for and against each."

    def get_initiate_login_uri(self) -> str:
        return address_of("lti.login")

    def get_jwks_uri(self) -> str:
        return address_of("lti.jwks")

    def get_redirect_uris(self) -> list[str]:
        return [launch_address()]

    def get_scopes(self) -> list[str]:
        return list(_SCOPES)

    def get_domain(self) -> str:
        return urlsplit(lti.site_url).netloc

    def get_target_link_uri(self) -> str:
        return launch_address()

    def get_claims(self) -> list[str]:
        return ["iss", "sub", "name", "given_name", "family_name"]

    def get_messages(self) -> list[dict[str, Any]]:
        return [{"type": "LtiDeepLinkingRequest", "target_link_uri": launch_address(), "label": settings.site_name}]

    def get_logo_uri(self) -> str:
        return address_of("deliberate.static", filename="icon.svg")


def register_at(configuration_url: str, token: str) -> PlatformDraft:
    """Tell a platform of this site, and have what it says of itself. Raises Refused, or FetchError.

    What it calls itself has to be where its configuration is: else anybody could register in another's name.
    """
    if not is_fit(configuration_url):
        raise Refused("its configuration is at no fit address")
    way = way_by(configuration_url)
    said = _object(ask(configuration_url, way, {"Accept": "application/json"}), "its configuration")
    if _PLATFORM not in said or not isinstance(said.get("issuer"), str):
        raise Refused("its configuration is not one of a platform")
    if not _is_at(said["issuer"], configuration_url):
        raise Refused("it calls itself otherwise than where it is")
    where = said.get("registration_endpoint")
    if not _is_at(where, configuration_url):
        raise Refused("it has no fit place to register at")
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    answer = ask(str(where), way, headers, json.dumps(_asked()).encode())
    registered = _object(answer, "to register")
    tool = registered.get(_TOOL)
    deployment = tool.get("deployment_id") if isinstance(tool, Mapping) else None
    client = registered.get("client_id")
    if not isinstance(client, str) or not client:
        raise Refused("it gave this site no client id")
    audience = said.get("authorization_server")
    return PlatformDraft(
        name=urlsplit(said["issuer"]).netloc,
        issuer=said["issuer"],
        client_id=client,
        auth_url=str(said.get("authorization_endpoint", "")),
        token_url=str(said.get("token_endpoint", "")),
        jwks_url=str(said.get("jwks_uri", "")),
        audience=audience if isinstance(audience, str) else "",
        deployments=(deployment,) if isinstance(deployment, str) else (),
    )


def _is_at(address: Any, place: str) -> bool:
    """Whether an address is on the machine of another, that can only be read in one way."""
    return is_fit(address) and read_url(address).origin == read_url(place).origin


def _asked() -> dict[str, Any]:
    return dict(_Tool().lti_registration_data())


def _object(reply: Reply, what: str) -> Mapping[str, Any]:
    if reply.status not in {200, 201}:
        raise Refused(f"asked for {what}, it answered with {reply.status}")
    found = reply.json_object()
    if found is None:
        raise Refused(f"asked for {what}, it gave no JSON object")
    return found
