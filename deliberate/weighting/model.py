"""Every parameter of the weighting, in one place, so that a stored score can be replayed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from math import log
from types import MappingProxyType
from typing import Any

from deliberate.weighting.logodds import clip

TRUST = {0: 0.25, 1: 0.5, 2: 1.0, 3: 1.25, 4: 1.5}

PROFILE_PRIOR = {"A": 0.8, "B": 0.65, "C": 0.5, "D": 0.3, "E": 0.15, "F": 0.4}
"""Prior of a source's reliability by the Admiralty profile of its publisher; F is unknown, not worst."""

CURATION = {
    "active": 1.0,
    "disputed": 0.5,
    "source_requested": 0.5,
    "source_overdue": 0.25,
    "stale": 0.5,
    "broken_link": 0.75,
    "archived_link": 1.0,
    "draft": 0.0,
    "pending": 0.0,
    "returned": 0.0,
    "suggested": 0.0,
    "rejected": 0.0,
    "quarantined": 0.0,
    "removed": 0.0,
    "purged": 0.0,
    "merged": 0.0,
    "withdrawn": 0.0,
    "lapsed": 0.0,
    "retracted": 0.0,
}
"""Curation factor c by state; of several states the smallest holds. `source_overdue`: requested over 7 days ago."""


class UnknownParameter(ValueError):
    """A stored model has a parameter that this one does not know."""


class UnknownState(ValueError):
    """A curation state the model has no factor for."""


@dataclass(frozen=True)
class WeightingModel:
    """The model's parameters; the names in brackets are those of docs/weighting.md."""

    version: str = "ledger-2"

    # Raters: t = clip(trust · 2a, least, most), a their record of agreeing with later outcomes.
    trust: Mapping[int, float] = field(default_factory=lambda: MappingProxyType(dict(TRUST)), hash=False)
    equal_raters: bool = False
    rater_least: float = 0.1
    rater_most: float = 2.0
    settled_level: int = 1  # below it a rater is a newcomer: capped, and opens no viewpoint's room
    newcomer_share: float = 0.25
    newcomer_least: float = 0.5
    newcomer_reach: float = 0.09  # together they move a viewpoint's value by at most this share of itself

    # Ratings that follow each other, and bursts; see alike.py and bursts.py.
    alike_hours: float = 1.0
    alike_chance: float = 0.3
    alike_tail: float = 1e-3
    alike_people: int = 3
    alike_reach: int = 50
    burst_hours: float = 1.0
    burst_days: float = 14.0
    burst_floor: float = 3.0
    burst_tail: float = 1e-6

    # Dimension scores: the prior [p0] counts like [m] raters.
    prior: float = 0.4
    prior_weight: float = 2.0
    profile_prior: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType(dict(PROFILE_PRIOR)), hash=False
    )

    # Items: below the threshold [s0] nothing, above it up to [Λ].
    threshold: float = 0.4
    item_most: float = log(10)
    strength_margin: float = 0.01
    raters_needed: int = 2
    curation: Mapping[str, float] = field(default_factory=lambda: MappingProxyType(dict(CURATION)), hash=False)

    # Independence: ρ = 1 lets only the best of a cluster count, ρ = 0 all of it.
    contributor_free: int = 3
    contributor_overlap: float = 0.5
    origin_overlap: float = 1.0
    publisher_overlap: float = 0.5

    # Relations and cycles.
    relation_most: float = log(10)
    relation_prior: float = log(3) / log(10)
    cycle_load: float = 1.8
    cycle_tolerance: float = 1e-12
    cycle_sweeps: int = 263

    # The interval shown holds 80 % of a normal distribution.
    interval_z: float = 1.2816

    # Labels, on |L|, and what must be there before one is shown.
    slightly: float = log(1.5)
    clearly: float = log(3)
    strongly: float = log(10)
    clusters_needed: int = 2
    people_needed: int = 3
    viewpoints_needed: int = 2
    searchers_needed: int = 2
    picture_people: int = 3
    contested_low: float = 0.25
    contested_high: float = 0.6

    # Solidity: a step down for each of these that is not reached.
    solid_clusters: int = 3
    solid_viewpoints: int = 2
    solid_viewpoint_raters: int = 2
    solid_width: float = 0.3
    solid_spread: float = 0.15

    shown_margin: float = 0.01

    @classmethod
    def classroom(cls) -> "WeightingModel":
        """Everyone counts the same from the start, and one rating is enough to weigh an item."""
        return cls(version="ledger-2-classroom", equal_raters=True, settled_level=0, raters_needed=1)

    @classmethod
    def from_parameters(cls, stored: Mapping[str, Any]) -> "WeightingModel":
        """The model that gave these ``parameters()``. Raises UnknownParameter."""
        if unknown := stored.keys() - {each.name for each in fields(cls)}:
            raise UnknownParameter(f"This version does not know: {', '.join(sorted(unknown))}.")
        trust = {int(level): value for level, value in stored.get("trust", TRUST).items()}
        return cls(**{**stored, "trust": trust})

    def rater_weight(self, level: int, agreed: int = 0, disagreed: int = 0) -> float:
        """t of a rater, from their level and how often outcomes later bore out or contradicted their valid ratings."""
        if self.equal_raters:
            return 1.0
        record = (1 + agreed) / (2 + agreed + disagreed)
        return clip(self.trust[level] * 2 * record, self.rater_least, self.rater_most)

    def curation_factor(self, states: Iterable[str]) -> tuple[float, str]:
        """The smallest factor among these states, and the state it comes from; without states, active."""
        key = tuple(states)
        found = self._factors.get(key)
        if found is None:
            found = self._factors[key] = self._curation_factor(key)
        return found

    @cached_property
    def _factors(self) -> dict[tuple[str, ...], tuple[float, str]]:
        """Those asked for before: every item asks, and few states come together."""
        return {}

    def _curation_factor(self, states: Iterable[str]) -> tuple[float, str]:
        named = {"active", *states}
        if unknown := named - self.curation.keys():
            raise UnknownState(f"No curation factor is known for: {', '.join(sorted(unknown))}.")
        factor, state = min((self.curation[state], state) for state in named)
        return (factor, state) if factor < 1 else (1.0, "active")

    def parameters(self) -> dict[str, object]:
        """Name and value of every parameter, ready for JSON, to be stored beside a score."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {
            name: {str(key): inner for key, inner in value.items()} if isinstance(value, Mapping) else value
            for name, value in values.items()
        }
