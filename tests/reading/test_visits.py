"""How far somebody has read, what is new to them, and being shown around: theirs alone, and written by no page."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from deliberate.articles.importing import read_text
from deliberate.articles.models import Article, State
from deliberate.articles.versions import renew
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import NotAllowed
from deliberate.core.written import EVERYTHING, SITE, versions_of
from deliberate.evidence.models import Side
from deliberate.moderation.services import decide
from deliberate.propositions.models import Proposition
from deliberate.reading.models import Visit, Welcome
from deliberate.reading.since_page import NAMED, changes_since
from deliberate.reading.visits import APART, new_evidence, new_since, note_place, see_all, stopped_at, was_shown_around
from tests.factories import make_article, make_bearing, make_proposition
from tests.host import person, send, sign_in
from tests.queries import count_queries
from tests.reading.scenes import published

BRIDGE = "/deliberate/a/bridge"
LONG = "The bridge closed on Monday.\n\nThe cable had rusted for years, as engineers say.\n\nIt was old."


@pytest.fixture
def claim(context: Flask) -> Proposition:
    with transaction():
        article = make_article(slug="bridge", text=LONG)
        return make_proposition(article, "It closed.", words="The bridge closed")


@pytest.fixture
def ann(context: Flask) -> Actor:
    return person(context, "ann", level=1)


def _long_ago(hours: int = 3) -> None:
    """Put every visit back by so many hours."""
    back = now() - timedelta(hours=hours)
    session.execute(update(Visit).values(at=back, seen_until=back))


def _page(client: FlaskClient, url: str = BRIDGE) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def _visit() -> Visit:
    return session.query(Visit).one()


def test_what_was_new_as_a_visit_began_stays_new_until_the_next(claim: Proposition, ann: Actor) -> None:
    article = claim.article
    with transaction():
        note_place(ann, article, 0, 1)
        assert not new_evidence(ann, article, new_since(_visit()))
        _long_ago()
        for author in ("poster", "ann"):
            posted = make_bearing(claim, author=author)
        make_bearing(posted.evidence, Side.AGAINST)
        make_bearing(claim, status=Status.PENDING)
        session.refresh(_visit())
        assert new_evidence(ann, article, new_since(_visit())) == {claim.id: 1}
        note_place(ann, article, 30, 1)
        note_place(ann, article, 79, 1)
        assert new_evidence(ann, article, new_since(_visit())) == {claim.id: 1}
        _visit().at = now() - 2 * APART
        assert new_since(_visit()) == _visit().at
        see_all(ann, article)
        assert not new_evidence(ann, article, new_since(_visit()))


def test_a_place_is_kept_through_newer_texts_and_given_up_where_its_words_are_gone(
    context: Flask, claim: Proposition, ann: Actor
) -> None:
    article, editor = claim.article, person(context, "editor")
    with transaction():
        note_place(ann, article, LONG.index("The cable"), 1)
        assert stopped_at(_visit(), article) == LONG.index("The cable")
        renew(editor, article, read_text("Something new.\n\n" + LONG, format="text"), 1)
        assert stopped_at(_visit(), article) == LONG.index("The cable") + 16
        renew(editor, article, read_text("All else.\n\nThe bridge closed.", format="text"), 2)
        assert stopped_at(_visit(), article) is None


def test_nobody_keeps_a_place_in_what_they_may_not_read(context: Flask, claim: Proposition, ann: Actor) -> None:
    with transaction():
        claim.article.state = State.DRAFT
        session.flush()
        for step in (lambda: note_place(ann, claim.article, 0, 1), lambda: see_all(ann, claim.article)):
            with pytest.raises(NotAllowed):
                step()


def test_what_changed_is_told_article_by_article_and_names_nothing_that_was_taken_from_view(
    context: Flask, claim: Proposition, ann: Actor
) -> None:
    article = claim.article
    mo, editor = person(context, "mo", "moderator"), person(context, "editor")
    with transaction():
        note_place(ann, article, 0, 1)
        note_place(ann, published(slug="other")[0].article, 0, 1)
        _long_ago()
        for _ in range(NAMED + 1):
            newest = make_bearing(claim, Side.AGAINST)
        lost = make_bearing(claim, quote="Buy shoes.")
        make_bearing(claim, author="ann")
        renew(editor, article, read_text(LONG + " And so on.", format="text"), 1)
        lost_id = lost.id
    with transaction():
        decide(mo, session.get_one(type(lost), lost_id), "remove", "spam", "Shoes.")
    here, other = sorted(changes_since(ann), key=lambda each: each.article.slug)
    assert (here.article.slug, here.item_count, len(here.items), here.versions) == ("bridge", NAMED + 1, NAMED, [2])
    assert here.items[0].bearing.id == newest.id
    assert here.items[0].claim.id == claim.id
    assert [each.sentence for each in here.decided] == ["A moderator removed an item of evidence"]
    assert not other.any
    assert [each.article.slug for each in changes_since(ann, article)] == ["bridge"]
    with transaction():
        article = session.get_one(Article, article.id)
        article.state = State.DRAFT
    assert [each.article.slug for each in changes_since(ann)] == ["other"]


def test_what_waited_for_a_moderator_is_new_when_it_shows_and_not_once_more_when_it_comes_back(
    context: Flask, claim: Proposition, ann: Actor
) -> None:
    mo = person(context, "mo", "moderator")
    with transaction():
        held = make_bearing(claim, status=Status.PENDING)
        note_place(ann, claim.article, 0, 1)
        _long_ago(hours=2)
        session.execute(update(Contribution).values(created_at=now() - timedelta(hours=3)))
        assert new_evidence(ann, claim.article, new_since(_visit())) == {}
    bearing = lambda: session.get_one(type(held), held.id)  # noqa: E731
    with transaction():
        decide(mo, bearing(), "approve")
    assert new_evidence(ann, claim.article, new_since(_visit())) == {claim.id: 1}
    assert [each.item_count for each in changes_since(ann)] == [1]
    with transaction():
        session.execute(update(Contribution).values(approved_at=now() - timedelta(hours=3)))
    for action, reason in (("remove", "spam"), ("restore", None)):
        with transaction():
            decide(mo, bearing(), action, reason, "Shoes.")
    assert new_evidence(ann, claim.article, new_since(_visit())) == {}


@pytest.fixture
def member(app: Flask, ann: Actor) -> FlaskClient:
    client = app.test_client()
    sign_in(client, ann)
    return client


def test_reading_writes_nothing_and_what_is_told_turns_no_shared_page_over(
    app: Flask, claim: Proposition, member: FlaskClient
) -> None:
    about = (SITE, EVERYTHING, claim.article_id)
    before = versions_of(session, about)
    session.rollback()
    for url in (BRIDGE, "/deliberate/since", "/deliberate/articles"):
        _page(member, url)
    assert session.query(Visit).count() == session.query(Welcome).count() == 0
    session.rollback()
    told: dict[str, Any] = {"position": "30", "version": "1"}
    assert send(member, f"{BRIDGE}/place", {**told, "by": "script"}).status_code == 204
    answer = send(member, f"{BRIDGE}/place", told)
    assert (answer.status_code, answer.location) == (303, f"{BRIDGE}?at=30#p-30")
    send(member, f"{BRIDGE}/seen")
    send(member, "/deliberate/welcome")
    assert session.query(Visit).one().position == 30
    assert versions_of(session, about) == before


@pytest.mark.parametrize("wrong", [{}, {"position": "x", "version": "1"}, {"position": "1", "version": "2"}])
def test_a_place_that_cannot_be_is_refused(claim: Proposition, member: FlaskClient, wrong: dict[str, str]) -> None:
    assert send(member, f"{BRIDGE}/place", wrong).status_code == 422
    assert session.query(Visit).count() == 0


def test_the_article_says_where_one_stopped_and_which_claims_have_news_to_oneself_alone(
    app: Flask, client: FlaskClient, claim: Proposition, member: FlaskClient
) -> None:
    send(member, f"{BRIDGE}/place", {"position": "30", "version": "1"})
    with transaction():
        _long_ago()
        make_bearing(claim)
    page = _page(member)
    assert f'href="{BRIDGE}?at=30#p-30">Continue where you stopped' in page
    assert 'id="p-30"' in page
    assert page.count("1 new item") == 2
    assert "since your last visit" in page
    assert "since your last visit" not in _page(client)
    assert "data-place-form" not in _page(client)
    assert "1 new item of evidence" in _page(member, "/deliberate/since?article=bridge")
    assert send(member, f"{BRIDGE}/seen").status_code == 303
    assert "Nothing has changed since you were last there." in _page(member, "/deliberate/since")


def test_the_list_of_articles_counts_what_is_new_in_those_one_has_been_in(
    claim: Proposition, ann: Actor, member: FlaskClient
) -> None:
    with transaction():
        other = make_proposition(make_article(slug="other"), "It sank.")
        note_place(ann, claim.article, 0, 1)
        _long_ago()
        make_bearing(claim, Side.FOR)
        make_bearing(claim, Side.AGAINST, status=Status.PENDING)
        make_bearing(other, Side.FOR)
    page = _page(member, "/deliberate/articles")
    assert page.count('class="dlb-new"') == 1
    assert "1 new item since your last visit" in page


def test_without_a_script_every_passage_has_a_button_to_keep_ones_place(
    claim: Proposition, member: FlaskClient
) -> None:
    buttons = re.findall(r'<noscript><button [^>]*form="place"[^>]* name="position" value="(\d+)">', _page(member))
    assert buttons == ["0", "30", "81"]


def test_whoever_is_there_for_the_first_time_is_shown_around_until_they_have_seen_it(
    app: Flask, client: FlaskClient, claim: Proposition, member: FlaskClient
) -> None:
    pages = (BRIDGE, "/deliberate/articles", "/deliberate/")
    assert ["Three things to know" in _page(member, url) for url in pages[:2]] == [True, True]
    assert not any("Three things to know" in _page(client, url) for url in pages)
    assert send(member, "/deliberate/welcome", {"article": "bridge"}).location == BRIDGE
    assert send(member, "/deliberate/welcome").location == "/deliberate/articles"
    assert not any("Three things to know" in _page(member, url) for url in pages)
    with transaction():
        was_shown_around(Actor(id="ann"))
    assert session.query(Welcome).count() == 1


def test_queries_of_what_changed_do_not_grow(app: Flask, ann: Actor, member: FlaskClient) -> None:
    def more(names: range) -> None:
        with app.app_context(), transaction():
            for n in names:
                claim = published(slug=f"article-{n}")[0]
                note_place(ann, claim.article, 0, 1)
                for _ in range(n % 4 + 1):
                    make_bearing(claim)
            _long_ago()

    more(range(2))
    few = count_queries(app, lambda: _page(member, "/deliberate/since"))
    more(range(2, 9))
    assert count_queries(app, lambda: _page(member, "/deliberate/since")) == few
