"""What our own site has set up for learning platforms."""

from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, cast

from flask import current_app
from werkzeug.local import LocalProxy

EXTENSION = "deliberate_lti"

Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class State:
    """``app.extensions["deliberate_lti"]``; there where LTI is on."""

    site_url: str
    #: Networks that are none of the public internet and may be gone to.
    networks: tuple[Network, ...] = ()
    #: The keys of platforms by their address, with the moment they were read, and when they were last asked for.
    keys: dict[str, tuple[datetime, dict[str, Any]]] = field(default_factory=dict)
    asked: dict[str, datetime] = field(default_factory=dict)


lti = cast(State, LocalProxy(lambda: current_app.extensions[EXTENSION]))


def is_on() -> bool:
    """Whether this site has anything to do with platforms."""
    return EXTENSION in current_app.extensions


def networks_in(setting: str) -> tuple[Network, ...]:
    """The networks in the setting. Raises ValueError on what is none."""
    return tuple(ip_network(each.strip()) for each in setting.split(",") if each.strip())


def address_of(endpoint: str, **values: Any) -> str:
    """The whole address of a page of ours, as platforms are given it."""
    return lti.site_url.rstrip("/") + current_app.url_map.bind("").build(endpoint, values)
