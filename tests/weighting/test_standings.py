"""Where sums stand on the drawn scale."""

from math import log

import pytest

from deliberate.weighting.balance import Lean
from deliberate.weighting.model import WeightingModel
from deliberate.weighting.standings import REACH, WIDTH, marks, place, standings_of
from deliberate.weighting.weigh import weigh
from tests.weighting.cases import AGAINST, case, crowd, item


def test_balance_is_in_the_middle_and_for_to_the_start():
    assert place(0) == WIDTH / 2
    assert place(1) < WIDTH / 2 < place(-1)
    assert place(1) + place(-1) == WIDTH
    assert (place(99), place(REACH), place(-99)) == (0, 0, WIDTH)


def test_the_marks_are_where_the_words_change():
    found = marks(WeightingModel())
    assert found == sorted(found)
    assert found[0] == place(log(10))
    assert found[2] == place(log(1.5))
    assert [round(WIDTH - each, 1) for each in reversed(found)] == found


def test_everybody_stands_first_and_each_viewpoint_alone_where_all_are_enough_people():
    posted = [item("a"), item("b", AGAINST)]
    ratings = [*crowd(posted[:1], "agree", 1, 1, 1), *crowd(posted[1:], "disagree", 1, 1, 1)]
    outcome = weigh(case(*posted, ratings=ratings))
    everybody, agree, disagree = standings_of(outcome, "p")
    assert (everybody.viewpoint, everybody.people, everybody.lean) == (None, 6, Lean.BALANCED)
    assert everybody.log_odds == outcome.flow.sums["p"].log_odds
    assert agree.lean.side != disagree.lean.side
    assert agree.log_odds == pytest.approx(-disagree.log_odds)
    assert agree.low < agree.log_odds < agree.high
    assert agree.words.startswith("People who agree with the main claim: leans ")


def test_no_viewpoint_stands_alone_where_another_is_too_few_to_be_shown():
    posted = [item("a"), item("b", AGAINST)]
    ratings = [*crowd(posted, "agree", 1, 1, 1), *crowd(posted, "disagree", 0, 0)]
    assert [each.viewpoint for each in standings_of(weigh(case(*posted, ratings=ratings)), "p")] == [None]


def test_of_one_viewpoint_there_is_nothing_to_compare():
    posted = [item("a")]
    ratings = crowd(posted, "agree", 1, 1, 1)
    assert [each.viewpoint for each in standings_of(weigh(case(*posted, ratings=ratings)), "p")] == [None]
