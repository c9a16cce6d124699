"""What this site speaks to its providers with; one for each, kept with the app."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

from flask import Flask, current_app

from deliberate.accounts.sign_on.arrivals import Arrival
from deliberate.accounts.sign_on.discourse import DiscourseClient
from deliberate.accounts.sign_on.journeys import Departure, Luggage
from deliberate.accounts.sign_on.providers import DiscourseProvider, OpenIdProvider, Provider
from deliberate.core.errors import NotFound
from deliberate.core.wording import say
from deliberate.fetching.fetcher import Fetcher, agent_of
from deliberate.fetching.urls import read_url

EXTENSION = "deliberate_sign_on"

#: A person waits meanwhile, and what is read is short.
_SECONDS, _LARGEST = 6.0, 500_000


class Client(Protocol):
    """One provider, as this site speaks to it."""

    @property
    def provider(self) -> Provider: ...

    def depart(self, back: str, *, again: bool) -> Departure:
        """Where to send somebody who is to come to ``back``. ``again``: they are to show anew who they are.

        Raises Refused, or FetchError.
        """
        ...

    def key_of(self, answer: Mapping[str, str]) -> str:
        """Which journey an answer ends. Raises Refused."""
        ...

    def arrival(self, back: str, answer: Mapping[str, str], luggage: Luggage) -> Arrival:
        """Who arrived. The journey is over before. Raises Refused, or FetchError."""
        ...


@dataclass(frozen=True)
class Clients:
    """``app.extensions["deliberate_sign_on"]``: the clients by their providers' keys."""

    by_key: Mapping[str, Client]


def install(app: Flask, providers: Mapping[str, Provider], site_name: str) -> None:
    """Give the app its clients. Raises ValueError where the extra that they need is not installed."""
    app.extensions[EXTENSION] = Clients({key: _client(each, site_name) for key, each in providers.items()})


def _client(provider: Provider, site_name: str) -> Client:
    if isinstance(provider, DiscourseProvider):
        return DiscourseClient(provider)
    if not isinstance(provider, OpenIdProvider):
        raise TypeError(f"{type(provider).__name__} is no kind of provider.")
    if find_spec("authlib") is None:
        raise ValueError("Providers of OpenID Connect need the extra sso: pip install 'flask-deliberate[sso]'.")
    ports = {443, read_url(provider.issuer).port, read_url(provider.discovered_at).port}
    fetcher = Fetcher(agent_of(site_name), seconds=_SECONDS, limit=_LARGEST, ports=ports, allows=provider.allows)
    client: Client = import_module("deliberate.accounts.sign_on.openid").OpenIdClient(provider, fetcher)
    return client


def clients() -> Mapping[str, Client]:
    """Those of this site, in the order of its file."""
    return cast(Clients, current_app.extensions[EXTENSION]).by_key


def get_client(key: str) -> Client:
    """One of them. Raises NotFound."""
    found = clients().get(key)
    if found is None:
        raise NotFound(say("No other site of that name signs people in here."))
    return found
