"""Pages to report articles, sources and names, and to decide on them."""

import re

import time_machine
from flask import Flask
from flask.testing import FlaskClient

from deliberate.articles.models import State
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.moderation.claiming import claim as hold
from deliberate.moderation.models import FlagReason
from deliberate.moderation.reports.raising import report
from deliberate.moderation.reports.things import find_reported, of_article
from deliberate.notices.models import KEPT_BACK
from tests.host import person, send, sign_in
from tests.moderation.curating.scenes import source_of
from tests.moderation.scenes import item_of, moderator, opened, posted

BASE = "/deliberate"


def as_(app: Flask, actor: Actor) -> FlaskClient:
    client = app.test_client()
    sign_in(client, actor)
    return client


def test_from_the_page_of_each_to_the_queue_and_back_to_who_reported_it(context: Flask, client: FlaskClient) -> None:
    claim, ben = opened(context), as_(context, person(context, "ben", level=1))
    bearing = posted(person(context, "ann", level=1), claim)
    item, source = item_of(bearing).public_id, source_of(bearing).public_id
    ways = {
        f"{BASE}/a/{claim.article.slug}": f"{BASE}/a/{claim.article.slug}/flag",
        f"{BASE}/sources/{source}": f"{BASE}/sources/{source}/flag",
        f"{BASE}/evidence/{item}": f"{BASE}/contributions/{item}/author/flag",
        f"{BASE}/people/ann": f"{BASE}/people/ann/flag",
    }
    for page, way in ways.items():
        shown = client.get(page)
        assert (way in shown.text, "Set-Cookie" in shown.headers) == (True, False)
        form = ben.get(way).text
        assert ("attacks people" in form, "off topic" in form, "is here already" in form) == (True, False, False)
        assert send(ben, way, {"reason": "abuse", "note": "Look at this word."}).headers["Location"].startswith(BASE)
    mo = as_(context, moderator(context))
    queue = mo.get(f"{BASE}/queue?bucket=reported").text
    assert all(each in queue for each in ("Article: ", "Source: ", "Name: Ann"))
    items = dict.fromkeys(re.findall(r'href="([^"]*[?;]item=[0-9a-f-]+)#item"', queue))
    opened_one_by_one = "".join(mo.get(each.replace("&amp;", "&")).text for each in items)
    pages = dict.fromkeys(re.findall(rf"{BASE}/reports/[0-9a-f-]+", opened_one_by_one))
    assert len(pages) == 3
    said = {page: mo.get(page).text for page in pages}
    assert all("Look at this word." in each and "Ben" in each for each in said.values())
    (article,) = (page for page, words in said.items() if "Open the article" in words)
    filled = {"version": "1", "action": "close_reported"}
    refused = send(mo, article, filled)
    assert (refused.status_code, "Choose the rule this rests on" in refused.text) == (422, True)
    reason = {"reason_code": "abuse", "reason": "It calls people names."}
    assert send(mo, article, {**filled, "version": "7", **reason}).status_code == 409
    assert send(mo, article, {**filled, **reason}).status_code == 303
    session.rollback()
    assert claim.article.state is State.CLOSED
    assert "A moderator agreed." in ben.get(f"{BASE}/yours").text
    assert "What you reported was decided on" in notices(ben)
    shown = mo.get(article).text
    undo = re.search(rf"{BASE}/measures/[0-9a-f-]+/undo", shown)
    assert undo is not None
    assert send(mo, undo[0]).headers["Location"] == article
    session.rollback()
    assert claim.article.state is State.OPEN


def notices(client: FlaskClient) -> str:
    """What the page of notices says once nothing is kept back any more."""
    with time_machine.travel(now() + 2 * KEPT_BACK, tick=False):
        return str(client.get(f"{BASE}/notices").text)


def test_what_one_moderator_holds_another_cannot_decide_and_whoever_lost_sight_of_it_is_told(context: Flask) -> None:
    claim, ben = opened(context), person(context, "ben", level=1)
    mo, other = moderator(context), moderator(context, "moses")
    title = claim.article.title
    with transaction():
        report(ben, of_article(claim.article), FlagReason.ABUSE)
    thing = find_reported(of_article(claim.article))
    assert thing is not None
    with transaction():
        hold(mo, thing)
    page = f"{BASE}/reports/{thing.public_id}"
    answer = send(as_(context, other), page, {"version": "1", "action": "keep_reported"})
    assert (answer.status_code, "is looking at it" in answer.text) == (409, True)
    chosen = {"action": "unpublish_reported", "reason_code": "abuse", "reason": "It calls people names."}
    assert send(as_(context, mo), page, {"version": "1", **chosen}).status_code == 303
    told = notices(as_(context, ben))
    assert ("agreed with you and acted" in told, title in told) == (True, False)
