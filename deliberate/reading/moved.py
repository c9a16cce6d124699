"""How people answered about a claim before they saw how it adds up, and after; and what they rated highest between.

Nobody can be picked out: people are counted five by five, so that no number follows one answer; no number is of fewer
than three; and there are none where all, or all but one or two, answered alike.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from statistics import mean
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import aliased

from deliberate.core.actors import Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session
from deliberate.evidence.models import Bearing
from deliberate.evidence.queries import bearings_of
from deliberate.propositions.models import Answer, Proposition, Stance
from deliberate.weighting.models import Dimension, Rating
from deliberate.weighting.weigh import DEFAULT_MODEL

#: Below so many people there are no numbers at all, and the next ones are counted once they are so many.
FEWEST_PEOPLE = 5
#: No number is of fewer people than this.
FEWEST_SHOWN = DEFAULT_MODEL.picture_people
#: An average as near as this to 0 or 100 says what everybody said.
EXTREME = 5
#: How many items are named.
TOP = 3

#: Before, after.
Move = tuple[Answer, Answer]

_Before, _After = aliased(Stance), aliased(Stance)


@dataclass(frozen=True)
class Sureness:
    """How sure people were, on average: of those who said it both times."""

    people: int
    before: int
    after: int


@dataclass(frozen=True)
class MovedPage:
    """What the page shows; ``people`` is None, and all else empty, where numbers would say who answered what."""

    proposition: Proposition
    people: int | None
    #: How many went from one answer to another; None where that is not told.
    table: Mapping[Move, int | None]
    sureness: Sureness | None
    #: What those whose answer changed rated highest between their two answers, the highest first.
    items: Sequence[Bearing]


@dataclass(frozen=True)
class _Pair:
    """One person's two answers, under a wording that still holds."""

    actor: str
    move: Move
    credences: tuple[int | None, int | None]


def _twice(proposition: Proposition, *columns: Any) -> Select[Any]:
    """Everybody who answered before and after, both times about the claim in its present substance."""
    current = and_(_Before.revision >= proposition.substance, _After.revision >= proposition.substance)
    return (
        select(*columns)
        .select_from(_Before)
        .join(_After, and_(_After.proposition_id == _Before.proposition_id, _After.actor_id == _Before.actor_id))
        .where(_Before.proposition_id == proposition.id, _Before.after_weights.is_(False), current)
        .where(_After.after_weights.is_(True))
    )


def has_moved(proposition: Proposition) -> bool:
    """Whether the page has numbers to show. One query."""
    return bool(_told([pair.move for pair in _pairs(proposition)]))


def moved_page(actor: Actor, proposition: Proposition) -> MovedPage:
    """How people's answers moved, as far as it may be told. The number of queries does not depend on how many did."""
    pairs = _pairs(proposition)
    table = _told([pair.move for pair in pairs])
    if not table:
        return MovedPage(proposition, None, {}, None, ())
    return MovedPage(proposition, len(pairs), table, _sureness(pairs), _rated_highest(actor, proposition, pairs))


def _pairs(proposition: Proposition) -> Sequence[_Pair]:
    """Those who are counted: by their later answer, the first five, ten, fifteen ... of them.

    Else whoever looks before and after somebody is known to answer would see what they answered.
    """
    rows = session.execute(
        _twice(
            proposition, _Before.actor_id, _Before.answer, _After.answer, _Before.credence, _After.credence
        ).order_by(_After.created_at, _After.actor_id)
    ).all()
    counted_ones = rows[: len(rows) // FEWEST_PEOPLE * FEWEST_PEOPLE]
    return [_Pair(who, (before, after), (sure, surer)) for who, before, after, sure, surer in counted_ones]


def _told(moves: Sequence[Move]) -> Mapping[Move, int | None]:
    """The table, or nothing at all where it would say what all answered, or all but one or two: with one number only.

    Where there are two, three people or more did something else than what most did.
    """
    table = counted(moves)
    return table if sum(count is not None for count in table.values()) > 1 else {}


def counted(moves: Sequence[Move]) -> dict[Move, int | None]:
    """How often each move was made. What fewer than three people did is not told; nor can it be had by subtracting."""
    counts = Counter(moves)
    found = {move: counts[move] for move in product(Answer, Answer)}
    hidden = {move for move, count in found.items() if count < FEWEST_SHOWN}
    if len(hidden) == 1 and counts[next(iter(hidden))]:
        fewest = min(count for move, count in found.items() if move not in hidden)
        hidden |= {move for move, count in found.items() if count == fewest}
    return {move: None if move in hidden else count for move, count in found.items()}


def _sureness(pairs: Sequence[_Pair]) -> Sureness | None:
    said = [(before, after) for before, after in (pair.credences for pair in pairs) if None not in (before, after)]
    if len(said) < FEWEST_PEOPLE:
        return None
    before, after = (round(mean(each)) for each in zip(*said, strict=True))
    if not all(EXTREME < each < 100 - EXTREME for each in (before, after)):
        return None
    return Sureness(len(said), before, after)


def _rated_highest(actor: Actor, proposition: Proposition, pairs: Sequence[_Pair]) -> Sequence[Bearing]:
    """Of the items that three or more of those who moved rated between their answers, the highest of either side."""
    moved = {pair.actor for pair in pairs if pair.move[0] is not pair.move[1]}
    if len(moved) < FEWEST_PEOPLE:
        return ()
    given = session.execute(
        _twice(proposition, Rating.contribution_id, Rating.actor_id, Rating.quarters)
        .join(Rating, and_(Rating.actor_id == _Before.actor_id, Rating.quarters.is_not(None)))
        .join(Bearing, Bearing.id == Rating.contribution_id)
        .where(
            Bearing.target_id == proposition.id,
            Rating.dimension.in_((Dimension.RELEVANCE, Dimension.STRENGTH)),
            Rating.revision >= Bearing.substance,
            Rating.created_at.between(_Before.created_at, _After.created_at),
        )
    )
    people, quarters = defaultdict(set), defaultdict(list)
    for bearing, who, answer in given:
        if who in moved:
            people[bearing].add(who)
            quarters[bearing].append(answer)
    shown = [
        each
        for each in bearings_of(actor, [proposition.id])[proposition.id]
        if each.status is Status.VISIBLE and len(people[each.id]) >= FEWEST_SHOWN
    ]
    return sorted(shown, key=lambda each: (-mean(quarters[each.id]), each.created_at, each.id))[:TOP]
