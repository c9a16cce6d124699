"""Who may read and edit an article, as facts for the policy and as a condition for queries."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select

from deliberate.articles.models import Article, ArticleEditor, Audience, Group, GroupMember, State
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.policy import Permission, may
from deliberate.core.rules import answers, article_of

PUBLISHED = (State.OPEN, State.CLOSED, State.ARCHIVED)


@answers("in_audience")
def in_audience(actor: Actor, subject: Any) -> bool:
    """Public and link articles are for whoever has the address; a group's are for its people."""
    article: Article = article_of(subject)
    if article.audience is not Audience.GROUP:
        return True
    return actor.signed_in and session.get(GroupMember, (article.group_id, actor.key)) is not None


@answers("an_editor_of_this_article")
def edits(actor: Actor, subject: Any) -> bool:
    """Whoever imported it, and their co-editors."""
    article: Article = article_of(subject)
    if not actor.signed_in:
        return False
    return article.author_id == actor.id or session.get(ArticleEditor, (article.id, actor.key)) is not None


def is_of_class(article: Article) -> bool:
    """Whether it is a class's: its people are let in by a teacher, and each counts like any other."""
    if article.group_id is None or article.audience is not Audience.GROUP:
        return False
    return session.get_one(Group, article.group_id).is_class


def is_excerpt(actor: Actor, article: Article) -> bool:
    """Whether this reader gets only the passages that claims point at, on pages and in files."""
    return article.excerpt and not may(actor, Permission.EDIT_ARTICLE, article)


def readable(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``Article`` that READ_ARTICLE is for one: the two are held together by a test."""
    if actor.is_moderator:
        return Article.id.is_not(None)
    reached: ColumnElement[bool] = Article.audience != Audience.GROUP
    if actor.signed_in:
        groups = select(GroupMember.group_id).where(GroupMember.actor_id == actor.key)
        reached = or_(reached, Article.group_id.in_(groups))
    return or_(and_(Article.state.in_(PUBLISHED), reached), edited_by(actor))


def edited_by(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``Article`` that ``edits`` is for one."""
    if not actor.signed_in:
        return false()
    edited = select(ArticleEditor.article_id).where(ArticleEditor.actor_id == actor.key)
    return or_(Article.author_id == actor.key, Article.id.in_(edited))


def listed(actor: Actor) -> ColumnElement[bool]:
    """What lists, feeds and searches may name: readable, and not only for those who have the link."""
    own: ColumnElement[bool] = Article.author_id == actor.key if actor.signed_in else false()
    return and_(readable(actor), or_(Article.audience != Audience.LINK, own))
