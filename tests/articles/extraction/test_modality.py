import pytest

from deliberate.articles.extraction.modality import hedges_in, strongest


@pytest.fixture
def hedged(phrasing):
    def look(text):
        words = phrasing(text)
        found = hedges_in(words, [(0, len(words.tokens))])
        return [(text[slice(*words.chars(each.span))], each.modality) for each in found]

    return look


def test_single_words_and_phrases_hedge(hedged):
    assert hedged("It may be a mistake, which is most probably not out of the question.") == [
        ("may", "possible"),
        ("most probably", "possible"),
        ("not out of the question", "possible"),
    ]


def test_a_condition_of_proof_makes_it_hypothetical(hedged):
    assert hedged("It matters if it can be proven.") == [("if it can be proven", "hypothetical")]


def test_allegedly_only_reports(hedged):
    assert hedged("He allegedly left.") == [("allegedly", "reported")]


@pytest.mark.parametrize(
    "text", ["It happened in May.", "On May 3 it rained.", "He wondered if it rained.", "It left."]
)
def test_what_only_looks_like_a_hedge_is_none(hedged, text):
    assert hedged(text) == []


def test_the_strongest_modality_holds():
    assert strongest(["reported", "hypothetical", "possible"]) == "hypothetical"
    assert strongest(["reported", "denied"]) == "denied"
    assert strongest([]) == "asserted"


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("The study cannot show that walking helps.", "possible"),
        ("Officials did not confirm that the bridge was closed.", "possible"),
        ("There is no evidence that walking helps.", "possible"),
        ("Experts do not believe that the plan works.", "denied"),
        ("Experts believe that the plan works.", "reported"),
    ],
)
def test_a_negated_cue_does_not_pass_for_a_saying(reading, text, modality):
    (claim,) = reading(text).suggestions
    assert claim.modality == modality


def test_a_measured_comparison_is_no_hedge(reading):
    (claim,) = reading("Walkers were 50% less likely to fall ill.").suggestions
    assert (claim.hedges, claim.modality) == ((), "asserted")


@pytest.mark.parametrize(
    ("text", "hedge", "wording"),
    [
        (
            "The harbour master with help from two pilots (not substantiated) moved the boats.",
            "not substantiated",
            "The harbour master moved the boats with help from two pilots.",
        ),
        ("The boats sank on Monday (unconfirmed).", "unconfirmed", "The boats sank on Monday."),
        ("The boats sank on Monday (as yet unconfirmed).", "unconfirmed", "The boats sank on Monday."),
        ("The boats sank (unverified) on Monday.", "unverified", "The boats sank on Monday."),
    ],
)
def test_a_bracket_that_only_hedges_is_kept_as_a_hedge_and_not_in_the_wording(reading, text, hedge, wording):
    read = reading(text)
    claim = read.saying(wording)
    assert claim.text == wording
    assert read.hedges(claim) == [hedge]
    assert hedge in read.words(claim.ranges)
    assert claim.modality == "possible"


def test_a_bracket_that_says_more_than_a_hedge_stays_in_the_wording(reading):
    (claim,) = reading("The boats sank on Monday (possibly after a storm).").suggestions
    assert claim.text == "The boats sank on Monday (possibly after a storm)."
