from random import Random

from deliberate.weighting.case import Case, Proposition
from deliberate.weighting.model import WeightingModel
from deliberate.weighting.weigh import weigh
from tests.weighting.cases import agreed, case, crowd, item, random_case


def test_every_proposition_of_the_case_gets_a_balance_in_its_order():
    given = random_case(Random(1))
    assert list(weigh(given).balances) == [each.id for each in given.propositions]


def test_an_empty_case_weighs_to_nothing():
    assert weigh(Case([])).balances == {}


def test_the_model_that_weighed_is_named_in_every_balance():
    outcome = weigh(case(), WeightingModel.classroom())
    assert outcome.balances["p"].model == "ledger-2-classroom"


def test_each_viewpoint_of_the_room_is_computed_alone():
    one = item("a")
    outcome = weigh(case(one, ratings=crowd([one], "agree", 1, 1) + crowd([one], "disagree", 0, 0)))
    assert outcome.room == ("agree", "disagree")
    assert outcome.alone["agree"].items["a"].weight > outcome.items["a"].weight
    assert outcome.alone["disagree"].items["a"].weight == 0


def test_the_band_holds_our_strength_and_that_of_other_semantics():
    posted = [item(f"{n}") for n in range(4)]
    outcome = weigh(case(*posted, ratings=agreed(*posted)))
    low, high = outcome.bands["p"]
    assert low < high
    assert low <= outcome.strength("p") <= high


def test_a_claim_starts_from_its_tau():
    assert weigh(Case([Proposition("p", tau=0.8)])).strength("p") == 0.8
