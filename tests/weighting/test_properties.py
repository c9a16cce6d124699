"""What must hold of any case. The exceptions of docs/weighting.md are left out of the cases, not of the checks."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberate.weighting.case import Case, Proposition, Rating, Side
from deliberate.weighting.model import WeightingModel
from deliberate.weighting.weigh import Outcome, weigh
from tests.weighting.cases import (
    FOR,
    item,
    mirrored,
    random_case,
    random_items,
    random_ratings,
    random_relations,
)

SEEDS = st.integers(min_value=0, max_value=2**32)
quick = settings(max_examples=40, deadline=None, derandomize=True, database=None)
MODEL = WeightingModel()


def side_weight(outcome: Outcome, side: Side) -> float:
    return abs(sum(term.delta for term in outcome.flow.sums["p"].evidence if term.side is side))


def plain_case(random: Random) -> Case:
    """Every item its own origin and publisher, so that representatives are fixed; contributors are shared."""
    items = [
        item(f"item {n}", random.choice(list(Side)), contributor=f"poster {random.randrange(2)}") for n in range(8)
    ]
    return Case([Proposition("p")], items, (), random_ratings(random, items))


@quick
@given(SEEDS, st.booleans())
def test_the_order_of_posting_changes_nothing(seed, acyclic):
    random = Random(seed)
    posted = random_case(random, acyclic=acyclic)
    shuffled = replace(
        posted,
        **{
            name: random.sample(list(getattr(posted, name)), len(getattr(posted, name)))
            for name in ("propositions", "items", "relations", "ratings", "searches")
        },
    )
    first, second = weigh(posted), weigh(shuffled)
    assert {name: total.log_odds for name, total in first.flow.sums.items()} == {
        name: total.log_odds for name, total in second.flow.sums.items()
    }
    assert first.balances == second.balances


@quick
@given(SEEDS)
def test_a_weaker_duplicate_of_the_same_origin_changes_nothing(seed):
    random = Random(seed)
    items = [each for each in random_items(random, 8, ["p"]) if each.target == "p"]
    ratings = random_ratings(random, items)
    before = weigh(Case([Proposition("p")], items, (), ratings, room=frozenset({"agree", "disagree"})))
    original = max(before.flow.sums["p"].evidence, key=lambda term: abs(term.delta))
    copy = replace(original.item, id="copy", evidence="copied", contributor="somebody else", states=("disputed",))
    copied = [
        replace(each, subject="copy" if each.subject == original.item.id else "copied", value=0.5 * each.value)
        for each in ratings
        if each.subject in {original.item.id, original.item.evidence} and each.value is not None
    ]
    if original.item.origin is None:
        copy = replace(copy, source=original.item.origin_key)
    after = weigh(
        Case([Proposition("p")], [*items, copy], (), [*ratings, *copied], room=frozenset({"agree", "disagree"}))
    )
    if after.items["copy"].weight <= abs(original.delta):
        assert after.flow.sums["p"].log_odds == before.flow.sums["p"].log_odds
        assert after.flow.sums["p"].variance == before.flow.sums["p"].variance


@quick
@given(SEEDS, st.data())
def test_raising_a_rating_never_lowers_its_side(seed, data):
    posted = plain_case(Random(seed))
    raisable = [n for n, each in enumerate(posted.ratings) if each.value is not None and each.value < 1]
    chosen = data.draw(st.sampled_from(raisable))
    rating = posted.ratings[chosen]
    raised = replace(rating, value=data.draw(st.sampled_from([v for v in (0.25, 0.5, 0.75, 1.0) if v > rating.value])))
    ratings = [raised if n == chosen else each for n, each in enumerate(posted.ratings)]
    side = next(each.side for each in posted.items if rating.subject in {each.id, each.evidence})
    before, after = weigh(posted), weigh(replace(posted, ratings=ratings))
    assert side_weight(after, side) >= side_weight(before, side) - 1e-12
    assert (after.strength("p") - before.strength("p")) * side.sign >= -1e-12


@quick
@given(SEEDS)
def test_raising_a_rating_in_the_graph_never_lowers_what_the_item_is_for(seed):
    random = Random(seed)
    names = ["p", "q", "r"]
    relations = [
        each for each in random_relations(random, names, 4, acyclic=True) if each.kind.value == "supports"
    ]  # fmt: skip
    items = [item(f"item {n}", FOR, random.choice(names)) for n in range(6)]
    ratings = random_ratings(random, items)
    raised = [replace(each, value=each.value and min(1.0, each.value + 0.25)) for each in ratings]
    before, after = (weigh(Case([Proposition(n) for n in names], items, relations, r)) for r in (ratings, raised))
    assert all(after.strength(name) >= before.strength(name) - 1e-12 for name in names)


@quick
@given(SEEDS)
def test_swapping_all_sides_mirrors_the_strength(seed):
    random = Random(seed)
    posted = random_case(random)
    onto_p = replace(
        posted,
        items=[each for each in posted.items if each.target not in {"q", "r", "t"} or each.side is FOR],
        relations=[each for each in posted.relations if each.target not in {"q", "r", "t"}],
    )
    swapped = mirrored(onto_p)
    elsewhere = {each.id: each.side for each in onto_p.items if each.target in {"q", "r", "t"}}
    swapped = replace(
        swapped, items=[replace(each, side=elsewhere.get(each.id, each.side)) for each in swapped.items]
    )  # fmt: skip
    plain, mirror = weigh(onto_p), weigh(swapped)
    assert mirror.flow.sums["p"].log_odds == -plain.flow.sums["p"].log_odds
    assert mirror.strength("p") == pytest.approx(1 - plain.strength("p"), abs=1e-15)
    assert mirror.flow.sums["p"].variance == pytest.approx(plain.flow.sums["p"].variance, abs=1e-15)
    assert mirror.balances["p"].lean is plain.balances["p"].lean.mirrored


@quick
@given(SEEDS, st.sampled_from(["removed", "retracted", "pending", "withdrawn", "merged", "quarantined"]))
def test_a_removed_item_weighs_as_if_never_posted(seed, state):
    random = Random(seed)
    posted = random_case(random)
    gone = random.choice(posted.items)
    subjects = {gone.id, gone.evidence}
    removed = [replace(each, states=(state,)) if each is gone else each for each in posted.items]
    never = replace(
        posted,
        items=[each for each in posted.items if each is not gone],
        ratings=[each for each in posted.ratings if each.subject not in subjects],
    )
    first, second = weigh(replace(posted, items=removed)), weigh(never)
    assert first.balances == second.balances
    assert first.flow.sums == second.flow.sums


@quick
@given(SEEDS)
def test_strengths_and_weights_stay_in_bounds(seed):
    outcome = weigh(random_case(Random(seed), acyclic=bool(seed % 2)))
    for total in outcome.flow.sums.values():
        assert 0 < total.strength < 1
        assert total.variance >= 0
    for weighed in outcome.items.values():
        assert 0 <= weighed.weight <= weighed.full_weight <= MODEL.item_most


@quick
@given(SEEDS, st.data())
def test_an_answer_that_cannot_judge_weighs_nothing(seed, data):
    posted = random_case(Random(seed))
    silent = [Rating(each.subject, each.dimension, "silent", "agree", None) for each in posted.ratings]
    assert weigh(replace(posted, ratings=[*posted.ratings, *silent])).flow.sums == weigh(posted).flow.sums
