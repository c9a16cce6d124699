import pytest

from deliberate.weighting.case import Dimension, Rating, Relation, RelationKind
from deliberate.weighting.model import WeightingModel
from deliberate.weighting.ratings import Ballots, bridge, pool
from tests.weighting.cases import agreed, case, crowd, item, rate

MODEL = WeightingModel()
R = Dimension.RELEVANCE


def relevance(name: str, viewpoint: str, *values: float, level: int = 2, weight: float = 1.0) -> list[Rating]:
    return [Rating(name, R, f"{viewpoint} {n}", viewpoint, value, weight, level) for n, value in enumerate(values)]


def ballots(*ratings: Rating, room: frozenset[str] | None = None, model: WeightingModel = MODEL) -> Ballots:
    return Ballots(case(item("a"), ratings=ratings, room=room), model)


def test_two_viewpoints_are_bridged_to_the_published_digits():
    counted = ballots(*relevance("a", "pro", 1, 0.75, 1), *relevance("a", "con", 0.5, 0.75))
    pools = counted.pools("a", R, MODEL.prior)
    assert pools["pro"].p == pytest.approx(0.71, abs=1e-9)
    assert pools["con"].p == pytest.approx(0.5125, abs=1e-9)
    score = counted.score("a", R, MODEL.prior, counted.room)
    assert score.value == pytest.approx(0.603220524, abs=5e-10)
    assert score.variance == pytest.approx(0.064579755, abs=5e-10)


def test_a_silent_viewpoint_in_the_room_keeps_one_sided_praise_down():
    counted = ballots(*relevance("a", "pro", 1, 1, 1, 1, 1), room=frozenset({"pro", "con"}))
    assert counted.score("a", R, MODEL.prior, counted.room).value == pytest.approx(0.575698334, abs=5e-10)


def test_a_viewpoint_with_nobody_settled_is_not_in_the_room():
    counted = ballots(*relevance("a", "pro", 1), *relevance("a", "con", 0, 0, level=0))
    assert counted.room == ("pro",)
    assert counted.raters("a") == 1


def test_rating_only_what_has_been_removed_puts_nobody_in_the_room():
    gone = item("gone", states=("removed",))
    ratings = crowd([item("a")], "agree", 1) + crowd([gone], "disagree", 1)
    assert Ballots(case(item("a"), gone, ratings=ratings), MODEL).room == ("agree",)


def test_cannot_judge_is_left_out_and_is_not_a_zero():
    with_none = ballots(*relevance("a", "pro", 1), Rating("a", R, "unsure", "pro", None))
    assert with_none.score("a", R, 0.4, ("pro",)) == ballots(*relevance("a", "pro", 1)).score("a", R, 0.4, ("pro",))
    assert with_none.raters("a") == 1


def test_an_author_does_not_rate_their_own_item_or_evidence():
    own = item("a", contributor="ann", evidence_author="bob")
    ratings = rate([own], "ann", "agree", 1) + rate([own], "bob", "agree", 1) + rate([own], "eve", "agree", 1)
    counted = Ballots(case(own, ratings=ratings), MODEL)
    assert counted.people["a"] == {"agree": {"bob", "eve"}}
    one, two = ([(1.0, False, 1.0)] * n for n in (1, 2))
    assert counted.pools("a", R, 0.4)["agree"] == pool(two, 0.4, MODEL)
    assert counted.pools(own.evidence, Dimension.RELIABILITY, 0.4)["agree"] == pool(two, 0.4, MODEL)
    assert pool(one, 0.4, MODEL) != pool(two, 0.4, MODEL)


def test_newcomers_together_have_at_most_a_quarter_of_the_others_say():
    settled = [(1.0, False, 0.5)] * 8
    flood = pool([*settled, *[(0.25, True, 0.6)] * 100], 0.4, MODEL)
    assert flood.p == pytest.approx((8 * 0.5 + 2 * 0.6 + 2 * 0.4) / (8 + 2 + 2))


def test_newcomers_alone_have_half_a_voice_at_most():
    assert pool([(0.25, True, 0.5)] * 100, 0.4, MODEL).p == pytest.approx((0.5 * 0.5 + 0.8) / 2.5)


@pytest.mark.parametrize("value", [0.0, 1.0])
@pytest.mark.parametrize("others", [0, 1, 5, 50])
def test_newcomers_move_a_viewpoint_by_at_most_their_share_of_itself(value, others):
    settled = [(1.0, False, 1 - value)] * others
    before, after = (pool([*settled, *more], 0.4, MODEL) for more in ([], [(0.25, True, value)] * 1000))
    assert 1 / 1.09 <= after.p / before.p <= 1.09


def test_what_newcomers_alone_rate_is_not_contested():
    one = item("a")
    ratings = crowd([one], "agree", 1, 1, 1) + crowd([one], "disagree", 0, 0, 0, level=0)
    counted = Ballots(case(one, ratings=ratings, room=frozenset({"agree", "disagree"})), MODEL)
    assert counted.verdicts(one) == {"agree": 1.0}


def test_unequal_weights_leave_more_open_than_as_many_equal_ones():
    equal = pool([(1.0, False, 0.5)] * 2, 0.4, MODEL)
    unequal = pool([(1.9, False, 0.5), (0.1, False, 0.5)], 0.4, MODEL)
    assert unequal.p == pytest.approx(equal.p)
    assert unequal.variance > equal.variance


def test_a_head_count_does_not_outvote_a_viewpoint():
    many, few = pool([(1.0, False, 1.0)] * 1000, 0.4, MODEL), pool([(1.0, False, 0.0)] * 2, 0.4, MODEL)
    assert bridge([many, few]).value == pytest.approx((many.p * 0.2) ** 0.5)


def test_the_profile_of_a_source_is_the_prior_of_its_reliability():
    trusted = Ballots(case(item("a", profile="A")), MODEL).item_strength(item("a", profile="A"), ())
    assert trusted.dimensions[Dimension.RELIABILITY].value == pytest.approx(0.8)
    assert trusted.dimensions[R].value == pytest.approx(0.4)


def test_an_unrated_relation_weighs_ln_three():
    link = Relation("l", RelationKind.SUPPORTS, ("q",), "p")
    weight = Ballots(case(relations=[link]), MODEL).relation_weight(link, ())
    assert weight.value == pytest.approx(1.0986122886681098)


def test_a_viewpoints_verdict_is_its_plain_mean():
    one = item("a")
    counted = Ballots(case(one, ratings=crowd([one], "agree", 1, 0.5) + crowd([one], "disagree", 0)), MODEL)
    assert counted.verdicts(one) == {"agree": 0.75, "disagree": 0.0}


def test_in_class_everyone_opens_the_room_and_counts_in_full():
    one = item("a")
    counted = Ballots(case(one, ratings=crowd([one], "agree", 1, 1, 1, level=0)), WeightingModel.classroom())
    assert counted.room == ("agree",)
    assert counted.pools("a", R, 0.4)["agree"].p == pytest.approx(3.8 / 5)


def test_the_order_of_ratings_changes_no_digit():
    one = item("a")
    ratings = agreed(one, value=0.75) + crowd([one], "undecided", 0.25, 1, level=0)
    forward, backward = (Ballots(case(one, ratings=given), MODEL) for given in (ratings, ratings[::-1]))
    assert forward.item_strength(one, forward.room) == backward.item_strength(one, backward.room)
