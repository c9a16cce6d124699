"""From ratings to bridged scores (steps 0–3): equal say per viewpoint, not per head.

The geometric mean over viewpoints follows the idea of bridging-based ranking (Ovadya and Thorburn 2023) that Community
Notes put to work: what one side alone applauds stays weak. Ours uses stated viewpoints where they infer them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from deliberate.weighting.case import Case, Dimension, Item, Relation
from deliberate.weighting.model import WeightingModel

Answer = tuple[float, bool, float]
"""A rater's t, whether they are a newcomer, and the value they gave."""


@dataclass(frozen=True, slots=True)
class Pool:
    """One viewpoint's answers in one dimension. `p` is drawn towards the prior; `mean` is not (None: no answers)."""

    p: float
    variance: float
    mean: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """A bridged value in (0, 1], and the variance of its logarithm."""

    value: float
    variance: float


@dataclass(frozen=True, slots=True)
class Strength:
    """R, K and P of an item, and s, their geometric mean."""

    dimensions: Mapping[Dimension, Score]
    value: float
    variance: float


def pool(answers: Sequence[Answer], prior: float, model: WeightingModel) -> Pool:
    """p = (Σ t·x + m·p0) / (Σ t + m), with the variance of ln p. Newcomers' summed t is capped (decision 26)."""
    newcomers = sum(t for t, newcomer, _ in answers if newcomer)
    settled = sum(t for t, newcomer, _ in answers if not newcomer)
    cap = max(model.newcomer_least, model.newcomer_share * settled)
    shrink = cap / newcomers if newcomers > cap else 1.0
    total = squares = weighted = 0.0
    for t, newcomer, value in sorted(answers):
        share = t * shrink if newcomer else t
        total += share
        squares += share * share
        weighted += share * value
    p = (weighted + model.prior_weight * prior) / (total + model.prior_weight)
    effective = total * total / squares if squares else 0.0
    variance = (1 - p) / (p * (effective + model.prior_weight + 1))
    return Pool(p, variance, weighted / total if total else None)


def bridge(pools: Sequence[Pool]) -> Score:
    """D = exp(mean of ln p over the viewpoints), so that every viewpoint has the same say."""
    share = 1 / len(pools)
    value = exp(share * sum(log(each.p) for each in pools))
    return Score(value, share * share * sum(each.variance for each in pools))


def strength(dimensions: Mapping[Dimension, Score]) -> Strength:
    """s = (R·K·P)^(1/3), taking the three as independent: a halo among them is ignored."""
    product = 1.0
    for each in dimensions.values():
        product *= each.value
    share = 1 / len(dimensions)
    return Strength(dimensions, product**share, share * share * sum(each.variance for each in dimensions.values()))


def room(case: Case, model: WeightingModel) -> tuple[str, ...]:
    """The viewpoints in the room: someone settled in it has rated something live on this article (decision 25)."""
    live = _live_subjects(case, model)
    present = {
        rating.viewpoint
        for rating in case.ratings
        if rating.level >= model.settled_level and rating.value is not None and rating.subject in live
    }
    return tuple(sorted(present))


def _live_subjects(case: Case, model: WeightingModel) -> dict[str, set[str | None]]:
    """Every subject that may be rated and counts, with those whose own ratings of it do not."""
    subjects: dict[str, set[str | None]] = {}
    for item in case.items:
        if model.curation_factor(item.states)[0] > 0:
            subjects[item.id] = {item.contributor}
            subjects.setdefault(item.evidence, set()).add(item.evidence_author or item.contributor)
    for relation in case.relations:
        subjects[relation.id] = {relation.author}
    return subjects


class Ballots:
    """A case's ratings, pooled once by subject, dimension and viewpoint; scores for any choice of viewpoints."""

    def __init__(self, case: Case, model: WeightingModel) -> None:
        self.model = model
        self.room = room(case, model) if case.room is None else tuple(sorted(case.room))
        self._answers: dict[tuple[str, str], dict[str, list[Answer]]] = defaultdict(lambda: defaultdict(list))
        self._pools: dict[tuple[str, str, float], dict[str, Pool]] = {}
        self.people: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        """Who answered R or P of a subject, by viewpoint; newcomers too, viewpoints outside the room not."""
        self._collect(case)

    def _collect(self, case: Case) -> None:
        live, present, settled = _live_subjects(case, self.model), set(self.room), self.model.settled_level
        for rating in case.ratings:
            own = live.get(rating.subject)
            if rating.value is None or own is None or rating.rater in own or rating.viewpoint not in present:
                continue
            answer = (rating.weight, rating.level < settled, rating.value)
            self._answers[rating.subject, rating.dimension][rating.viewpoint].append(answer)
            if rating.dimension is not Dimension.RELIABILITY:
                self.people[rating.subject][rating.viewpoint].add(rating.rater)

    def pools(self, subject: str, dimension: Dimension, prior: float) -> dict[str, Pool]:
        """Each viewpoint in the room; one that has not answered keeps the prior, which is what holds one-sided
        support down."""
        key = (subject, str(dimension), prior)
        if key not in self._pools:
            answers = self._answers.get((subject, dimension), {})
            self._pools[key] = {group: pool(answers.get(group, ()), prior, self.model) for group in self.room}
        return self._pools[key]

    def score(self, subject: str, dimension: Dimension, prior: float, viewpoints: Iterable[str]) -> Score:
        pools = self.pools(subject, dimension, prior)
        chosen = [pools[group] for group in viewpoints] or [pool((), prior, self.model)]
        return bridge(chosen)

    def item_strength(self, item: Item, viewpoints: Sequence[str]) -> Strength:
        return strength(
            {
                dimension: self.score(subject, dimension, prior, viewpoints)
                for dimension, subject, prior in self._dimensions(item)
            }
        )

    def relation_weight(self, relation: Relation, viewpoints: Sequence[str]) -> Score:
        """w = Λ·√(R·P) with its own variance; without ratings, ln 3 (decision 27)."""
        prior, most = self.model.relation_prior, self.model.relation_most
        rated = strength(
            {
                dimension: self.score(relation.id, dimension, prior, viewpoints)
                for dimension in (Dimension.RELEVANCE, Dimension.STRENGTH)
            }
        )
        weight = most * rated.value
        return Score(weight, weight * weight * rated.variance)

    def raters(self, subject: str) -> int:
        return sum(len(group) for group in self.people.get(subject, {}).values())

    def verdicts(self, item: Item) -> dict[str, float]:
        """Each answering viewpoint's plain mean over the dimensions it answered, without the prior."""
        means: dict[str, list[float]] = defaultdict(list)
        for dimension, subject, prior in self._dimensions(item):
            for group, each in self.pools(subject, dimension, prior).items():
                if each.mean is not None:
                    means[group].append(each.mean)
        return {group: sum(values) / len(values) for group, values in means.items()}

    def _dimensions(self, item: Item) -> tuple[tuple[Dimension, str, float], ...]:
        prior = self.model.prior
        reliability = prior if item.profile is None else self.model.profile_prior[item.profile]
        return (
            (Dimension.RELEVANCE, item.id, prior),
            (Dimension.RELIABILITY, item.evidence, reliability),
            (Dimension.STRENGTH, item.id, prior),
        )
