"""Viewpoints read off the ratings: each rater's place on the one line that explains best who rates what high.

x_ui ≈ μ + b_u + b_i + f_u·g_i, as in Community Notes (Wojcik et al. 2022). Whoever is generous or strict, and what all
find good or poor, is in the biases; the line is what is left.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from math import fsum
from operator import add

from deliberate.weighting.alternating import SWEEPS, Fit, Table, alternate

#: Rater, item, value in [0, 1]. Where a rater has several of one item, one per dimension, their mean is taken.
Ratings = Sequence[tuple[str, str, float]]

RATERS_NEEDED = 30
BUSY_RATERS_NEEDED, BUSY = 10, 10
RATINGS_NEEDED = 300
NEUTRAL = 0.3
#: Raters, items, pairs of them as numbers, values: a table, or None where it cannot be had that way.
Tabulator = Callable[[Sequence[str], Sequence[str], Sequence[int], Sequence[float]], Table | None]
#: From so many ratings on, numpy is faster by more than loading it takes.
MANY = 10_000


class NoRatings(ValueError):
    """There is nothing to draw a line from."""


class FactorGroup(StrEnum):
    """Where a rater stands on the line. Which end is ``ONE`` is a matter of sign, and says nothing."""

    ONE = "one"
    OTHER = "other"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class Factor:
    """The line: places of the raters, root mean square 1, and how far each item splits those who stand at ±1 (g).

    Where the ratings hold no line, everybody being of one mind up to biases, every place is 0. ``settled`` is False
    where the last sweep still moved somebody, as when two lines explain the ratings almost equally well.
    """

    raters: Mapping[str, float]
    items: Mapping[str, float]
    rater_biases: Mapping[str, float]
    item_biases: Mapping[str, float]
    mean: float
    sweeps: int
    settled: bool

    def expected(self, rater: str, item: str) -> float:
        """μ + b_u + b_i + f_u·g_i, for a rater and an item that the ratings knew."""
        biases = self.rater_biases[rater] + self.item_biases[item]
        return self.mean + biases + self.raters[rater] * self.items[item]


def factor_ready(ratings: Ratings) -> bool:
    """Whether there is enough to draw a line from: 300 rated items by 30 raters, 10 of whom rated 10 items or more."""
    pairs = {(rater, item) for rater, item, _ in ratings}
    counts = Counter(rater for rater, _ in pairs).values()
    busy = sum(count >= BUSY for count in counts)
    return len(counts) >= RATERS_NEEDED and busy >= BUSY_RATERS_NEEDED and len(pairs) >= RATINGS_NEEDED


def group_of(f: float) -> FactorGroup:
    """The group of a rater at this place; who stands near zero is between."""
    if abs(f) < NEUTRAL:
        return FactorGroup.BETWEEN
    return FactorGroup.ONE if f > 0 else FactorGroup.OTHER


def fit_factor(
    ratings: Ratings,
    earlier: Mapping[str, float] | None = None,
    *,
    sweeps: int = SWEEPS,
    arrays: bool | None = None,
) -> Factor:
    """The factor behind these ratings, turned the way an earlier one lies, as far as they have raters in common.

    With ``arrays`` numpy computes it, without plain Python does: the same to 1e-9. Unless said, numpy where there are
    many ratings and it can be imported. Raises NoRatings.
    """
    if not ratings:
        raise NoRatings("There are no ratings to draw a line from.")
    if arrays is None:
        arrays = len(ratings) >= MANY and find_spec("numpy") is not None
    # Loaded when it is needed: numpy is an extra, and slow to import.
    fast = import_module("deliberate.weighting.alternating_arrays") if arrays else None
    table = tabulate(ratings, fast.tabulate if fast else None)
    fit: Fit = fast.alternate(table, sweeps) if fast else alternate(table, sweeps)
    sign = _sign(table, fit.factor, earlier or {})
    return Factor(
        {rater: sign * place + 0.0 for rater, place in zip(table.raters, fit.factor, strict=True)},
        {item: sign * loading + 0.0 for item, loading in zip(table.items, fit.loadings, strict=True)},
        dict(zip(table.raters, fit.rater_biases, strict=True)),
        dict(zip(table.items, fit.item_biases, strict=True)),
        fit.mean,
        fit.sweeps,
        fit.settled,
    )


def tabulate(ratings: Ratings, fast: Tabulator | None = None) -> Table:
    """The ratings by number, in an order that does not depend on theirs; by a faster way where it goes."""
    by, of, values = zip(*ratings, strict=True)
    raters, items = sorted(set(by)), sorted(set(of))
    width = len(items)
    row_of = {rater: width * number for number, rater in enumerate(raters)}
    column_of = {item: number for number, item in enumerate(items)}
    # A pair as one number: a million of them are sorted in less than a second.
    pairs = list(map(add, map(row_of.__getitem__, by), map(column_of.__getitem__, of)))
    if fast is not None and (table := fast(raters, items, pairs, values)) is not None:
        return table
    value_of = dict(zip(pairs, values, strict=True))
    if len(value_of) < len(pairs):
        given: dict[int, list[float]] = defaultdict(list)
        for pair, value in zip(pairs, values, strict=True):
            given[pair].append(value)
        value_of = {pair: fsum(several) / len(several) for pair, several in given.items()}
    order = sorted(value_of)
    rater_of = [pair // width for pair in order]
    counts = Counter(rater_of)
    return Table(
        raters,
        items,
        [counts[number] for number in range(len(raters))],
        rater_of,
        [pair % width for pair in order],
        [value_of[pair] for pair in order],
    )


def _sign(table: Table, factor: Sequence[float], earlier: Mapping[str, float]) -> int:
    """Which way round it lies nearest to the earlier one, by the correlation over the raters of both.

    Where that says nothing, whoever rated most (the first by id) stands on the positive side.
    """
    both = [(place, earlier[rater]) for rater, place in zip(table.raters, factor, strict=True) if rater in earlier]
    if both:
        middle, middle_before = (fsum(column) / len(both) for column in zip(*both, strict=True))
        together = fsum((now - middle) * (before - middle_before) for now, before in both)
        if together:
            return 1 if together > 0 else -1
    busiest = max(range(len(factor)), key=lambda number: (table.counts[number], -number))
    return -1 if factor[busiest] < 0 else 1
