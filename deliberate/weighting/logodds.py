"""The scale on which evidence adds up: probabilities, log-odds, and the lift a strength gives to others."""

from math import exp, log


def logistic(log_odds: float) -> float:
    """The strength in (0, 1) of these log-odds; safe for any float."""
    if log_odds >= 0:
        return 1 / (1 + exp(-log_odds))
    odds = exp(log_odds)
    return odds / (1 + odds)


def logit(strength: float) -> float:
    """The log-odds of a strength strictly between 0 and 1."""
    return log(strength / (1 - strength))


def clip(value: float, least: float, most: float) -> float:
    return min(most, max(least, value))


def lift(strength: float) -> float:
    """φ(σ) = max(0, 2σ − 1): what a proposition passes on. One that does not lean for passes on nothing."""
    return max(0.0, 2 * strength - 1)
