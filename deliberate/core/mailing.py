"""Mail to people, through whatever the site sends it with; without such a thing, nobody is mailed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app

from deliberate.core.site import identity, offered


@dataclass(frozen=True)
class Message:
    """One message to one address: the same in plain text and in HTML, and the headers it needs beside the usual."""

    to: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mailing:
    """How a site mails. ``send`` raises where the mail server does not take a message, and is never called inside a
    transaction; ``site_url`` is what addresses in mail begin with."""

    send: Callable[[Message], None]
    site_url: str


def find_mailing() -> Mailing | None:
    """How this site mails, where it does, and where whoever signs people in says their addresses."""
    state = current_app.extensions["deliberate"]
    found: Mailing | None = state.mailing
    return found if offered(state.identity, "contacts") else None


def find_site_url() -> str | None:
    """What the site is told that its addresses begin with, where it is told."""
    found: Mailing | None = current_app.extensions["deliberate"].mailing
    return found.site_url or None if found is not None else None


def contacts(ids: Iterable[str]) -> Mapping[str, str]:
    """The addresses of these people; of who has confirmed none, none."""
    ask: Any = offered(identity, "contacts")
    found: Mapping[str, str] = ask(ids)
    return found


def address_in_full(site_url: str, endpoint: str, **values: Any) -> str:
    """A page's address for use outside the site."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return site_url.rstrip("/") + path
