"""Rating, and keeping every balance in step with what is posted, rated and decided."""

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
from deliberate.core.signals import contribution_changed, waits_to_be_weighed, weights_due
from deliberate.core.site import settings
from deliberate.evidence.models import Bearing, Evidence
from deliberate.propositions.models import Proposition
from deliberate.weighting.gathering import articles_moved_by, case_of
from deliberate.weighting.graph import EvidenceCircle
from deliberate.weighting.models import Dimension, ItemScore, LedgerSeen, Rating, Score
from deliberate.weighting.records import record_of
from deliberate.weighting.weigh import DEFAULT_MODEL, Outcome, weigh


def rate(actor: Actor, bearing: Bearing, given: Mapping[Dimension, int | None]) -> None:
    """Store one person's answers about an item, 0 to 4 quarters or None for "can't judge", and weigh anew.

    Reliability belongs to the evidence, whatever it bears on. A second answer replaces the first.
    Raises NotAllowed for the item's own author, Conflict where it is not visible now, Invalid on other values,
    TooMany beyond the day's limit.
    """
    authorize(actor, Permission.RATE, bearing)
    evidence = session.get_one(Evidence, bearing.evidence_id)
    if evidence.author_id == actor.id:
        raise NotAllowed("You posted this evidence; others weigh it.")
    target = session.get_one(Contribution, bearing.target_id)
    if any(each.status is not Status.VISIBLE for each in (bearing, evidence, target)):
        raise Conflict("This item is not open for weighing at the moment.")
    if any(quarters not in (None, 0, 1, 2, 3, 4) for quarters in given.values()):
        raise Invalid("An answer is one of those listed.")
    articles = articles_moved_by(evidence)
    _one_at_a_time(articles)
    _check_limit(actor, len(given))
    seen = has_seen_ledger(actor, bearing)
    for dimension, quarters in given.items():
        rating = _rating_of(actor, evidence if dimension is Dimension.RELIABILITY else bearing, dimension)
        rating.quarters, rating.saw_ledger = quarters, seen
    session.flush()
    _reweigh_all(articles)


def _one_at_a_time(articles: Collection[Article]) -> None:
    """Hold these articles until the unit of work ends: of two people who rate at once the second sees the first's.

    SQLite has one writer at a time as it is.
    """
    held = select(Article.id).where(Article.id.in_([article.id for article in articles]))
    session.execute(held.order_by(Article.id).with_for_update())


def _check_limit(actor: Actor, more: int) -> None:
    day_ago = now() - timedelta(days=1)
    counted = select(func.count()).where(Rating.actor_id == actor.key, Rating.created_at > day_ago)
    if (session.scalar(counted) or 0) + more > settings.ratings_per_day:
        raise TooMany("That is as much weighing as one person can do in a day. Thank you; go on tomorrow.")


def _rating_of(actor: Actor, subject: Contribution, dimension: Dimension) -> Rating:
    """The person's one rating of a subject in a dimension, of its present wording and with their present weight."""
    weight = DEFAULT_MODEL.rater_weight(actor.level, *record_of(actor.key))
    rating = session.scalar(
        select(Rating).where(
            Rating.contribution_id == subject.id, Rating.actor_id == actor.key, Rating.dimension == dimension
        )
    )
    if rating is None:
        rating = Rating(contribution_id=subject.id, actor_id=actor.key, dimension=dimension)
        session.add(rating)
    rating.revision, rating.created_at = subject.revision, now()
    rating.level, rating.weight = actor.level, weight
    return rating


@answers("has_seen_how_it_adds_up")
def has_seen_ledger(actor: Actor, subject: Any) -> bool:
    """Whether somebody asked to see the ledgers of this article: their later answers may follow what they saw."""
    return actor.signed_in and session.get(LedgerSeen, (article_of(subject).id, actor.key)) is not None


def show_ledger(actor: Actor, article: Article) -> None:
    """Note, once, that somebody asked to see how the article's numbers add up."""
    authorize(actor, Permission.SEE_LEDGER, article)
    _one_at_a_time([article])
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


def reweigh(article: Article) -> Outcome:
    """Work out every balance of an article anew and store those that moved.

    Raises Conflict where something posted, confirmed or restored would have an item help to decide its own weight.
    """
    session.flush()
    _one_at_a_time([article])
    try:
        outcome = weigh(case_of(article, DEFAULT_MODEL), DEFAULT_MODEL)
    except EvidenceCircle:
        raise Conflict(
            "This would run in a circle: an item of evidence would help to decide how much it weighs itself."
        ) from None
    _store_balances(article, outcome)
    _store_items(article, outcome)
    session.flush()
    return outcome


def _store_balances(article: Article, outcome: Outcome) -> None:
    scores = {score.proposition_id: score for score in session.scalars(select(Score).filter_by(article_id=article.id))}
    for key, balance in outcome.balances.items():
        found = (outcome.flow.sums[key].log_odds, balance.to_json(), outcome.model.version)
        score = scores.pop(int(key), None)
        if score is None:
            score = Score(proposition_id=int(key), article_id=article.id)
            session.add(score)
        elif (score.log_odds, score.balance, score.model) == found:
            continue
        score.log_odds, score.balance, score.model = found
        score.at = now()
    for hidden in scores.values():
        session.delete(hidden)


def _store_items(article: Article, outcome: Outcome) -> None:
    """The weights of the article's own items; what challenges an item from elsewhere is stored with its own article."""
    own = set(session.scalars(select(Bearing.id).where(Bearing.article_id == article.id)))
    scores = {each.bearing_id: each for each in session.scalars(select(ItemScore).filter_by(article_id=article.id))}
    for key, weighed in outcome.items.items():
        if int(key) not in own:
            continue
        score = scores.pop(int(key), None)
        if score is None:
            score = ItemScore(bearing_id=int(key), article_id=article.id)
            session.add(score)
        score.weight, score.raters = weighed.weight, outcome.flow.ballots.raters(key)
        if score.detail != (detail := {"contested": key in outcome.contested}):
            score.detail = detail
    for hidden in scores.values():
        session.delete(hidden)


def _reweigh_all(articles: Collection[Article]) -> None:
    for article in articles:
        if not waits_to_be_weighed(article):
            reweigh(article)


@contribution_changed.connect
def _weigh_after_change(contribution: Contribution, **_: Any) -> None:
    if not _never_weighed(contribution):
        _reweigh_all(articles_moved_by(contribution))


def _never_weighed(contribution: Contribution) -> bool:
    """Whether this is a claim that stands in no sum and stood in none: an import suggests a thousand of them."""
    return (
        isinstance(contribution, Proposition)
        and contribution.status is not Status.VISIBLE
        and session.get(Score, contribution.id) is None
    )


@weights_due.connect
def _weigh_when_due(article: Article, **_: Any) -> None:
    _reweigh_all([article])
