"""People who try to tilt the balance, with the figures they reach (printed; see them with `pytest -s`)."""

import sys
from dataclasses import replace

import pytest

from deliberate.weighting.alike import Answered, shares
from deliberate.weighting.balance import Lean
from deliberate.weighting.case import Search
from deliberate.weighting.flow import Flow
from deliberate.weighting.graph import Graph
from deliberate.weighting.independence import discounts
from deliberate.weighting.model import WeightingModel
from deliberate.weighting.ratings import Ballots
from deliberate.weighting.weigh import weigh
from tests.weighting.cases import AGAINST, agreed, case, crowd, item, rate

MODEL = WeightingModel()
MINE = [item(f"mine {n}") for n in range(4)]
THEIRS = [item(f"theirs {n}", AGAINST) for n in range(4)]


def show(figures):
    sys.stdout.write(f"{figures}\n")


def strength(one, ratings):
    given = case(one, ratings=ratings, room=frozenset({"agree", "disagree"}))
    ballots = Ballots(given, MODEL)
    return Flow(Graph(given, MODEL), ballots, ballots.room).items[one.id].strength.value


@pytest.mark.parametrize("value", [0.5, 0.75, 1.0])
def test_fifty_one_sided_enthusiasts_do_not_outweigh_five_bridging_raters(value):
    one = item("a")
    bridging = strength(one, crowd([one], "agree", *[value] * 3) + crowd([one], "disagree", *[value] * 2))
    enthusiasts = strength(one, crowd([one], "agree", *[value] * 50))
    liars = crowd([one], "agree", *[value] * 25) + crowd([one], "disagree", *[value] * 25)
    show(
        f"rated {value}: five bridging {bridging:.3f}, fifty honest {enthusiasts:.3f}, "
        f"fifty of whom half lie about their stance {strength(one, liars):.3f}"
    )
    assert enthusiasts < bridging


@pytest.mark.parametrize("lying", [False, True])
@pytest.mark.parametrize("push", [0.0, 1.0])
def test_a_hundred_fresh_accounts_move_an_item_by_less_than_a_tenth(lying, push):
    one = item("a")
    honest = crowd([one], "agree", 0.5, 0.75, 0.75, 1, 0.5) + crowd([one], "disagree", 0.5, 0.75, 0.25, 0.75, 0.5)
    fresh = [
        rating
        for number in range(100)
        for rating in rate(
            [one], f"fresh {number}", "disagree" if lying and number % 2 else "agree", push, level=0, weight=0.25
        )
    ]
    before, after = strength(one, honest), strength(one, honest + fresh)
    show(f"fresh accounts giving {push}, lying {lying}: {before:.3f} -> {after:.3f}")
    assert abs(after - before) < 0.10


@pytest.mark.parametrize("push", [0.0, 1.0])
@pytest.mark.parametrize("stance", ["agree", "disagree", "either"])
@pytest.mark.parametrize("agreeing", [10, 9, 5, 1, 0])
@pytest.mark.parametrize("trust", [1.0, 2.0])
def test_so_they_do_where_ten_people_are_unanimous_however_their_viewpoints_are_spread(push, stance, agreeing, trust):
    one = item("a")
    honest = [
        rating
        for number in range(10)
        for rating in rate([one], f"h{number}", "agree" if number < agreeing else "disagree", 1 - push, weight=trust)
    ]
    stances = ["agree", "disagree"] if stance == "either" else [stance]
    fresh = [
        rating
        for number in range(100)
        for rating in rate([one], f"fresh {number}", stances[number % len(stances)], push, level=0, weight=0.25)
    ]
    before, after = strength(one, honest), strength(one, honest + fresh)
    show(
        f"ten unanimous of trust {trust}, {agreeing} of them agreeing, a hundred newcomers ({stance}) give {push}: "
        f"{before:.3f} -> {after:.3f}"
    )
    assert abs(after - before) < 0.10


