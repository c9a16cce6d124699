"""A host's own article gets one deliberation, and its page says as much of it as its reader may know."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from deliberate.articles.models import Article, ArticleEditor, Audience, State
from deliberate.core.actors import Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Invalid
from deliberate.extension import Attached, Deliberate
from deliberate.hosting.models import Attachment
from deliberate.propositions.models import Proposition
from tests.databases import SQLITE, let_go
from tests.factories import TEXT, make_bearing
from tests.host import OwnContextClient, person, sign_in

deliberate = Deliberate()
STORY = {"title": "The bridge", "text": TEXT, "editor": "ann"}


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """What is told, and to whom, is the same on either database; only races are not."""
    kind: str = getattr(request, "param", SQLITE)
    return kind


@pytest.fixture
def ann(app: Flask) -> Actor:
    return person(app, "ann")


def article_of(key: str) -> Article:
    return session.scalars(
        select(Article).join(Attachment, Attachment.article_id == Article.id).where(Attachment.key == key)
    ).one()


def test_the_first_call_opens_it_and_later_ones_find_it_as_it_has_become(context: Flask, ann: Actor) -> None:
    assert deliberate.attach("story-1") is None
    opened = deliberate.attach("story-1", publish=True, **STORY)
    assert opened is not None
    assert (opened.url, opened.title, opened.state) == ("/deliberate/a/the-bridge", "The bridge", "open")
    assert opened.claims > 0
    assert (opened.items, opened.counts) == (0, f"{opened.claims} claims, 0 items")
    with transaction():
        claim = session.scalars(
            select(Proposition).where(Proposition.article == article_of("story-1"), Proposition.status == "visible")
        ).first()
        make_bearing(claim)
        make_bearing(claim, status=Status.REMOVED)
        make_bearing(claim, status=Status.PENDING)
    again = deliberate.attach("story-1", title="Another", text=lambda: pytest.fail("it is there already"))
    assert again == Attached(opened.url, "The bridge", "open", opened.claims, 1)
    assert deliberate.attach("story-1") == again
    assert deliberate.attach("story-2", **STORY, reader=ann) != again


def test_a_draft_is_told_of_to_its_editors_alone_and_one_by_link_or_of_a_group_to_no_stranger(
    context: Flask, ann: Actor
) -> None:
    address = "https://news.example/bridge"
    assert deliberate.attach(address, **STORY) is None
    session.rollback()  # a request reads one moment of the database, and this is the next one
    assert deliberate.attach(address, reader=person(context, "ben")) is None
    mine = deliberate.attach(address, reader=ann)
    assert mine is not None
    assert (mine.state, mine.claims) == ("draft", 0)
    article = article_of(address)
    assert article.source_url == address
    assert session.get(ArticleEditor, (article.id, "ann")) is not None
    for audience in (Audience.LINK, Audience.GROUP):
        with transaction():
            article = article_of(address)
            article.state, article.audience = State.OPEN, audience
        assert deliberate.attach(address) is None
        assert deliberate.attach(address, reader=ann) is not None


def test_a_text_in_which_no_claim_is_found_stays_a_draft(context: Flask, ann: Actor) -> None:
    assert deliberate.attach("poem", title="Why?", text="Why?", editor="ann", publish=True) is None
    session.rollback()
    assert deliberate.attach("poem", reader=ann) is not None


def test_what_will_not_do_is_said_and_stores_nothing(context: Flask, ann: Actor) -> None:
    for wrong in ({"text": ""}, {"title": "x" * 301}, {"editor": "nobody"}, {"source_url": "javascript:alert(1)"}):
        with pytest.raises(Invalid):
            deliberate.attach("story", **{**STORY, **wrong})
    for key in ("", "x" * 1001):
        with pytest.raises(Invalid):
            deliberate.attach(key, **STORY)
    assert session.scalar(select(func.count()).select_from(Attachment)) == 0
    assert (
        session.scalar(select(Article.id).where(Article.title == "The bridge", Article.author_id == "system")) is None
    )


@pytest.mark.new_app
def test_on_a_page_of_the_host_the_reader_is_whoever_asks_for_it_below_whatever_prefix(app: Flask, ann: Actor) -> None:
    app.add_url_rule("/story", "story", lambda: f"{deliberate.attach('story', **STORY)}")
    client = app.test_client()
    assert isinstance(client, OwnContextClient)
    assert client.get("/story").text == "None"
    sign_in(client, ann)
    assert (
        "url='/news/deliberate/a/the-bridge'" in client.get("/story", environ_overrides={"SCRIPT_NAME": "/news"}).text
    )


@pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
def test_however_many_ask_at_once_there_is_one(app: Flask, ann: Actor) -> None:
    def ask(_: int) -> Attached | None:
        with app.app_context():
            return deliberate.attach("story", publish=True, **STORY)

    with ThreadPoolExecutor(6) as pool:
        found = set(pool.map(ask, range(12)))
    assert len(found) == 1
    assert None not in found
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Attachment)) == 1
        assert session.scalar(select(func.count()).select_from(Article).where(Article.author_id == "system")) == 1
    let_go(app)
