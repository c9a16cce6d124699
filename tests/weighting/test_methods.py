import math
import random

import pytest

from deliberate.weighting.case import Proposition, Relation, RelationKind
from deliberate.weighting.compact import Edge
from deliberate.weighting.flow import Flow
from deliberate.weighting.graph import Graph
from deliberate.weighting.methods import METHODS, compare
from deliberate.weighting.model import WeightingModel
from deliberate.weighting.ratings import Ballots
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


def the_bag(arguments, supports="", attacks=""):
    """Bases like "a .5", edges like "b>a", written close together as they stand in the literature."""
    bases = dict(zip(arguments.split()[::2], map(float, arguments.split()[1::2]), strict=True))
    edges = [
        Edge(*each.split(">"), side) for side, all_ in ((FOR, supports), (AGAINST, attacks)) for each in all_.split()
    ]
    return bases, edges


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        # K. Čyras, Quantitative Dispute Trees (github.com/kcyras/QDT), example01.ipynb, example02.ipynb and Example 4.1
        # of exampleQDT.ipynb: strengths to 15 digits.
        (("a .5 b .5 c .5 d .5 e 1", "b>a d>a e>b", "c>a e>c"), {"a": 0.75, "b": 0.75, "c": 0.25, "d": 0.5, "e": 1}),
        (("a .5 b .5 c .5 d .5 e 1", "b>a d>a e>c", "c>a e>b"), {"a": 0.5, "b": 0.25, "c": 0.75, "d": 0.5, "e": 1}),
        (
            ("a .5 b .2 c .85 d .65 e .4 f 1", "b>a d>a e>c", "c>a e>b f>c"),
            {"a": 0.51875517241626, "b": 0.172413793103448, "c": 0.625, "d": 0.65, "e": 0.4, "f": 1},
        ),
    ],
)
def test_quadratic_energy_solves_the_examples_of_dispute_trees(graph, expected):
    bases, edges = the_bag(*graph)
    assert solve(bases, edges, METHODS.get("quadratic-energy")).strengths == pytest.approx(expected, abs=1e-8)


def test_quadratic_energy_solves_the_stock_example():
    """Potyka 2018; printed, to 1e-3, in its author's Uncertainpy (examples/gradual/gradual_argumentation_examples)."""
    bases, edges = the_bag(
        "Buy .5 Sell .5 1 .8 2 .7 3 .3 4 .9 5 .9", "1>Sell 2>Buy 4>2 5>Buy", "Buy>Sell Sell>Buy 2>1 3>2 4>3 5>1"
    )
    solution = solve(bases, edges, METHODS.get("quadratic-energy"), continuous=True)
    assert solution.converged
    printed = {"Buy": 0.8208, "Sell": 0.3635, "1": 0.2049, "2": 0.8050, "3": 0.1658, "4": 0.9, "5": 0.9}
    assert solution.strengths == pytest.approx(printed, abs=1.5e-3)
    # What lies before the circle, by hand: h(x) = x²/(1 + x²).
    third = 0.3 - 0.3 * 0.81 / 1.81
    second = 0.7 + 0.3 * (0.9 - third) ** 2 / (1 + (0.9 - third) ** 2)
    first = 0.8 - 0.8 * (second + 0.9) ** 2 / (1 + (second + 0.9) ** 2)
    before = [solution.strengths[name] for name in "123"]
    assert before == pytest.approx([first, second, third], abs=1e-8)


def test_quadratic_energy_goes_around_a_circle_of_21_and_only_the_flow_finds_its_rest():
    """The second example there: a supports ten b, each b ten c, and each c attacks a. Printed: .225, .048, .185."""
    many = range(10)
    bases = {"a": 1.0} | {f"{name}{n}": 0.0 for name in "bc" for n in many}
    edges = [Edge("a", f"b{n}", FOR) for n in many] + [Edge(f"c{n}", "a", AGAINST) for n in many]
    edges += [Edge(f"b{n}", f"c{m}", FOR) for n in many for m in many]
    assert not solve(bases, edges, METHODS.get("quadratic-energy")).converged
    solution = solve(bases, edges, METHODS.get("quadratic-energy"), continuous=True)
    assert solution.converged
    a, b, c = (solution.strengths[name] for name in ("a", "b0", "c0"))
    assert (a, b, c) == pytest.approx((0.2247, 0.0478, 0.1853), abs=1.5e-3)
    low, high = 0.0, 1.0  # The one root of a = 1/(1 + (10 c)²), which falls as a grows.
    for _ in range(60):
        middle = (low + high) / 2
        split = middle**2 / (1 + middle**2)
        rest = (10 * split) ** 2 / (1 + (10 * split) ** 2)
        low, high = (middle, high) if middle < 1 / (1 + (10 * rest) ** 2) else (low, middle)
    assert a == pytest.approx(low, abs=1e-8)


def test_the_mlp_based_semantics_is_a_forward_pass_of_a_perceptron():
    """Potyka 2021: with bases S(bias), arguments come out as strong as the neurons of the same weights."""
    chance = random.Random(3)
    layers = [4, 5, 3]
    bases, edges, activations = {}, [], {}
    for level, size in enumerate(layers):
        for n in range(size):
            bias, name = chance.uniform(-2, 2), f"{level}.{n}"
            bases[name] = 1 / (1 + math.exp(-bias))
            total = bias
            for m in range(layers[level - 1] if level else 0):
                weight = chance.uniform(-3, 3)
                edges.append(Edge(f"{level - 1}.{m}", name, FOR if weight > 0 else AGAINST, abs(weight)))
                total += weight * activations[f"{level - 1}.{m}"]
            activations[name] = 1 / (1 + math.exp(-total))
    assert solve(bases, edges, METHODS.get("mlp")).strengths == pytest.approx(activations, abs=1e-8)


def test_the_euler_based_semantics_swings_where_attack_and_support_balance_and_that_is_said():
    """That it diverges on some graphs with circles is shown by Mossakowski and Neuhaus 2018; this one is ours."""
    rivals, helpers = [f"a{n}" for n in range(20)], [f"b{n}" for n in range(20)]
    edges = [Edge(a, b, AGAINST) for a in rivals for b in rivals] + [Edge(b, a, FOR) for b in helpers for a in rivals]
    bases = dict.fromkeys(rivals, 0.4) | dict.fromkeys(helpers, 0.45)
    assert not solve(bases, edges, METHODS.get("euler")).converged
    flow = solve(bases, edges, METHODS.get("euler"), continuous=True)
    assert flow.converged
    strength = flow.strengths["a0"]
    assert strength == pytest.approx(1 - 0.84 / (1 + 0.4 * math.exp(20 * 0.45 - 20 * strength)), abs=1e-8)


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
