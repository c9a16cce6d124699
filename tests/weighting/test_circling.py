from array import array

import pytest

from deliberate.weighting.circling import Circle, Strengths, capped
from deliberate.weighting.compact import CompactGraph
from deliberate.weighting.methods import METHODS

PAIR = CompactGraph([0.6, 0.7], [1, 0], [0, 1], [0.5, -0.5])


def test_only_weights_from_inside_are_scaled_down_and_only_as_far_as_the_cap():
    assert capped([2.0, -2.0, 5.0], [1, 2, 3], frozenset({1, 2}), 1.8) == pytest.approx([0.9, -0.9, 5.0])
    assert capped([1.0, -0.8, 5.0], [1, 2, 3], frozenset({1, 2}), 1.8) == [1.0, -0.8, 5.0]


def test_what_is_passed_on_follows_the_strengths():
    strengths = Strengths(array("d", [0.9, 0.2]), METHODS.get("ledger"))
    assert list(strengths.passed) == pytest.approx([0.8, 0.0])
    strengths.put(1, 0.75)
    assert list(strengths.passed) == pytest.approx([0.8, 0.5])


def test_sweeps_and_flow_come_to_the_same_rest():
    found = []
    for way in (Circle.iterate, Circle.flow):
        strengths = Strengths(array("d", PAIR.bases), METHODS.get("mlp"))
        circle = Circle(PAIR, (0, 1), METHODS.get("mlp"))
        assert way(circle, strengths)[1]
        found.append(list(strengths.values))
    assert found[0] == pytest.approx(found[1], abs=1e-10)


def test_a_circle_starts_where_it_is_told():
    strengths = Strengths(array("d", PAIR.bases), METHODS.get("mlp"))
    Circle(PAIR, (0, 1), METHODS.get("mlp")).start(strengths, [0.0, 1.0])
    assert list(strengths.values) == [0.0, 1.0]
