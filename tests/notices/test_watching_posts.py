"""Claims and items that somebody watches or has muted: nearer goes before farther, and all of it before the article."""

from html import unescape

from flask import Flask
from flask.testing import FlaskClient

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Side
from deliberate.evidence.services import post_evidence, post_remark
from deliberate.notices.models import NoticeKind, PostWatch, WatchState
from deliberate.notices.watching import set_watch
from deliberate.notices.watching_posts import find_post_watch, set_post_watch, watched_posts
from deliberate.propositions.services import merge
from tests.factories import make_article, make_proposition
from tests.host import person, send, sign_in
from tests.moderation.scenes import draft, item_of, opened, posted
from tests.notices.scenes import kinds, read_all, sentences, wait
from tests.queries import count_queries


def chosen(actor: Actor, post: Contribution, state: WatchState | None) -> None:
    with transaction():
        set_post_watch(actor, post, state)


def challenged(actor: Actor, target: Contribution, quote: str = "It was another bridge.") -> None:
    with transaction():
        post_evidence(actor, target, draft(quote, Side.AGAINST))


def test_who_watches_a_claim_hears_of_what_is_posted_on_it_and_of_nothing_else(context: Flask) -> None:
    ann, bob = person(context, "ann", level=1), person(context, "bob", level=1)
    claim = opened(context)
    with transaction():
        other = make_proposition(claim.article, "The cable was old.")
    chosen(ann, claim, WatchState.WATCHED)
    posted(bob, other)
    assert kinds(ann) == []
    bearing = posted(bob, claim, "It was inspected.")
    wait()
    assert sentences(ann) == ["New evidence for “The bridge closed on Monday.”"]
    read_all()
    challenged(bob, item_of(bearing))
    assert kinds(ann) == [NoticeKind.NEW_EVIDENCE] * 2
    chosen(ann, claim, None)
    read_all()
    posted(bob, claim, "A third quote.")
    assert kinds(ann) == [NoticeKind.NEW_EVIDENCE] * 2


def test_who_has_muted_a_claim_hears_nothing_of_it_and_the_rest_of_the_article(context: Flask) -> None:
    ann, bob = person(context, "ann", level=1), person(context, "bob", level=1)
    claim = opened(context)
    with transaction():
        other = make_proposition(claim.article, "The cable was old.")
        set_watch(ann, claim.article, WatchState.WATCHED)
    chosen(ann, claim, WatchState.MUTED)
    bearing = posted(bob, claim)
    challenged(bob, bearing)
    assert kinds(ann) == []
    posted(bob, other, "It was inspected.")
    assert kinds(ann) == [NoticeKind.NEW_EVIDENCE]


def test_answers_to_an_item_of_ones_own_can_be_muted(context: Flask) -> None:
    ann, bob = person(context, "ann", level=1), person(context, "bob", level=1)
    bearing = posted(ann, opened(context))
    item = item_of(bearing)
    chosen(ann, item, WatchState.MUTED)
    challenged(bob, item)
    challenged(bob, bearing, "A third quote.")
    with transaction():
        post_remark(bob, item.article, item, "Which page is it on?")
    assert kinds(ann) == []


def test_a_watched_item_of_a_muted_claim_is_told_of_and_a_watched_claim_of_a_muted_article(context: Flask) -> None:
    ann, bob = person(context, "ann", level=1), person(context, "bob", level=1)
    claim = opened(context)
    bearing = posted(bob, claim)
    with transaction():
        set_watch(ann, claim.article, WatchState.MUTED)
    chosen(ann, claim, WatchState.MUTED)
    chosen(ann, item_of(bearing), WatchState.WATCHED)
    challenged(bob, item_of(bearing))
    assert kinds(ann) == [NoticeKind.NEW_EVIDENCE]
    read_all()
    chosen(ann, claim, WatchState.WATCHED)
    posted(bob, claim, "It was inspected.")
    assert kinds(ann) == [NoticeKind.NEW_EVIDENCE] * 2


def test_who_watched_a_claim_hears_of_the_one_it_was_merged_into(context: Flask) -> None:
    ann, bob, editor = person(context, "ann", level=1), person(context, "bob", level=1), person(context, "editor")
    with transaction():
        article = make_article()
        kept, gone = make_proposition(article, "It closed."), make_proposition(article, "It was shut.")
    chosen(ann, gone, WatchState.WATCHED)
    with transaction():
        merge(editor, [gone], kept)
    posted(bob, kept)
    assert kinds(ann) == [NoticeKind.NEW_EVIDENCE]


def test_what_one_watches_is_listed_for_as_long_as_one_may_read_it(context: Flask) -> None:
    ann, claim = person(context, "ann", level=1), opened(context)
    bearing = posted(person(context, "bob", level=1), claim)
    chosen(ann, claim, WatchState.WATCHED)
    chosen(ann, item_of(bearing), WatchState.MUTED)
    found = [(each.title, each.watch.state) for each in watched_posts(ann)]
    assert found == [("Rust was found.", WatchState.MUTED), ("The bridge closed on Monday.", WatchState.WATCHED)]
    with transaction():
        claim.article.state = "draft"
    assert watched_posts(ann) == []


def test_a_post_asks_once_for_watches_where_there_are_none(context: Flask) -> None:
    bob, claim = person(context, "bob", level=1), opened(context)
    posted(bob, claim)
    asked = count_queries(context, lambda: posted(bob, claim, "It was inspected."), PostWatch.__tablename__)
    assert asked == 1


def test_the_buttons_say_at_once_how_it_stands_with_a_script_and_without(context: Flask, client: FlaskClient) -> None:
    ann, claim = person(context, "ann", level=1), opened(context)
    sign_in(client, ann)
    page = f"/deliberate/claims/{claim.public_id}"
    url = f"/deliberate/contributions/{claim.public_id}/watch"
    assert "Watch this claim" in client.get(page).text
    piece = send(client, url, {"state": "watched"}, headers={"HX-Request": "true"})
    assert piece.status_code == 200
    assert piece.text.strip().startswith("<p>You watch this claim.</p>")
    listed = unescape(client.get("/deliberate/notices/settings").text)
    assert "Claims and items you watch or have muted" in listed
    answer = send(client, url, {"state": "muted", "back": "settings"})
    assert (answer.status_code, answer.location) == (303, "/deliberate/notices/settings#watched-posts")
    assert send(client, url, {"state": "neither"}).location == f"/deliberate/contributions/{claim.public_id}"
    session.rollback()
    assert find_post_watch(ann, claim) is None
    assert send(client, url, {"state": "loudly"}).status_code == 422
    article = send(client, f"/deliberate/a/{claim.article.slug}/watch", {"state": "muted"}, headers={"HX-Request": "1"})
    assert article.text.strip().startswith("<p>You have muted this article.</p>")
