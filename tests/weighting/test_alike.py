"""People whose ratings follow each other count as fewer, and nobody else does."""

from random import Random

import pytest

from deliberate.weighting.alike import HOUR, Answered, binomial_tail, shares
from deliberate.weighting.model import WeightingModel

MODEL = WeightingModel()


def copies(people: int, items: int, every: float = 60.0, start: float = 0.0, **more: object) -> list[Answered]:
    """So many people who give every item the same, one shortly after the other."""
    return [
        Answered(f"copy {n}", f"item {item}", (1.0, 1.0), start + n * every + item, bool(more.get("settled", True)))
        for n in range(people)
        for item in range(items)
    ]


def honest(people: int, items: int, seed: int = 1, spread: float = HOUR / 2) -> list[Answered]:
    """People who come together in an hour and think for themselves: the better an item the more, about what it is."""
    random = Random(seed)
    merits = [random.uniform(0.3, 0.9) for _ in range(items)]
    return [
        Answered(f"person {n}", f"item {item}", answers, random.random() * spread, True)
        for n in range(people)
        for item, merit in enumerate(merits)
        for answers in [tuple(round(4 * min(1, max(0, random.gauss(merit, 0.2)))) / 4 for _ in range(2))]
    ]


def test_twelve_copies_count_as_one_together():
    found = shares(copies(12, 8), MODEL)
    assert len(found) == 12
    assert sum(found.values()) == pytest.approx(1)


def test_copies_that_now_and_then_differ_count_as_a_little_more():
    random = Random(3)
    given = [each._replace(answers=(0.5, 0.5)) if random.random() < 0.1 else each for each in copies(12, 20)]
    assert 1 < sum(shares(given, MODEL).values()) < 4


@pytest.mark.parametrize("seed", range(5))
def test_thirty_people_who_weigh_together_in_an_hour_and_think_for_themselves_count_whole(seed):
    assert shares(honest(30, 15, seed), MODEL) == {}


def test_two_who_agree_on_everything_count_whole_for_it_takes_three():
    assert shares(copies(2, 30), MODEL) == {}
    assert len(shares(copies(3, 30), MODEL)) == 3


def test_few_items_prove_nothing():
    assert shares(copies(12, 5), MODEL) == {}


def test_alike_but_hours_apart_is_not_following():
    assert shares(copies(6, 12, every=2 * HOUR), MODEL) == {}


def test_where_settled_people_at_other_times_say_the_same_anyway_nobody_follows():
    others = [
        Answered(f"other {n}", f"item {item}", (1.0, 1.0), 1e6 + n * 1e5, True) for n in range(8) for item in range(12)
    ]
    together = copies(6, 12)
    assert len(shares(together, MODEL)) == 6
    assert shares([*together, *others], MODEL) == {}
    newcomers = [each._replace(settled=False) for each in others]
    assert len(shares([*together, *newcomers], MODEL)) == 6


def test_who_could_judge_nothing_follows_nobody():
    assert shares([each._replace(answers=(None, None)) for each in copies(6, 12)], MODEL) == {}


def test_honest_people_beside_copies_count_whole():
    found = shares([*copies(12, 8), *honest(20, 8)], MODEL)
    assert set(found) == {f"copy {n}" for n in range(12)}


def test_newcomers_take_nothing_from_whom_they_repeat():
    first = [each._replace(rater="ann", settled=True) for each in copies(1, 12)]
    found = shares([*first, *copies(10, 12, settled=False)], MODEL)
    assert "ann" not in found
    assert sum(found.values()) == pytest.approx(10 / 11)


def test_the_order_changes_nothing():
    given = [*copies(12, 8), *honest(20, 8)]
    shuffled = Random(2).sample(given, len(given))
    assert shares(shuffled, MODEL) == shares(given, MODEL)


def test_more_copies_than_each_is_compared_with_still_count_as_few():
    assert sum(shares(copies(200, 8, every=1), MODEL).values()) < 5


def test_the_tail_of_a_binomial_is_that_of_the_tables():
    assert binomial_tail(0, 10, 0.3) == pytest.approx(1)
    assert binomial_tail(8, 10, 0.3) == pytest.approx(0.0015903864)
    assert binomial_tail(10, 10, 0.3) == pytest.approx(0.3**10)
