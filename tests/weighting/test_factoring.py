from random import Random

import pytest

from deliberate.weighting.alternating import RIDGE
from deliberate.weighting.factoring import (
    FactorGroup,
    NoRatings,
    factor_ready,
    fit_factor,
    group_of,
)
from tests.weighting.crowds import two_camps


def sides(factor):
    """How many of each camp stand on their own side of the neutral band, whichever sign that has."""
    camps = {name: [place for rater, place in factor.raters.items() if rater.startswith(name)] for name in ("a", "b")}
    sign = 1 if sum(camps["a"]) > sum(camps["b"]) else -1
    return sum(sign * place >= 0.3 for place in camps["a"]), sum(sign * place <= -0.3 for place in camps["b"])


def correlation(first, second):
    keys = sorted(first.keys() & second.keys())
    a, b = ([values[key] for key in keys] for values in (first, second))
    a, b = ([each - sum(values) / len(values) for each in values] for values in (a, b))
    return sum(x * y for x, y in zip(a, b, strict=True)) / (sum(x * x for x in a) * sum(y * y for y in b)) ** 0.5


def test_two_camps_stand_on_two_sides():
    factor = fit_factor(two_camps(1, 20, 20))
    assert factor.settled
    assert sides(factor) == (20, 20)


def test_a_large_majority_is_not_called_neutral():
    majority, minority = sides(fit_factor(two_camps(2, 100, 10)))
    assert majority >= 85
    assert minority == 10


def test_who_finds_the_poorer_side_as_good_as_the_better_one_is_not_called_neutral_either():
    majority, minority = sides(fit_factor(two_camps(3, 60, 60, better=1.0)))
    assert majority >= 50
    assert minority >= 40


def test_being_strict_or_generous_is_no_viewpoint():
    ratings = two_camps(4, 20, 20)
    strict = [(rater, item, x - 0.2 if rater in {"a000", "b000"} else x) for rater, item, x in ratings]
    before, after = fit_factor(ratings), fit_factor(strict, fit_factor(ratings).raters)
    assert max(abs(before.raters[rater] - after.raters[rater]) for rater in before.raters) < 0.1
    assert after.rater_biases["a000"] < before.rater_biases["a000"] - 0.1


def test_the_places_have_a_root_mean_square_of_one():
    places = fit_factor(two_camps(5, 25, 15)).raters.values()
    assert (sum(place * place for place in places) / len(places)) ** 0.5 == pytest.approx(1, abs=1e-9)


def test_the_places_and_loadings_are_those_that_the_ratings_were_made_from():
    truth = {}
    factor = fit_factor(two_camps(6, 30, 30, each=40, noise=0.02, truth=truth))
    assert abs(correlation(factor.items, truth)) > 0.99
    ratings = two_camps(6, 30, 30, each=40, noise=0.02)
    errors = [abs(x - factor.expected(rater, item)) for rater, item, x in ratings]
    assert sum(errors) / len(errors) < 0.03


@pytest.mark.parametrize("arrays", [False, True])
def test_the_order_of_the_ratings_changes_nothing(arrays):
    ratings = two_camps(7, 15, 15)
    shuffled = Random(7).sample(ratings, len(ratings))
    assert fit_factor(shuffled, arrays=arrays) == fit_factor(ratings, arrays=arrays)


@pytest.mark.parametrize("arrays", [False, True])
def test_several_ratings_of_one_item_count_as_their_mean(arrays):
    ratings = two_camps(8, 15, 15)
    apart = [(rater, item, x + shift) for rater, item, x in ratings for shift in (-0.125, 0.0, 0.125)]
    assert fit_factor(apart, arrays=arrays).raters == pytest.approx(fit_factor(ratings).raters, abs=1e-9)


@pytest.mark.parametrize("arrays", [False, True])
def test_it_lies_the_way_an_earlier_one_did_as_far_as_they_have_raters_in_common(arrays):
    ratings = two_camps(9, 20, 20)
    for sign in (1, -1):
        earlier = {f"a{number:03}": sign * 1.0 for number in range(5)} | {"b001": -sign * 0.5, "gone": sign * 9.0}
        factor = fit_factor(ratings, earlier, arrays=arrays)
        assert group_of(factor.raters["a000"]) is (FactorGroup.ONE if sign > 0 else FactorGroup.OTHER)
        assert group_of(factor.raters["b000"]) is (FactorGroup.OTHER if sign > 0 else FactorGroup.ONE)


