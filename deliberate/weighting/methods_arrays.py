"""The gradual semantics of ``methods``, for many arguments at once. Needs numpy."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deliberate.weighting.methods import DF_QUAD, EULER, LEDGER, MLP, QUADRATIC_ENERGY, Method

Floats = NDArray[np.float64]
Numbers = NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class ArrayMethod:
    """Shares are gathered by row: ``gather(shares, begins)``; a row ends where the next begins, and none is empty."""

    passes_on: Callable[[Floats], Floats]
    gather: Callable[[Floats, Numbers], Floats]
    influence: Callable[[Floats, Floats], Floats]


def identity(strengths: Floats) -> Floats:
    return strengths


def lift(strengths: Floats) -> Floats:
    lifted: Floats = np.maximum(0.0, 2 * strengths - 1)
    return lifted


def energy(shares: Floats, begins: Numbers) -> Floats:
    total: Floats = np.add.reduceat(shares, begins)
    return total


def product_difference(shares: Floats, begins: Numbers) -> Floats:
    left = 1 - np.clip(shares, 0.0, 1.0)
    left_against = 1 + np.clip(shares, -1.0, 0.0)
    difference: Floats = np.multiply.reduceat(left_against, begins) - np.multiply.reduceat(left, begins)
    return difference


def move_log_odds(bases: Floats, gathered: Floats) -> Floats:
    # A base of 0 or 1 has infinite log-odds, which nothing moves: the logistic of them is 0 or 1 again.
    with np.errstate(divide="ignore"):
        log_odds = np.log(bases / (1 - bases)) + gathered
    odds = np.exp(-np.abs(log_odds))
    moved: Floats = np.where(gathered == 0, bases, np.where(log_odds >= 0, 1.0, odds) / (1 + odds))
    return moved


def move_linearly(bases: Floats, gathered: Floats) -> Floats:
    moved: Floats = bases + np.where(gathered >= 0, 1 - bases, bases) * gathered
    return moved


def move_by_square(bases: Floats, gathered: Floats) -> Floats:
    square = np.minimum(np.abs(gathered), 1e150) ** 2
    pull = square / (1 + square)
    moved: Floats = np.where(gathered >= 0, bases + (1 - bases) * pull, bases - bases * pull)
    return moved


def move_by_euler(bases: Floats, gathered: Floats) -> Floats:
    moved: Floats = 1 - (1 - bases * bases) / (1 + bases * np.exp(np.minimum(gathered, 700.0)))
    return moved


ARRAY_METHODS: dict[Method, ArrayMethod] = {
    LEDGER: ArrayMethod(lift, energy, move_log_odds),
    MLP: ArrayMethod(identity, energy, move_log_odds),
    DF_QUAD: ArrayMethod(identity, product_difference, move_linearly),
    QUADRATIC_ENERGY: ArrayMethod(identity, energy, move_by_square),
    EULER: ArrayMethod(identity, energy, move_by_euler),
}
