import re
from dataclasses import replace

import pytest

from deliberate.weighting.balance import Grade, Lean
from deliberate.weighting.case import Case, Proposition, Relation, RelationKind, Search
from deliberate.weighting.judgement import label
from deliberate.weighting.model import WeightingModel
from deliberate.weighting.weigh import weigh
from deliberate.weighting.wording import SENTENCES
from tests.weighting.cases import AGAINST, FOR, agreed, case, crowd, item, mirrored

MODEL = WeightingModel()
PRO = [item(f"pro {n}") for n in range(3)]
CON = [item(f"con {n}", AGAINST) for n in range(3)]
LEANING = [*agreed(*PRO), *agreed(*CON, value=0.25)]


def balance(given: Case, model: WeightingModel = MODEL, name: str = "p"):
    return weigh(given, model).balances[name]


def codes(given: Case) -> list[str]:
    return [note.code for note in balance(given).notes]


def searched(*people: tuple[str, str], side=AGAINST) -> list[Search]:
    return [Search("p", person, viewpoint, side) for person, viewpoint in people]


@pytest.mark.parametrize(
    ("log_odds", "expected"),
    [
        (0.0, Lean.BALANCED),
        (0.40, Lean.BALANCED),
        (0.41, Lean.SLIGHTLY_FOR),
        (1.09, Lean.SLIGHTLY_FOR),
        (1.10, Lean.CLEARLY_FOR),
        (2.30, Lean.CLEARLY_FOR),
        (2.31, Lean.STRONGLY_FOR),
    ],
)
def test_labels_change_at_odds_of_one_and_a_half_three_and_ten(log_odds, expected):
    assert label(log_odds, MODEL) is expected
    assert label(-log_odds, MODEL) is expected.mirrored


def test_where_people_of_two_viewpoints_agree_a_lean_shows():
    found = balance(case(*PRO, *CON, ratings=LEANING))
    assert (found.lean, found.side, found.notes) == (Lean.STRONGLY_FOR, FOR, ())
    assert found.line == "The evidence posted here leans strongly for the claim."
    assert found.counts == "For: 3 items, 3 origins. Against: 3 items, 3 origins."
    assert found.people == 4


def test_equal_evidence_on_both_sides_is_balanced():
    many = crowd([*PRO, *CON], "agree", *[1.0] * 20) + crowd([*PRO, *CON], "disagree", *[1.0] * 20)
    assert balance(case(*PRO, *CON, ratings=many)).line == "The evidence posted here is balanced."


def test_nothing_posted_says_so():
    assert codes(case()) == ["nothing_posted"]
    assert balance(case()).line == "The evidence posted here is too little to go on."


def test_an_empty_side_is_named_until_two_viewpoints_have_searched_it():
    given = case(*PRO, ratings=agreed(*PRO))
    assert [(note.code, note.side) for note in balance(given).notes] == [("side_empty", AGAINST)]
    assert balance(replace(given, searches=searched(("a", "agree"), ("b", "disagree")))).side is FOR
    assert balance(replace(given, searches=searched(("a", "agree"), ("b", "disagree"), side=None))).side is FOR
    for too_few in (
        searched(("a", "agree"), ("b", "agree")),
        searched(("a", "agree"), ("a", "disagree")),
        searched(("a", "agree"), ("b", "undecided")),
        searched(("a", "agree"), ("b", "disagree"), side=FOR),
    ):
        assert codes(replace(given, searches=too_few)) == ["side_empty"]


def test_a_side_that_nobody_has_weighed_is_named():
    assert codes(case(*PRO, *CON, ratings=agreed(*PRO))) == ["side_unweighed"]


def test_while_nobody_has_weighed_anything_one_sentence_says_so():
    assert codes(case(*PRO, *CON)) == ["nobody_weighed"]
    assert codes(case(*PRO)) == ["side_empty", "nobody_weighed"]
    assert balance(case(*PRO, *CON)).notes[0].sentence == (
        "Nobody has weighed it yet; 3 people of different viewpoints are needed."
    )


