"""Weight flowing through the graph (steps 3–6): sums of log-odds, each with the variance that the ratings leave.

The sum per node is the MLP-based gradual semantics of weighted bipolar argumentation (Potyka 2021), with the lift φ in
front of every premise so that a claim nobody has argued passes on nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import exp, fsum, sqrt
from typing import NamedTuple

from deliberate.weighting.case import Item, Relation, RelationKind, Side
from deliberate.weighting.graph import Graph
from deliberate.weighting.independence import Discount, discounts
from deliberate.weighting.logodds import clip, lift, logistic, logit
from deliberate.weighting.model import WeightingModel
from deliberate.weighting.ratings import Ballots, Score, Strength


class Amount(NamedTuple):
    """A value and its variance."""

    value: float
    variance: float = 0.0


NOTHING = Amount(0.0)
UNBROKEN = Amount(1.0)


class EvidenceTerm(NamedTuple):
    """What one item gives to a sum: ± weight · d."""

    item: Item
    side: Side
    delta: float
    variance: float
    discount: Discount


class RelationTerm(NamedTuple):
    """What one relation gives: ± w · scale · u · φ. `scale` < 1 says circular support was capped."""

    relation: Relation
    side: Side
    delta: float
    variance: float
    weight: float
    scale: float
    intact: float


class Sum(NamedTuple):
    """L of one node with the terms it is the exact sum of, and σ = S(L)."""

    start: float
    evidence: tuple[EvidenceTerm, ...]
    relations: tuple[RelationTerm, ...]
    log_odds: float
    variance: float
    strength: float
    circular: bool = False

    def interval(self, z: float) -> tuple[float, float]:
        reach = z * sqrt(self.variance)
        return self.log_odds - reach, self.log_odds + reach


class Weighed(NamedTuple):
    """One item: its own strength s, σ after challenges, how far its gate is open, and what it weighs.

    `weight` = λ · `intact`, before discounts; `rated` says whether enough people have rated it to count.
    """

    item: Item
    strength: Strength
    challenged: float
    gate: float
    curation: tuple[float, str]
    rated: bool
    full_weight: float
    intact: float
    weight: float
    variance: float


class Flow:
    """One pass over a graph as seen by some viewpoints. `start` gives circles other starting strengths (for tests).

    `given` are the strengths of premises that the graph takes as they are.
    """

    def __init__(
        self,
        graph: Graph,
        ballots: Ballots,
        viewpoints: Sequence[str],
        start: Mapping[str, float] | None = None,
        given: Mapping[str, Amount] | None = None,
    ) -> None:
        self.graph, self.ballots, self.viewpoints = graph, ballots, viewpoints
        self.model: WeightingModel = ballots.model
        self.sums: dict[str, Sum] = {}
        self.items: dict[str, Weighed] = {}
        self.sweeps = 0
        """Jacobi sweeps of the slowest circle."""
        self._start = start or {}
        self._strengths: dict[str, Amount] = dict(given or {})
        self._weights: dict[str, Score] = {}
        # Items are weighed before what they bear on, and stand in no circle: what they give is worked out once.
        self._given: dict[str, tuple[EvidenceTerm, ...]] = {}
        self._cuts: dict[str, list[Amount]] = {}
        for members, circle in graph.order:
            self._settle(members) if circle else self._add_up(members[0])

    def _add_up(self, node: str) -> None:
        if node in self.graph.items:
            self._weigh(self.graph.items[node])
        else:
            self._finish(node, self._sum(node, logit(self._tau(node))))

    def passes_on(self, node: str) -> Amount:
        """The strength of a proposition or item with its variance, as others take it."""
        return self._strengths[node]

    def _tau(self, node: str) -> float:
        margin = self.model.strength_margin
        return clip(self.graph.propositions[node].tau, margin, 1 - margin)

    def _finish(self, node: str, total: Sum) -> None:
        self.sums[node] = total
        slope = total.strength * (1 - total.strength)
        self._strengths[node] = Amount(total.strength, slope * slope * total.variance)

    def _sum(self, node: str, start: float, circle: frozenset[str] = frozenset(), scale: float = 1.0) -> Sum:
        if node not in self._given:
            self._given[node] = tuple(self._evidence_terms(node))
        evidence = self._given[node]
        if not evidence and not self.graph.relations_on(node):
            return Sum(start, (), (), start, 0.0, logistic(start), bool(circle))
        relations = tuple(self._relation_term(each, circle, scale) for each in self.graph.relations_on(node))
        log_odds = fsum([start, *(each.delta for each in evidence), *(each.delta for each in relations)])
        variance = fsum([*(each.variance for each in evidence), *(each.variance for each in relations)])
        return Sum(start, evidence, relations, log_odds, variance, logistic(log_odds), bool(circle))

    # Items

    def _weigh(self, item: Item) -> None:
        model, rated = self.model, self.ballots.raters(item.id) >= self.model.raters_needed
        strength = self.ballots.item_strength(item, self.viewpoints)
        margin = model.strength_margin
        total = self._sum(item.id, logit(clip(strength.value, margin, 1 - margin)))
        self._finish(item.id, total)
        curation = self.graph.curation[item.id]
        gate = self.gate(strength.value, total.log_odds - total.start)
        full = NOTHING
        if rated:
            full = Amount(curation[0] * model.item_most * gate, self._weight_variance(curation[0], strength, total))
        intact = self._intact(item.id)
        self.items[item.id] = Weighed(
            item, strength, total.strength, gate, curation, rated, full.value, intact.value,
            full.value * intact.value,
            intact.value**2 * full.variance + full.value**2 * intact.variance,
        )  # fmt: skip

    def gate(self, strength: float, challenge: float) -> float:
        """max(0, (σ_e − s0)/(1 − s0)): ten unrated links must not carry a claim."""
        margin, threshold = self.model.strength_margin, self.model.threshold
        strength = clip(strength, margin, 1 - margin)
        if challenge:
            strength = logistic(logit(strength) + challenge)
        return max(0.0, (strength - threshold) / (1 - threshold))

    def _weight_variance(self, curation: float, strength: Strength, total: Sum) -> float:
        """Half the difference of λ at s·e^±sd, squared (decision 30), plus what the challenges leave open."""
        most, challenge = curation * self.model.item_most, total.log_odds - total.start
        spread = exp(sqrt(strength.variance))
        above, below = self.gate(strength.value * spread, challenge), self.gate(strength.value / spread, challenge)
        own = (most * (above - below) / 2) ** 2
        if total.strength <= self.model.threshold or not total.variance:
            return own
        slope = most / (1 - self.model.threshold) * total.strength * (1 - total.strength)
        return own + slope * slope * total.variance

    def _evidence_terms(self, node: str) -> Iterable[EvidenceTerm]:
        bearing = self.graph.bearing_on(node)
        if not bearing:
            return
        for side in Side:
            chosen = [item for item in bearing if item.side is side]
            if not chosen:
                continue
            for item, (amount, discount) in zip(chosen, self._discounted(chosen), strict=True):
                yield EvidenceTerm(item, side, side.sign * amount.value + 0.0, amount.variance, discount)

    def _discounted(self, items: Sequence[Item]) -> list[tuple[Amount, Discount]]:
        found = discounts(items, {item.id: self.items[item.id].weight for item in items}, self.model)
        amounts = []
        for item in items:
            weighed, discount = self.items[item.id], found[item.id]
            factor = discount.factor
            amounts.append((Amount(factor * weighed.weight, factor * factor * weighed.variance), discount))
        return amounts

    # Relations and undercutters

    def relation_weight(self, relation: Relation) -> Score:
        if relation.id not in self._weights:
            self._weights[relation.id] = self.ballots.relation_weight(relation, self.viewpoints)
        return self._weights[relation.id]

    def _relation_term(self, relation: Relation, circle: frozenset[str], scale: float) -> RelationTerm:
        weight = self.relation_weight(relation)
        if not (circle and self.graph.load(relation, circle)):
            scale = 1.0
        intact, lifted = self._intact(relation.id), self._lifted(relation)
        active = intact.value * lifted.value
        variance = (
            active**2 * weight.variance
            + (weight.value * intact.value) ** 2 * lifted.variance
            + (weight.value * lifted.value) ** 2 * intact.variance
        )
        side = Side.FOR if relation.kind is RelationKind.SUPPORTS else Side.AGAINST
        delta = side.sign * weight.value * scale * active + 0.0
        return RelationTerm(relation, side, delta, scale * scale * variance, weight.value, scale, intact.value)

    def _lifted(self, relation: Relation) -> Amount:
        """φ of the premises: joint ones are only as strong as the weakest.

        The variance is half the swing over one deviation, squared: at ½, and where two premises are equally weak, a
        slope would jump.
        """
        premises = [
            (self._strengths[premise].value, sqrt(self._strengths[premise].variance)) for premise in relation.premises
        ]
        low, middle, high = (min(value + step * deviation for value, deviation in premises) for step in (-1, 0, 1))
        swing = lift(high) - lift(low)
        return Amount(lift(middle), swing * swing / 4)

    def _intact(self, link: str) -> Amount:
        """v = Π (1 − strength of each undercutter): λ/Λ of evidence, φ of propositions (decision 24)."""
        breaking, undercutting = self.graph.breaking(link), self.graph.undercutting(link)
        if not breaking and not undercutting:
            return UNBROKEN
        if link not in self._cuts:
            most = self.model.item_most
            found = self._discounted(breaking)
            self._cuts[link] = [Amount(each.value / most, each.variance / most**2) for each, _ in found]
        cuts = [*self._cuts[link]]
        for relation in undercutting:
            own, lifted = self._intact(relation.id), self._lifted(relation)
            variance = own.value**2 * lifted.variance + lifted.value**2 * own.variance
            cuts.append(Amount(own.value * lifted.value, variance))
        value, variance = 1.0, 0.0
        for cut in sorted(cuts, key=lambda each: (each.value, each.variance)):
            left = 1 - cut.value
            variance = left * left * variance + value * value * cut.variance
            value *= left
        return Amount(value, variance)

    # Circles

    def _settle(self, members: tuple[str, ...]) -> None:
        """Jacobi sweeps to the one fixed point: with in-circle weights capped, every sweep contracts by ≤ .9."""
        circle = frozenset(members)
        scales = {node: self._scale(node, circle) for node in members}
        for node in members:
            self._strengths[node] = Amount(self._start.get(node, self._tau(node)))
        sweeps = 0
        while sweeps < self.model.cycle_sweeps:
            sweeps += 1
            before = {node: self._strengths[node] for node in members}
            totals = {node: self._sum(node, logit(self._tau(node)), circle, scales[node]) for node in members}
            for node, total in totals.items():
                self._finish(node, total)
            if self._moved(before) < self.model.cycle_tolerance:
                break
        self.sweeps = max(self.sweeps, sweeps)

    def _scale(self, node: str, circle: frozenset[str]) -> float:
        load = fsum(
            self.relation_weight(each).value * self.graph.load(each, circle) for each in self.graph.relations_on(node)
        )
        return min(1.0, self.model.cycle_load / load) if load else 1.0

    def _moved(self, before: Mapping[str, Amount]) -> float:
        """The largest change of a strength or of its variance in the last sweep."""
        return max(
            max(abs(self._strengths[node].value - was.value), abs(self._strengths[node].variance - was.variance))
            for node, was in before.items()
        )