def test_turning_it_turns_the_items_too():
    ratings = two_camps(10, 20, 20)
    factor = fit_factor(ratings)
    turned = fit_factor(ratings, {rater: -place for rater, place in factor.raters.items()})
    assert turned.raters == {rater: -place for rater, place in factor.raters.items()}
    assert turned.expected("a000", "i000") == factor.expected("a000", "i000")


def test_without_an_earlier_one_whoever_rated_most_stands_on_the_positive_side():
    ratings = [*two_camps(11, 20, 20), *(("b005", f"i{number:03}", 0.5) for number in range(40))]
    assert fit_factor(ratings).raters["b005"] > 0
    assert fit_factor(ratings, {"nobody": 1.0}).raters["b005"] > 0


@pytest.mark.parametrize("arrays", [False, True])
@pytest.mark.parametrize("value", [0.0, 0.75])
def test_where_all_are_of_one_mind_everybody_stands_at_zero(arrays, value):
    ratings = [(f"r{rater}", f"i{item}", value) for rater in range(9) for item in range(5)]
    factor = fit_factor(ratings, arrays=arrays)
    assert set(factor.raters.values()) == {0.0}
    assert factor.settled
    assert factor.mean == pytest.approx(value)


def test_one_rating_is_no_line_and_none_at_all_are_refused():
    assert fit_factor([("r", "i", 1.0)]).raters == {"r": 0.0}
    with pytest.raises(NoRatings):
        fit_factor([])


@pytest.mark.parametrize("seed", range(8))
def test_numpy_and_plain_python_give_the_same(seed):
    ratings = two_camps(seed, 30, 12, better=seed % 3 - 1)
    plain, fast = (fit_factor(ratings, arrays=arrays) for arrays in (False, True))
    for name in ("raters", "items", "rater_biases", "item_biases"):
        assert getattr(fast, name) == pytest.approx(getattr(plain, name), abs=1e-9)
    assert fast.mean == pytest.approx(plain.mean, abs=1e-9)


def test_the_ratings_say_that_another_step_would_move_nothing():
    ratings = two_camps(12, 20, 20)
    factor = fit_factor(ratings)
    for item in list(factor.items)[:5]:
        # At rest, what is left of an item's ratings lies along no place, but for the ridge.
        left = [(factor.raters[r], x - factor.expected(r, i)) for r, i, x in ratings if i == item]
        along = sum(place * rest for place, rest in left)
        centred = factor.items[item] + mean_moved(factor, ratings)
        assert along == pytest.approx(RIDGE * centred, abs=1e-6)


def mean_moved(factor, ratings):
    """The mean of the loadings that went over into the raters' biases, read off the first item."""
    first = next(iter(factor.items))
    left = [(factor.raters[r], x - factor.expected(r, i)) for r, i, x in ratings if i == first]
    return sum(place * rest for place, rest in left) / RIDGE - factor.items[first]


def test_a_fit_cut_short_says_so():
    factor = fit_factor(two_camps(13, 20, 20), sweeps=2)
    assert (factor.sweeps, factor.settled) == (2, False)


@pytest.mark.parametrize(
    ("place", "group"),
    [
        (0.3, FactorGroup.ONE),
        (0.29, FactorGroup.BETWEEN),
        (0.0, FactorGroup.BETWEEN),
        (-0.29, FactorGroup.BETWEEN),
        (-0.3, FactorGroup.OTHER),
        (-4.0, FactorGroup.OTHER),
    ],
)
def test_who_stands_within_three_tenths_of_zero_is_between(place, group):
    assert group_of(place) is group


def rated(*counts):
    return [(f"r{rater}", f"i{item}", 0.5) for rater, count in enumerate(counts) for item in range(count)]


@pytest.mark.parametrize(
    ("counts", "ready"),
    [
        ([10] * 30, True),
        ([10] * 29 + [9], False),
        ([10] * 29, False),
        ([30] * 10 + [1] * 20, True),
        ([40] * 9 + [9] * 21, False),
        ([11] * 10 + [9] * 21, False),
        ([], False),
    ],
)
def test_it_waits_for_thirty_raters_ten_busy_ones_and_three_hundred_ratings(counts, ready):
    assert factor_ready(rated(*counts)) is ready


def test_three_answers_about_one_item_are_one_rating():
    assert not factor_ready(rated(*[4] * 30) * 3)