def test_that_nothing_carries_weight_is_said_where_nothing_else_is_missing():
    one_each = [
        rating for each, person in zip(PRO, "abc", strict=True) for rating in crowd([each], f"{person}gree", 1.0)
    ]
    looked = searched(("a", "agree"), ("b", "bgree"), side=None)
    given = replace(case(*PRO, ratings=one_each), searches=looked)
    assert codes(given) == ["no_weight"]
    assert balance(given).lean is Lean.TOO_LITTLE


def test_a_side_that_was_weighed_and_found_wanting_is_not_missing():
    assert balance(case(*PRO, *CON, ratings=[*agreed(*PRO), *agreed(*CON, value=0)])).side is FOR


def test_two_people_are_too_few():
    ratings = [*crowd([*PRO, *CON], "agree", 1), *crowd([*PRO, *CON], "disagree", 1)]
    given = case(*PRO, *CON, ratings=ratings)
    assert codes(given) == ["few_people"]
    assert balance(given).notes[0].sentence == "Weighed by 2 of the 3 people needed."


def test_one_viewpoint_alone_shows_no_lean():
    assert "one_viewpoint" in codes(case(*PRO, *CON, ratings=crowd([*PRO, *CON], "agree", 1, 1, 1)))


def test_one_origin_alone_shows_no_lean():
    wire = [item(f"wire {n}", origin="wire") for n in range(3)]
    assert "one_origin" in codes(case(*wire, CON[0], ratings=[*agreed(*wire), *agreed(CON[0], value=0)]))


def test_one_document_brought_up_for_and_against_is_no_second_origin():
    both = [item("a", source="report"), item("b", AGAINST, source="report")]
    assert codes(case(*both, ratings=agreed(*both))) == ["one_origin"]


def test_two_pieces_of_one_publisher_are_not_independent():
    pieces = [item(name, publisher="gazette") for name in "ab"]
    assert "one_origin" in codes(case(*pieces, CON[0], ratings=[*agreed(*pieces), *agreed(CON[0], value=0)]))


def test_when_nothing_weighs_nothing_is_said():
    assert codes(case(*PRO, *CON, ratings=agreed(*PRO, *CON, value=0))) == ["no_weight"]


def test_a_claim_that_only_other_claims_support_shows_no_lean():
    link = Relation("l", RelationKind.SUPPORTS, ("q",), "p", confirmed=True)
    moved = [replace(each, target="q") for each in [*PRO, *CON]]
    given = case(*moved, ratings=LEANING, propositions=[Proposition("p"), Proposition("q")], relations=[link])
    assert balance(given, name="q").side is FOR
    assert balance(given).lean is Lean.TOO_LITTLE


def test_viewpoints_that_lean_apart_show_both_pictures():
    ratings = [*crowd(PRO, "agree", 1, 1, 1), *crowd(CON, "agree", 0.25, 0.25, 0.25)]
    ratings += [*crowd(PRO, "disagree", 0.25, 0.25, 0.25), *crowd(CON, "disagree", 1, 1, 1)]
    found = balance(case(*PRO, *CON, ratings=ratings))
    assert found.lean is Lean.DIFFER
    assert found.line == "The viewpoints judge the evidence posted here differently."
    assert [picture.sentence for picture in found.pictures] == [
        "People who agree with the main claim: leans strongly for the claim.",
        "People who disagree with the main claim: leans strongly against the claim.",
    ]


def test_a_viewpoint_of_two_people_is_not_pictured():
    ratings = [*crowd(PRO, "agree", 1, 1, 1), *crowd(CON, "agree", 0, 0, 0)]
    ratings += [*crowd(PRO, "disagree", 0.25, 0.25), *crowd(CON, "disagree", 1, 1)]
    found = balance(case(*PRO, *CON, ratings=ratings))
    assert found.lean is Lean.DIFFER
    assert found.pictures[1].lean is None
    assert found.pictures[1].people is None
    assert found.pictures[1].sentence == "People who disagree with the main claim: too few people to show on their own."


