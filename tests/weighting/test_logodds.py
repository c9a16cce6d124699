import pytest

from deliberate.weighting.logodds import lift, logistic, logit


def test_log_odds_and_strength_are_each_others_inverse():
    for strength in (0.01, 0.3, 0.5, 0.99):
        assert logistic(logit(strength)) == pytest.approx(strength, abs=1e-15)


def test_extreme_log_odds_do_not_overflow():
    assert logistic(-2000) == 0
    assert logistic(2000) == 1


def test_a_claim_that_does_not_lean_for_passes_on_nothing():
    assert lift(0.5) == lift(0.2) == 0
    assert lift(0.75) == 0.5
