"""Every request to a platform goes through the guard of ``fetching``; the library that speaks LTI has no other way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from requests.adapters import BaseAdapter

from deliberate.core.site import settings
from deliberate.fetching.addresses import Machine, is_public
from deliberate.fetching.errors import FetchError
from deliberate.fetching.fetcher import Fetcher, Reply, agent_of
from deliberate.fetching.urls import read_url
from deliberate.lti.models import Platform
from deliberate.lti.site import lti

#: A person may wait meanwhile; a large course has a long list.
SECONDS, LARGEST = 8.0, 3_000_000
_PASSED_ON = ("Accept", "Authorization", "Content-Type")


def is_fit(address: object) -> bool:
    """Whether people and secrets may be sent there: encrypted, but within the networks that the operator named."""
    if not isinstance(address, str):
        return False
    try:
        url = read_url(address)
    except FetchError:
        return False
    return url.scheme == "https" or bool(lti.networks)


@dataclass(frozen=True)
class Way:
    """Where one platform may be asked: at the usual port and those its addresses name; and within the networks that the
    operator named at its own machines alone, for else it could send us to any machine there."""

    ports: frozenset[int]
    hosts: frozenset[str]


def way_to(platform: Platform) -> Way:
    """As its addresses say, that an admin saw."""
    return way_by(platform.issuer, platform.auth_url, platform.token_url, platform.jwks_url)


def way_by(*addresses: str) -> Way:
    """By these addresses, as far as they are any."""
    known = [read_url(each) for each in addresses if is_fit(each)]
    return Way(frozenset({443, *(each.port for each in known)}), frozenset(each.host for each in known))


def ask(
    address: str,
    way: Way,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> Reply:
    """Ask a platform, once. In the clear only in named networks. Raises FetchError."""
    url = read_url(address)

    def allows(machine: Machine) -> bool:
        inner = url.host in way.hosts and any(machine in network for network in lti.networks)
        return inner or (url.scheme == "https" and is_public(machine))

    fetcher = Fetcher(agent_of(settings.site_name), seconds=SECONDS, limit=LARGEST, ports=way.ports, allows=allows)
    return fetcher.ask(address, headers=headers, body=body)


class _Guarded(BaseAdapter):
    """Carries the library's requests through the guard. No redirect is followed, and nothing but these headers goes."""

    def __init__(self, way: Way) -> None:
        super().__init__()
        self._way = way

    def send(self, request: requests.PreparedRequest, *_args: Any, **_options: Any) -> requests.Response:
        body = request.body
        if body is not None and not isinstance(body, str | bytes):
            raise TypeError("The library sends words, no streams.")
        plain = body.encode() if isinstance(body, str) else body
        headers = {name: str(request.headers[name]) for name in _PASSED_ON if name in request.headers}
        reply = ask(str(request.url), self._way, headers, plain)
        response = requests.Response()
        response.status_code, response.url, response.request = reply.status, str(request.url), request
        response._content = reply.body
        response.headers.update({"Content-Type": reply.content_type, "Link": reply.link})
        return response

    def close(self) -> None:
        """Nothing is kept open."""


def guarded_session(way: Way) -> requests.Session:
    """A session of ``requests`` that has no other way out."""
    made = requests.Session()
    made.trust_env = False
    made.adapters.clear()
    for scheme in ("https://", "http://"):
        made.mount(scheme, _Guarded(way))
    return made
