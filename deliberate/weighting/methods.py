"""Gradual semantics by name: ours, and those of the literature that it is checked and compared against.

Each is a modular semantics (Mossakowski and Neuhaus 2018): what a node passes on, and how a base strength and what
arrives are combined. DF-QuAD: Rago et al. 2016. Quadratic energy: Potyka 2018. MLP-based: Potyka 2021.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, prod

from deliberate.core.registry import Registry
from deliberate.weighting.case import Side
from deliberate.weighting.flow import Flow
from deliberate.weighting.graph import components
from deliberate.weighting.logodds import lift, logistic, logit

Combine = Callable[[float, Sequence[float], Sequence[float]], float]
"""Base strength, what arrives in support, what arrives in attack (each source's share times its weight) → strength."""


@dataclass(frozen=True, slots=True)
class Method:
    passes_on: Callable[[float], float]
    combine: Combine


@dataclass(frozen=True, slots=True)
class Edge:
    source: str
    target: str
    side: Side
    weight: float = 1.0


class CyclicGraph(ValueError):
    """These semantics are solved on acyclic graphs only."""


def identity(strength: float) -> float:
    return strength


def add_log_odds(base: float, supports: Sequence[float], attacks: Sequence[float]) -> float:
    """S(logit(τ) + Σ support − Σ attack): the sum of a sigmoid neuron. A base of 0 or 1 cannot be moved."""
    if base in {0.0, 1.0}:
        return base
    return logistic(fsum([logit(base), *supports, *(-each for each in attacks)]))


def combine_df_quad(base: float, supports: Sequence[float], attacks: Sequence[float]) -> float:
    """Noisy-or of each side; the base moves towards 1 or 0 by the difference."""
    difference = prod(1 - each for each in attacks) - prod(1 - each for each in supports)
    return base + (1 - base) * difference if difference >= 0 else base + base * difference


def combine_quadratic_energy(base: float, supports: Sequence[float], attacks: Sequence[float]) -> float:
    """E = Σ support − Σ attack; the base moves towards 1 or 0 by E²/(1 + E²)."""
    energy = fsum(supports) - fsum(attacks)
    pull = energy * energy / (1 + energy * energy)
    return base + (1 - base) * pull if energy >= 0 else base - base * pull


METHODS: Registry[Method] = Registry("weighting method")
LEDGER = METHODS.register("ledger", Method(lift, add_log_odds))
MLP = METHODS.register("mlp", Method(identity, add_log_odds))
DF_QUAD = METHODS.register("df-quad", Method(identity, combine_df_quad))
QUADRATIC_ENERGY = METHODS.register("quadratic-energy", Method(identity, combine_quadratic_energy))


def solve(bases: Mapping[str, float], edges: Iterable[Edge], method: Method) -> dict[str, float]:
    """The strength of every argument of an acyclic weighted bipolar graph; CyclicGraph where there is a circle."""
    incoming: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        incoming[edge.target].append(edge)
    strengths: dict[str, float] = {}
    for members in components(bases, lambda node: [edge.source for edge in incoming[node]]):
        node = members[0]
        if len(members) > 1 or any(edge.source == node for edge in incoming[node]):
            raise CyclicGraph(f"There is a circle through {', '.join(members)}.")
        arriving: dict[Side, list[float]] = {Side.FOR: [], Side.AGAINST: []}
        for edge in incoming[node]:
            arriving[edge.side].append(edge.weight * method.passes_on(strengths[edge.source]))
        strengths[node] = method.combine(bases[node], arriving[Side.FOR], arriving[Side.AGAINST])
    return strengths


def compare(flow: Flow, method: Method) -> dict[str, float]:
    """The propositions' strengths under another semantics, fed with the same items and relations.

    Items and links give shares of the most they can (λ·d/Λ, w·u/Λ), premises pass on φ as in ours, so that only the way
    of adding differs. Inside a circle the premises keep our own strengths.
    """
    model, strengths = flow.model, {node: each.strength for node, each in flow.sums.items()}
    for members, circle in flow.graph.order:
        if circle or members[0] not in flow.graph.propositions:
            continue
        total = flow.sums[members[0]]
        arriving: dict[Side, list[float]] = {Side.FOR: [], Side.AGAINST: []}
        for term in total.evidence:
            arriving[term.side].append(abs(term.delta) / model.item_most)
        for each in total.relations:
            share = each.weight * each.intact / model.relation_most
            arriving[each.side].append(share * lift(min(strengths[node] for node in each.relation.premises)))
        strengths[members[0]] = method.combine(logistic(total.start), arriving[Side.FOR], arriving[Side.AGAINST])
    return {node: strengths[node] for node in flow.graph.propositions}
