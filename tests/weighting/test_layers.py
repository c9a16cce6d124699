import pytest

from deliberate.weighting.compact import CompactGraph
from deliberate.weighting.layers import TooDeep, layers_of
from tests.weighting.graphs import random_graph


def test_a_layer_rests_on_those_before_it():
    # 3 and 2 act on 1, and 1 on 0.
    layers = layers_of(CompactGraph([0.5] * 4, [3, 2, 1], [1, 1, 0], [1.0, -2.0, 3.0]))
    assert [rows.nodes.tolist() for rows in layers.before] == [[1], [0]]
    assert [rows.weights.tolist() for rows in layers.before] == [[1.0, -2.0], [3.0]]
    assert layers.components == ()


def test_circles_are_cut_out_with_what_lies_between_them_and_the_rest_hangs_on_them():
    # 0 ⇄ 1 → 2 → 3 ⇄ 4 → 5 → 6.
    layers = layers_of(CompactGraph([0.5] * 7, [0, 1, 1, 2, 3, 4, 4, 5], [1, 0, 2, 3, 4, 3, 5, 6], [1.0] * 8))
    assert list(layers.components) == [(0, 1), (2,), (3, 4)]
    assert [rows.nodes.tolist() for rows in layers.after] == [[5], [6]]


@pytest.mark.parametrize("seed", range(6))
def test_every_argument_that_rests_on_something_is_in_one_place(seed):
    graph = random_graph(seed, 80, 120, circular=seed * 3)
    layers = layers_of(graph)
    placed = [node for rows in (*layers.before, *layers.after) for node in rows.nodes.tolist()]
    placed += [node for members in layers.components for node in members]
    assert sorted(placed) == [node for node in range(80) if len(graph.rests_on(node))]


def test_the_layers_of_a_graph_are_worked_out_once():
    graph = random_graph(1, 20, 30)
    assert layers_of(graph) is layers_of(graph)


def test_a_long_chain_is_refused():
    with pytest.raises(TooDeep):
        layers_of(CompactGraph([0.5] * 500, range(1, 500), range(499), [1.0] * 499))
