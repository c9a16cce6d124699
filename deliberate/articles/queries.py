"""The articles somebody edits, and the people and groups around an article."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from deliberate.articles.models import PART, Article, ArticleEditor, Group, GroupMember
from deliberate.core.actors import Actor
from deliberate.core.db import session


def edited_articles(actor: Actor, limit: int = 20) -> Sequence[Article]:
    """What the actor imported or edits with others, the latest change first, whatever its state and audience.

    Copies that small groups of a class have are found by their groups: dozens of them would leave no room here.
    """
    with_others = select(ArticleEditor.article_id).where(ArticleEditor.actor_id == actor.key)
    mine = or_(Article.author_id == actor.key, Article.id.in_(with_others))
    copies = select(Group.id).where(Group.join_code.like(f"{PART}%:%"))
    whole = or_(Article.group_id.is_(None), Article.group_id.not_in(copies))
    latest_first = select(Article).where(mine, whole).order_by(Article.changed_at.desc(), Article.id.desc())
    return session.scalars(latest_first.limit(limit)).all()


def editors_of(article: Article) -> list[str]:
    """The ids of its co-editors, without whoever imported it."""
    ids = select(ArticleEditor.actor_id).where(ArticleEditor.article_id == article.id)
    return list(session.scalars(ids.order_by(ArticleEditor.actor_id)))


def groups_of(actor: Actor) -> Sequence[Group]:
    """The groups the actor is in, by name; parts of a class are not chosen, joined or left by themselves."""
    mine = select(GroupMember.group_id).where(GroupMember.actor_id == actor.key)
    whole = (Group.id.in_(mine), ~Group.join_code.startswith(PART))
    return session.scalars(select(Group).where(*whole).order_by(Group.name, Group.id)).all()
