"""What is worked out once a day: records, levels and weights of raters, who follows whom, and viewpoint groups.

Between two recounts a rating keeps the weight it was given with. Each step may be repeated: it changes nothing then.
"""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import select, union_all, update

from deliberate.articles.models import Article, Audience
from deliberate.core.actors import TRUSTED_BY_ROLE
from deliberate.core.contributions import Contribution
from deliberate.core.db import session, transaction
from deliberate.core.errors import DomainError
from deliberate.core.signals import weights_due
from deliberate.core.site import IMPORTED_ID, moderators
from deliberate.core.standing import Standing
from deliberate.evidence.models import Bearing
from deliberate.jobs.services import enqueue
from deliberate.jobs.tasks import Run, job
from deliberate.weighting.alike import Answered, shares
from deliberate.weighting.models import Dimension, RaterRecord, Rating
from deliberate.weighting.records import Record, refresh_records
from deliberate.weighting.recounting import weighing_key
from deliberate.weighting.viewpoints import ballot_of, earlier_places, places_of, store_groups, store_places
from deliberate.weighting.weigh import DEFAULT_MODEL

#: So many people's ratings are brought up to date in one unit of work.
SLICE = 500
#: On each item, these two are answered together.
ON_ITEMS = (Dimension.RELEVANCE, Dimension.STRENGTH)


logger = logging.getLogger("deliberate.weighting")


@job("recount_raters", lease=timedelta(hours=2))
def recount_raters_nightly(_run: Run) -> None:
    """As the last slice of the nightly recount asks."""
    recount_raters()


def recount_raters() -> None:
    """Bring what everybody's ratings count up to date, then each article's groups; and weigh anew what that moved."""
    with transaction():
        refresh_records()
    for people in _everybody():
        with transaction():
            refresh_weights(people)
    rated = select(Bearing.article_id).join(Rating, Rating.contribution_id == Bearing.id)
    articles = session.scalars(rated.distinct().order_by(Bearing.article_id)).all()
    session.rollback()
    for article in articles:
        try:
            recount_article(article)
        except DomainError:
            # The others' night goes on; this one's is tried again tomorrow.
            logger.exception("The raters of article %s could not be recounted.", article)


@job("weigh_article")
def weigh_article(run: Run) -> None:
    """Work out an article's balances anew."""
    with transaction():
        article = session.get(Article, run.payload["article"])
        if article is not None:
            weights_due.send(article)


def _everybody() -> Iterator[Sequence[str]]:
    """Whoever rated anything, in slices. Imported ratings keep the weight they were trusted with."""
    last = ""
    while people := _after(last):
        yield people
        last = people[-1]


def _after(last: str) -> Sequence[str]:
    found = select(Rating.actor_id).where(Rating.actor_id > last, Rating.actor_id.not_like(f"{IMPORTED_ID}%"))
    people = session.scalars(found.distinct().order_by(Rating.actor_id).limit(SLICE)).all()
    session.rollback()
    return people


def refresh_weights(people: Collection[str]) -> None:
    """Give these people's ratings the level and the weight that they have now, and have what that moves weighed."""
    levels, records = _levels(people), _records(people)
    given = select(Rating.actor_id, Rating.level, Rating.weight).where(Rating.actor_id.in_(people)).distinct()
    moved = set()
    for actor, level, weight in session.execute(given.order_by(Rating.actor_id)).all():
        now_level = levels.get(actor, TRUSTED_BY_ROLE if level == TRUSTED_BY_ROLE else 0)
        now_weight = DEFAULT_MODEL.rater_weight(now_level, *records.get(actor, Record()))
        if (level, weight) != (now_level, now_weight):
            moved.add(actor)
            session.execute(
                update(Rating)
                .where(Rating.actor_id == actor)
                .values(level=now_level, weight=now_weight)
                .execution_options(synchronize_session=False)
            )
    for article in _articles_weighed_by(moved) if moved else ():
        enqueue("weigh_article", {"article": article}, key=weighing_key(article))


