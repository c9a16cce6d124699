from math import exp, log, sqrt
from random import Random

import pytest

from deliberate.weighting.case import Dimension, Proposition, Rating, Relation, RelationKind, Side
from deliberate.weighting.flow import Flow
from deliberate.weighting.graph import Graph
from deliberate.weighting.logodds import logistic, logit
from deliberate.weighting.model import WeightingModel
from deliberate.weighting.ratings import Ballots, Score, strength
from tests.weighting.cases import AGAINST, agreed, case, crowd, item, random_case, rate

MODEL = WeightingModel()
SUPPORTS, ATTACKS, UNDERCUTS = RelationKind
CLAIMS = [Proposition(name) for name in "pqr"]


def flow_of(given, model=MODEL, start=None):
    ballots = Ballots(given, model)
    return Flow(Graph(given, model), ballots, ballots.room, start)


def link(name, premises, target, kind=SUPPORTS, confirmed=True):
    return Relation(name, kind, tuple(premises), target, confirmed)


def test_an_items_strength_gate_and_weight_have_the_published_digits():
    scores = dict(zip(Dimension, (Score(0.8, 0.1), Score(0.7, 0.1), Score(0.6, 0.1)), strict=True))
    s = strength(scores)
    assert s.value == pytest.approx(0.695205329, abs=5e-10)
    assert s.variance == pytest.approx(0.3 / 9)
    gate = flow_of(case()).gate(s.value, challenge=0.0)
    assert gate == pytest.approx(0.492008882, abs=5e-10)
    assert MODEL.item_most * gate == pytest.approx(1.132892316, abs=5e-10)


def test_an_item_weighs_nothing_until_two_others_have_rated_it():
    one = item("a")
    alone = flow_of(case(one, ratings=crowd([one], "agree", 1)))
    assert (alone.items["a"].rated, alone.items["a"].weight, alone.sums["p"].variance) == (False, 0, 0)
    assert flow_of(case(one, ratings=crowd([one], "agree", 1, 1))).items["a"].weight > 0
    own = rate([one], one.contributor, "agree", 1)
    assert flow_of(case(one, ratings=crowd([one], "agree", 1) + own)).items["a"].weight == 0


def test_in_class_one_rating_is_enough():
    one = item("a")
    assert flow_of(case(one, ratings=crowd([one], "agree", 1)), WeightingModel.classroom()).items["a"].weight > 0


def test_reliability_alone_does_not_count_as_rating_an_item():
    one = item("a")
    ratings = [Rating(one.evidence, Dimension.RELIABILITY, f"r{n}", "agree", 1.0) for n in range(5)]
    assert not flow_of(case(one, ratings=ratings, room=frozenset({"agree"}))).items["a"].rated


def test_the_curation_factor_scales_an_items_weight():
    plain, disputed = item("a"), item("a", states=("disputed",))
    weights = [flow_of(case(each, ratings=agreed(each))).items["a"].weight for each in (plain, disputed)]
    assert weights[1] == pytest.approx(weights[0] / 2)


def test_a_challenge_lowers_an_item_and_a_support_raises_it():
    one = item("a")
    ratings = agreed(one, value=0.75)
    weights = []
    for side in (None, *Side):
        other = [item("b", side, "a")] if side else []
        flow = flow_of(case(one, *other, ratings=ratings + agreed(*other)))
        weights.append(flow.items["a"].weight)
    assert weights[2] < weights[0] < weights[1]


def test_a_challenge_adds_to_an_items_log_odds_like_evidence_to_a_claims():
    one, other = item("a"), item("b", AGAINST, "a")
    flow = flow_of(case(one, other, ratings=agreed(one, other)))
    s = flow.items["a"].strength.value
    assert flow.items["a"].challenged == pytest.approx(logistic(logit(s) - flow.items["b"].weight))


def test_an_item_that_undercuts_takes_its_share_of_the_link():
    one, cut = item("a"), item("b", AGAINST, "a", undercuts=True)
    flow = flow_of(case(one, cut, ratings=agreed(one, cut)))
    share = flow.items["b"].weight / MODEL.item_most
    assert flow.items["a"].weight == pytest.approx(flow.items["a"].full_weight * (1 - share))
    assert flow.items["a"].challenged == pytest.approx(flow.items["a"].strength.value)


def test_ten_undercutters_of_one_origin_cut_once():
    one = item("a")
    cuts = [item(f"cut {n}", AGAINST, "a", undercuts=True, origin="wire") for n in range(10)]
    many = flow_of(case(one, *cuts, ratings=agreed(one, *cuts)))
    single = flow_of(case(one, cuts[0], ratings=agreed(one, cuts[0])))
    assert many.items["a"].weight == pytest.approx(single.items["a"].weight)


def test_a_relation_passes_on_the_lift_of_its_premise():
    one = item("a", target="q")
    flow = flow_of(case(one, ratings=agreed(one), propositions=CLAIMS, relations=[link("l", "q", "p")]))
    assert flow.sums["p"].log_odds == pytest.approx(log(3) * (2 * flow.sums["q"].strength - 1))
    against = flow_of(case(one, ratings=agreed(one), propositions=CLAIMS, relations=[link("l", "q", "p", ATTACKS)]))
    assert against.sums["p"].log_odds == -flow.sums["p"].log_odds


