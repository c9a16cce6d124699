"""The same constructs in an article of our own, so that they are checked wherever the project is."""

from pathlib import Path

import pytest

ARTICLE = Path(__file__).parents[1] / "fixtures" / "harbour-article.txt"


@pytest.fixture
def article(reading):
    return reading(ARTICLE.read_text("utf-8"))


def test_ranks_hedges_and_wordings_are_sound(article, shaped):
    shaped(article)


def test_a_newspaper_is_the_voice_of_a_figure(article):
    (claim,) = [each for each in article.by("Osterwick Post") if each.voice.inner is None]
    assert claim.text == "The move involved 14 boats."
    assert article.voice(claim.voice)[:2] == ("the Osterwick Post", "according to")


def test_a_passive_report_is_nested_and_names_nobody(article):
    (report,) = [each for each in article.by("Osterwick Post") if each.voice.inner]
    assert report.text == "The 14 boats were all damaged."
    assert report.voice.inner.source == ()


def test_a_denial_stands_for_what_it_denies(article):
    denial = article.by("rowing club")[0]
    assert (denial.text, denial.modality) == ("The move involved 14 boats.", "denied")
    assert article.voice(denial.voice) == ("The rowing club", "has firmly denied", "such claims")


def test_them_stands_for_the_claim(article):
    text = "The claim that the move involved 14 boats is an invention to frighten sponsors."
    assert article.saying("invention").text == text


def test_a_station_speaks_twice(article):
    assert [each.text.split()[1] for each in article.by("Radio Lunn")] == ["harbour", "week"]


def test_a_belief_a_description_and_a_saying_have_their_voices(article):
    assert [each.text for each in article.by("engineers")] == ["A new ferry will be ready by June."]
    assert [each.text for each in article.by("Teachers")] == ["The mayor’s letters are careless."]
    assert [each.text for each in article.by("Jon Vale")] == ["Tides ‘forgive nobody’."]


def test_a_quotation_goes_on_with_its_speaker(article):
    assert {each.text for each in article.suggestions if each.voice and each.voice.speaker == "Vale"} == {
        "We will sail again.",
        "Nobody can stop the tide.",
    }


def test_every_voice_is_heard_among_the_first_twelve_claims(article, foremost):
    everybody = {each.voice.speaker for each in article.suggestions if each.voice}
    assert {each.voice.speaker for each in foremost(article, 12) if each.voice} == everybody


def test_a_hedge_in_brackets_stays_with_its_phrase(article):
    (text,) = article.holders("not independently verified")
    assert text == ("Members of the rowing club moved the ferry with help from a salvage firm.")
    assert article.words(article.saying(text).ranges) == "with help from a salvage firm (not independently verified)"
    assert article.saying("night of March 3").modality == "asserted"


@pytest.mark.parametrize(
    ("hedge", "opening", "modality"),
    [
        ("possibly", "The second group is possibly students", "possible"),
        ("may", "Mayor Hanna Brook", "possible"),
        ("possibility", "There is also the possibility", "possible"),
        ("potential", "This is all risking", "hypothetical"),
        ("if it can be shown", "This is all risking", "hypothetical"),
        ("not out of the question", "A sale", "possible"),
        ("could", "A long winter", "possible"),
    ],
)
def test_each_hedge_is_on_its_own_statement_and_on_no_other(article, hedge, opening, modality):
    (text,) = article.holders(hedge)
    assert text.startswith(opening)
    assert article.saying(text).modality == modality


def test_an_emphasis_is_no_part_of_the_statement(article):
    assert article.saying("keep the line alive").text == "A second group is trying to keep the line alive."


def test_a_reason_supports_what_it_explains(article):
    reason = article.saying("wanted to save a ship")
    assert [(article.ranked(hint.rank).text, hint.kind) for hint in reason.related] == [
        ("It is not the club that is reckless.", "supports")
    ]


@pytest.mark.parametrize(
    "words", ["moved the ferry", "keep the line alive", "must reopen the line", "half of its shops"]
)
def test_the_rest_is_the_article_s_own(article, words):
    assert all(each.voice is None for each in article.covering(words))
