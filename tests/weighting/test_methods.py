import math

import pytest

from deliberate.weighting.case import Proposition, Relation, RelationKind
from deliberate.weighting.flow import Flow
from deliberate.weighting.graph import Graph
from deliberate.weighting.methods import METHODS, compare
from deliberate.weighting.model import WeightingModel
from deliberate.weighting.ratings import Ballots
from deliberate.weighting.compact import Edge
from deliberate.weighting.solving import solve
from tests.weighting.cases import AGAINST, FOR, agreed, case, item


@pytest.mark.parametrize(
    ("name", "side", "expected"),
    [
        ("quadratic-energy", FOR, 0.6),
        ("quadratic-energy", AGAINST, 0.4),
        ("df-quad", FOR, 0.75),
        ("df-quad", AGAINST, 0.25),
    ],
)
def test_one_supporter_or_attacker_gives_the_published_strength(name, side, expected):
    solution = solve({"a": 0.5, "b": 0.5}, [Edge("b", "a", side)], METHODS.get(name))
    assert solution.strengths["a"] == pytest.approx(expected, abs=1e-12)


def test_the_mlp_based_semantics_gives_the_published_strength():
    strengths = solve({"a": 0.5, "b": 0.8}, [Edge("b", "a", FOR, 0.5)], METHODS.get("mlp")).strengths
    assert strengths["a"] == pytest.approx(0.598687660, abs=5e-10)


def test_df_quad_solves_the_e_democracy_example():
    bases = {"A1": 0.5, "A2": 0.5, "P1": 0.7, "P2": 0.5, "P3": 0.9, "C1": 0.2, "C2": 0.2, "C3": 0.6, "C4": 0.5}
    edges = [Edge(a, b, AGAINST) for a, b in (("C1", "A2"), ("C2", "P2"), ("C3", "P2"), ("C4", "P2"))]
    edges += [Edge(a, b, FOR) for a, b in (("P1", "A1"), ("P2", "A1"), ("P3", "A2"))]
    strengths = solve(bases, edges, METHODS.get("df-quad")).strengths
    assert (strengths["A1"], strengths["A2"], strengths["P2"]) == pytest.approx((0.862, 0.85, 0.08), abs=1e-12)


def test_the_euler_based_semantics_follows_its_formula():
    bases, edges = {"a": 0.5, "b": 0.5, "c": 0.25}, [Edge("b", "a", FOR), Edge("c", "a", AGAINST, 2.0)]
    assert solve(bases, edges, METHODS.get("euler")).strengths["a"] == pytest.approx(0.5)
    supported = solve(bases, edges[:1], METHODS.get("euler")).strengths["a"]
    assert supported == pytest.approx(1 - 0.75 / (1 + 0.5 * math.exp(0.5)), abs=1e-12)


def test_ours_passes_on_nothing_from_what_does_not_lean_for():
    assert solve({"a": 0.5, "b": 0.5}, [Edge("b", "a", FOR)], METHODS.get("ledger")).strengths["a"] == 0.5


@pytest.mark.parametrize("name", ["ledger", "mlp", "euler"])
def test_a_base_of_nothing_or_all_cannot_be_moved(name):
    bases = {"a": 0.0, "b": 1.0, "c": 0.9}
    strengths = solve(bases, [Edge("c", "a", FOR, 5), Edge("c", "b", AGAINST, 5)], METHODS.get(name)).strengths
    assert strengths == bases


@pytest.mark.parametrize("name", METHODS.names())
@pytest.mark.parametrize("side", [FOR, AGAINST])
def test_any_weight_leaves_strengths_between_nothing_and_all(name, side):
    edges = [Edge("b", "a", side, 1e200), Edge("c", "a", side, 3.0)]
    strength = solve({"a": 0.5, "b": 1.0, "c": 0.9}, edges, METHODS.get(name)).strengths["a"]
    assert 0 <= strength <= 1
    assert (strength > 0.5) is (side is FOR)


def test_ours_is_registered_beside_those_it_is_compared_with():
    assert METHODS.names() == ("ledger", "mlp", "df-quad", "quadratic-energy", "euler")


def flow_of(given):
    model = WeightingModel()
    ballots = Ballots(given, model)
    return Flow(Graph(given, model), ballots, ballots.room)


def test_other_semantics_are_fed_the_same_shares():
    one, link = item("a", target="q"), Relation("l", RelationKind.ATTACKS, ("q",), "p", confirmed=True)
    given = case(one, ratings=agreed(one), propositions=[Proposition("p"), Proposition("q")], relations=[link])
    flow = flow_of(given)
    share = flow.items["a"].weight / flow.model.item_most
    strengths = compare(flow, METHODS.get("df-quad"))
    assert strengths["q"] == pytest.approx(0.5 + 0.5 * share)
    w = flow.relation_weight(link).value / flow.model.relation_most
    assert strengths["p"] == pytest.approx(0.5 - 0.5 * w * share)


def test_inside_a_circle_the_comparison_keeps_our_strengths():
    links = [Relation(f"{a}{b}", RelationKind.SUPPORTS, (a,), b, confirmed=True) for a, b in ("pq", "qp")]
    one = item("a")
    given = case(one, ratings=agreed(one), propositions=[Proposition("p"), Proposition("q")], relations=links)
    flow = flow_of(given)
    assert compare(flow, METHODS.get("df-quad")) == {name: flow.sums[name].strength for name in "pq"}
