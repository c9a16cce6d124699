"""How much of each item's weight is its own (step 4), and the reason where it is not all of it.

Three levels, in the order of decision 28: one contributor's flood, one origin repeated, one publisher's several pieces.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from deliberate.core.wording import N_, say
from deliberate.weighting.case import Item
from deliberate.weighting.model import WeightingModel


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a weight was cut: `code` is contributor, origin or publisher, `ref` the item that counts before it.

    `words` are for the catalogues, `values` what goes into them.
    """

    code: str
    factor: float
    ref: str
    words: str
    values: tuple[tuple[str, int], ...] = ()

    @property
    def sentence(self) -> str:
        return say(self.words, **dict(self.values))


@dataclass(frozen=True, slots=True)
class Discount:
    """The factor d on an item's weight. `counts` is False where another item stands for the same origin."""

    factor: float = 1.0
    reasons: tuple[Reason, ...] = ()
    counts: bool = True

    def cut(self, reason: Reason) -> "Discount":
        factor = self.factor * reason.factor
        return Discount(factor, (*self.reasons, reason), self.counts and factor > 0)


WHOLE = Discount()


def cluster_weight(weights: Iterable[float], overlap: float) -> float:
    """Σ λ_k (1−ρ)^(k−1) over the weights from the largest down: ρ = 0 adds all, ρ = 1 keeps the best."""
    ranked = sorted(weights, reverse=True)
    return float(sum(weight * (1 - overlap) ** place for place, weight in enumerate(ranked)))


def discounts(items: Sequence[Item], weights: Mapping[str, float], model: WeightingModel) -> dict[str, Discount]:
    """The discount of every item of one side of one target.

    Items that weigh nothing come last, so they cut no other; they are cut themselves, since what their ratings leave
    open is discounted alike. Equal weights are put in order by origin, publisher and public id, never by time.
    """
    found = {item.id: WHOLE for item in items}
    if len(items) < 2:
        return found
    ordered = sorted(items, key=lambda item: (item.origin_key, item.publisher_key or "", item.id))

    def ranked(group: Iterable[Item]) -> list[Item]:
        return sorted(group, key=lambda item: -weights[item.id] * found[item.id].factor)

    for group in _groups((item.contributor, item) for item in ordered):
        _cut_after(model.contributor_free, ranked(group), model.contributor_overlap, "contributor", found)
    for group in _groups((item.origin_key, item) for item in ordered):
        _cut_after(1, ranked(group), model.origin_overlap, "origin", found)
    standing = [item for item in ordered if found[item.id].counts]
    for group in _groups((item.publisher_key, item) for item in standing if item.publisher_key):
        _cut_after(1, ranked(group), model.publisher_overlap, "publisher", found)
    return found


_SENTENCES = {
    "contributor": N_("One person posted at least three items on this side that weigh as much or more."),
    "origin": N_("Goes back to the same original source as another item here."),
    "publisher": N_("Comes from the same publisher or author as another item here."),
}


def _groups(keyed: Iterable[tuple[str | None, Item]]) -> list[list[Item]]:
    grouped: dict[str | None, list[Item]] = defaultdict(list)
    for key, item in keyed:
        grouped[key].append(item)
    return [group for group in grouped.values() if len(group) > 1]


def _cut_after(free: int, ranked: list[Item], overlap: float, code: str, found: dict[str, Discount]) -> None:
    for place, item in enumerate(ranked[free:], start=1):
        reason = Reason(code, (1 - overlap) ** place, ranked[0].id, _SENTENCES[code])
        found[item.id] = found[item.id].cut(reason)
