"""The other sites that sign people in here, as a file of the operator's names them."""

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

from deliberate.core.actors import ROLES
from deliberate.fetching.addresses import Machine, is_public
from deliberate.fetching.errors import FetchError
from deliberate.fetching.urls import read_url

Network = IPv4Network | IPv6Network

_KEY = re.compile(r"[a-z][a-z0-9-]{0,30}")
_LONGEST_ISSUER = 255


@dataclass(frozen=True, kw_only=True)
class Provider:
    """One such site. Each field is a line of its table in the file; ``secret`` is read from the environment."""

    key: str
    #: What stands on its button.
    name: str
    #: Where it is, exactly as it names itself.
    issuer: str
    #: What it and this site alone know.
    secret: str = field(default="", repr=False)
    #: What it calls people's groups -> the role here that goes with them.
    roles: Mapping[str, str] = field(default_factory=dict)
    #: Whether somebody it sends who is new here may make an account.
    new_accounts: bool = True
    #: Networks that are none of the public internet and may be gone to for this provider, as "10.1.2.0/24".
    networks: tuple[Network, ...] = ()

    def allows(self, machine: Machine) -> bool:
        """Whether a machine may be connected to on its behalf. In the clear nothing goes over the public internet."""
        inner = any(machine in network for network in self.networks)
        return inner or (is_public(machine) and read_url(self.issuer).scheme == "https")

    def roles_of(self, groups: Collection[str]) -> tuple[str, ...]:
        """The roles here that go with these groups there."""
        return tuple(sorted({role for group, role in self.roles.items() if group in groups}))

    def is_fit(self, address: object) -> bool:
        """Whether people and secrets may be sent there: encrypted, but to the host of an issuer in named networks."""
        if not isinstance(address, str):
            return False
        try:
            url, own = read_url(address), read_url(self.issuer)
            return url.scheme == "https" or (bool(self.networks) and (url.scheme, url.host) == (own.scheme, own.host))
        except FetchError:
            return False


@dataclass(frozen=True, kw_only=True)
class OpenIdProvider(Provider):
    """A provider of OpenID Connect."""

    client_id: str
    #: Where it says what it offers; where that is not below ``issuer``.
    discovery: str = ""
    scopes: str = "openid profile email"
    #: The claim that holds people's groups, or a way to it with dots, as "realm_access.roles".
    roles_claim: str = "groups"
    #: Whether to ask for claims that its tokens do not hold.
    ask_userinfo: bool = False

    @property
    def discovered_at(self) -> str:
        return self.discovery or f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"


@dataclass(frozen=True, kw_only=True)
class DiscourseProvider(Provider):
    """A Discourse forum."""

    #: Whether the forum has people confirm their addresses, as it does unless set otherwise. It does not say so itself.
    addresses_confirmed: bool = False


_KINDS: Mapping[str, type[OpenIdProvider] | type[DiscourseProvider]] = {
    "openid": OpenIdProvider,
    "discourse": DiscourseProvider,
}


def read_providers(path: str, environment: Mapping[str, str]) -> dict[str, Provider]:
    """The providers in a file, by their keys. Raises ValueError that names what does not fit."""
    try:
        tables = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"The providers in {path} cannot be read: {error}") from None
    found = {}
    for key, given in tables.items():
        try:
            found[key] = _provider(key, given, environment)
        except ValueError as refusal:
            raise ValueError(f"{path}, [{key}]: {refusal}") from None
    if not found:
        raise ValueError(f"{path} names no provider.")
    return found


def _provider(key: str, given: Any, environment: Mapping[str, str]) -> Provider:
    if not _KEY.fullmatch(key):
        raise ValueError("A provider's key has small letters, digits and hyphens, 31 at most.")
    if not isinstance(given, dict) or given.get("kind") not in _KINDS:
        raise ValueError(f"kind must be one of: {', '.join(_KINDS)}.")
    values = dict(given)
    kind = _KINDS[values.pop("kind")]
    secret = _secret(values.pop("secret_from", None), environment)
    if not secret and kind is DiscourseProvider:
        raise ValueError("secret_from must name the variable of the environment that holds the forum's secret.")
    known = {each.name: each for each in fields(kind) if each.name not in {"key", "secret"}}
    for name, value in values.items():
        if name not in known:
            raise ValueError(f"{name} is not a setting; there are: kind, secret_from, {', '.join(known)}.")
        reader: Callable[[str, Any], Any] = _READERS.get(name, _as_words)
        values[name] = reader(name, value)
    missing = [name for name, each in known.items() if name not in values and _is_needed(each)]
    if missing:
        raise ValueError(f"{', '.join(missing)} must be given.")
    provider = kind(key=key, secret=secret, **values)
    _refuse_unfit(provider)
    return provider


def _is_needed(each: Any) -> bool:
    return each.default is MISSING and each.default_factory is MISSING


def _secret(name: object, environment: Mapping[str, str]) -> str:
    if name is None:
        return ""
    if not isinstance(name, str) or not environment.get(name):
        raise ValueError(f"secret_from names {name!r}, which is no variable of the environment, or an empty one.")
    return environment[name]


def _as_words(name: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_ISSUER:
        raise ValueError(f"{name} must be words in quotes, {_LONGEST_ISSUER} characters at most.")
    return value.strip()


def _as_yes_or_no(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false.")
    return value


def _as_roles(name: str, value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(each in ROLES for each in value.values()):
        raise ValueError(f"{name} must be a table of groups, each with one of: {', '.join(ROLES)}.")
    return dict(value)


def _as_networks(name: str, value: Any) -> tuple[Network, ...]:
    if not isinstance(value, list):
        raise ValueError(f"{name} must be a list of networks.")
    return tuple(ip_network(each) for each in value)


_READERS: Mapping[str, Callable[[str, Any], Any]] = {
    "new_accounts": _as_yes_or_no,
    "ask_userinfo": _as_yes_or_no,
    "addresses_confirmed": _as_yes_or_no,
    "roles": _as_roles,
    "networks": _as_networks,
}


def _refuse_unfit(provider: Provider) -> None:
    addresses = [provider.issuer]
    if isinstance(provider, OpenIdProvider):
        addresses.append(provider.discovered_at)
        if "openid" not in provider.scopes.split():
            raise ValueError("scopes must hold openid.")
    for address in addresses:
        if not provider.is_fit(address):
            raise ValueError(f"{address} must begin with https://, but on an issuer's host in networks that are named.")
