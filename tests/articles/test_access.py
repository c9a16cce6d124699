"""The condition in SQL and the row of the policy are one rule, for every article and every kind of person."""

import itertools

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.articles.access import listed, readable
from deliberate.articles.models import Article, ArticleEditor, Audience, GroupMember, State
from deliberate.articles.services import get_readable, make_group
from deliberate.core.actors import VISITOR, Actor
from deliberate.core.db import session, transaction
from deliberate.core.errors import NotFound
from deliberate.core.policy import Permission, may
from tests.factories import make_article
from tests.host import person

PUBLISHED = {State.OPEN, State.CLOSED, State.ARCHIVED}


@pytest.fixture
def crowd(app: Flask) -> dict[str, Actor]:
    """One of each kind; "pupil" is the group's, "co-editor" edits every article of "importer"."""
    named = {name: person(app, name, level=1) for name in ("member", "pupil", "importer", "co-editor")}
    return named | {
        "visitor": VISITOR,
        "editor of others": person(app, "elsewhere", "editor"),
        "moderator": person(app, "mod", "moderator"),
        "admin": person(app, "root", "admin"),
    }


@pytest.fixture
def articles(context: Flask, crowd: dict[str, Actor]) -> list[Article]:
    """An article in every state for every audience."""
    with transaction():
        group = make_group(crowd["admin"], "Class 9b")
        session.add(GroupMember(group_id=group.id, actor_id="pupil"))
        for state, audience in itertools.product(State, Audience):
            article = make_article(
                author="importer",
                state=state,
                audience=audience,
                group_id=group.id if audience is Audience.GROUP else None,
                slug=f"{state.name}-{audience.name}".lower(),
            )
            session.add(ArticleEditor(article_id=article.id, actor_id="co-editor"))
    return list(session.scalars(select(Article).where(Article.author_id == "importer")))


def test_the_query_and_the_policy_agree_for_everybody_and_every_article(
    articles: list[Article], crowd: dict[str, Actor]
) -> None:
    assert len(articles) == len(State) * len(Audience)
    for name, actor in crowd.items():
        found = set(session.scalars(select(Article.id).where(readable(actor), Article.author_id == "importer")))
        for article in articles:
            allowed = may(actor, Permission.READ_ARTICLE, article)
            assert (article.id in found) is allowed, f"{name}: {article.slug}"


def test_each_kind_of_person_reads_just_what_is_theirs(articles: list[Article], crowd: dict[str, Actor]) -> None:
    for article in articles:
        out = article.state in PUBLISHED
        outsiders = out and article.audience is not Audience.GROUP
        expected = {
            "visitor": outsiders,
            "member": outsiders,
            "editor of others": outsiders,
            "pupil": out,
            "importer": True,
            "co-editor": True,
            "moderator": True,
            "admin": True,
        }
        assert {name: may(actor, Permission.READ_ARTICLE, article) for name, actor in crowd.items()} == expected


def test_what_one_may_not_read_looks_like_what_is_not_there(articles: list[Article], crowd: dict[str, Actor]) -> None:
    with pytest.raises(NotFound) as absent:
        get_readable(crowd["member"], "no-such-article")
    with pytest.raises(NotFound) as hidden:
        get_readable(crowd["member"], "draft-public")
    with pytest.raises(NotFound) as of_a_group:
        get_readable(crowd["member"], "open-group")
    assert absent.value.message == hidden.value.message == of_a_group.value.message
    assert get_readable(crowd["pupil"], "open-group").slug == "open-group"


def test_lists_leave_out_what_only_the_link_opens_except_for_whoever_imported_it(
    articles: list[Article], crowd: dict[str, Actor]
) -> None:
    for name, actor in crowd.items():
        slugs = set(session.scalars(select(Article.slug).where(listed(actor), Article.author_id == "importer")))
        assert ("open-link" in slugs) is (name == "importer"), name
        assert "open-public" in slugs, name
        assert ("open-group" in slugs) is (name not in {"visitor", "member", "editor of others"}), name
        assert slugs <= {a.slug for a in articles if may(actor, Permission.READ_ARTICLE, a)}, name
