"""Gradual semantics by name: ours, and those of the literature that it is checked and compared against.

Each is a modular semantics (Mossakowski and Neuhaus 2018): what a node passes on, how support and attack are gathered,
and how what was gathered moves a base strength. DF-QuAD: Rago et al. 2016. Euler-based: Amgoud and Ben-Naim 2017.
Quadratic energy: Potyka 2018. MLP-based: Potyka 2021.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import exp, fsum, log

from deliberate.core.doors import Door, instance_of
from deliberate.core.registry import Registry
from deliberate.weighting.case import Side
from deliberate.weighting.flow import Flow
from deliberate.weighting.logodds import lift, logistic
from deliberate.weighting.model import WeightingModel

#: What arrives as one number: each source's share times its weight, above 0 in support and below in attack.
Aggregation = Callable[[Iterable[float]], float]
#: Base strength in [0, 1] and what was gathered, as a strength in [0, 1].
Influence = Callable[[float, float], float]


@dataclass(frozen=True, slots=True)
class Method:
    """``circle_load`` is what an argument's weights from inside its circle are scaled down to, where there is a cap."""

    passes_on: Callable[[float], float]
    gather: Aggregation
    influence: Influence
    circle_load: float | None = None

    def combine(self, base: float, supports: Iterable[float], attacks: Iterable[float]) -> float:
        """The strength of an argument at which these shares arrive."""
        return self.influence(base, self.gather([*supports, *(-each for each in attacks)]))


def identity(strength: float) -> float:
    return strength


def energy(shares: Iterable[float]) -> float:
    """E = Σ support − Σ attack, the same in whatever order they come."""
    return fsum(shares)


def product_difference(shares: Iterable[float]) -> float:
    """Noisy-or of each side, support less attack: Π(1 − attack) − Π(1 − support), in [−1, 1].

    It is defined for shares up to 1; a weight that makes more of one counts as 1.
    """
    for_it = against_it = 1.0
    for share in shares:
        if share > 0:
            for_it *= 1 - share if share < 1 else 0.0
        else:
            against_it *= 1 + share if share > -1 else 0.0
    return against_it - for_it


def move_log_odds(base: float, gathered: float) -> float:
    """S(logit(τ) + E): the sum of a sigmoid neuron. A base of 0 or 1 cannot be moved."""
    # Nor does nothing move it: there and back through the logarithm would cost the last digit.
    if gathered == 0 or base == 0 or base == 1:
        return base
    log_odds = log(base / (1 - base)) + gathered
    if log_odds >= 0:
        return 1 / (1 + exp(-log_odds))
    odds = exp(log_odds)
    return odds / (1 + odds)


def move_linearly(base: float, gathered: float) -> float:
    """The base moves towards 1 or 0 by that share of the way."""
    return base + (1 - base) * gathered if gathered >= 0 else base + base * gathered


def move_by_square(base: float, gathered: float) -> float:
    """The base moves towards 1 or 0 by the share E²/(1 + E²) of the way."""
    pull = 1.0 if abs(gathered) > 1e150 else gathered * gathered / (1 + gathered * gathered)
    return base + (1 - base) * pull if gathered >= 0 else base - base * pull


def move_by_euler(base: float, gathered: float) -> float:
    """1 − (1 − τ²)/(1 + τ·e^E): support moves a strong base further than a weak one, and 0 or 1 not at all."""
    # Beyond e^700 a float ends; long before that the strength is 1 to the last digit.
    return 1 - (1 - base * base) / (1 + base * exp(min(gathered, 700.0)))


METHODS: Registry[Method] = Registry("weighting method")
LEDGER = METHODS.register("ledger", Method(lift, energy, move_log_odds, WeightingModel().cycle_load))
MLP = METHODS.register("mlp", Method(identity, energy, move_log_odds))
DF_QUAD = METHODS.register("df-quad", Method(identity, product_difference, move_linearly))
QUADRATIC_ENERGY = METHODS.register("quadratic-energy", Method(identity, energy, move_by_square))
EULER = METHODS.register("euler", Method(identity, energy, move_by_euler))
door = Door("deliberate.weighting", METHODS, instance_of(Method))


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
