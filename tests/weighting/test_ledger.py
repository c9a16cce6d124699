import json
import re
from dataclasses import replace
from math import fsum, log
from random import Random

import pytest

from deliberate.weighting.case import Proposition, Relation, RelationKind
from deliberate.weighting.ledger import explain, in_words
from deliberate.weighting.weigh import weigh
from tests.weighting.cases import AGAINST, agreed, case, crowd, item, random_case


def rows(ledger):
    return {row.ref: row for row in ledger.rows}


@pytest.mark.parametrize("seed", range(40))
def test_the_rows_sum_to_the_total_exactly(seed):
    outcome = weigh(random_case(Random(seed), acyclic=bool(seed % 2)))
    for name, total in outcome.flow.sums.items():
        if name in outcome.balances:
            ledger = explain(outcome, name)
            assert fsum(row.delta for row in ledger.rows) == ledger.log_odds == total.log_odds


@pytest.mark.parametrize("seed", range(40))
def test_the_shown_rows_sum_to_the_shown_total(seed):
    outcome = weigh(random_case(Random(seed)))
    for name in outcome.balances:
        ledger = explain(outcome, name)
        assert round(fsum(value for _, value in ledger.shown()), 2) == round(ledger.log_odds, 2)


def test_what_rounding_leaves_over_is_a_row_of_its_own():
    ledger = explain(
        weigh(case(*(posted := [item(f"{n}") for n in range(7)]), ratings=agreed(*posted, value=0.75))), "p"
    )
    assert ledger.shown(1)[-1][0].kind == "remainder"
    assert fsum(value for _, value in ledger.shown(1)) == pytest.approx(round(ledger.log_odds, 1))


def test_leaving_out_a_row_is_what_removing_the_item_would_do():
    """On acyclic cases, whatever clusters the item was in."""
    compared = 0
    for seed in range(30):
        given = random_case(Random(seed))
        outcome = weigh(given)
        room = frozenset(outcome.room)
        for row in explain(outcome, "p").rows:
            if row.kind == "evidence":
                left = [each for each in given.items if each.id != row.ref]
                without = explain(weigh(replace(given, items=left, room=room)), "p")
                assert without.strength == pytest.approx(row.without, abs=1e-12)
                compared += 1
    assert compared > 50


def test_a_row_says_what_was_multiplied_and_why_it_was_cut():
    wire = [item("a", origin="wire"), item("b", origin="wire", states=("disputed",))]
    found = rows(explain(weigh(case(*wire, ratings=agreed(*wire))), "p"))
    factors = found["a"].factors
    assert factors["s"] == pytest.approx((factors["R"] * factors["K"] * factors["P"]) ** (1 / 3))
    gated = log(10) * factors["gate"] * factors["c"] * factors["v"] * factors["d"]
    assert found["a"].delta == pytest.approx(gated)
    assert found["b"].delta == 0
    assert [(reason.code, reason.ref) for reason in found["b"].reasons] == [("curation", "b"), ("origin", "a")]
    assert found["b"].words == "Adds nothing."


def test_items_without_weight_say_why():
    posted = [item("unrated"), item("poor"), item("broken"), item("cut", AGAINST, "broken", undercuts=True)]
    ratings = [*agreed(posted[1], value=0), *agreed(*posted[2:])]
    found = rows(explain(weigh(case(*posted, ratings=ratings)), "p"))
    assert [found[name].reasons[0].code for name in ("unrated", "poor", "broken")] == ["unrated", "gate", "undercut"]


def test_a_relation_has_a_row_with_its_weight_and_what_it_passed_on():
    one = item("a", target="q")
    links = [
        Relation("l", RelationKind.ATTACKS, ("q",), "p", True),
        Relation("m", RelationKind.SUPPORTS, ("r",), "p", True),
    ]
    given = case(one, ratings=agreed(one), propositions=[Proposition(n) for n in "pqr"], relations=links)
    outcome = weigh(given)
    found = rows(explain(outcome, "p"))
    assert found["l"].side is AGAINST
    assert found["l"].factors["w"] == pytest.approx(log(3))
    assert found["l"].factors["φ"] == pytest.approx(2 * outcome.strength("q") - 1)
    assert found["l"].without == pytest.approx(0.5)
    assert [reason.code for reason in found["m"].reasons] == ["premise"]


def test_capped_circular_support_says_so():
    links = [Relation(f"{a}{b}{n}", RelationKind.SUPPORTS, (a,), b, True) for a, b in ("pq", "qp") for n in range(2)]
    one = item("a")
    given = case(one, ratings=agreed(one), propositions=[Proposition("p"), Proposition("q")], relations=links)
    ledger = explain(weigh(given), "q")
    assert ledger.circular
    assert rows(ledger)["pq0"].reasons[0].sentence == "Circular support, capped."


def test_shown_strengths_stay_between_one_and_ninety_nine_percent():
    many = [item(f"{n}") for n in range(12)]
    ledger = explain(weigh(case(*many, ratings=crowd(many, "agree", *[1] * 30))), "p")
    assert ledger.strength == 0.99
    assert ledger.interval[1] == 0.99


def test_the_same_step_reads_the_same_on_both_sides():
    assert in_words(log(3.1)) == "Tips the balance 3.1 to 1 for."
    assert in_words(-log(3.1)) == "Tips the balance 3.1 to 1 against."


def test_a_ledger_can_be_stored_as_json():
    outcome = weigh(random_case(Random(3)))
    stored = json.loads(json.dumps(explain(outcome, "p").to_json()))
    assert stored["proposition"] == "p"
    assert len(stored["rows"]) == len(explain(outcome, "p").rows)


def test_no_reason_names_a_side():
    for seed in range(30):
        for row in explain(weigh(random_case(Random(seed))), "p").rows:
            for reason in row.reasons:
                assert not re.search(r"\b(for|against)\b", reason.sentence)
