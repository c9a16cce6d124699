"""Atom feeds (RFC 4287), and addresses in full for whoever reads outside the site."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response, request, url_for

from deliberate.core.mailing import address_in_full, find_site_url
from deliberate.web.keeping import FEED, is_to_be_kept

NAMESPACE = "http://www.w3.org/2005/Atom"
#: What XML has no way to hold.
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

#: A feed has to say when it last changed; one without an entry never did.
_EMPTY = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One entry in plain text. Its address is its id for good, unless it has one that no move of the site changes."""

    address: str
    title: str
    at: datetime
    text: str
    author: str
    id: str | None = None
    published: datetime | None = None


@dataclass(frozen=True)
class Place:
    """Where a page of a feed is among the others (RFC 5005): the addresses of this one and its neighbours.

    The first has no neighbour before it; ``here`` is None for it, as it is at the feed's own address.
    """

    here: str | None = None
    previous: str | None = None
    next: str | None = None


ONLY = Place()


def full_address(endpoint: str, **values: Any) -> str:
    """A page's address for outside; it begins as the site is told it does, where it is told, not as a request says."""
    site_url = find_site_url()
    if site_url is not None:
        return address_in_full(site_url, endpoint, **values)
    return url_for(endpoint, _external=True, **values)


def atom(title: str, own: str, page: str, entries: Sequence[Entry], place: Place = ONLY) -> Response:
    """A feed: its own address, the page that shows the same, and where newer and older entries are."""
    feed = Element("feed", xmlns=NAMESPACE)
    _add(feed, "id", own)
    _add(feed, "title", title)
    _add(feed, "updated", (max((each.at for each in entries), default=None) or _EMPTY).isoformat())
    for rel, address in (
        ("self", place.here or own),
        ("first", own),
        ("previous", place.previous),
        ("next", place.next),
    ):
        if address is not None:
            SubElement(feed, "link", rel=rel, type=FEED, href=address)
    SubElement(feed, "link", rel="alternate", type="text/html", href=page)
    for each in entries:
        _add_entry(feed, each)
    answer = Response(tostring(feed, encoding="utf-8", xml_declaration=True), mimetype=FEED)
    if not is_to_be_kept():
        # One that is kept is tagged as kept pages are.
        answer.add_etag()
        answer.make_conditional(request)
    return answer


def _add_entry(feed: Element, each: Entry) -> None:
    entry = SubElement(feed, "entry")
    _add(entry, "id", each.id or each.address)
    _add(entry, "title", each.title)
    _add(entry, "updated", each.at.isoformat())
    if each.published is not None:
        _add(entry, "published", each.published.isoformat())
    _add(SubElement(entry, "author"), "name", each.author)
    SubElement(entry, "link", rel="alternate", type="text/html", href=each.address)
    _add(entry, "content", each.text)


def _add(parent: Element, name: str, words: str) -> None:
    SubElement(parent, name).text = _IMPOSSIBLE.sub("\ufffd", words)
