"""From ratings to bridged scores (steps 0–3): equal say per viewpoint, not per head.

The geometric mean over viewpoints follows the idea of bridging-based ranking (Ovadya and Thorburn 2023) that Community
Notes put to work: what one side alone applauds stays weak. Ours uses stated viewpoints where they infer them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import exp, log
from typing import NamedTuple

from deliberate.weighting.case import Case, Dimension, Item, Relation
from deliberate.weighting.logodds import clip
from deliberate.weighting.model import WeightingModel

NOBODY = ""
"""Stands in where no viewpoint is in the room: the prior alone speaks."""

Answer = tuple[float, bool, float]
"""A rater's t, whether they are a newcomer, and the value they gave."""


class Pool(NamedTuple):
    """One viewpoint's answers in one dimension. `p` is drawn towards the prior; `mean`, of those who are no newcomers,
    is not (None: no answers of theirs).

    `log_p` is kept because every choice of viewpoints needs it; `variance` is that of ln p.
    """

    p: float
    log_p: float
    variance: float
    mean: float | None


class Score(NamedTuple):
    """A bridged value in (0, 1], and the variance of its logarithm."""

    value: float
    variance: float


class Strength(NamedTuple):
    """R, K and P of an item, and s, their geometric mean."""

    dimensions: Mapping[Dimension, Score]
    value: float
    variance: float


def pool(answers: Sequence[Answer], prior: float, model: WeightingModel) -> Pool:
    """p = (Σ t·x + m·p0) / (Σ t + m), with the variance of ln p.

    Newcomers' summed t is capped, and so is how far they move p, as a share of itself: then they move no score by more
    than that share either, however the viewpoints are spread and whatever the newcomers say of their own.
    """
    ordered = sorted(answers)
    newcomers = settled = borne = 0.0
    for t, newcomer, value in ordered:
        if newcomer:
            newcomers += t
        else:
            settled += t
            borne += t * value
    cap = max(model.newcomer_least, model.newcomer_share * settled)
    shrink = cap / newcomers if newcomers > cap else 1.0
    total = squares = weighted = 0.0
    for t, newcomer, value in ordered:
        share = t * shrink if newcomer else t
        total += share
        squares += share * share
        weighted += share * value
    m = model.prior_weight
    p = (weighted + m * prior) / (total + m)
    if newcomers:
        without = (borne + m * prior) / (settled + m)
        p = clip(p, without / (1 + model.newcomer_reach), without * (1 + model.newcomer_reach))
    effective = total * total / squares if squares else 0.0
    variance = (1 - p) / (p * (effective + m + 1))
    return Pool(p, log(p), variance, borne / settled if settled else None)


def bridge(pools: Sequence[Pool]) -> Score:
    """D = exp(mean of ln p over the viewpoints), so that every viewpoint has the same say."""
    if len(pools) == 1:
        return Score(pools[0].p, pools[0].variance)
    share, logs, variances = 1 / len(pools), 0.0, 0.0
    for each in pools:
        logs += each.log_p
        variances += each.variance
    return Score(exp(share * logs), share * share * variances)


def strength(dimensions: Mapping[Dimension, Score]) -> Strength:
    """s = (R·K·P)^(1/3), taking the three as independent: a halo among them is ignored."""
    share, product, variances = 1 / len(dimensions), 1.0, 0.0
    for each in dimensions.values():
        product *= each.value
        variances += each.variance
    return Strength(dimensions, product**share, share * share * variances)


def room(case: Case, model: WeightingModel) -> tuple[str, ...]:
    """The viewpoints in the room: someone settled in it has rated something live on this article (decision 25)."""
    return _room(case, model, _live_subjects(case, model))


def _room(case: Case, model: WeightingModel, live: Mapping[str, object]) -> tuple[str, ...]:
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
        live = _live_subjects(case, model)
        self.room = _room(case, model, live) if case.room is None else tuple(sorted(case.room))
        self._answers: dict[tuple[str, str], dict[str, list[Answer]]] = defaultdict(lambda: defaultdict(list))
        self._pools: dict[tuple[str, Dimension, float], dict[str, Pool]] = {}
        self._item_pools: dict[str, list[tuple[Dimension, dict[str, Pool]]]] = {}
        self.people: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        """Who answered R or P of a subject, by viewpoint; newcomers too, viewpoints outside the room not."""
        self.followers: dict[str, dict[str, float]] = defaultdict(dict)
        """Those among them whose answers follow others', with how much of a person each counts as."""
        self._collect(case, live)

    def _collect(self, case: Case, live: Mapping[str, set[str | None]]) -> None:
        present, settled = set(self.room), self.model.settled_level
        for rating in case.ratings:
            own = live.get(rating.subject)
            if rating.value is None or own is None or rating.rater in own or rating.viewpoint not in present:
                continue
            # Where all count alike, they do so whatever weight their rating was stored with.
            weight = 1.0 if self.model.equal_raters else rating.weight
            answer = (weight * rating.share, rating.level < settled, rating.value)
            self._answers[rating.subject, rating.dimension][rating.viewpoint].append(answer)
            if rating.dimension is not Dimension.RELIABILITY:
                self.people[rating.subject][rating.viewpoint].add(rating.rater)
                if rating.share < 1:
                    self.followers[rating.subject][rating.rater] = rating.share

    def pools(self, subject: str, dimension: Dimension, prior: float) -> dict[str, Pool]:
        """Each viewpoint in the room; one that has not answered keeps the prior, which is what holds one-sided
        support down."""
        key = (subject, dimension, prior)
        found = self._pools.get(key)
        if found is None:
            answers = self._answers.get((subject, dimension), {})
            found = {group: pool(answers.get(group, ()), prior, self.model) for group in self.room or (NOBODY,)}
            self._pools[key] = found
        return found

    def score(self, subject: str, dimension: Dimension, prior: float, viewpoints: Iterable[str]) -> Score:
        pools = self.pools(subject, dimension, prior)
        return bridge([pools[group] for group in viewpoints or (NOBODY,)])

    def item_strength(self, item: Item, viewpoints: Sequence[str]) -> Strength:
        chosen = viewpoints or (NOBODY,)
        return strength(
            {dimension: bridge([pools[group] for group in chosen]) for dimension, pools in self._pools_of_item(item)}
        )

    def _pools_of_item(self, item: Item) -> list[tuple[Dimension, dict[str, Pool]]]:
        found = self._item_pools.get(item.id)
        if found is None:
            found = [(each, self.pools(subject, each, prior)) for each, subject, prior in self._dimensions(item)]
            self._item_pools[item.id] = found
        return found

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
        for _, pools in self._pools_of_item(item):
            for group, each in pools.items():
                if each.mean is not None:
                    means[group].append(each.mean)
        return {group: sum(values) / len(values) for group, values in means.items()}

    def _dimensions(self, item: Item) -> tuple[tuple[Dimension, str, float], ...]:
        prior = self.model.prior
        reliability = self.model.profile_prior[item.profile] if item.profile else prior
        return (
            (Dimension.RELEVANCE, item.id, prior),
            (Dimension.RELIABILITY, item.evidence, reliability),
            (Dimension.STRENGTH, item.id, prior),
        )
