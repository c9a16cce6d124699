"""Which items somebody is asked to weigh next: those that wait longest for it, the sides taking turns."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, selectinload

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.core.wording import say
from deliberate.evidence.models import Bearing, Curation, Evidence, Side, Source
from deliberate.evidence.queries import not_withheld
from deliberate.propositions.models import Proposition, Relation
from deliberate.weighting.models import Dimension, ItemScore, Rating

#: How many make a round.
ROUND = 5

_Item = aliased(Evidence, flat=True)
_Target = aliased(Contribution, flat=True)


def least_weighed(
    actor: Actor, article: Article, last: Side | None = None, about: Proposition | None = None
) -> Bearing | None:
    """The item of fewest raters, oldest first, that this person neither posted nor has weighed; None if there is none.

    ``last`` is the side they were shown before: the other side comes first where it has one waiting. ``about``: of what
    bears on this claim alone. The evidence and its source are loaded.
    """
    waiting = _open_to(actor, article)
    if about is not None:
        waiting = waiting.where(Bearing.target_id == about.id)
    if last is not None:
        turned: Bearing | None = session.scalar(waiting.where(Bearing.side == last.other))
        if turned is not None:
            return turned
    found: Bearing | None = session.scalar(waiting)
    return found


def _open_to(actor: Actor, article: Article) -> Select[Any]:
    weighed = (
        select(Rating.id)
        .where(
            Rating.contribution_id == Bearing.id,
            Rating.actor_id == actor.key,
            # What was said of older words is asked again.
            Rating.revision >= Bearing.substance,
        )
        .exists()
    )
    return (
        select(Bearing)
        .join(Bearing.evidence.of_type(_Item))
        .join(_Item.source)
        .join(_Target, _Target.id == Bearing.target_id)
        .outerjoin(ItemScore, ItemScore.bearing_id == Bearing.id)
        .where(
            Bearing.article_id == article.id,
            Bearing.author_id != actor.key,
            _Item.author_id != actor.key,
            Bearing.locked_at.is_(None),
            _Item.locked_at.is_(None),
            can_weigh(Bearing, _Item, _Target),
            not_withheld(actor, Bearing),
            ~weighed,
        )
        .options(contains_eager(Bearing.evidence.of_type(_Item)).contains_eager(_Item.source))
        .order_by(func.coalesce(ItemScore.raters, 0), Bearing.created_at, Bearing.id)
        .limit(1)
    )


def can_weigh(bearing: Any, item: Any, target: Any) -> ColumnElement[bool]:
    """The condition, where ``Source`` is joined as well, that an item would count once enough people have rated it."""
    return and_(
        bearing.status == Status.VISIBLE,
        item.status == Status.VISIBLE,
        target.status == Status.VISIBLE,
        item.curation != Curation.RETRACTED,
        Source.retracted_at.is_(None),
        or_(target.kind != "relation", bearing.side == Side.AGAINST),
    )


def find_bearing(bearing_id: int) -> Bearing | None:
    """A bearing with its evidence and source."""
    return session.scalar(_with_evidence().where(Bearing.id == bearing_id))


def find_bearing_called(public_id: UUID) -> Bearing | None:
    """The same by its public id."""
    return session.scalar(_with_evidence().where(Bearing.public_id == public_id))


def _with_evidence() -> Select[Bearing]:
    return select(Bearing).options(selectinload(Bearing.evidence).joinedload(Evidence.source))


def answers_of(actor: Actor, bearing: Bearing) -> Mapping[Dimension, int | None]:
    """What this person answered about an item as it is worded now, reliability included wherever they gave it."""
    rows = session.scalars(
        select(Rating)
        .join(Contribution, Contribution.id == Rating.contribution_id)
        .where(
            Rating.contribution_id.in_((bearing.id, bearing.evidence_id)),
            Rating.actor_id == actor.key,
            Rating.revision >= Contribution.substance,
        )
    )
    return {rating.dimension: rating.quarters for rating in rows}


def target_of(bearing: Bearing) -> Contribution:
    """What an item is brought for or against."""
    return session.get_one(Contribution, bearing.target_id)


def target_words(target: Contribution) -> str:
    """What an item is about, in a line: a claim as it reads, other people's words in quotes."""
    if isinstance(target, Proposition):
        return target.text
    if isinstance(target, Evidence):
        return say("“%(quote)s”", quote=target.quote)
    if isinstance(target, Bearing):
        return say("that “%(warrant)s”", warrant=target.warrant)
    if isinstance(target, Relation):
        return say("the link between two claims")
    raise TypeError(f"evidence cannot bear on a {target.kind}")