def test_an_unconfirmed_relation_weighs_nothing():
    one = item("a", target="q")
    relations = [link("l", "q", "p", confirmed=False)]
    assert flow_of(case(one, ratings=agreed(one), propositions=CLAIMS, relations=relations)).sums["p"].strength == 0.5


def test_joint_premises_are_as_strong_as_the_weakest():
    one = item("a", target="q")
    relations = [link("l", "qr", "p")]
    assert flow_of(case(one, ratings=agreed(one), propositions=CLAIMS, relations=relations)).sums["p"].strength == 0.5


def test_a_claim_that_undercuts_weakens_a_link_and_can_be_undercut_itself():
    items = [item("a", target="q"), item("b", target="r")]
    first, second = link("l", "q", "p"), link("u", "r", "l", UNDERCUTS)
    third = item("c", target="u", undercuts=True)
    sums = []
    for posted, relations in ((items, [first]), (items, [first, second]), ([*items, third], [first, second])):
        given = case(*posted, ratings=agreed(*posted), propositions=CLAIMS, relations=relations)
        sums.append(flow_of(given).sums["p"].log_odds)
    lifted = 2 * flow_of(case(*items, ratings=agreed(*items), propositions=CLAIMS)).sums["r"].strength - 1
    assert sums[1] == pytest.approx(sums[0] * (1 - lifted))
    assert sums[1] < sums[2] < sums[0]


def test_the_variance_of_a_weight_is_half_its_swing_over_one_deviation_squared():
    one = item("a")
    flow = flow_of(case(one, ratings=agreed(one, value=0.75)))
    weighed = flow.items["a"]
    s, spread = weighed.strength.value, exp(sqrt(weighed.strength.variance))
    swing = MODEL.item_most * (flow.gate(s * spread, 0) - flow.gate(s / spread, 0)) / 2
    assert weighed.variance == pytest.approx(swing**2)
    low, high = flow.sums["p"].interval(MODEL.interval_z)
    assert (high - low) / 2 == pytest.approx(MODEL.interval_z * swing)


def test_a_gate_closed_by_a_hair_still_leaves_something_open():
    one = item("a")
    flow = flow_of(case(one, ratings=agreed(one, value=0.25)))
    assert flow.items["a"].weight == 0
    assert flow.items["a"].variance > 0


def test_a_discount_cuts_the_variance_by_its_square():
    pieces = [item("a", publisher="gazette"), item("b", publisher="gazette")]
    flow = flow_of(case(*pieces, ratings=agreed(*pieces)))
    own = flow.items["a"].variance
    assert flow.sums["p"].variance == pytest.approx(own * 1.25)


def test_the_weight_of_a_relation_is_uncertain_too():
    one = item("a", target="q")
    flow = flow_of(case(one, ratings=agreed(one), propositions=CLAIMS, relations=[link("l", "q", "p")]))
    weight, premise = flow.relation_weight(flow.graph.relations["l"]), flow.sums["q"]
    lifted, slope = 2 * premise.strength - 1, premise.strength * (1 - premise.strength)
    expected = lifted**2 * weight.variance + (2 * weight.value * slope) ** 2 * premise.variance
    assert flow.sums["p"].variance == pytest.approx(expected)


def test_circular_support_is_capped():
    relations = [link(f"{a}{b}", a, b) for a in "pqr" for b in "pqr" if a != b]
    one = item("a")
    flow = flow_of(case(one, ratings=agreed(one), propositions=CLAIMS, relations=relations))
    for name in "pqr":
        total = flow.sums[name]
        assert total.circular
        assert sum(term.weight * term.scale for term in total.relations) == pytest.approx(1.8)
    assert 0.5 < flow.sums["q"].strength < flow.sums["p"].strength < 0.99


def test_a_light_circle_needs_no_cap():
    relations = [link("a", "p", "q"), link("b", "q", "p")]
    flow = flow_of(case(propositions=CLAIMS, relations=relations))
    assert [term.scale for name in "pq" for term in flow.sums[name].relations] == [1.0, 1.0]


def test_300_random_circles_have_one_fixed_point_each_whatever_the_start():
    circular = 0
    for seed in range(300):
        random = Random(seed)
        given = random_case(random, items=4, acyclic=False)
        names = [each.id for each in given.propositions]
        settled = flow_of(given)
        circular += settled.sweeps > 0
        start = {name: random.choice([0.0, 1.0, random.random()]) for name in names}
        other = flow_of(given, start=start)
        assert max(settled.sweeps, other.sweeps) < MODEL.cycle_sweeps
        for name in names:
            assert other.sums[name].strength == pytest.approx(settled.sums[name].strength, abs=1e-11)
            assert other.sums[name].variance == pytest.approx(settled.sums[name].variance, abs=1e-9)
    assert circular > 200


def test_the_heaviest_circle_settles_within_the_bound():
    names = [f"claim {n}" for n in range(12)]
    relations = [link(f"{a} to {b}", [a], b) for a in names for b in names]
    given = case(propositions=[Proposition(name, tau=0.6) for name in names], relations=relations)
    low, high = (flow_of(given, start=dict.fromkeys(names, start)) for start in (0.0, 1.0))
    assert max(low.sweeps, high.sweeps) < 263
    assert low.sums["claim 0"].strength == pytest.approx(high.sums["claim 0"].strength, abs=1e-11)
