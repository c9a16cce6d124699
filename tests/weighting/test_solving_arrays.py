import pytest

from deliberate.weighting.compact import CompactGraph
from deliberate.weighting.methods import METHODS, Method, identity
from deliberate.weighting.solving import pass_over
from deliberate.weighting.solving_arrays import pass_over as pass_over_arrays
from tests.weighting.graphs import random_graph


def both(graph, method):
    return pass_over(graph, method, arrays=False), pass_over(graph, method, arrays=True)


@pytest.mark.parametrize("name", METHODS.names())
@pytest.mark.parametrize("circular", [0, 6, 300])
def test_numpy_and_plain_python_give_the_same(name, circular):
    """Without circles, with small ones, which go the plain way inside, and with one that is swept on arrays."""
    for seed in range(4):
        graph = random_graph(seed, 300, 400, circular=circular, heaviest=0.4)
        plain, fast = both(graph, METHODS.get(name))
        assert plain.converged
        assert fast.converged
        assert list(fast.strengths) == pytest.approx(list(plain.strengths), abs=1e-12)


def test_the_cap_of_ours_holds_on_arrays_too():
    graph = random_graph(9, 200, 200, circular=600, heaviest=9.0)
    assert max(map(len, graph.shape.components)) >= 64
    plain, fast = both(graph, METHODS.get("ledger"))
    assert (plain.converged, fast.converged) == (True, True)
    assert max(plain.sweeps, fast.sweeps) <= 263
    assert list(fast.strengths) == pytest.approx(list(plain.strengths), abs=1e-12)


def test_a_large_circle_that_never_settles_is_said_not_to():
    nodes = range(100)
    pairs = [(a, b) for a in nodes for b in nodes if a != b]
    graph = CompactGraph([0.9] * 100, [a for a, _ in pairs], [b for _, b in pairs], [-1.0] * len(pairs))
    assert not pass_over(graph, METHODS.get("mlp"), arrays=True).converged


def test_a_long_chain_goes_the_plain_way():
    chain = CompactGraph([0.6] * 500, range(1, 500), range(499), [1.0] * 499)
    assert pass_over_arrays(chain, METHODS.get("mlp"), chain.bases, 1e-12) is None
    plain, asked = both(chain, METHODS.get("mlp"))
    assert asked == plain


def test_so_does_a_method_that_has_no_form_for_arrays():
    halves = Method(
        identity, lambda shares: sum(shares), lambda base, gathered: min(1.0, max(0.0, base + gathered / 2))
    )
    graph = random_graph(2, 50, 60)
    plain, asked = both(graph, halves)
    assert asked == plain


def test_large_graphs_take_it_by_themselves():
    graph = random_graph(3, 10_000, 12_000)
    assert pass_over(graph, METHODS.get("mlp")) == pass_over(graph, METHODS.get("mlp"), arrays=True)
