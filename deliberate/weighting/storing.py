"""Outcomes as they are stored: only what moved is written."""

from collections.abc import Collection, Iterable
from functools import cache

from sqlalchemy import Executable, bindparam, select

from deliberate.articles.models import Article
from deliberate.core.base import Base
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.evidence.models import Bearing
from deliberate.weighting.gathering import Gathered
from deliberate.weighting.history import Cause, Standing, digest_of, note_move
from deliberate.weighting.model import WeightingModel
from deliberate.weighting.models import ItemScore, Score, Weighing
from deliberate.weighting.parts import Part
from deliberate.weighting.weigh import Outcome


def store_whole(article: Article, outcome: Outcome, gathered: Gathered, main: int | None, cause: Cause) -> None:
    """All that an article's scores are, and with what they were worked out. What is not weighed has no score."""
    _store_balances(article, outcome, session.scalars(select(Score).where(Score.article_id == article.id)), cause)
    own = session.scalars(select(Bearing.id).where(Bearing.article_id == article.id)).all()
    _store_items(article, outcome, own, session.scalars(select(ItemScore).where(ItemScore.article_id == article.id)))
    shown = shown_in_room(gathered, outcome.model)
    room = {str(view): shown.get(view) for view in outcome.room}
    kept = session.get(Weighing, article.id)
    if kept is None:
        kept = Weighing(article_id=article.id)
        session.add(kept)
    elif (kept.room, kept.main_id, kept.parameters) == (room, main, digest_of(outcome.model)):
        return
    kept.room, kept.main_id, kept.parameters = room, main, digest_of(outcome.model)


def store_part(article: Article, outcome: Outcome, part: Part, cause: Cause) -> None:
    """The scores of a part of an article; all others stay as they are."""
    balances = session.scalars(_named(Score, "proposition_id"), {"ids": [*part.claims]})
    _store_balances(article, outcome, balances, cause)
    weights = session.scalars(_named(ItemScore, "bearing_id"), {"ids": [*part.bearings]})
    _store_items(article, outcome, part.bearings, weights)


@cache
def _named(scores: type[Base], key: str) -> Executable:
    return select(scores).where(getattr(scores, key).in_(bindparam("ids", expanding=True)))


def shown_in_room(gathered: Gathered, model: WeightingModel) -> dict[str, str]:
    """Each viewpoint that something rated here shows to be in the room by itself, with that (decision 25)."""
    case = gathered.case
    items = {item.id for item in case.items if model.curation_factor(item.states)[0] > 0}
    live = gathered.own & (items | {relation.id for relation in case.relations})
    found: dict[str, str] = {}
    for rating in case.ratings:
        settled = rating.level >= model.settled_level and rating.value is not None
        if settled and rating.viewpoint not in found and rating.subject in live:
            found[str(rating.viewpoint)] = rating.subject
    return found


def _store_balances(article: Article, outcome: Outcome, stored: Iterable[Score], cause: Cause) -> None:
    scores = {score.proposition_id: score for score in stored}
    for key, balance in outcome.balances.items():
        total, claim = outcome.flow.sums[key], int(key)
        score, said = scores.pop(claim, None), balance.to_json()
        found = (total.log_odds, said, outcome.model.version, outcome.neighbour(key).to_json())
        before = None if score is None else Standing(score.log_odds, 0.0, score.balance)
        if score is None:
            score = Score(proposition_id=claim, article_id=article.id)
            session.add(score)
        elif (score.log_odds, score.balance, score.model, score.passes_on) == found:
            continue
        if before is None or (score.log_odds, score.balance, score.model) != found[:3]:
            score.at = now()
        score.log_odds, score.balance, score.model, score.passes_on = found
        after = Standing(total.log_odds, total.variance, said)
        note_move(article.id, claim, before, after, outcome.model, cause)
    for hidden in scores.values():
        before = Standing(hidden.log_odds, 0.0, hidden.balance)
        note_move(article.id, hidden.proposition_id, before, None, outcome.model, cause)
        session.delete(hidden)


def _store_items(article: Article, outcome: Outcome, own: Collection[int], stored: Iterable[ItemScore]) -> None:
    """The weights of the article's own items; what challenges an item from elsewhere is stored with its own article."""
    scores = {each.bearing_id: each for each in stored}
    own = frozenset(own)
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
