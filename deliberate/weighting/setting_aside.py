"""Bursts of ratings: newcomers' ratings that come unusually many at once are put aside, seen by all, until a moderator
has looked or 72 hours have passed. They are kept, and weigh nothing meanwhile; see ``bursts``.

Nothing of it is a judgement on a person: no record and no level suffers, and whoever was no newcomer is left alone.
Articles of a group are not watched: its people are let in to rate together.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, distinct, func, or_, select, update

from deliberate.articles.models import Article, Audience, State
from deliberate.core.actors import SYSTEM, Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.events import record
from deliberate.core.signals import weights_due
from deliberate.core.site import IMPORTED_ID
from deliberate.evidence.models import Bearing, Evidence
from deliberate.jobs.tasks import every
from deliberate.weighting.bursts import fewest_in_a_burst, is_burst, usual
from deliberate.weighting.gathering import articles_moved_by
from deliberate.weighting.models import BurstState, Rating, RatingBurst
from deliberate.weighting.weigh import DEFAULT_MODEL

#: How long ratings may wait with nobody deciding.
WAIT = timedelta(hours=72)
WINDOW = timedelta(hours=DEFAULT_MODEL.burst_hours)
HISTORY = timedelta(days=DEFAULT_MODEL.burst_days)
SET_ASIDE, RELEASED = "set_ratings_aside", "release_ratings_undecided"


@every(timedelta(minutes=5), "watch_for_bursts")
def watch_for_bursts() -> None:
    """Release what has waited long enough, and put aside what came in a burst since."""
    with transaction():
        release_overdue(now())
    with transaction():
        set_bursts_aside(now())


def release_overdue(moment: datetime) -> int:
    """Let ratings weigh that have waited for 72 hours at this moment; returns how many bursts those were."""
    overdue = select(RatingBurst).where(
        RatingBurst.state == BurstState.WAITING, RatingBurst.waiting_since <= moment - WAIT
    )
    bursts = session.scalars(overdue.order_by(RatingBurst.id)).all()
    for burst in bursts:
        record(SYSTEM, RELEASED, burst, before=burst.state.value, after=BurstState.RELEASED.value)
        move(burst, BurstState.RELEASED)
        burst.decided_at = moment
    session.flush()
    return len(bursts)


def set_bursts_aside(moment: datetime) -> int:
    """Put aside the newcomers' ratings of the last hour on every item where there are too many for chance.

    Returns how many bursts those are; one that goes on is still the same.
    """
    since = moment - WINDOW
    found = 0
    for article, counts in _crowded(since).items():
        earlier = _newcomers_on(list(counts), since - HISTORY, since)
        for bearing, people in counts.items():
            elsewhere = _elsewhere(article, bearing, since, moment)
            expected = usual(earlier[bearing], elsewhere, DEFAULT_MODEL)
            if is_burst(people, expected, DEFAULT_MODEL):
                _set_aside(session.get_one(Bearing, bearing), since, expected)
                found += 1
    return found


def move(burst: RatingBurst, state: BurstState) -> None:
    """Have a burst's ratings weigh, or not, as its new state says, and weigh anew what that moves."""
    burst.state = state
    aside = state is not BurstState.RELEASED
    session.execute(
        update(Rating)
        .where(Rating.burst_id == burst.id)
        .values(set_aside=aside)
        .execution_options(synchronize_session="fetch")
    )
    session.flush()
    evidence = session.get_one(Evidence, session.get_one(Bearing, burst.bearing_id).evidence_id)
    # What was said of the evidence itself counts wherever it bears.
    for article in articles_moved_by(evidence):
        weights_due.send(article)


def waiting_on(bearings: Sequence[int]) -> Mapping[int, "Waiting"]:
    """The ratings that wait to be looked at, by the bearing they are of. One query."""
    people = func.count(distinct(Rating.actor_id))
    rows = session.execute(
        select(RatingBurst, people)
        .join(Rating, Rating.burst_id == RatingBurst.id)
        .where(RatingBurst.bearing_id.in_(bearings), RatingBurst.state == BurstState.WAITING)
        .group_by(RatingBurst.id)
        .order_by(RatingBurst.id)
    )
    return {burst.bearing_id: Waiting(burst, count) for burst, count in rows}


