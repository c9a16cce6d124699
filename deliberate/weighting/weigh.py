"""Weighing a whole case: one call, everything a page, a store or a ledger needs from it."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from deliberate.weighting.balance import Balance, Lean
from deliberate.weighting.case import Case, Search
from deliberate.weighting.flow import Amount, Flow, Sum, Weighed
from deliberate.weighting.graph import Graph
from deliberate.weighting.judgement import Hearing, judge
from deliberate.weighting.methods import DF_QUAD, QUADRATIC_ENERGY, Method, compare
from deliberate.weighting.model import WeightingModel
from deliberate.weighting.neighbour import BRIDGED, Neighbour
from deliberate.weighting.ratings import Ballots

DEFAULT_MODEL = WeightingModel()

#: The semantics that ours is held against, by the name under which a claim's strength is kept.
COMPARED: Mapping[str, Method] = {"df-quad": DF_QUAD, "quadratic-energy": QUADRATIC_ENERGY}

NOBODY_ELSE: Mapping[str, Neighbour] = MappingProxyType({})


@dataclass(frozen=True)
class Outcome:
    """A weighed case. Items and propositions that are hidden or unknown are in none of these."""

    model: WeightingModel
    flow: Flow
    """All viewpoints bridged: `flow.sums` by proposition and item, `flow.items` by item."""
    alone: Mapping[str, Flow]
    """Each viewpoint of the room, computed alone."""
    others: Mapping[str, Mapping[str, float]]
    """Strengths of propositions under other semantics, by the name of these."""
    contested: frozenset[str]
    """Items that one viewpoint rates close to nothing and another high."""
    balances: Mapping[str, Balance]

    @property
    def room(self) -> tuple[str, ...]:
        return self.flow.ballots.room

    @property
    def items(self) -> Mapping[str, Weighed]:
        return self.flow.items

    @cached_property
    def bands(self) -> Mapping[str, tuple[float, float]]:
        """Per proposition, the lowest and highest strength that ours and two other semantics give."""
        return _bands(self.flow, self.others)

    def strength(self, proposition: str) -> float:
        return self.flow.sums[proposition].strength

    def neighbour(self, proposition: str) -> Neighbour:
        """What a later case needs of this proposition that weighs only what stands around it."""
        strengths = {view: flow.passes_on(proposition) for view, flow in {BRIDGED: self.flow, **self.alone}.items()}
        methods = {name: strengths[proposition] for name, strengths in self.others.items()}
        return Neighbour(self.balances[proposition].lean, strengths, methods)


def weigh(
    case: Case, model: WeightingModel = DEFAULT_MODEL, neighbours: Mapping[str, Neighbour] = NOBODY_ELSE
) -> Outcome:
    """Weigh every proposition and item of the case; CaseError (EvidenceCircle) where that cannot be done.

    ``neighbours`` are propositions that the case starts from or whose details it holds, weighed before with the room it
    names. As long as nothing in the case helps to decide them, what comes out is what all of it together would give.
    """
    graph, ballots = Graph(case, model, neighbours.keys()), Ballots(case, model)
    flow = Flow(graph, ballots, ballots.room, given=_given(neighbours, BRIDGED))
    alone = {
        view: Flow(graph, ballots, (view,), given=_given(neighbours, view)) if len(ballots.room) > 1 else flow
        for view in ballots.room
    }
    others = {name: _compared(flow, name, neighbours) for name in COMPARED}
    contested = frozenset(ref for ref in graph.items if _is_contested(ref, flow))
    leans = {ref: each.lean for ref, each in neighbours.items()}
    return Outcome(model, flow, alone, others, contested, _balances(case, flow, alone, others, contested, leans))


def _given(neighbours: Mapping[str, Neighbour], view: str) -> dict[str, Amount]:
    return {ref: each.strengths[view] for ref, each in neighbours.items()}


def _compared(flow: Flow, name: str, neighbours: Mapping[str, Neighbour]) -> dict[str, float]:
    """Strengths under another semantics, neighbours having those that it gave them."""
    seen = copy(flow)
    seen.sums = flow.sums | {ref: _standing(each.methods[name]) for ref, each in neighbours.items()}
    return compare(seen, COMPARED[name])


def _standing(strength: float) -> Sum:
    return Sum(0.0, (), (), 0.0, 0.0, strength)


def _bands(flow: Flow, others: Mapping[str, Mapping[str, float]]) -> dict[str, tuple[float, float]]:
    found = {}
    for node in flow.graph.propositions:
        strengths = [flow.sums[node].strength, *(other[node] for other in others.values())]
        found[node] = (min(strengths), max(strengths))
    return found


def _is_contested(item: str, flow: Flow) -> bool:
    verdicts = flow.ballots.verdicts(flow.graph.items[item]).values()
    low, high = flow.model.contested_low, flow.model.contested_high
    return len(verdicts) > 1 and min(verdicts) <= low and max(verdicts) >= high


def _balances(
    case: Case,
    flow: Flow,
    alone: Mapping[str, Flow],
    others: Mapping[str, Mapping[str, float]],
    contested: frozenset[str],
    leans: Mapping[str, Lean],
) -> dict[str, Balance]:
    bands = _bands(flow, others)
    searches: dict[str, list[Search]] = {}
    for search in case.searches:
        searches.setdefault(search.proposition, []).append(search)
    found: dict[str, Balance] = {}
    for proposition in _parents_first(flow.graph):
        low, high = bands[proposition]
        hearing = Hearing(
            flow.graph.propositions[proposition], flow, alone, high - low, contested, searches.get(proposition, ())
        )
        whole = hearing.proposition.detail_of or ""
        found[proposition] = judge(hearing, found[whole].lean if whole in found else leans.get(whole))
    return {each.id: found[each.id] for each in case.propositions}


def _parents_first(graph: Graph) -> list[str]:
    """Propositions, each after the one it is a detail of (in a ring of details, one has to come first)."""
    placed: dict[str, None] = {}
    for node in graph.propositions:
        line: list[str] = []
        above: str | None = node
        while above is not None and above in graph.propositions and above not in placed and above not in line:
            line.append(above)
            above = graph.propositions[above].detail_of
        placed.update(dict.fromkeys(reversed(line)))
    return list(placed)
