"""What stands in front of the site: how many proxies to believe, which host names are its own, whether it is HTTPS."""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, fields
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from deliberate.settings import PREFIX

#: Where an app keeps how many proxies it believes.
TRUSTED = "deliberate.trusted_proxies"


@dataclass(frozen=True)
class Edge:
    """Each field is set as ``DELIBERATE_`` and its name in capitals; read by the standalone site alone."""

    #: How many proxies stand in front of the site, each adding to X-Forwarded-For and X-Forwarded-Proto. With 0
    #: these headers are not believed at all, nor is X-Request-ID.
    trusted_proxies: int = 0
    #: The host names the site answers to, with commas between; a name that starts with a dot takes its subdomains
    #: along. A request for another gets a 400. Empty: any.
    trusted_hosts: str = ""
    #: Whether people reach the site by HTTPS: its cookies are then never sent in the clear.
    https: bool = False

    @classmethod
    def read(cls, config: Mapping[str, Any]) -> "Edge":
        """What a config says of it. Raises ValueError on a value of another type."""
        given: dict[str, Any] = {}
        for field in fields(cls):
            value = config.get(name_of(field.name))
            if value is None:
                continue
            if type(value) is not type(field.default):
                raise ValueError(f"{name_of(field.name)} must be {type(field.default).__name__}, not {value!r}.")
            given[field.name] = value
        return cls(**given)


def name_of(field: str) -> str:
    """The name a field is set by."""
    return f"{PREFIX}{field.upper()}"


#: By the name each is set by: what it is where nobody sets it.
DEFAULTS: dict[str, Any] = {name_of(field.name): field.default for field in fields(Edge)}


def take_edge(config: MutableMapping[str, Any]) -> Edge:
    """Read what a config says of it, and take it out: it is none of the extension's settings."""
    edge = Edge.read(config)
    for name in DEFAULTS:
        config.pop(name, None)
    return edge


def install(app: Flask, edge: Edge) -> None:
    """Have the app believe so many proxies, answer to these hosts and guard its cookies."""
    app.extensions[TRUSTED] = edge.trusted_proxies
    if edge.trusted_proxies:
        # Not X-Forwarded-Host: a proxy that does not set it passes on whatever a client wrote there.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=edge.trusted_proxies, x_proto=edge.trusted_proxies, x_host=0, x_port=0, x_prefix=0
        )
    hosts = [host.strip() for host in edge.trusted_hosts.split(",") if host.strip()]
    if hosts:
        app.config["TRUSTED_HOSTS"] = hosts
    if edge.https:
        app.config.update(SESSION_COOKIE_SECURE=True, REMEMBER_COOKIE_SECURE=True)