def _articles_weighed_by(people: Collection[str]) -> Sequence[int]:
    """The articles whose weights depend on what these people rated: evidence carries it on to its bearings, these to
    what they bear on. One query."""
    steps = union_all(
        select(Bearing.evidence_id.label("start"), Bearing.id.label("end")),
        select(Bearing.id.label("start"), Bearing.target_id.label("end")),
    ).subquery()
    rated = select(Rating.contribution_id.label("id")).where(Rating.actor_id.in_(people))
    moved = rated.cte("moved", recursive=True)
    moved = moved.union(select(steps.c.end).where(steps.c.start == moved.c.id))
    return session.scalars(
        select(Contribution.article_id)
        .where(Contribution.id.in_(select(moved.c.id)), Contribution.kind != "evidence")
        .distinct()
        .order_by(Contribution.article_id)
    ).all()


def _levels(people: Collection[str]) -> dict[str, int]:
    """The level each acts with, or no word of those who acted with a role's and of whom the host cannot tell more."""
    rows = session.execute(select(Standing.actor_id, Standing.level).where(Standing.actor_id.in_(people)))
    earned = dict(rows.all())
    trusted = moderators()
    if trusted is None:
        return earned
    return {actor: TRUSTED_BY_ROLE if actor in trusted else earned.get(actor, 0) for actor in people}


def _records(people: Collection[str]) -> dict[str, Record]:
    found = session.scalars(select(RaterRecord).where(RaterRecord.actor_id.in_(people)))
    return {each.actor_id: Record(each.agreed, each.disagreed) for each in found}


def recount_article(article_id: int) -> None:
    """Work out who follows whom on an article, then its viewpoint groups. The long part of it holds no lock."""
    article = session.get(Article, article_id)
    if article is None:
        return
    # A group's people were let in by name or by code: that they work together is what they are there for.
    found = {} if article.audience is Audience.GROUP else shares(_answered(article), DEFAULT_MODEL)
    session.rollback()
    with transaction():
        article = session.get_one(Article, article_id)
        if _store_shares(article, found):
            weights_due.send(article)
    ballot, earlier = ballot_of(article), earlier_places(article)
    session.rollback()
    places = places_of(ballot, earlier)
    with transaction():
        article = session.get_one(Article, article_id)
        regrouped = store_places(article, places)
        store_groups(article)
        if regrouped:
            weights_due.send(article)


def _answered(article: Article) -> list[Answered]:
    """What each person said of each item, read a part at a time."""
    rows = session.execute(
        select(
            Rating.actor_id, Rating.contribution_id, Rating.dimension, Rating.quarters, Rating.created_at, Rating.level
        )
        .join(Bearing, Bearing.id == Rating.contribution_id)
        .where(
            Bearing.article_id == article.id,
            Rating.dimension.in_(ON_ITEMS),
            Rating.revision >= Bearing.substance,
            Rating.set_aside.is_(False),
            Rating.actor_id.not_like(f"{IMPORTED_ID}%"),
        )
        .order_by(Rating.actor_id, Rating.contribution_id)
        .execution_options(yield_per=SLICE)
    )
    given = []
    for (rater, item), answers in groupby(rows, key=lambda row: (row.actor_id, row.contribution_id)):
        found = {each.dimension: each for each in answers}
        given.append(
            Answered(
                rater,
                str(item),
                tuple(_value(found.get(dimension)) for dimension in ON_ITEMS),
                max(each.created_at for each in found.values()).timestamp(),
                all(each.level >= DEFAULT_MODEL.settled_level for each in found.values()),
            )
        )
    return given


def _value(rating: Any) -> float | None:
    return None if rating is None or rating.quarters is None else rating.quarters / 4


def _store_shares(article: Article, found: Mapping[str, float]) -> bool:
    """Give each rating of what is posted on the article its rater's share. Returns whether any changed."""
    on_article = select(Contribution.id).where(Contribution.article_id == article.id)
    rows = session.execute(
        select(Rating.actor_id, Rating.share).where(Rating.contribution_id.in_(on_article)).distinct()
    )
    changed = {actor for actor, share in rows if share != found.get(actor, 1.0)}
    for actor in sorted(changed):
        session.execute(
            update(Rating)
            .where(Rating.actor_id == actor, Rating.contribution_id.in_(on_article))
            .values(share=found.get(actor, 1.0))
            .execution_options(synchronize_session=False)
        )
    return bool(changed)