def are_aside(actor: Actor, bearing: Bearing) -> bool:
    """Whether what this person answered about an item came in a burst and weighs nothing for now."""
    own = select(Rating.id).where(
        Rating.contribution_id == bearing.id, Rating.actor_id == actor.key, Rating.set_aside.is_(True)
    )
    return session.scalar(own.limit(1)) is not None


@dataclass(frozen=True)
class Waiting:
    """Ratings that are put aside: how many people's, and until when at most."""

    burst: RatingBurst
    people: int

    @property
    def until(self) -> datetime:
        return self.burst.waiting_since + WAIT


def _crowded(since: datetime) -> Mapping[Article, Mapping[int, int]]:
    """Items that enough newcomers for a burst have rated since, by article, with how many did."""
    people = func.count(distinct(Rating.actor_id))
    rows = session.execute(
        select(Article, Bearing.id, people)
        .join(Bearing, Bearing.article_id == Article.id)
        .join(Rating, Rating.contribution_id == Bearing.id)
        .outerjoin(RatingBurst, RatingBurst.id == Rating.burst_id)
        .where(
            Article.state == State.OPEN,
            Article.audience != Audience.GROUP,
            Bearing.status == Status.VISIBLE,
            Rating.created_at > since,
            _by_newcomers(),
            # What somebody has decided on is no part of another burst.
            or_(Rating.burst_id.is_(None), RatingBurst.state == BurstState.WAITING),
        )
        .group_by(Article.id, Bearing.id)
        .having(people >= fewest_in_a_burst(DEFAULT_MODEL))
        .order_by(Article.id, Bearing.id)
    )
    found: dict[Article, dict[int, int]] = defaultdict(dict)
    for article, bearing, count in rows:
        found[article][bearing] = count
    return found


def _newcomers_on(bearings: Sequence[int], start: datetime, end: datetime) -> Counter[int]:
    """How many newcomers rated each of these in that time."""
    rows = session.execute(
        select(Rating.contribution_id, func.count(distinct(Rating.actor_id)))
        .where(
            Rating.contribution_id.in_(bearings), Rating.created_at > start, Rating.created_at <= end, _by_newcomers()
        )
        .group_by(Rating.contribution_id)
    )
    return Counter(dict(rows.all()))


def _elsewhere(article: Article, bearing: int, since: datetime, until: datetime) -> list[int]:
    """How many newcomers rated each of the article's other items in that time, those that none did included."""
    others = session.scalars(
        select(Bearing.id).where(
            Bearing.article_id == article.id, Bearing.id != bearing, Bearing.status == Status.VISIBLE
        )
    ).all()
    counts = _newcomers_on(others, since, until)
    return [counts[each] for each in others]


def _by_newcomers() -> ColumnElement[bool]:
    return and_(Rating.level < DEFAULT_MODEL.settled_level, Rating.actor_id.not_like(f"{IMPORTED_ID}%"))


def _set_aside(bearing: Bearing, since: datetime, expected: float) -> None:
    """Put what newcomers gave an item in this time aside, with what the same people said of its source."""
    given = (Rating.created_at > since, Rating.burst_id.is_(None), _by_newcomers())
    on_item = select(Rating.actor_id).where(Rating.contribution_id == bearing.id, *given)
    people = session.scalars(on_item.distinct().order_by(Rating.actor_id)).all()
    if not people:
        return
    burst = session.scalar(
        select(RatingBurst).where(RatingBurst.bearing_id == bearing.id, RatingBurst.state == BurstState.WAITING)
    )
    if burst is None:
        first = select(func.min(Rating.created_at)).where(Rating.contribution_id == bearing.id, *given)
        burst = RatingBurst(
            article_id=bearing.article_id, bearing_id=bearing.id, since=session.scalar(first), usual=expected
        )
        session.add(burst)
        session.flush()
        record(SYSTEM, SET_ASIDE, burst, after=BurstState.WAITING.value)
    session.execute(
        update(Rating)
        .where(Rating.contribution_id.in_((bearing.id, bearing.evidence_id)), Rating.actor_id.in_(people), *given)
        .values(burst_id=burst.id)
        .execution_options(synchronize_session="fetch")
    )
    move(burst, BurstState.WAITING)
