import math
import random

import pytest

from deliberate.weighting.circling import MOST_SWEEPS
from deliberate.weighting.compact import Edge, compact
from deliberate.weighting.methods import METHODS
from deliberate.weighting.solving import pass_over, solve
from tests.weighting.cases import AGAINST, FOR

RIVALS = {"a": 1.0, "b": 1.0}
MUTUAL_ATTACK = [Edge("a", "b", AGAINST), Edge("b", "a", AGAINST)]


def a_graph(seed, nodes=30, edges=60):
    chance = random.Random(seed)
    names = [f"n{number}" for number in range(nodes)]
    bases = {name: chance.uniform(0.05, 0.95) for name in names}
    drawn = [
        Edge(*chance.sample(names, 2), chance.choice([FOR, AGAINST]), chance.uniform(0, 0.6)) for _ in range(edges)
    ]
    return bases, drawn


def rests(bases, edges, method, strengths):
    """How far one more sweep would move the strength that it moves most."""
    moves = []
    for node in bases:
        arriving = {FOR: [], AGAINST: []}
        for edge in edges:
            if edge.target == node:
                arriving[edge.side].append(edge.weight * method.passes_on(strengths[edge.source]))
        moves.append(abs(method.combine(bases[node], arriving[FOR], arriving[AGAINST]) - strengths[node]))
    return max(moves)


def test_without_circles_one_sweep_is_all_it_takes():
    solution = solve({"a": 0.5, "b": 0.5, "c": 0.5}, [Edge("b", "a", FOR), Edge("c", "b", FOR)], METHODS.get("mlp"))
    assert (solution.sweeps, solution.converged) == (1, True)


def test_arguments_come_back_in_the_order_they_were_given():
    bases = {"z": 0.5, "a": 0.5, "m": 0.5}
    assert list(solve(bases, [Edge("a", "z", FOR)], METHODS.get("mlp")).strengths) == ["z", "a", "m"]


def test_two_that_attack_each_other_with_all_they_have_never_settle_and_that_is_said():
    solution = solve(RIVALS, MUTUAL_ATTACK, METHODS.get("df-quad"))
    assert not solution.converged
    assert solution.sweeps == MOST_SWEEPS


def test_the_flow_settles_where_the_sweeps_do_not():
    solution = solve(RIVALS, MUTUAL_ATTACK, METHODS.get("df-quad"), continuous=True)
    assert solution.converged
    assert solution.strengths == pytest.approx({"a": 0.5, "b": 0.5}, abs=1e-9)


def test_strong_rivals_under_the_mlp_based_semantics_swing_in_sweeps_and_settle_in_the_flow():
    bases, edges = {"a": 0.9, "b": 0.9}, [Edge("a", "b", AGAINST, 10), Edge("b", "a", AGAINST, 10)]
    assert not solve(bases, edges, METHODS.get("mlp")).converged
    flow = solve(bases, edges, METHODS.get("mlp"), continuous=True)
    assert flow.converged
    assert rests(bases, edges, METHODS.get("mlp"), flow.strengths) < 1e-9


def test_a_circle_that_settles_is_waited_for_and_what_hangs_on_it_comes_after():
    bases = {"a": 0.6, "b": 0.6, "c": 0.5}
    edges = [Edge("a", "b", FOR, 0.5), Edge("b", "a", FOR, 0.5), Edge("b", "c", FOR)]
    solution = solve(bases, edges, METHODS.get("mlp"))
    assert solution.converged
    assert solution.sweeps > 1
    assert rests(bases, edges, METHODS.get("mlp"), solution.strengths) < 1e-10


def test_an_argument_that_supports_itself_is_a_circle():
    assert solve({"a": 0.5}, [Edge("a", "a", FOR, 0.5)], METHODS.get("mlp")).sweeps > 1


@pytest.mark.parametrize("name", METHODS.names())
@pytest.mark.parametrize("seed", range(4))
def test_both_ways_come_to_rest_at_a_fixed_point(name, seed):
    bases, edges = a_graph(seed)
    method = METHODS.get(name)
    for continuous in (False, True):
        solution = solve(bases, edges, method, continuous=continuous)
        assert solution.converged
        assert rests(bases, edges, method, solution.strengths) < 1e-9


def test_300_random_circles_have_one_fixed_point_each_from_any_start_under_ours():
    for seed in range(300):
        chance = random.Random(seed)
        bases, edges = a_graph(seed, nodes=chance.randrange(2, 15), edges=chance.randrange(4, 60))
        heavy = compact(bases, [Edge(each.source, each.target, each.side, 4 * each.weight) for each in edges])
        found = pass_over(heavy, METHODS.get("ledger"), arrays=False)
        start = [chance.choice([0.0, 1.0, chance.random()]) for _ in bases]
        other = pass_over(heavy, METHODS.get("ledger"), start=start, arrays=bool(seed % 2))
        assert found.converged
        assert other.converged
        assert max(found.sweeps, other.sweeps) <= 263
        assert list(other.strengths) == pytest.approx(list(found.strengths), abs=1e-11)


def test_ours_caps_what_goes_around_in_a_circle_but_not_what_comes_from_outside():
    bases = {"a": 0.6, "b": 0.6, "c": 0.8}
    edges = [Edge("a", "b", FOR, 9.0), Edge("b", "a", FOR, 9.0), Edge("c", "a", FOR, 3.0)]
    found = solve(bases, edges, METHODS.get("ledger"))
    a, b = found.strengths["a"], found.strengths["b"]
    assert math.log(a / (1 - a)) == pytest.approx(math.log(1.5) + 1.8 * (2 * b - 1) + 3.0 * 0.6)
    assert math.log(b / (1 - b)) == pytest.approx(math.log(1.5) + 1.8 * (2 * a - 1))
    assert found.converged


def test_a_coarser_tolerance_takes_fewer_sweeps():
    bases, edges = a_graph(1)
    coarse, fine = (pass_over(compact(bases, edges), METHODS.get("mlp"), tolerance=each) for each in (1e-4, 1e-12))
    assert coarse.sweeps < fine.sweeps
