"""Weighing a whole case: one call, everything a page, a store or a ledger needs from it."""

from collections.abc import Mapping
from dataclasses import dataclass

from deliberate.weighting.balance import Balance
from deliberate.weighting.case import Case, Search
from deliberate.weighting.flow import Flow, Weighed
from deliberate.weighting.graph import Graph
from deliberate.weighting.judgement import Hearing, judge
from deliberate.weighting.methods import DF_QUAD, QUADRATIC_ENERGY, compare
from deliberate.weighting.model import WeightingModel
from deliberate.weighting.ratings import Ballots

DEFAULT_MODEL = WeightingModel()


@dataclass(frozen=True)
class Outcome:
    """A weighed case. Items and propositions that are hidden or unknown are in none of these."""

    model: WeightingModel
    flow: Flow
    """All viewpoints bridged: `flow.sums` by proposition and item, `flow.items` by item."""
    alone: Mapping[str, Flow]
    """Each viewpoint of the room, computed alone."""
    bands: Mapping[str, tuple[float, float]]
    """Per proposition, the lowest and highest strength that ours and two other semantics give."""
    contested: frozenset[str]
    """Items that one viewpoint rates close to nothing and another high."""
    balances: Mapping[str, Balance]

    @property
    def room(self) -> tuple[str, ...]:
        return self.flow.ballots.room

    @property
    def items(self) -> Mapping[str, Weighed]:
        return self.flow.items

    def strength(self, proposition: str) -> float:
        return self.flow.sums[proposition].strength


def weigh(case: Case, model: WeightingModel = DEFAULT_MODEL) -> Outcome:
    """Weigh every proposition and item of the case; CaseError (EvidenceCircle) where that cannot be done."""
    graph, ballots = Graph(case, model), Ballots(case, model)
    flow = Flow(graph, ballots, ballots.room)
    alone = {view: Flow(graph, ballots, (view,)) if len(ballots.room) > 1 else flow for view in ballots.room}
    others = [compare(flow, method) for method in (DF_QUAD, QUADRATIC_ENERGY)]
    bands = {}
    for node in graph.propositions:
        strengths = [flow.sums[node].strength, *(other[node] for other in others)]
        bands[node] = (min(strengths), max(strengths))
    contested = frozenset(ref for ref in graph.items if _is_contested(ref, flow))
    return Outcome(model, flow, alone, bands, contested, _balances(case, flow, alone, bands, contested))


def _is_contested(item: str, flow: Flow) -> bool:
    verdicts = flow.ballots.verdicts(flow.graph.items[item]).values()
    low, high = flow.model.contested_low, flow.model.contested_high
    return len(verdicts) > 1 and min(verdicts) <= low and max(verdicts) >= high


def _balances(
    case: Case,
    flow: Flow,
    alone: Mapping[str, Flow],
    bands: Mapping[str, tuple[float, float]],
    contested: frozenset[str],
) -> dict[str, Balance]:
    searches: dict[str, list[Search]] = {}
    for search in case.searches:
        searches.setdefault(search.proposition, []).append(search)
    found: dict[str, Balance] = {}
    for proposition in _parents_first(flow.graph):
        low, high = bands[proposition]
        hearing = Hearing(
            flow.graph.propositions[proposition], flow, alone, high - low, contested, searches.get(proposition, ())
        )
        found[proposition] = judge(hearing, found.get(hearing.proposition.detail_of or ""))
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
