"""Ratings that follow each other count as fewer: people who answer alike on the same items, close in time, far beyond
chance (step 0).

Traces that coincide too often to be independent give coordinated accounts away (Pacheco et al. 2021, who link accounts
by what they share and when). Two people are linked here where, of the n items that both rated within `alike_hours` of
each other, they gave exactly the same answers on k, and P(X ≥ k) for X ~ Binomial(n, q) is below `alike_tail`. q is the
mean chance of the same answers by two people, item by item: at least `alike_chance`, more where settled people who
rated the item at other times agree more often. Items differ in q; the binomial of the mean bounds the true tail from
above (Hoeffding 1956), so links are missed rather than made up.

Only people linked with two others or more who are so linked themselves are followers. Each counts as 1/(1 + Σ κ) of a
person over their links, κ = (k/n − q)/(1 − q) being the agreement beyond chance (Cohen 1960): for a group of c with one
κ throughout, that sums to Kish's effective number c/(1 + (c − 1)κ) of people whose answers correlate by κ. Exact copies
count as one together. Whoever is no newcomer is only held to those who are none either: new accounts cannot take
anybody's say away by repeating after them.

Each rater of an item is compared with at most `alike_reach` others, the next in time: work grows with the ratings.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from math import comb, log
from typing import NamedTuple

from deliberate.weighting.model import WeightingModel

HOUR = 3600.0

Pair = tuple[str, str]


class Answered(NamedTuple):
    """One person's answers about one item: `at` in seconds; `settled` says they are no newcomer."""

    rater: str
    item: str
    answers: tuple[float | None, ...]
    at: float
    settled: bool


class _Likeness:
    """What a pair has in common: items rated close in time, on how many the answers were the same, and Σ q."""

    __slots__ = ("chance", "items", "same")

    def __init__(self) -> None:
        self.items, self.same, self.chance = 0, 0, 0.0

    def kappa(self, tail: float) -> float:
        """Their agreement beyond chance; 0 where chance could well have brought it about."""
        q = self.chance / self.items
        if q >= 1 or binomial_tail(self.same, self.items, q) >= tail:
            return 0.0
        return max(0.0, (self.same / self.items - q) / (1 - q))


def shares(given: Iterable[Answered], model: WeightingModel) -> Mapping[str, float]:
    """How much of a person each follower counts as, in (0, 1); whoever is not named counts whole.

    The order of what is given changes nothing.
    """
    by_item: dict[str, list[Answered]] = defaultdict(list)
    newcomers = set()
    for each in given:
        if not each.settled:
            newcomers.add(each.rater)
        if any(answer is not None for answer in each.answers):
            by_item[each.item].append(each)
    items = [sorted(found, key=lambda each: (each.at, each.rater)) for _, found in sorted(by_item.items())]
    kappas = {pair: each.kappa(model.alike_tail) for pair, each in _likenesses(items, model).items()}
    linked = {pair: kappa for pair, kappa in kappas.items() if kappa > 0}
    settled = {pair: kappa for pair, kappa in linked.items() if not newcomers.intersection(pair)}
    everybody, others = _shares(linked, model), _shares(settled, model)
    return {rater: share for rater, share in everybody.items() if rater in newcomers} | others


def _shares(linked: Mapping[Pair, float], model: WeightingModel) -> dict[str, float]:
    links: dict[str, dict[str, float]] = defaultdict(dict)
    for (one, other), kappa in linked.items():
        links[one][other] = links[other][one] = kappa
    _drop_loose(links, model.alike_people - 1)
    return {rater: 1 / (1 + sum(sorted(found.values()))) for rater, found in sorted(links.items())}


def binomial_tail(least: int, trials: int, chance: float) -> float:
    """P(X ≥ least) for X ~ Binomial(trials, chance)."""
    return sum(comb(trials, k) * chance**k * (1 - chance) ** (trials - k) for k in range(least, trials + 1))


def _likenesses(items: Sequence[Sequence[Answered]], model: WeightingModel) -> Mapping[Pair, _Likeness]:
    """Only of pairs that agree on as many items as chance would not suffice for, if nothing else spoke for it."""
    fewest = int(log(model.alike_tail) / log(model.alike_chance)) + 1
    agreeing: Counter[Pair] = Counter()
    for raters in items:
        agreeing.update(pair for pair, same in _close_pairs(raters, model) if same)
    found = {pair: _Likeness() for pair, count in agreeing.items() if count >= fewest}
    if found:
        for raters in items:
            chance = _chance(raters, model)
            for pair, same in _close_pairs(raters, model):
                if (likeness := found.get(pair)) is not None:
                    likeness.items += 1
                    likeness.same += same
                    likeness.chance += chance
    return found


def _close_pairs(raters: Sequence[Answered], model: WeightingModel) -> Iterator[tuple[Pair, bool]]:
    window = model.alike_hours * HOUR
    for place, one in enumerate(raters):
        for other in islice(raters, place + 1, place + 1 + model.alike_reach):
            if other.at - one.at > window:
                break
            pair = (one.rater, other.rater) if one.rater < other.rater else (other.rater, one.rater)
            yield pair, one.answers == other.answers


def _chance(raters: Sequence[Answered], model: WeightingModel) -> float:
    """How often two settled people who rated the item at different times gave the same answers; never less than
    `alike_chance`, which holds alone where there are fewer than `alike_people` such pairs."""
    settled = [each for each in raters if each.settled]
    pairs, same = _pairs(len(settled)), sum(map(_pairs, Counter(each.answers for each in settled).values()))
    near, near_same = _within(settled, model), 0
    by_answers: dict[tuple[float | None, ...], list[Answered]] = defaultdict(list)
    for each in settled:
        by_answers[each.answers].append(each)
    for alike in by_answers.values():
        near_same += _within(alike, model)
    apart = pairs - near
    return max(model.alike_chance, (same - near_same) / apart) if apart >= model.alike_people else model.alike_chance


def _pairs(people: int) -> int:
    return people * (people - 1) // 2


def _within(raters: Sequence[Answered], model: WeightingModel) -> int:
    """How many pairs of these, in the order of time, lie within the window."""
    window, first, found = model.alike_hours * HOUR, 0, 0
    for place, each in enumerate(raters):
        while each.at - raters[first].at > window:
            first += 1
        found += place - first
    return found


def _drop_loose(links: dict[str, dict[str, float]], fewest: int) -> None:
    """Leave those who are linked to so many others left (the k-core of the graph)."""
    loose = [rater for rater, found in links.items() if len(found) < fewest]
    while loose:
        rater = loose.pop()
        for other in links.pop(rater, {}):
            if other in links and links[other].pop(rater, None) is not None and len(links[other]) == fewest - 1:
                loose.append(other)
