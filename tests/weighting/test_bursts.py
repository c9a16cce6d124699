"""When many newcomers at once are too many."""

import pytest

from deliberate.weighting.bursts import fewest_in_a_burst, is_burst, poisson_tail, usual
from deliberate.weighting.model import WeightingModel

MODEL = WeightingModel()


def test_the_tail_of_a_poisson_is_that_of_the_tables():
    assert poisson_tail(0, 3) == 1
    assert poisson_tail(1, 3) == pytest.approx(0.950212932)
    assert poisson_tail(10, 3) == pytest.approx(0.001102488)


def test_fifteen_at_once_are_a_burst_on_an_item_that_nobody_rated_and_fourteen_are_not():
    expected = usual(0, [], MODEL)
    assert expected == MODEL.burst_floor
    assert is_burst(15, expected, MODEL)
    assert not is_burst(14, expected, MODEL)
    assert fewest_in_a_burst(MODEL) == 15


def test_a_group_that_weighs_the_whole_article_is_none():
    assert not is_burst(28, usual(0, [27, 30, 28, 12, 29], MODEL), MODEL)


def test_one_item_singled_out_is_one_though_the_article_is_busy():
    assert is_burst(60, usual(0, [12, 15, 9, 14], MODEL), MODEL)


def test_what_an_item_always_had_is_nothing_unusual():
    an_hour = 20
    assert not is_burst(35, usual(an_hour * 24 * 14, [], MODEL), MODEL)
