"""Keeping what stands in step with answers, wordings and viewpoints, in the transaction that changes one of these."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import selectinload

from deliberate.articles.models import Article
from deliberate.common_ground.judging import Count, Counts, asked_for, judge, told
from deliberate.common_ground.models import CommonPoint, PointAnswer, PointStanding, PointState
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.core.signals import contribution_changed, item_weighed, point_stands, weights_due
from deliberate.core.site import IMPORTED_ID, settings
from deliberate.evidence.models import Bearing
from deliberate.propositions.models import Proposition
from deliberate.weighting.case import Viewpoint, is_fitted
from deliberate.weighting.gathering import viewpoints_of
from deliberate.weighting.models import Rating
from deliberate.weighting.weigh import DEFAULT_MODEL

#: What ``weights_due`` is sent for that moves nobody to another viewpoint.
_MOVES_NOBODY = frozenset({"search", "source"})


def work_out(article: Article) -> None:
    """Work out anew what stands in an article. A fixed number of queries; one where nothing was proposed."""
    session.flush()
    points = _live_points(article)
    stored = {each.point_id: each for each in session.scalars(_standings_of(article))}
    gone = stored.keys() - {point.id for point in points}
    if gone:
        session.execute(delete(PointStanding).where(PointStanding.point_id.in_(gone)))
    if not points:
        return
    viewpoints = settled_viewpoints(article)
    people, fitted = Counter(viewpoints.values()), is_fitted(viewpoints)
    answers = _answers_to(points)
    for point in points:
        counts = _counts_of(point, answers[point.id], viewpoints, people)
        _store(point, counts, asked_for(counts, fitted=fitted), stored.get(point.id))
    session.flush()


def _standings_of(article: Article) -> Any:
    return select(PointStanding).where(PointStanding.article_id == article.id)


def _live_points(article: Article) -> Sequence[CommonPoint]:
    """Those that readers see; a claim that is not shown stands for nothing."""
    seen = select(Contribution.id).where(Contribution.kind == "proposition", Contribution.status == Status.VISIBLE)
    found = select(CommonPoint).where(
        CommonPoint.article_id == article.id,
        CommonPoint.status == Status.VISIBLE,
        or_(CommonPoint.claim_id.is_(None), CommonPoint.claim_id.in_(seen)),
    )
    return session.scalars(found.options(selectinload(CommonPoint.claim)).order_by(CommonPoint.id)).all()


def settled_viewpoints(article: Article) -> Mapping[str, Viewpoint]:
    """The viewpoint of each who is known by it: no newcomer, and has weighed something here. Three queries."""
    raters = session.scalars(_settled_ratings(article.id).distinct()).all()
    viewpoints = viewpoints_of(article)
    return {rater: viewpoints[rater] for rater in raters if rater in viewpoints}


def _settled_ratings(article_id: int) -> Select[Any]:
    """Whose ratings those are that make somebody known here by their viewpoint."""
    return (
        select(Rating.actor_id)
        .join(Bearing, Bearing.id == Rating.contribution_id)
        .where(
            Bearing.article_id == article_id,
            Rating.level >= DEFAULT_MODEL.settled_level,
            Rating.quarters.is_not(None),
            Rating.set_aside.is_(False),
            Rating.actor_id.not_like(f"{IMPORTED_ID}%"),
        )
    )


def _answers_to(points: Sequence[CommonPoint]) -> Mapping[int, list[tuple[str, bool, int]]]:
    found: dict[int, list[tuple[str, bool, int]]] = defaultdict(list)
    rows = select(PointAnswer.point_id, PointAnswer.actor_id, PointAnswer.accepts, PointAnswer.wording)
    for point, actor, accepts, wording in session.execute(
        rows.where(PointAnswer.point_id.in_([point.id for point in points]))
    ):
        found[point].append((actor, accepts, wording))
    return found


def _counts_of(
    point: CommonPoint,
    answers: Collection[tuple[str, bool, int]],
    viewpoints: Mapping[str, Viewpoint],
    people: Mapping[Viewpoint, int],
) -> Counts:
    given: Counter[tuple[Viewpoint, bool]] = Counter()
    for actor, accepts, wording in answers:
        if actor in viewpoints and actor != point.author_id and wording == point.wording:
            given[viewpoints[actor], accepts] += 1
    return {each: Count(many, given[each, True], given[each, False]) for each, many in people.items()}


def _store(point: CommonPoint, counts: Counts, asked: tuple[Viewpoint, ...], stored: PointStanding | None) -> None:
    """Only what differs is written, so that a page tells nothing by being made anew."""
    least = settings.common_ground_people
    state = judge(counts, asked, least)
    tally = {each.value: {"enough": counts[each].confirms(least), "told": told(counts[each])} for each in asked}
    if stored is None:
        stored = PointStanding(
            point_id=point.id, article_id=point.article_id, state=state, wording=point.wording, tally=tally
        )
        session.add(stored)
    elif (stored.state, stored.wording) != (state, point.wording):
        stored.state, stored.wording, stored.since = state, point.wording, now()
    if stored.tally != tally:
        stored.tally = tally
    if state is PointState.STANDS and stored.told != point.wording:
        stored.told = point.wording
        session.flush()
        point_stands.send(point)


def _has_points(article_id: int) -> bool:
    return session.scalar(select(CommonPoint.id).where(CommonPoint.article_id == article_id).limit(1)) is not None


@contribution_changed.connect
def _after_change(contribution: Contribution, **_: Any) -> None:
    """A point or its claim may be shown, hidden or worded otherwise; another claim may be the main one."""
    if isinstance(contribution, CommonPoint | Proposition) and _has_points(contribution.article_id):
        work_out(contribution.article)


@weights_due.connect
def _after_move(article: Article, cause: str = "update", **_: Any) -> None:
    if cause not in _MOVES_NOBODY and _has_points(article.id):
        work_out(article)


@item_weighed.connect
def _after_rating(bearing: Bearing, person: str, **_: Any) -> None:
    """Whoever weighs for the first time is known by their viewpoint from then on; who weighed more before, already."""
    if not _has_points(bearing.article_id):
        return
    others = _settled_ratings(bearing.article_id).where(Rating.actor_id == person, Bearing.id != bearing.id)
    if session.scalar(others.limit(1)) is None:
        work_out(bearing.article)
