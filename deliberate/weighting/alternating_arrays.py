"""The factorization of ``alternating``, on arrays: the same steps, which that module explains. Needs numpy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deliberate.weighting.alternating import LEAST_FACTOR, RIDGE, TOLERANCE, Fit, Table, starting_loadings

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _Side:
    """The ratings sorted by rater, or by item: where each one's begin, who is on the other end, and what was given."""

    starts: Numbers
    counts: Floats
    others: Numbers
    values: Floats

    def sums(self, of: Floats) -> Floats:
        """The sum over each one's ratings; everybody has some."""
        total: Floats = np.add.reduceat(of, self.starts)
        return total


def _side(own: Numbers, others: Numbers, values: Floats, count: int) -> _Side:
    order = np.argsort(own, kind="stable")
    counts = np.bincount(own, minlength=count)
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    return _Side(starts, counts.astype(np.float64) + RIDGE, others[order], values[order])


def tabulate(
    raters: Sequence[str], items: Sequence[str], pairs: Sequence[int], values: Sequence[float]
) -> Table | None:
    """The table of these pairs, rater times width plus item; None where one comes twice."""
    numbers = np.asarray(pairs, np.int64)
    order = np.argsort(numbers)
    numbers = numbers[order]
    if np.any(numbers[1:] == numbers[:-1]):
        return None
    rater_of, item_of = np.divmod(numbers, len(items))
    counts = np.bincount(rater_of, minlength=len(raters))
    # Arrays count as sequences here: what reads them further turns them into arrays again.
    columns: tuple[Any, Any, Any] = (rater_of, item_of, np.asarray(values, np.float64)[order])
    return Table(raters, items, counts.tolist(), *columns)


def alternate(table: Table, most_sweeps: int) -> Fit:
    """μ, biases, factor and loadings after so many sweeps, or once they have settled."""
    rater_of, item_of = np.asarray(table.rater_of, np.intp), np.asarray(table.item_of, np.intp)
    values = np.asarray(table.values, np.float64)
    by_rater = _side(rater_of, item_of, values, len(table.raters))
    by_item = _side(item_of, rater_of, values, len(table.items))
    mean = float(values.mean())
    item_biases, loadings = np.zeros(len(table.items)), np.asarray(starting_loadings(len(table.items)))
    rater_biases, factor = np.zeros(len(table.raters)), np.zeros(len(table.raters))
    sweep, settled = 0, False
    while sweep < most_sweeps and not settled:
        sweep, before = sweep + 1, factor
        rater_biases, factor = _regress(by_rater, mean, item_biases, loadings, RIDGE * _mean_square(loadings))
        zero = _zero(factor, item_biases, loadings)
        item_biases = item_biases - zero * loadings
        factor = factor + zero
        scale = _mean_square(factor) ** 0.5
        if scale * _mean_square(loadings) ** 0.5 < LEAST_FACTOR:
            factor, loadings, settled = np.zeros_like(factor), np.zeros_like(loadings), True
            break
        factor = factor / scale
        item_biases, loadings = _regress(by_item, mean, rater_biases, factor, RIDGE)
        middle = loadings.mean()
        loadings = loadings - middle
        rater_biases = rater_biases + middle * factor
        above, above_items = rater_biases.mean(), item_biases.mean()
        mean += float(above + above_items)
        rater_biases, item_biases = rater_biases - above, item_biases - above_items
        settled = bool(np.abs(factor - before).max() < TOLERANCE)
    return Fit(
        mean, rater_biases.tolist(), factor.tolist(), item_biases.tolist(), loadings.tolist(), sweep, settled
    )  # fmt: skip


def _regress(side: _Side, mean: float, biases: Floats, slopes: Floats, ridge: float) -> tuple[Floats, Floats]:
    slope, residual = slopes[side.others], side.values - biases[side.others]
    residual -= mean
    sum_slope, square = side.sums(slope), side.sums(slope * slope) + ridge
    left = side.sums(residual)
    residual *= slope
    along = side.sums(residual)
    determinant = side.counts * square - sum_slope * sum_slope
    places = np.divide(
        side.counts * along - sum_slope * left, determinant, out=np.zeros_like(left), where=determinant > 0
    )
    return (left - sum_slope * places) / side.counts, places


def _zero(factor: Floats, item_biases: Floats, loadings: Floats) -> float:
    around = loadings - loadings.mean()
    spread = float(around @ around)
    slope = float(around @ (item_biases - item_biases.mean())) / spread if spread > 0 else 0.0
    return (slope - float(factor.mean())) / 2


def _mean_square(values: Floats) -> float:
    return float(values @ values) / len(values)
