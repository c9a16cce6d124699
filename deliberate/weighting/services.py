"""Rating, and what somebody has seen of how it adds up."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, NotAllowed, TooMany
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.rules import answers, article_of
from deliberate.core.signals import item_weighed
from deliberate.core.site import settings
from deliberate.core.wording import say
from deliberate.evidence.models import Bearing, Evidence
from deliberate.propositions.models import Proposition
from deliberate.weighting.gathering import articles_moved_by
from deliberate.weighting.history import Cause
from deliberate.weighting.keeping import one_at_a_time, reweigh_around
from deliberate.weighting.keeping import reweigh as reweigh
from deliberate.weighting.models import Dimension, LedgerSeen, Rating
from deliberate.weighting.records import record_of
from deliberate.weighting.weigh import DEFAULT_MODEL


def rate(actor: Actor, bearing: Bearing, given: Mapping[Dimension, int | None]) -> None:
    """Store one person's answers about an item, 0 to 4 quarters or None for "can't judge", and weigh anew.

    Reliability belongs to the evidence, whatever it bears on. A second answer replaces the first.
    Raises NotAllowed for the item's own author, Conflict where it is not visible now, Invalid on other values,
    TooMany beyond the day's limit.
    """
    authorize(actor, Permission.RATE, bearing)
    evidence = session.get_one(Evidence, bearing.evidence_id)
    if evidence.author_id == actor.id:
        raise NotAllowed(say("You posted this evidence; others weigh it."))
    authorize(actor, Permission.RATE, evidence)
    target = session.get_one(Contribution, bearing.target_id)
    if any(each.status is not Status.VISIBLE for each in (bearing, evidence, target)):
        raise Conflict(say("This item is not open for weighing at the moment."))
    if any(quarters not in (None, 0, 1, 2, 3, 4) for quarters in given.values()):
        raise Invalid(say("An answer is one of those listed."))
    articles = articles_moved_by(evidence)
    one_at_a_time(articles)
    _check_limit(actor, len(given))
    seen = articles_seen(actor, {bearing.article_id, *(article.id for article in articles)})
    weight = DEFAULT_MODEL.rater_weight(actor.level, *record_of(actor.key))
    earlier = _ratings_by(actor, bearing)
    for dimension, quarters in given.items():
        shared = dimension is Dimension.RELIABILITY
        subject = evidence if shared else bearing
        rating = earlier.get((subject.id, dimension)) or _begun(actor, subject, dimension)
        rating.revision, rating.created_at = subject.revision, now()
        rating.level, rating.weight = actor.level, weight
        # What others said of the evidence itself shows wherever it bears.
        rating.quarters, rating.saw_ledger = quarters, bool(seen) if shared else bearing.article_id in seen
    rated = {evidence.id if dimension is Dimension.RELIABILITY else bearing.id for dimension in given}
    reweigh_around(articles, rated, Cause("rating", bearing.public_id))
    item_weighed.send(bearing, person=actor.key)


def answers_lately(actor: Actor) -> int:
    """How many answers somebody gave in the last 24 hours."""
    day_ago = now() - timedelta(days=1)
    counted = select(func.count()).where(Rating.actor_id == actor.key, Rating.created_at > day_ago)
    return session.scalar(counted) or 0


def _check_limit(actor: Actor, more: int) -> None:
    if answers_lately(actor) + more > settings.ratings_per_day:
        raise TooMany(say("That is as much weighing as one person can do in a day. Thank you; go on tomorrow."))


def _ratings_by(actor: Actor, bearing: Bearing) -> Mapping[tuple[int, Dimension], Rating]:
    """What this person ever answered about an item: one rating of each subject in each dimension."""
    subjects = Rating.contribution_id.in_((bearing.id, bearing.evidence_id))
    ratings = session.scalars(select(Rating).where(subjects, Rating.actor_id == actor.key))
    return {(each.contribution_id, each.dimension): each for each in ratings}


def _begun(actor: Actor, subject: Contribution, dimension: Dimension) -> Rating:
    rating = Rating(contribution_id=subject.id, actor_id=actor.key, dimension=dimension)
    session.add(rating)
    return rating


@answers("has_seen_how_it_adds_up")
def has_seen_ledger(actor: Actor, subject: Any) -> bool:
    """Whether somebody asked to see the ledgers of this article: their later answers may follow what they saw."""
    return actor.signed_in and session.get(LedgerSeen, (article_of(subject).id, actor.key)) is not None


def articles_seen(actor: Actor, articles: Collection[int]) -> set[int]:
    """Those of these articles, by id, whose ledgers somebody asked to see. One query."""
    seen = select(LedgerSeen.article_id).where(LedgerSeen.actor_id == actor.key, LedgerSeen.article_id.in_(articles))
    return set(session.scalars(seen)) if actor.signed_in else set()


def show_ledger(actor: Actor, article: Article) -> None:
    """Note, once, that somebody asked to see how the article's numbers add up."""
    authorize(actor, Permission.SEE_LEDGER, article)
    one_at_a_time([article])
    if not has_seen_ledger(actor, article):
        session.add(LedgerSeen(article_id=article.id, actor_id=actor.key))
        session.flush()


def must_ask_first(actor: Actor, proposition: Proposition) -> bool:
    """Whether this person can still weigh and has not asked to see what may sway them. Raises NotAllowed."""
    authorize(actor, Permission.SEE_LEDGER, proposition)
    return may(actor, Permission.STATE_STANCE, proposition) and not has_seen_ledger(actor, proposition)


def ask_to_see(actor: Actor, proposition: Proposition) -> None:
    """Note that they asked, for the whole article."""
    authorize(actor, Permission.STATE_STANCE, proposition)
    show_ledger(actor, proposition.article)
