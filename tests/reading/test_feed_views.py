"""Feeds of an article and of a claim: whole, in pages, for everybody, and only of what everybody sees."""

import re
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Evidence, Side
from deliberate.moderation.services import decide
from deliberate.propositions.models import Proposition
from tests.databases import SQLITE
from tests.factories import make_article, make_bearing, make_proposition
from tests.host import person, sign_in

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def database() -> str:
    return SQLITE


def make_claims(app: Flask, items: int) -> tuple[str, str]:
    """The addresses of the feeds of an article and of one of its two claims, with items on either."""
    with app.app_context(), transaction():
        article = make_article(slug="bridge", title="The <bridge> & its rust")
        claim, other = make_proposition(article, "It rusts \x01."), make_proposition(article, "It is old.")
        for n in range(items):
            make_bearing(claim if n % 2 else other, quote=f"Quote {n} & <b>more</b>.", author="cora")
        make_bearing(claim, quote="It waits.", status=Status.PENDING)
        return "/deliberate/a/bridge/feed.atom", f"/deliberate/claims/{claim.public_id}/feed.atom"


def read(client: FlaskClient, address: str) -> ElementTree.Element:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    feed = ElementTree.fromstring(answer.data)
    check(feed)
    return feed


def check(feed: ElementTree.Element) -> None:
    """What RFC 4287 asks of a feed and its entries."""
    assert feed.tag == f"{ATOM}feed"
    for thing in (feed, *feed.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (found,) = thing.findall(f"{ATOM}{name}")
            assert found.text
        assert re.match(r"(https?://|urn:uuid:)\S+$", text(thing, "id"))
        for moment in (*thing.findall(f"{ATOM}updated"), *thing.findall(f"{ATOM}published")):
            assert datetime.fromisoformat(str(moment.text)).tzinfo is not None
        rels = [each.get("rel") for each in thing.findall(f"{ATOM}link")]
        assert len(rels) == len(set(rels))
        assert "alternate" in rels
        assert all(str(each.get("href")).startswith("http") for each in thing.findall(f"{ATOM}link"))
    assert link(feed, "self")
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        (author,) = entry.findall(f"{ATOM}author")
        assert text(author, "name")
        (content,) = entry.findall(f"{ATOM}content")
        assert content.get("type") in {None, "text"}
    assert len({text(each, "id") for each in entries}) == len(entries)


def text(thing: ElementTree.Element, name: str) -> str:
    return str(thing.findtext(f"{ATOM}{name}"))


def link(feed: ElementTree.Element, rel: str) -> str | None:
    return next((each.get("href") for each in feed.findall(f"{ATOM}link") if each.get("rel") == rel), None)


def quotes(feed: ElementTree.Element) -> list[str]:
    return [text(each, "content").partition(" &")[0].removeprefix("“Quote ") for each in feed.iter(f"{ATOM}entry")]


def test_a_feed_has_every_item_in_pages_that_lead_to_each_other(app: Flask) -> None:
    person(app, "cora")
    article, claim = make_claims(app, 120)
    client, seen, places, address = app.test_client(), list[str](), list[Any](), article
    while address:
        feed = read(client, address)
        seen += quotes(feed)
        places.append(tuple(link(feed, rel) for rel in ("self", "previous", "next")))
        address = str(link(feed, "next") or "")
        assert text(feed, "id") == link(feed, "first") == f"http://localhost{article}"
        assert text(feed, "title") == "Evidence on “The <bridge> & its rust”"
    assert seen == [str(n) for n in reversed(range(120))]
    first, second, third = places
    assert first[1] is None
    assert (second[1], third[1], third[2]) == (first[0], second[0], None)
    (page,) = [read(client, claim)]
    assert quotes(page) == [str(n) for n in range(119, 19, -2)]
    assert text(page.findall(f"{ATOM}entry")[0], "title") == "For: It rusts \ufffd."
    assert text(page.findall(f"{ATOM}entry")[0].findall(f"{ATOM}author")[0], "name") == "Cora"


def test_a_feed_is_kept_until_something_changes_and_has_nothing_that_is_hidden(app: Flask) -> None:
    mo, cora = person(app, "mo", "moderator"), person(app, "cora")
    article, claim = make_claims(app, 1)
    client = app.test_client()
    for address in (article, claim):
        # Whether it is kept by then or made anew, what a reader has is not sent again.
        tag = client.get(address).headers["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
        before = app.extensions["deliberate"].pages.bytes
        client.get(address).close()
        assert app.extensions["deliberate"].pages.bytes > before
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert quotes(read(client, article)) == ["0"]
    with app.app_context(), transaction():
        found = session.query(Proposition).filter_by(text="It rusts \x01.").one()
        made = make_bearing(found, quote="Quote 1 & more.", side=Side.AGAINST, author="cora")
    assert quotes(read(client, claim)) == ["1"]
    assert quotes(read(client, article)) == ["1", "0"]
    # Whoever posted what waits sees it on pages, and in no feed.
    own = app.test_client()
    sign_in(own, cora)
    assert "It waits" not in own.get(article).text
    with app.app_context(), transaction():
        decide(mo, session.merge(made), "remove", "spam", "It advertises.")
    assert quotes(read(client, claim)) == []
    assert quotes(read(client, article)) == ["0"]


def test_a_claim_under_review_keeps_its_words_and_a_newer_quote_makes_its_entry_newer(app: Flask) -> None:
    article, claim = make_claims(app, 2)
    client = app.test_client()
    newest = read(client, claim).findall(f"{ATOM}entry")[0]
    later = datetime.fromisoformat(text(newest, "updated")) + timedelta(hours=1)
    with app.app_context(), transaction():
        found = session.query(Proposition).filter_by(text="It rusts \x01.").one()
        found.status = Status.QUARANTINED
        session.query(Evidence).filter_by(quote="Quote 1 & <b>more</b>.").one().changed_at = later
    for address in (article, claim):
        feed = read(client, address)
        assert "It rusts" not in client.get(address).text
        entry = feed.findall(f"{ATOM}entry")[0]
        assert text(entry, "title") == "For: a claim under review"
        assert text(entry, "updated") == text(feed, "updated") == later.isoformat()
    assert text(feed, "title") == "Evidence on a claim under review"


def test_pages_name_their_feeds(app: Flask) -> None:
    article, claim = make_claims(app, 1)
    client = app.test_client()
    for page, feed in (
        ("/deliberate/a/bridge", article),
        ("/deliberate/a/bridge/evidence", article),
        (claim.removesuffix("/feed.atom"), claim),
    ):
        named = re.findall(
            r'<link rel="alternate" type="application/atom\+xml"[^>]* href="([^"]+)"', client.get(page).text
        )
        assert named == [feed]
