"""What an open page is told: numbers of what is new to its reader, and never of what they may not see."""

import re
from html import unescape

from flask import Flask
from flask.testing import FlaskClient

from deliberate.articles.models import Audience
from deliberate.core.actors import VISITOR, Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Evidence, Side
from deliberate.evidence.services import post_evidence, post_remark, withdraw
from deliberate.moderation.services import decide, undo
from deliberate.propositions.models import Proposition
from deliberate.reading.news import News, news_since, version_of
from deliberate.weighting.models import Dimension
from deliberate.weighting.services import rate
from tests.factories import make_bearing, make_proposition
from tests.host import person, sign_in
from tests.moderation.scenes import draft, item_of, moderator, opened, posted
from tests.notices.scenes import wait
from tests.queries import count_queries


def news_of(actor: Actor, claim: Proposition, since: int) -> News:
    session.rollback()
    return news_since(actor, claim.article, since)


def test_others_posts_weighing_and_decisions_are_counted_and_ones_own_are_not(context: Flask) -> None:
    ann, bob, mo = person(context, "ann", level=1), person(context, "bob", level=1), moderator(context)
    claim = opened(context)
    since = version_of(claim.article)
    bearing = posted(ann, claim)
    with transaction():
        post_evidence(ann, item_of(bearing), draft("It was another bridge.", Side.AGAINST))
        post_remark(ann, claim.article, claim, "Which bridge is it?")
        rate(bob, bearing, dict.fromkeys(Dimension, 3))
    with transaction():
        decision = decide(mo, item_of(bearing), "dispute", "contested", "It is contested.")
    assert news_of(VISITOR, claim, since) == News(items=2, remarks=1, weighed=1, decisions=1)
    assert news_of(ann, claim, since) == News(weighed=1, decisions=1)
    assert news_of(bob, claim, since) == News(items=2, remarks=1, decisions=1)
    assert news_of(VISITOR, claim, version_of(claim.article)) == News()
    with transaction():
        other = make_proposition(claim.article, "It was old.")
        post_remark(ann, claim.article, other, "How old?")
    on = {each: news_since(VISITOR, claim.article, since, each) for each in (claim, other, item_of(bearing))}
    assert on[claim] == News(items=2, remarks=1, weighed=1, decisions=1)
    assert on[other] == News(remarks=1)
    assert on[item_of(bearing)] == News(items=2, weighed=1, decisions=1)
    with transaction():
        undo(mo, decision)
    assert news_of(VISITOR, claim, since).decisions == 0


def test_what_waits_is_no_news_to_anybody_until_it_is_shown(context: Flask) -> None:
    new, mo, claim = person(context, "new"), moderator(context), opened(context)
    since = version_of(claim.article)
    bearing = posted(new, claim)
    assert bearing.status is Status.PENDING
    assert [news_of(each, claim, since) for each in (VISITOR, new, mo)] == [News()] * 3
    other = posted(new, claim, "It was inspected.", Side.AGAINST)
    waits = version_of(claim.article)
    with transaction():
        decide(mo, bearing, "approve")
        decide(mo, other, "reject", "spam", "It sells shoes.")
    assert news_of(VISITOR, claim, waits) == News(items=1)


def test_what_was_taken_from_view_is_news_as_a_decision_alone(context: Flask) -> None:
    ann, mo, claim = person(context, "ann", level=1), moderator(context), opened(context)
    since = version_of(claim.article)
    removed, taken_back = posted(ann, claim), posted(ann, claim, "It was inspected.")
    with transaction():
        decide(mo, removed, "remove", "spam", "It sells shoes.")
        withdraw(ann, taken_back)
    assert news_of(VISITOR, claim, since) == News(decisions=1)


def test_items_of_an_article_one_may_not_read_are_not_counted(context: Flask) -> None:
    ann = person(context, "ann", level=1)
    claim, hidden = opened(context, slug="bridge"), opened(context, slug="secret", audience=Audience.LINK)
    bearing = posted(ann, hidden)
    since = version_of(claim.article)
    with transaction():
        shared = make_bearing(claim, evidence=session.get_one(Evidence, bearing.evidence_id))
        hidden.article.state = "draft"
        session.flush()
    assert shared.is_visible
    assert news_of(VISITOR, claim, since) == News()


def test_a_version_that_never_was_has_no_news(context: Flask) -> None:
    claim = opened(context)
    assert news_of(VISITOR, claim, 0) == news_of(VISITOR, claim, 10**30) == News()


NEWS = "/deliberate/a/bridge/news"


def since_on(client: FlaskClient) -> tuple[str, str]:
    """Where an open page asks, and since when."""
    page = client.get("/deliberate/a/bridge").text
    found = re.search(r'data-live="([^"]+)" data-since="(\d+)"', page)
    assert found is not None
    return found[1], found[2]


def test_visitors_share_the_answer_which_says_what_is_new_and_is_304_until_more_comes(
    context: Flask, client: FlaskClient
) -> None:
    ann, claim = person(context, "ann", level=1), opened(context, slug="bridge")
    address, since = since_on(client)
    assert address == NEWS
    asked = {"since": since}
    nothing = client.get(address, query_string=asked)
    assert (nothing.status_code, 'data-news="0"' in nothing.text, "Set-Cookie" in nothing.headers) == (200, True, False)
    posted(ann, claim)
    posted(ann, claim, "It was inspected.", Side.AGAINST)
    # Read to its end, for only then is it kept.
    with client.get(address, query_string=asked, headers={"If-None-Match": nothing.headers["ETag"]}) as answer:
        assert 'data-news="2"' in answer.text
        assert "2 new items of evidence since you opened this page." in unescape(answer.text)
        assert "data-unread" not in answer.text
    again = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(address, query_string=asked, headers=again).status_code == 304
    # One row, or two, says that it still holds.
    assert count_queries(context, lambda: client.get(address, query_string=asked, headers=again)) <= 2


def test_somebody_signed_in_is_told_how_many_notices_are_unread_with_it(context: Flask, client: FlaskClient) -> None:
    ann, bob = person(context, "ann", level=1), person(context, "bob", level=1)
    claim = opened(context, slug="bridge")
    posted(ann, claim)
    sign_in(client, ann)
    address, since = since_on(client)
    asked = {"since": since}
    first = client.get(address, query_string=asked)
    posted(bob, claim, "It was inspected.")
    wait()
    known = {"If-None-Match": first.headers["ETag"]}
    answer = client.get(address, query_string=asked, headers=known)
    assert "1 new item of evidence since" in answer.text
    assert re.search(r"data-unread>.*>1<", answer.text)
    assert answer.headers["Cache-Control"] == "private, no-store"
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(address, query_string=asked, headers=known).status_code == 304


def test_an_article_one_may_not_read_has_no_news(context: Flask, client: FlaskClient) -> None:
    opened(context, slug="bridge", state="draft")
    assert client.get(NEWS, query_string={"since": "1"}).status_code == 404
    assert client.get("/deliberate/a/bridge/stream").status_code == 404
