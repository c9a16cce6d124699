"""When something is accepted by both sides, and what of the counts may be told."""

import pytest

from deliberate.common_ground.judging import Count, asked_for, judge, told
from deliberate.common_ground.models import PointState
from deliberate.weighting.case import Viewpoint

YES, NO, BETWEEN = Viewpoint.AGREE, Viewpoint.DISAGREE, Viewpoint.UNDECIDED


@pytest.mark.parametrize(
    ("yes", "no", "state"),
    [
        (Count(5, 2), Count(5, 2), PointState.STANDS),
        (Count(5, 5), Count(5, 1), PointState.WAITS),
        (Count(5, 1), Count(5, 5), PointState.WAITS),
        (Count(5, 3, 2), Count(5, 2, 1), PointState.STANDS),
        (Count(5, 2, 2), Count(5, 5), PointState.REFUSED),
        (Count(5, 5), Count(5, 0, 2), PointState.REFUSED),
        (Count(5, 0, 1), Count(5, 0, 1), PointState.WAITS),
    ],
)
def test_it_stands_once_enough_of_each_side_confirm_it_and_neither_refuses(
    yes: Count, no: Count, state: PointState
) -> None:
    counts = {YES: yes, NO: no}
    asked = asked_for(counts, fitted=False)
    assert asked == (YES, NO)
    assert judge(counts, asked, 2) is state
    assert judge({YES: no, NO: yes}, asked, 2) is state


def test_nothing_stands_where_a_side_is_of_too_few_to_be_known() -> None:
    asked = asked_for({YES: Count(9, 9), NO: Count(2, 2)}, fitted=False)
    assert asked == ()
    assert judge({YES: Count(9, 9), NO: Count(2, 2)}, asked, 2) is PointState.UNKNOWN


def test_those_between_are_asked_once_they_are_enough_to_be_seen() -> None:
    sides = {Viewpoint.ONE_WAY: Count(3, 3), Viewpoint.OTHER_WAY: Count(3, 3)}
    assert BETWEEN not in asked_for({**sides, BETWEEN: Count(2)}, fitted=True)
    asked = asked_for({**sides, BETWEEN: Count(3)}, fitted=True)
    assert BETWEEN in asked
    assert judge({**sides, BETWEEN: Count(3, 1)}, asked, 2) is PointState.WAITS


@pytest.mark.parametrize(
    ("people", "accepting", "number"),
    [(9, 2, None), (3, 3, None), (4, 3, 3), (9, 4, 3), (9, 5, 5), (5, 5, 3), (40, 19, 15), (20, 20, 15)],
)
def test_no_number_is_of_too_few_or_of_all_and_none_follows_one_answer(
    people: int, accepting: int, number: int | None
) -> None:
    assert told(Count(people, accepting)) == number