def test_a_viewpoint_that_weighed_one_side_only_is_asked_to_weigh_the_other():
    ratings = [*crowd(PRO, "agree", 1, 1, 1), *crowd(CON, "agree", 0.5, 0.5), *crowd(CON, "disagree", 1, 1)]
    assert codes(case(*PRO, *CON, ratings=ratings)) == ["viewpoints_incomplete"]


def test_one_casual_rater_of_a_third_viewpoint_does_not_block_a_lean():
    ratings = [*LEANING, *LEANING, *crowd([PRO[0]], "undecided", 0.25)]
    ratings += [*crowd(PRO, "agree", *[1] * 9), *crowd(PRO, "disagree", *[1] * 9)]
    unique = {(each.subject, each.dimension, each.rater): each for each in ratings}
    assert balance(case(*PRO, *CON, ratings=unique.values())).side is FOR


def test_an_interval_over_both_sides_is_unclear():
    pair = [item("a"), item("b"), item("c", AGAINST), item("d", AGAINST)]
    ratings = [*crowd(pair[:2], "agree", 1, 1, 1), *crowd(pair[2:], "agree", 0.75, 0.5, 0.75)]
    ratings += [*crowd(pair[:2], "disagree", 1, 1), *crowd(pair[2:], "disagree", 0.75, 0.75)]
    found = balance(case(*pair, ratings=ratings), replace(MODEL, interval_z=4.0))
    assert (found.lean, found.notes[0].code) == (Lean.UNCLEAR, "interval_spans")


def detail(parent_ratings):
    parent = [replace(each, id=f"{each.id} q", evidence=f"{each.evidence} q", target="q") for each in [*PRO, *CON]]
    claims = [Proposition("p", detail_of="q"), Proposition("q")]
    return case(*PRO, *CON, *parent, ratings=[*LEANING, *parent_ratings(parent)], propositions=claims)


def test_a_detail_waits_while_its_parent_shows_no_lean_or_leans_against():
    assert balance(detail(lambda parent: [])).lean is Lean.WAITS
    against = detail(lambda parent: [*agreed(*parent[3:]), *agreed(*parent[:3], value=0.25)])
    assert balance(against).lean is Lean.WAITS
    assert balance(against, name="q").side is AGAINST
    assert balance(against).line == "The evidence posted here waits on the claim that this is a detail of."


def test_a_detail_of_a_claim_that_leans_for_shows_its_own_lean():
    assert balance(detail(lambda parent: [*agreed(*parent[:3]), *agreed(*parent[3:], value=0.25)])).side is FOR


def test_a_detail_whose_viewpoints_differ_shows_neither_picture_while_its_parent_shows_no_lean():
    ratings = [*crowd(PRO, "agree", 1, 1, 1), *crowd(CON, "agree", 0.25, 0.25, 0.25)]
    ratings += [*crowd(PRO, "disagree", 0.25, 0.25, 0.25), *crowd(CON, "disagree", 1, 1, 1)]
    claims = [Proposition("p", detail_of="q"), Proposition("q")]
    found = balance(case(*PRO, *CON, ratings=ratings, propositions=claims))
    assert (found.lean, found.pictures) == (Lean.WAITS, ())


def test_a_ring_of_details_does_not_hang():
    claims = [Proposition("p", detail_of="q"), Proposition("q", detail_of="p")]
    assert balance(case(propositions=claims)).lean is Lean.TOO_LITTLE


def test_parties_to_the_dispute_are_named_as_such():
    posted = [item("a", origin="one", party=True), item("b", origin="one", party=True), item("c", AGAINST, party=True)]
    found = balance(case(*posted))
    assert found.counts == "For: 2 items, 1 origin. Against: 1 item, 1 origin."
    assert found.notes[-1].code == "all_parties"
    assert found.notes[-1].sentence.endswith("Nobody has posted a source independent of both parties.")
    assert codes(case(posted[0], item("d", AGAINST)))[-1] == "side_parties"
    assert "all_parties" not in codes(case(item("a", party=None)))


