"""Where sources and items are cited, and what that bears on: only what shows, in a constant number of queries."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload, with_polymorphic

from deliberate.articles.access import listed, readable
from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.wording import say
from deliberate.evidence.models import Bearing, Evidence, Source
from deliberate.evidence.queries import SOURCE_PARTS, ShownItem, shown, shown_bearings
from deliberate.propositions.models import Proposition, Relation

#: With the columns of every class that evidence can bear on, so that showing them asks nothing more.
_AnyTarget = with_polymorphic(Contribution, [Proposition, Relation, Evidence, Bearing], flat=True)


@dataclass(frozen=True)
class Citation:
    """One place where a source is cited: the bearing with its evidence, and what it bears on."""

    bearing: Bearing
    target: Contribution


@dataclass(frozen=True)
class SourceRecord:
    """A source, where it is cited, and which other sources share its origin."""

    source: Source
    citations: list[Citation]
    same_origin: list[Source]


def bearings_from(actor: Actor, evidence: Evidence) -> list[Citation]:
    """Everything an item bears on, where that shows to this actor, oldest first. Two queries."""
    found = session.scalars(
        shown_bearings(actor)
        .join(Article, Article.id == Bearing.article_id)
        .where(Bearing.evidence_id == evidence.id, or_(listed(actor), Bearing.article_id == evidence.article_id))
    )
    return _with_targets(found.all())


def get_source(actor: Actor, public_id: uuid.UUID) -> SourceRecord:
    """A source, with everything that cites it in articles this actor's lists may name. Raises NotFound.

    Somebody who came to it from an article that only its address opens sees the source, but finds that article named
    nowhere.
    """
    source = session.scalar(select(Source).where(Source.public_id == public_id).options(*SOURCE_PARTS))
    if source is None or session.scalar(_citing(actor, readable(actor), source).limit(1)) is None:
        raise NotFound(say("There is no such source, or nothing that you may read cites it."))
    cited = session.scalars(
        shown_bearings(actor)
        .join(Article, Article.id == Bearing.article_id)
        .where(ShownItem.source_id == source.id, listed(actor))
    )
    return SourceRecord(source, _with_targets(cited.all()), same_origin_as(actor, source))


def _citing(actor: Actor, reachable: ColumnElement[bool], source: Source) -> Any:
    return (
        select(Evidence.id)
        .join(Article, Article.id == Evidence.article_id)
        .where(Evidence.source_id == source.id, shown(actor, Evidence), reachable)
    )


def same_origin_as(actor: Actor, source: Source) -> list[Source]:
    """The other sources of its origin that are cited where this actor's lists may name it. At most one query."""
    if source.origin_id is None:
        return []
    cited = (
        select(Evidence.source_id)
        .join(Article, Article.id == Evidence.article_id)
        .where(shown(actor, Evidence), listed(actor))
    )
    others = select(Source).where(Source.origin_id == source.origin_id, Source.id != source.id, Source.id.in_(cited))
    return list(session.scalars(others.options(joinedload(Source.publisher)).order_by(Source.id)))


def _with_targets(bearings: Collection[Bearing]) -> list[Citation]:
    """Each bearing with what it bears on, whose own columns are loaded with it."""
    wanted = {bearing.target_id for bearing in bearings}
    if not wanted:
        return []
    targets = {target.id: target for target in session.scalars(select(_AnyTarget).where(_AnyTarget.id.in_(wanted)))}
    return [Citation(bearing, targets[bearing.target_id]) for bearing in bearings]


def citations_in(actor: Actor, article: Article, before: int | None, size: int) -> list[Citation]:
    """What bears on anything in an article, the newest first, from below the id ``before``. Two queries."""
    newest_first = (
        shown_bearings(actor).where(Bearing.article_id == article.id).order_by(None).order_by(Bearing.id.desc())
    )
    if before is not None:
        newest_first = newest_first.where(Bearing.id < before)
    return _with_targets(session.scalars(newest_first.limit(size)).all())
