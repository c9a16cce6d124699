"""What this room keeps of a person: articles they imported, groups they joined, and every wording they wrote."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import delete, or_, select

from deliberate.articles.models import AddressImport, Article, ArticleEditor, Group, GroupMember, JoinAttempt
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Revision
from deliberate.core.db import session
from deliberate.core.personal_data import Remains, Row, erasers, sections


@sections.register("articles")
def articles(actor_id: str) -> Iterator[Row]:
    """Articles they imported or edit; their texts are others'."""
    edits = select(ArticleEditor.article_id).where(ArticleEditor.actor_id == actor_id)
    found = select(Article.slug, Article.title, Article.state, Article.author_id, Article.created_at)
    found = found.where(or_(Article.author_id == actor_id, Article.id.in_(edits))).order_by(Article.id)
    for slug, title, state, author_id, created_at in session.execute(found):
        role = "importer" if author_id == actor_id else "co-editor"
        yield {"article": slug, "title": title, "state": state, "as": role, "imported_at": created_at}


@sections.register("groups")
def groups(actor_id: str) -> Iterator[Row]:
    found = select(Group.name).join(GroupMember).where(GroupMember.actor_id == actor_id).order_by(Group.id)
    for name in session.scalars(found):
        yield {"group": name}


@sections.register("addresses")
def addresses(actor_id: str) -> Iterator[Row]:
    """Pages whose text they asked for in the last week."""
    found = select(AddressImport).where(AddressImport.author_id == actor_id).order_by(AddressImport.id)
    for asked in session.scalars(found):
        yield {"address": asked.url, "title": asked.title, "state": asked.state, "asked_at": asked.created_at}


@sections.register("contributions")
def contributions(actor_id: str) -> Iterator[Row]:
    """What they posted, and what of others' they reworded, with each wording that is theirs."""
    found = (
        select(
            Contribution.public_id,
            Contribution.kind,
            Contribution.status,
            Contribution.author_id,
            Contribution.created_at,
            Article.title,
            Revision,
        )
        .join(Article, Article.id == Contribution.article_id)
        .outerjoin(Revision, (Revision.contribution_id == Contribution.id) & (Revision.author_id == actor_id))
        .where(or_(Contribution.author_id == actor_id, Revision.id.is_not(None)))
        .order_by(Contribution.id, Revision.number)
        .execution_options(yield_per=200)
    )
    by_contribution = groupby(session.execute(found), lambda row: row[:6])
    for (public_id, kind, status, author_id, created_at, title), rows in by_contribution:
        yield {
            "id": public_id,
            "kind": kind,
            "in": title,
            "status": status,
            "yours": author_id == actor_id,
            "posted_at": created_at,
            "wordings": [_wording(row[6]) for row in rows if row[6] is not None],
        }


def _wording(revision: Revision) -> dict[str, Any]:
    written_at = revision.created_at.isoformat()
    return {"number": revision.number, "status": revision.status, "written_at": written_at, "words": revision.body}


@erasers.register("articles")
def leave_groups(actor: Actor, _remains: Remains) -> None:
    """Take them out of groups and from among editors, and forget what they asked for. Their articles stay."""
    for table in (GroupMember, JoinAttempt, ArticleEditor):
        session.execute(delete(table).where(table.actor_id == actor.key))
    session.execute(delete(AddressImport).where(AddressImport.author_id == actor.key))
