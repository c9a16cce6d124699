import pytest

from deliberate.weighting.compact import CompactGraph, Edge, compact
from tests.weighting.cases import AGAINST, FOR
from tests.weighting.graphs import random_graph


def test_relations_are_kept_by_what_they_act_on_with_attacks_below_zero():
    graph = compact(
        {"a": 0.1, "b": 0.2, "c": 0.3}, [Edge("c", "a", FOR, 2.0), Edge("a", "b", AGAINST), Edge("b", "a", FOR)]
    )
    assert list(graph.bases) == [0.1, 0.2, 0.3]
    assert list(graph.rests_on(0)) == [2, 1]
    assert list(graph.weights) == [2.0, 1.0, -1.0]
    assert len(graph) == 3


def test_they_can_be_followed_onward():
    starts, targets = CompactGraph([0.5] * 3, [2, 2, 0], [0, 1, 1], [1.0, 1.0, 1.0]).onward
    assert (list(starts), list(targets)) == ([0, 1, 1, 3], [1, 0, 1])


def test_what_depends_on_no_circle_comes_first_each_after_what_it_depends_on():
    # 3 → 2 → 0 ⇄ 1 → 4, and 5 alone.
    graph = CompactGraph([0.5] * 6, [3, 2, 0, 1, 1], [2, 0, 1, 0, 4], [1.0] * 5)
    assert sorted(graph.shape.order) == [2, 3, 5]
    assert list(graph.shape.order).index(3) < list(graph.shape.order).index(2)
    assert graph.shape.components == [(0, 1), (4,)]
    assert [graph.is_circle(members) for members in graph.shape.components] == [True, False]


def test_one_that_acts_on_itself_is_a_circle():
    graph = CompactGraph([0.5], [0], [0], [1.0])
    assert graph.is_circle(graph.shape.components[0])


@pytest.mark.parametrize("seed", range(5))
def test_a_random_graph_is_put_in_order(seed):
    graph = random_graph(seed, 60, 90, circular=8)
    order = [*graph.shape.order, *(node for members in graph.shape.components for node in members)]
    place = {node: number for number, node in enumerate(order)}
    assert sorted(order) == list(range(60))
    together = {node: members for members in graph.shape.components for node in members}
    for node in range(60):
        for source in graph.rests_on(node):
            assert place[source] < place[node] or together[source] == together[node]


def test_an_empty_graph_is_in_order():
    assert list(CompactGraph([], [], [], []).shape.order) == []
