from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberate.weighting.compact import CompactGraph
from deliberate.weighting.live import LiveGraph
from deliberate.weighting.methods import METHODS
from deliberate.weighting.solving import pass_over
from tests.weighting.graphs import random_graph

SEEDS = st.integers(min_value=0, max_value=2**32)


def chain(length, weight=1.0):
    """The last one supports the one before, and so on down to the first."""
    return CompactGraph([0.6] * length, range(1, length), range(length - 1), [weight] * (length - 1))


@pytest.mark.parametrize("name", METHODS.names())
@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(SEEDS, st.sampled_from([0, 4, 40]))
def test_after_any_changes_it_equals_a_full_pass(name, seed, circular):
    chance = Random(seed)
    graph = random_graph(seed, 40, 60, circular=circular, heaviest=0.5, ends=False)
    live = LiveGraph(graph, METHODS.get(name))
    for _ in range(12):
        live.set_base(chance.randrange(40), chance.choice([0.0, 1.0, chance.random(), chance.random()]))
    full = pass_over(graph, METHODS.get(name))
    assert live.converged == full.converged
    if full.converged:
        assert list(live.strengths) == pytest.approx(list(full.strengths), abs=1e-5)


def test_many_changes_too_small_to_tell_do_not_add_up_unseen():
    live = LiveGraph(chain(3), METHODS.get("mlp"))
    for step in range(1, 2001):
        live.set_base(2, 0.6 + step * 5e-7)
    assert list(live.strengths) == pytest.approx(list(pass_over(live.graph, METHODS.get("mlp")).strengths), abs=3e-6)


def test_only_what_moves_is_told_and_in_order():
    live = LiveGraph(chain(6), METHODS.get("mlp"))
    assert live.set_base(3, 0.9) == [3, 2, 1, 0]
    assert live.set_base(3, 0.9) == []


def test_a_change_that_fades_is_not_followed_to_the_end():
    live = LiveGraph(chain(200, weight=0.1), METHODS.get("mlp"))
    assert 2 < len(live.set_base(199, 0.61)) < 10


def test_what_rests_on_a_premise_twice_over_is_worked_out_once_both_are_known():
    # 3 acts on 1 and 2, both on 0.
    live = LiveGraph(CompactGraph([0.5] * 4, [3, 3, 1, 2], [1, 2, 0, 0], [1.0] * 4), METHODS.get("mlp"))
    moved = live.set_base(3, 0.9)
    assert moved[0] == 3
    assert set(moved[1:3]) == {1, 2}
    assert moved[3:] == [0]


def test_a_circle_is_solved_anew_and_what_hangs_on_it_follows():
    # 3 → 0 ⇄ 1 → 2.
    graph = CompactGraph([0.7] * 4, [3, 0, 1, 1], [0, 1, 0, 2], [1.0] * 4)
    live = LiveGraph(graph, METHODS.get("ledger"))
    assert live.set_base(3, 0.95) == [3, 0, 1, 2]
    assert live.strength(2) == pytest.approx(pass_over(graph, METHODS.get("ledger")).strengths[2], abs=1e-5)


def test_a_circle_that_no_longer_settles_is_said_not_to_and_may_settle_again():
    live = LiveGraph(CompactGraph([0.0, 1.0], [0, 1], [1, 0], [-1.0, -1.0]), METHODS.get("df-quad"))
    assert live.converged
    live.set_base(0, 1.0)
    assert not live.converged
    live.set_base(0, 0.0)
    assert live.converged
    assert LiveGraph(CompactGraph([1.0, 1.0], [0, 1], [1, 0], [-1.0, -1.0]), METHODS.get("df-quad")).converged is False


@pytest.mark.parametrize("base", [-0.1, 1.1, float("nan")])
def test_what_is_no_base_strength_is_refused_and_changes_nothing(base):
    live = LiveGraph(chain(3), METHODS.get("mlp"))
    before = live.strengths
    with pytest.raises(ValueError, match="from 0 to 1"):
        live.set_base(2, base)
    assert live.strengths == before
    assert live.graph.bases[2] == 0.6
