"""When so many newcomers rate one item at once that somebody should look (step 0): a Poisson tail.

The usual number in one window is the largest of three: what the item had per window before (`burst_days` back), what
the article's other items have in this same window (their median), and `burst_floor`. So a group that comes together and
weighs a whole article is no burst, for every item has its share of it; one item singled out is.
"""

from collections.abc import Sequence
from math import exp
from statistics import median

from deliberate.weighting.model import WeightingModel


def usual(earlier: int, elsewhere: Sequence[int], model: WeightingModel) -> float:
    """How many newcomers in one window are nothing unusual for an item.

    `earlier`: how many rated it in the days before; `elsewhere`: how many rate each of the article's other items now.
    """
    windows = model.burst_days * 24 / model.burst_hours
    return max(model.burst_floor, earlier / windows, median(elsewhere) if elsewhere else 0.0)


def is_burst(people: int, expected: float, model: WeightingModel) -> bool:
    """Whether so many in one window are too many for chance."""
    return poisson_tail(people, expected) < model.burst_tail


def fewest_in_a_burst(model: WeightingModel) -> int:
    """Fewer people than this are no burst anywhere."""
    people = 1
    while not is_burst(people, model.burst_floor, model):
        people += 1
    return people


def poisson_tail(least: int, expected: float) -> float:
    """P(X ≥ least) for X ~ Poisson(expected)."""
    term = below = exp(-expected)
    if least <= 0:
        return 1.0
    for k in range(1, least):
        term *= expected / k
        below += term
    return max(0.0, 1 - below)
