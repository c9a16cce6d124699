"""What would change the picture most: each item in turn taken away, or found good, and the line read anew."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from deliberate.weighting.balance import Balance
from deliberate.weighting.case import Case, Dimension, Item, Rating
from deliberate.weighting.neighbour import Neighbour
from deliberate.weighting.weigh import NOBODY_ELSE, Outcome, weigh

#: So many items are tried each way: the heaviest to be taken away, the longest unweighed to be found good.
TRIED = 6
#: What an item is given in every question by those who would find it good.
GOOD = 0.75
#: How many people of each viewpoint would.
PEOPLE = 2


class Turn(StrEnum):
    """What could happen to an item."""

    GONE = "gone"
    FOUND_GOOD = "found good"


@dataclass(frozen=True, slots=True)
class Change:
    """What the line would be if this happened to one item, and the sum, in log-odds."""

    item: str
    turn: Turn
    balance: Balance
    log_odds: float


def changes(
    case: Case, outcome: Outcome, proposition: str, neighbours: Mapping[str, Neighbour] = NOBODY_ELSE
) -> list[Change]:
    """The changes that would make another line, the furthest first: one at a time, everything else as it is.

    ``outcome`` is that of ``case`` with these ``neighbours``. The heaviest items are tried without; those not weighed
    yet, as if two people of each viewpoint in the room had given them ¾ throughout.
    """
    around = _Around(case, outcome, proposition, neighbours)
    here, total = outcome.balances[proposition], outcome.flow.sums[proposition]
    heaviest = sorted(
        (term for term in total.evidence if term.delta), key=lambda term: (-abs(term.delta), term.item.id)
    )
    waiting = [item for item in outcome.flow.graph.bearing_on(proposition) if not outcome.items[item.id].rated]
    tried = [around.without(term.item) for term in heaviest[:TRIED]]
    tried += [around.found_good(item, outcome.room) for item in waiting[:TRIED]]
    telling = [each for each in tried if each.balance.line != here.line]
    return sorted(telling, key=lambda each: (-abs(each.log_odds - total.log_odds), each.item))


class _Around:
    """One proposition with all that bears on it; the claims it starts from stay as they were weighed.

    In a circle they do not, so there the whole case is tried.
    """

    def __init__(self, case: Case, outcome: Outcome, proposition: str, neighbours: Mapping[str, Neighbour]) -> None:
        self._proposition, self._model = proposition, outcome.model
        room = frozenset(outcome.room)
        if outcome.flow.sums[proposition].circular:
            self._case, self._neighbours = replace(case, room=room), dict(neighbours)
            return
        self._case = replace(_only(case, proposition), room=room)
        named = {premise for relation in self._case.relations for premise in relation.premises}
        named |= {each.detail_of for each in self._case.propositions if each.detail_of}
        known = (named - {proposition}) & outcome.balances.keys()
        aside = {each: neighbours[each] for each in named & neighbours.keys()}
        self._neighbours = aside | {each: outcome.neighbour(each) for each in known}

    def without(self, item: Item) -> Change:
        items = [each for each in self._case.items if each.id != item.id]
        return self._tried(item, Turn.GONE, replace(self._case, items=items))

    def found_good(self, item: Item, room: Iterable[str]) -> Change:
        more = [
            Rating(subject, dimension, f"{item.id} {viewpoint} {number}", viewpoint, GOOD)
            for viewpoint in room
            for number in range(PEOPLE)
            for dimension, subject in _questions(item)
        ]
        return self._tried(item, Turn.FOUND_GOOD, replace(self._case, ratings=[*self._case.ratings, *more]))

    def _tried(self, item: Item, turn: Turn, case: Case) -> Change:
        outcome = weigh(case, self._model, self._neighbours)
        return Change(item.id, turn, outcome.balances[self._proposition], outcome.flow.sums[self._proposition].log_odds)


def _questions(item: Item) -> Iterator[tuple[Dimension, str]]:
    for dimension in Dimension:
        yield dimension, item.evidence if dimension is Dimension.RELIABILITY else item.id


def _only(case: Case, proposition: str) -> Case:
    """The case reduced to a proposition and whatever reaches it other than through another proposition."""
    propositions = {each.id for each in case.propositions} - {proposition}
    reached, items, relations = {proposition}, {}, {}
    before = -1
    while before < len(reached):
        before = len(reached)
        for relation in case.relations:
            if relation.target in reached - propositions:
                relations[relation.id] = relation
                reached.add(relation.id)
        for item in case.items:
            if item.target in reached - propositions:
                items[item.id] = item
                reached |= {item.id, item.evidence}
    return replace(
        case,
        propositions=[each for each in case.propositions if each.id == proposition],
        items=[each for each in case.items if each.id in items],
        relations=[each for each in case.relations if each.id in relations],
        ratings=[each for each in case.ratings if each.subject in reached],
        searches=[each for each in case.searches if each.proposition == proposition],
    )
