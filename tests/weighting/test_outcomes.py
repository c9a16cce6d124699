"""Which answers a later outcome bears out."""

import pytest

from deliberate.weighting.outcomes import Outcome, agrees


@pytest.mark.parametrize(("quarters", "failed"), [(0, True), (1, True), (2, None), (3, False), (4, False)])
def test_a_low_reliability_agrees_with_a_retraction_and_disagrees_with_what_held_up(quarters, failed):
    assert agrees(Outcome.FAILED, quarters, [4]) is failed
    assert agrees(Outcome.HELD_UP, quarters, [0]) is (None if failed is None else not failed)


def test_who_could_not_judge_the_source_is_held_to_the_strength_they_gave():
    assert agrees(Outcome.FAILED, None, [0, 1]) is True
    assert agrees(Outcome.FAILED, None, [4, 0]) is None
    assert agrees(Outcome.HELD_UP, None, [4, 3]) is True


def test_who_could_judge_neither_is_left_out():
    assert agrees(Outcome.FAILED, None, []) is None