def partisans(viewpoint, count):
    return crowd(MINE, viewpoint, *[1.0] * count) + crowd(THEIRS, viewpoint, *[0.0] * count)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("value", [0.5, 0.75, 1.0])
def test_partisans_against_honest_raters_of_mirrored_evidence_produce_no_lean(count, value):
    honest = crowd([*MINE, *THEIRS], "disagree", value, value, value)
    outcome = weigh(case(*MINE, *THEIRS, ratings=partisans("agree", count) + honest))
    balance = outcome.balances["p"]
    show(f"{count} partisans, honest {value}: {balance.lean}, L = {outcome.flow.sums['p'].log_odds:.2f}")
    assert balance.side is None
    if value >= MODEL.contested_high:
        assert outcome.contested == {each.id for each in THEIRS}
        assert [(note.code, note.side) for note in balance.notes if note.side] == [("contested", AGAINST)]


def test_partisans_who_only_rate_their_own_side_produce_no_lean():
    honest = crowd([*MINE, *THEIRS], "disagree", 0.75, 0.75, 0.75)
    outcome = weigh(case(*MINE, *THEIRS, ratings=crowd(MINE, "agree", 1, 1, 1) + honest))
    assert outcome.balances["p"].lean is Lean.TOO_LITTLE


def test_ten_outlets_of_one_origin_weigh_as_one():
    outlets = [item(f"outlet {n}", origin="wire", publisher=f"paper {n}") for n in range(10)]
    ten = weigh(case(*outlets, ratings=agreed(*outlets))).flow.sums["p"]
    one = weigh(case(outlets[0], ratings=agreed(outlets[0]))).flow.sums["p"]
    assert (ten.log_odds, ten.variance) == (one.log_odds, one.variance)
    assert weigh(case(*outlets)).balances["p"].counts == "For: 10 items, 1 origin. Against: 0 items."


def test_twenty_weak_links_of_one_person_gain_less_than_four_good_ones():
    def gained(count, s):
        items = [item(f"{n}", contributor="ann") for n in range(count)]
        gate = (s - MODEL.threshold) / (1 - MODEL.threshold)
        weights = {each.id: MODEL.item_most * gate for each in items}
        found = discounts(items, weights, MODEL)
        return sum(weights[each.id] * found[each.id].factor for each in items)

    show(f"20 weak links gain {gained(20, 0.5):.2f}, 4 good ones {gained(4, 0.7):.2f}")
    assert gained(20, 0.5) < gained(4, 0.7)


def test_fresh_accounts_alone_neither_open_a_viewpoint_nor_vouch_for_a_search():
    fresh = crowd([*MINE], "disagree", *[1.0] * 30, level=0)
    searches = [Search("p", "a", "agree", AGAINST), Search("p", "b", "disagree", AGAINST)]
    balance = weigh(case(*MINE, ratings=crowd(MINE, "agree", 1, 1, 1) + fresh, searches=searches)).balances["p"]
    assert [note.code for note in balance.notes] == ["side_empty", "one_viewpoint"]


@pytest.mark.parametrize("people", [3, 12, 50])
def test_copies_of_one_person_weigh_as_one_person_would(people):
    chosen = [item(f"{n}") for n in range(8)]
    answered = [
        Answered(f"copy {n}", one.id, (1.0, 1.0), 30.0 * n, settled=True) for n in range(people) for one in chosen
    ]
    share = shares(answered, MODEL)
    copies = [
        replace(rating, share=share[rating.rater])
        for n in range(people)
        for rating in rate(chosen[:1], f"copy {n}", "agree", 1)
    ]
    alone, together = strength(chosen[0], rate(chosen[:1], "one", "agree", 1)), strength(chosen[0], copies)
    unheeded = strength(chosen[0], crowd(chosen[:1], "agree", *[1.0] * people))
    show(f"{people} copies: {together:.3f}; one person alone {alone:.3f}, {people} unheeded {unheeded:.3f}")
    assert together == pytest.approx(alone)
