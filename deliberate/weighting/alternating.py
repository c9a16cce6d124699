"""One-dimensional matrix factorization by alternating least squares with ridge, in plain Python.

The raters' side is solved exactly while the items' is held, then the other way round. Nothing is random.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt

SWEEPS = 200
#: It has settled when a sweep moves no rater further than this.
TOLERANCE = 1e-11
#: What holds a bias or a place at zero, as strongly as so many ratings would.
RIDGE = 1.0
#: Where f·g is smaller than this, it is rounding errors that it explains.
LEAST_FACTOR = 1e-9
GOLDEN = (sqrt(5) - 1) / 2

#: For each rater the items that they rated and how, or for each item the raters and how.
Rows = Sequence[Sequence[tuple[int, float]]]


@dataclass(frozen=True, slots=True)
class Table:
    """Ratings with raters and items by number, sorted by both, every pair once; and how many each rater gave."""

    raters: Sequence[str]
    items: Sequence[str]
    counts: Sequence[int]
    rater_of: Sequence[int]
    item_of: Sequence[int]
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class Fit:
    """μ, b_u, f (root mean square 1, or nothing but zeros), b_i and g, by number."""

    mean: float
    rater_biases: Sequence[float]
    factor: Sequence[float]
    item_biases: Sequence[float]
    loadings: Sequence[float]
    sweeps: int
    settled: bool


def starting_loadings(count: int) -> list[float]:
    """Loadings to start from, in (−½, ½): spread evenly, and along no line that ratings are likely to follow."""
    return [(number + 1) * GOLDEN % 1 - 0.5 for number in range(count)]


def alternate(table: Table, most_sweeps: int) -> Fit:
    """μ, biases, factor and loadings after so many sweeps, or once they have settled."""
    by_rater, by_item = _rows(table)
    mean = _mean(table.values)
    item_biases, loadings = [0.0] * len(by_item), starting_loadings(len(by_item))
    rater_biases, factor = [0.0] * len(by_rater), [0.0] * len(by_rater)
    for sweep in range(1, most_sweeps + 1):
        before = factor
        # In units of the loadings, so that the ridge weighs the same whatever their scale.
        rater_biases, factor = _regress(by_rater, mean, item_biases, loadings, RIDGE * _mean_square(loadings))
        zero = _zero(factor, item_biases, loadings)
        item_biases = [bias - zero * loading for bias, loading in zip(item_biases, loadings, strict=True)]
        factor = [place + zero for place in factor]
        scale = sqrt(_mean_square(factor))
        if scale * sqrt(_mean_square(loadings)) < LEAST_FACTOR:
            return Fit(mean, rater_biases, [0.0] * len(factor), item_biases, [0.0] * len(loadings), sweep, True)
        factor = [place / scale for place in factor]
        item_biases, loadings = _regress(by_item, mean, rater_biases, factor, RIDGE)
        middle = _mean(loadings)
        loadings = [loading - middle for loading in loadings]
        rater_biases = [bias + middle * place for bias, place in zip(rater_biases, factor, strict=True)]
        above, above_items = _mean(rater_biases), _mean(item_biases)
        mean += above + above_items
        rater_biases = [bias - above for bias in rater_biases]
        item_biases = [bias - above_items for bias in item_biases]
        if max(abs(now - was) for now, was in zip(factor, before, strict=True)) < TOLERANCE:
            return Fit(mean, rater_biases, factor, item_biases, loadings, sweep, True)
    return Fit(mean, rater_biases, factor, item_biases, loadings, most_sweeps, False)


def _rows(table: Table) -> tuple[Rows, Rows]:
    by_rater: list[list[tuple[int, float]]] = [[] for _ in table.raters]
    by_item: list[list[tuple[int, float]]] = [[] for _ in table.items]
    for rater, item, value in zip(table.rater_of, table.item_of, table.values, strict=True):
        by_rater[rater].append((item, value))
        by_item[item].append((rater, value))
    return by_rater, by_item


def _regress(
    rows: Rows, mean: float, biases: Sequence[float], slopes: Sequence[float], ridge: float
) -> tuple[list[float], list[float]]:
    """For each row the bias and the place that explain it best, the other side's biases and slopes being held."""
    found_biases, found_places = [], []
    for row in rows:
        count = len(row) + RIDGE
        slope = fsum(slopes[other] for other, _ in row)
        square = fsum(slopes[other] * slopes[other] for other, _ in row) + ridge
        left = fsum(value - mean - biases[other] for other, value in row)
        along = fsum((value - mean - biases[other]) * slopes[other] for other, value in row)
        # Positive by Cauchy and Schwarz, and the ridge, unless all slopes are zero; then so is what lies along them.
        determinant = count * square - slope * slope
        found_places.append((count * along - slope * left) / determinant if determinant > 0 else 0.0)
        found_biases.append((left - slope * found_places[-1]) / count)
    return found_biases, found_places


def _zero(factor: Sequence[float], item_biases: Sequence[float], loadings: Sequence[float]) -> float:
    """How far to move all raters along the line, the items' biases making up for it.

    No rating can tell where zero is. Putting it at the raters' mean would call a large majority neutral. Putting it
    where the items' biases have nothing to do with their loadings would call those neutral who find the poorer items
    of the one side as good as the better ones of the other. Half way, neither happens.
    """
    middle, middle_bias = _mean(loadings), _mean(item_biases)
    spread = fsum((loading - middle) ** 2 for loading in loadings)
    together = fsum(
        (loading - middle) * (bias - middle_bias) for loading, bias in zip(loadings, item_biases, strict=True)
    )
    return ((together / spread if spread > 0 else 0.0) - _mean(factor)) / 2


def _mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values)


def _mean_square(values: Sequence[float]) -> float:
    return fsum(value * value for value in values) / len(values)
