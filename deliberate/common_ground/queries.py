"""What both sides of an article accept, and what is proposed as that, as somebody is shown it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from deliberate.articles.models import Article
from deliberate.common_ground.models import CommonPoint, PointAnswer, PointStanding, PointState
from deliberate.core.actors import Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session
from deliberate.core.wording import say
from deliberate.evidence.queries import get_target, shown
from deliberate.propositions.models import Proposition
from deliberate.weighting.balance import VIEWPOINT_WORDS


@dataclass(frozen=True)
class ShownPoint:
    """One point, what its answers come to, and what this reader answered."""

    point: CommonPoint
    #: None while readers do not see it, or it is set aside.
    standing: PointStanding | None
    #: Whether the reader accepts it; None where they have not said so of its present wording.
    answer: bool | None
    #: Whether they answered about an earlier wording.
    stale: bool

    @property
    def state(self) -> PointState | None:
        return self.standing.state if self.standing is not None else None

    @property
    def confirmed(self) -> Sequence[str]:
        """For each viewpoint that has to confirm it, whether enough have, in a sentence. None of what is refused."""
        if self.standing is None or self.standing.state is PointState.REFUSED:
            return ()
        tally = self.standing.tally
        return [_said(say(VIEWPOINT_WORDS[each]), **tally[each]) for each in VIEWPOINT_WORDS if each in tally]


def _said(who: str, *, enough: bool, told: int | None) -> str:
    if not enough:
        return say("%(who)s: not enough have confirmed it yet.", who=who)
    if told is None:
        return say("%(who)s: enough have confirmed it; how many is not shown.", who=who)
    return say("%(who)s: at least %(number)s have confirmed it.", who=who, number=told)


@dataclass(frozen=True)
class PointsPage:
    """Everything the page shows: what stands, the oldest first; what waits, the longest wait first; what is refused."""

    article: Article
    standing: Sequence[ShownPoint]
    waiting: Sequence[ShownPoint]
    refused: Sequence[ShownPoint]
    #: The reader's own that wait for a moderator, and what is set aside.
    unseen: Sequence[ShownPoint]
    #: Whether too few people are known by their viewpoints for anything to stand.
    unknown: bool


def points_page(actor: Actor, article: Article) -> PointsPage:
    """The lists, for this reader. Three queries."""
    points = _shown_points(actor, article, CommonPoint.article_id == article.id)
    by_state: dict[PointState | None, list[ShownPoint]] = {}
    for each in points:
        by_state.setdefault(each.state, []).append(each)
    unknown = by_state.get(PointState.UNKNOWN, [])
    return PointsPage(
        article,
        by_state.get(PointState.STANDS, []),
        [*unknown, *by_state.get(PointState.WAITS, [])],
        by_state.get(PointState.REFUSED, []),
        by_state.get(None, []),
        bool(unknown),
    )


def point_of(actor: Actor, claim: Proposition) -> ShownPoint | None:
    """The point that a claim is proposed as, where it is."""
    return next(iter(_shown_points(actor, claim.article, CommonPoint.claim_id == claim.id)), None)


def _shown_points(actor: Actor, article: Article, wanted: ColumnElement[bool]) -> list[ShownPoint]:
    claim = aliased(Proposition, flat=True)
    rows = session.execute(
        select(CommonPoint, PointStanding)
        .outerjoin(PointStanding, PointStanding.point_id == CommonPoint.id)
        .outerjoin(claim, claim.id == CommonPoint.claim_id)
        .where(CommonPoint.article_id == article.id, wanted, shown(actor, CommonPoint))
        .where(or_(CommonPoint.claim_id.is_(None), claim.status == Status.VISIBLE))
        .options(selectinload(CommonPoint.claim))
        .order_by(PointStanding.since, CommonPoint.id)
    ).all()
    answers = _answers_of(actor, [point.id for point, _ in rows])
    return [_shown(point, standing, answers.get(point.id)) for point, standing in rows]


def _shown(point: CommonPoint, standing: PointStanding | None, given: PointAnswer | None) -> ShownPoint:
    current = given is not None and given.wording == point.wording
    return ShownPoint(
        point, standing, given.accepts if given is not None and current else None, given is not None and not current
    )


def _answers_of(actor: Actor, ids: Sequence[int]) -> dict[int, PointAnswer]:
    if not actor.signed_in or not ids:
        return {}
    own = select(PointAnswer).where(PointAnswer.actor_id == actor.key, PointAnswer.point_id.in_(ids))
    return {each.point_id: each for each in session.scalars(own)}


def standing_in(article: Article) -> int:
    """How many points stand in an article. One query."""
    stands = and_(PointStanding.article_id == article.id, PointStanding.state == PointState.STANDS)
    return session.scalar(select(func.count()).select_from(PointStanding).where(stands)) or 0


def get_point(actor: Actor, public_id: uuid.UUID) -> CommonPoint:
    """A point that this actor may read. Raises NotFound."""
    found: CommonPoint = get_target(actor, public_id, CommonPoint)
    return found


def claims_to_propose(article: Article) -> Sequence[tuple[uuid.UUID, str]]:
    """The claims that readers see, in the order of the text."""
    claims = select(Proposition.public_id, Proposition.text).where(
        Proposition.article_id == article.id, Proposition.status == Status.VISIBLE
    )
    return [(key, text) for key, text in session.execute(claims.order_by(Proposition.position, Proposition.id))]
