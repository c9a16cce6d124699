"""What was said of a claim at some moment, and whether the same comes out of what can still be read of that moment.

A new answer replaces the old one, a new wording the one before it, so not every sum can be worked out again. Nothing
is taken for replayed unless it comes out as it was stored.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select

from deliberate.articles.models import Article
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.core.events import Event
from deliberate.propositions.models import Proposition
from deliberate.weighting.case import CaseError
from deliberate.weighting.gathering import gather
from deliberate.weighting.model import UnknownParameter, WeightingModel
from deliberate.weighting.models import Parameters, Rating, ScoreEvent
from deliberate.weighting.past import Past
from deliberate.weighting.weigh import Outcome, weigh

#: Actions of the log before which a relation had weighed nothing.
_CONFIRMING = frozenset({"confirm", "accept"})

#: Sums that lie no further apart are the same.
SAME = 1e-9


@dataclass(frozen=True)
class Replay:
    """One claim as it stood. ``recomputed`` is its sum worked out again from what can be read of then, if it can."""

    claim: UUID
    text: str
    event: ScoreEvent
    recomputed: float | None
    ratings_changed: int
    posts_changed: int

    @property
    def is_replayed(self) -> bool:
        if self.event.log_odds is None or self.recomputed is None:
            return self.event.log_odds is self.recomputed
        return abs(self.event.log_odds - self.recomputed) <= SAME

    @property
    def sentence(self) -> str:
        """What came of working it out again."""
        if self.is_replayed:
            return "worked out again, it is the same"
        since = [_counted(self.ratings_changed, "rating"), _counted(self.posts_changed, "post")]
        said = " and ".join(each for each in since if each) or "something that the log does not hold"
        return f"it cannot be replayed: {said} changed since"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""


def replays(article: Article, moment: datetime) -> Iterator[Replay]:
    """Every claim of an article that had been weighed by a moment, as it stood then."""
    last = (
        select(func.max(ScoreEvent.id))
        .where(ScoreEvent.article_id == article.id, ScoreEvent.at <= moment)
        .group_by(ScoreEvent.proposition)
    )
    rows = session.execute(
        select(ScoreEvent, Proposition.id, Proposition.text)
        .join(Proposition, Proposition.public_id == ScoreEvent.proposition)
        .where(ScoreEvent.id.in_(last))
        .order_by(Proposition.position, Proposition.id)
    ).all()
    past = past_of(article, moment)
    outcomes = {each: _outcome(article, each, past) for each in {event.parameters for event, *_ in rows}}
    ratings, posts = _ratings_changed(article, moment), len(past.edited)
    for event, key, text in rows:
        outcome = outcomes[event.parameters]
        total = outcome.flow.sums.get(str(key)) if outcome else None
        yield Replay(event.proposition, text, event, total and total.log_odds, ratings, posts)


def past_of(article: Article, moment: datetime) -> Past:
    """How the article's contributions stood, as far as the log tells."""
    rows = session.execute(
        select(Contribution.id, Contribution.public_id, Contribution.created_at).where(
            Contribution.article_id == article.id,
            or_(Contribution.created_at > moment, Contribution.changed_at > moment),
        )
    ).all()
    statuses: dict[int, Status | None] = {row.id: None for row in rows if row.created_at > moment}
    older = {str(row.public_id): row.id for row in rows if row.created_at <= moment}
    unconfirmed: set[int] = set()
    edited: set[int] = set()
    events = select(Event.target, Event.action, Event.before, Event.after)
    later = events.where(Event.article_id == article.id, Event.at > moment).order_by(Event.id)
    for target, action, before, after in session.execute(later):
        if (key := older.get(target)) is None:
            continue
        if before in set(Status):
            # What the first change since then found is what stood at that moment.
            statuses.setdefault(key, Status(before))
        if action in _CONFIRMING:
            unconfirmed.add(key)
        elif before == after:
            edited.add(key)
    return Past(moment, statuses, frozenset(unconfirmed), frozenset(edited))


def _ratings_changed(article: Article, moment: datetime) -> int:
    """Answers that were given by then and have been given anew since, so that the old ones are gone."""
    counted = (
        select(func.count(Rating.id))
        .join(Contribution, Contribution.id == Rating.contribution_id)
        .where(
            Contribution.article_id == article.id,
            Rating.created_at > moment,
            or_(Rating.first_at.is_(None), Rating.first_at <= moment),
        )
    )
    return session.scalar(counted) or 0


def _outcome(article: Article, parameters: str, past: Past) -> Outcome | None:
    """All of the article weighed as it stood, with the parameters of then; None where that cannot be done any more."""
    stored = session.get(Parameters, parameters)
    if stored is None:
        return None
    try:
        model = WeightingModel.from_parameters(stored.parameters)
        return weigh(gather(article, model, past).case, model)
    except (CaseError, UnknownParameter):
        return None