def test_what_one_viewpoint_zeroes_and_another_rates_high_is_contested():
    ratings = [
        *LEANING,
        *crowd([item("odd", AGAINST)], "agree", 0, 0),
        *crowd([item("odd", AGAINST)], "disagree", 1, 1),
    ]
    outcome = weigh(case(*PRO, *CON, item("odd", AGAINST), ratings=ratings))
    assert outcome.contested == {"odd"}
    assert [(note.code, note.side) for note in outcome.balances["p"].notes] == [("contested", AGAINST)]


def test_circular_support_is_mentioned_where_it_was_capped():
    links = [Relation(f"{a}{b}{n}", RelationKind.SUPPORTS, (a,), b, True) for a, b in ("pq", "qp") for n in range(2)]
    given = case(*PRO, ratings=agreed(*PRO), propositions=[Proposition("p"), Proposition("q")], relations=links)
    assert "circular" in codes(given)


def test_a_well_founded_picture_is_of_high_solidity():
    many = [item(f"many {n}") for n in range(6)]
    ratings = [*crowd(many, "agree", *[1] * 9), *crowd(many, "disagree", *[1] * 9)]
    ratings += [*crowd(CON, "agree", *[0] * 9), *crowd(CON, "disagree", *[0] * 9)]
    given = case(*many, *CON, ratings=ratings)
    assert balance(given).solidity.grade is Grade.HIGH
    disputed = balance(replace(given, propositions=[Proposition("p", disputed=True)])).solidity
    assert (disputed.grade, [note.code for note in disputed.notes]) == (Grade.MODERATE, ["open_dispute"])


def test_each_shortcoming_takes_solidity_a_step_down_to_very_low():
    pair = [item("a"), item("b", AGAINST)]
    ratings = [*crowd(pair, "agree", 1, 0.75), *crowd(pair, "disagree", 0.75)]
    found = balance(case(*pair, ratings=ratings, propositions=[Proposition("p", disputed=True)])).solidity
    codes = [note.code for note in found.notes]
    assert codes == ["few_clusters", "few_viewpoints", "wide_interval", "open_dispute"]
    assert found.grade is Grade.VERY_LOW


def swapped(sentence: str) -> str:
    words = {"for": "against", "against": "for", "For": "Against", "Against": "For"}
    return re.sub(r"\b(for|against)\b", lambda match: words[match[0]], sentence, flags=re.IGNORECASE)


@pytest.mark.parametrize(
    "given",
    [
        case(*PRO, *CON, ratings=LEANING),
        case(*PRO, ratings=agreed(*PRO)),
        case(*PRO, CON[0], ratings=agreed(*PRO)),
        case(item("a", party=True), item("b", AGAINST)),
        case(*PRO, *CON, ratings=[*crowd(PRO, "agree", 1, 1, 1), *crowd(CON, "agree", 0, 0, 0),
                                  *crowd(PRO, "disagree", 0, 0, 0), *crowd(CON, "disagree", 1, 1, 1)]),
    ],
)  # fmt: skip
def test_a_mirrored_case_reads_the_same_with_the_sides_changed(given):
    plain, mirror = balance(given), balance(mirrored(given))
    assert mirror.line == swapped(plain.line)
    assert (mirror.for_.sentence, mirror.against.sentence) == (
        swapped(plain.against.sentence),
        swapped(plain.for_.sentence),
    )
    assert sorted(note.sentence for note in mirror.notes) == sorted(swapped(note.sentence) for note in plain.notes)
    assert [each.sentence for each in mirror.pictures] == [swapped(each.sentence) for each in plain.pictures]
    assert mirror.solidity == plain.solidity


def test_no_sentence_uses_the_side_words_or_speaks_of_probability():
    forbidden = r"\b(for|against|likely|unlikely|probabl[ey]|probability|chance|true|false|percent)\b|%"
    for sentence in (re.sub(r"%\(\w+\)s", "", each) for each in SENTENCES.values()):
        assert not re.search(forbidden, sentence), sentence
