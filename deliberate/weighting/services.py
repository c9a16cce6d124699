"""Rating, and keeping every balance in step with what is posted, rated and decided."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, NotAllowed, TooMany
from deliberate.core.policy import Permission, authorize
from deliberate.core.rules import answers, article_of
from deliberate.core.signals import contribution_changed, weights_due
from deliberate.core.site import settings
from deliberate.evidence.models import Bearing
from deliberate.weighting.gathering import case_of
from deliberate.weighting.models import Dimension, ItemScore, LedgerSeen, Rating, Score
from deliberate.weighting.weigh import DEFAULT_MODEL, Outcome, weigh


def rate(actor: Actor, bearing: Bearing, given: Mapping[Dimension, int | None]) -> None:
    """Store one person's answers about an item, 0 to 4 quarters or None for "can't judge", and weigh anew.

    Reliability belongs to the evidence, whatever it bears on. A second answer replaces the first.
    Raises NotAllowed for the item's own author, Conflict where it is not visible now, Invalid on other values.
    """
    authorize(actor, Permission.RATE, bearing)
    if bearing.evidence.author_id == actor.id:
        raise NotAllowed("You posted this evidence; others weigh it.")
    if not (bearing.is_visible and bearing.evidence.is_visible):
        raise Conflict("This item is not open for weighing at the moment.")
    if any(quarters not in (None, 0, 1, 2, 3, 4) for quarters in given.values()):
        raise Invalid("An answer is one of those listed.")
    _check_limit(actor, len(given))
    for dimension, quarters in given.items():
        _store(actor, bearing.evidence if dimension is Dimension.RELIABILITY else bearing, dimension, quarters)
    session.flush()
    reweigh(bearing.article)


def _check_limit(actor: Actor, more: int) -> None:
    day_ago = now() - timedelta(days=1)
    counted = select(func.count()).where(Rating.actor_id == actor.key, Rating.created_at > day_ago)
    if (session.scalar(counted) or 0) + more > settings.ratings_per_day:
        raise TooMany("That is as much weighing as one person can do in a day. Thank you; go on tomorrow.")


def _store(actor: Actor, subject: Contribution, dimension: Dimension, quarters: int | None) -> None:
    rating = session.scalar(
        select(Rating).where(
            Rating.contribution_id == subject.id, Rating.actor_id == actor.key, Rating.dimension == dimension
        )
    )
    if rating is None:
        rating = Rating(contribution_id=subject.id, actor_id=actor.key, dimension=dimension)
        session.add(rating)
    rating.quarters = quarters
    rating.revision = subject.revision
    rating.level = actor.level
    rating.weight = DEFAULT_MODEL.rater_weight(actor.level)
    rating.saw_ledger = has_seen_ledger(actor, subject.article)
    rating.created_at = now()


@answers("has_seen_how_it_adds_up")
def has_seen_ledger(actor: Actor, subject: Any) -> bool:
    """Whether somebody asked to see the ledgers of this article: their later answers may follow what they saw."""
    return actor.signed_in and session.get(LedgerSeen, (article_of(subject).id, actor.key)) is not None


def show_ledger(actor: Actor, article: Article) -> None:
    """Note that somebody asked to see how the article's numbers add up."""
    authorize(actor, Permission.SEE_LEDGER, article)
    if not has_seen_ledger(actor, article):
        session.add(LedgerSeen(article_id=article.id, actor_id=actor.key))


def reweigh(article: Article) -> Outcome:
    """Work out every balance of an article anew and store those that moved."""
    session.flush()
    outcome = weigh(case_of(article))
    scores = {score.proposition_id: score for score in session.scalars(select(Score).filter_by(article_id=article.id))}
    for key, balance in outcome.balances.items():
        stored = balance.to_json()
        log_odds = outcome.flow.sums[key].log_odds
        score = scores.pop(int(key), None)
        if score is None:
            score = Score(proposition_id=int(key), article_id=article.id, log_odds=log_odds, balance=stored)
            score.model = outcome.model.version
            session.add(score)
        elif (score.log_odds, score.balance) != (log_odds, stored):
            score.log_odds, score.balance, score.at = log_odds, stored, now()
            score.model = outcome.model.version
    for hidden in scores.values():
        session.delete(hidden)
    _store_items(article, outcome)
    session.flush()
    return outcome


def _store_items(article: Article, outcome: Outcome) -> None:
    scores = {each.bearing_id: each for each in session.scalars(select(ItemScore).filter_by(article_id=article.id))}
    for key, weighed in outcome.items.items():
        found = (weighed.weight, outcome.flow.ballots.raters(key), {"contested": key in outcome.contested})
        score = scores.pop(int(key), None)
        if score is None:
            session.add(
                ItemScore(bearing_id=int(key), article_id=article.id, weight=found[0], raters=found[1], detail=found[2])
            )
        elif (score.weight, score.raters, score.detail) != found:
            score.weight, score.raters, score.detail = found
    for hidden in scores.values():
        session.delete(hidden)


@contribution_changed.connect
def _weigh_after_change(contribution: Contribution, **_: Any) -> None:
    if contribution.kind != "remark":
        reweigh(contribution.article)


@weights_due.connect
def _weigh_when_due(article: Article, **_: Any) -> None:
    reweigh(article)
