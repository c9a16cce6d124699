"""Which items somebody is asked to weigh next: those that wait longest for it, the sides taking turns."""

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, contains_eager, selectinload

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.evidence.models import Bearing, Evidence, Side
from deliberate.propositions.models import Proposition
from deliberate.weighting.models import Dimension, ItemScore, Rating

#: How many make a round.
ROUND = 5


def least_weighed(actor: Actor, article: Article, last: Side | None = None) -> Bearing | None:
    """The item of fewest raters, oldest first, that this person neither posted nor has weighed; None if there is none.

    ``last`` is the side they were shown before: the other side comes first where it has one waiting.
    """
    target = aliased(Contribution, flat=True)
    item = aliased(Evidence, flat=True)
    mine = select(Rating.contribution_id).where(Rating.actor_id == actor.key, Rating.dimension != Dimension.RELIABILITY)
    waiting = (
        select(Bearing)
        .join(Bearing.evidence.of_type(item))
        .join(target, target.id == Bearing.target_id)
        .outerjoin(ItemScore, ItemScore.bearing_id == Bearing.id)
        .where(
            Bearing.article_id == article.id,
            Bearing.status == Status.VISIBLE,
            item.status == Status.VISIBLE,
            target.status == Status.VISIBLE,
            Bearing.author_id != actor.key,
            item.author_id != actor.key,
            Bearing.id.not_in(mine),
        )
        .options(contains_eager(Bearing.evidence.of_type(item)).joinedload(item.source))
        .order_by(func.coalesce(ItemScore.raters, 0), Bearing.created_at, Bearing.id)
        .limit(1)
    )
    if last is not None:
        turned = session.scalar(waiting.where(Bearing.side == last.other))
        if turned is not None:
            return turned
    return session.scalar(waiting)


def answered_reliability(actor: Actor, evidence: Evidence) -> Rating | None:
    """What this person said of the evidence's source already, on this target or another."""
    return session.scalar(
        select(Rating).where(
            Rating.contribution_id == evidence.id,
            Rating.actor_id == actor.key,
            Rating.dimension == Dimension.RELIABILITY,
        )
    )


def target_words(bearing: Bearing) -> str:
    """What the item is brought for or against, in the words of whoever weighs it."""
    target = session.get(Contribution, bearing.target_id)
    if isinstance(target, Proposition):
        return target.text
    if isinstance(target, Evidence):
        return target.quote
    if isinstance(target, Bearing):
        return target.warrant
    return "a link between two claims"


def loaded(bearing_id: int) -> Bearing | None:
    """A bearing with its evidence and source."""
    return session.scalar(
        select(Bearing)
        .where(Bearing.id == bearing_id)
        .options(selectinload(Bearing.evidence).joinedload(Evidence.source))
    )
