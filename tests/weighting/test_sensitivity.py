"""What would change the picture most."""

from dataclasses import replace
from random import Random

import pytest

from deliberate.weighting.balance import Lean
from deliberate.weighting.sensitivity import Turn, changes
from deliberate.weighting.weigh import weigh
from tests.weighting.cases import AGAINST, agreed, case, crowd, item, random_case


def test_an_item_that_carries_the_lean_alone_is_named():
    heavy, light, against = item("heavy"), item("light"), item("against", AGAINST)
    given = case(heavy, light, against, ratings=[*agreed(heavy), *agreed(light, against, value=0.5)])
    outcome = weigh(given)
    assert outcome.balances["p"].lean.side
    first = changes(given, outcome, "p")[0]
    assert (first.item, first.turn) == ("heavy", Turn.GONE)
    assert first.balance.lean in {Lean.UNCLEAR, Lean.BALANCED}


def test_an_item_that_nobody_weighed_is_named_where_it_could_turn_the_line():
    posted = [item("a"), item("b", AGAINST)]
    many = [0.75] * 9
    given = case(*posted, item("new"), ratings=[*crowd(posted, "agree", *many), *crowd(posted, "disagree", *many)])
    outcome = weigh(given)
    assert outcome.balances["p"].lean is Lean.BALANCED
    found = {(each.item, each.turn): each for each in changes(given, outcome, "p")}
    assert found["new", Turn.FOUND_GOOD].log_odds > outcome.flow.sums["p"].log_odds


def test_where_no_single_item_changes_the_line_nothing_is_named():
    given = case(item("a"))
    assert changes(given, weigh(given), "p") == []


def test_a_copy_that_steps_in_is_taken_into_account():
    wire, copy = item("wire", origin="agency"), item("copy", origin="agency")
    others = [item("b"), item("c", AGAINST)]
    given = case(wire, copy, *others, ratings=agreed(wire, copy, *others))
    outcome = weigh(given)
    assert not [each for each in changes(given, outcome, "p") if each.item in {"wire", "copy"}]


def test_one_viewpoints_good_opinion_of_an_item_is_not_enough_people():
    posted = [item("a"), item("b", AGAINST)]
    given = case(*posted, item("new"), ratings=[*crowd(posted, "agree", 0.75, 0.75, 0.75)])
    outcome = weigh(given)
    assert changes(given, outcome, "p") == []


@pytest.mark.parametrize("seed", range(40))
def test_what_is_said_is_what_weighing_the_whole_changed_case_gives(seed):
    given = random_case(Random(seed), acyclic=bool(seed % 2))
    outcome = weigh(given)
    for proposition in outcome.balances:
        for each in changes(given, outcome, proposition):
            if each.turn is Turn.GONE:
                left = [kept for kept in given.items if kept.id != each.item]
                whole = weigh(replace(given, items=left, room=frozenset(outcome.room)))
                assert each.balance == whole.balances[proposition]
                assert each.log_odds == pytest.approx(whole.flow.sums[proposition].log_odds, abs=1e-9)
