"""The extractor on the real article that the project is made for; one test for each construct in it."""

import os
from pathlib import Path

import pytest

PLACE = Path(os.environ.get("DELIBERATE_SHARED", Path(__file__).parents[4] / "shared"))
ARTICLE = PLACE / "articles" / "contested-article.txt"
SPEAKERS = {
    "Russian media",
    "Ukraine",
    "RT",
    "analysts",
    "some western leaders",
    "French officials close to French President Emmanual Macron",
    "the Polish foreign minister Radoslaw Sikorski",
    "Former UK prime minister Boris Johnson",
}


@pytest.fixture
def article(reading):
    if not ARTICLE.is_file():
        pytest.skip(f"{ARTICLE} is not here; set DELIBERATE_SHARED to the folder that holds it")
    return reading(ARTICLE.read_text("utf-8"))


def test_ranks_hedges_and_wordings_are_sound(article, shaped):
    shaped(article)


def test_nobody_speaks_but_those_the_article_names(article):
    assert {article.words(each.voice.source) for each in article.suggestions if each.voice} == SPEAKERS


def test_russian_media_say_there_were_91_drones(article):
    (claim,) = [each for each in article.by("Russian media") if each.voice.inner is None]
    assert claim.text == "This drone attack on Putin’s residence involved 91 drones."
    assert article.words(claim.voice.cue) == "according to"
    assert claim.modality == "reported"


def test_the_drones_were_reported_intercepted_by_nobody_named_within_what_russian_media_say(article):
    (report,) = [each for each in article.by("Russian media") if each.voice.inner]
    assert report.text == "The 91 drones were all intercepted."
    assert article.words(report.ranges) == "91 drones | intercepted"
    assert report.voice.inner.source == ()
    assert article.words(report.voice.inner.cue) == "were all reported"


def test_ukraine_denies_what_russian_media_say(article):
    denial = article.by("Ukraine")[0]
    assert denial.text == "This drone attack on Putin’s residence involved 91 drones."
    assert article.voice(denial.voice) == ("Ukraine", "has strongly denied", "such claims")
    assert (denial.modality, denial.voice.cue_class) == ("denied", "denies")
    assert {article.ranked(hint.rank).voice.speaker for hint in denial.related if hint.kind == "attacks"} == {
        "Russian media"
    }


def test_nothing_else_is_denied(article):
    assert [each.voice.speaker for each in article.suggestions if each.modality == "denied"] == ["Ukraine"]


def test_ukraine_calls_it_a_fabrication(article):
    fabrication = article.saying("fabrication to undermine peace negotiations")
    assert article.voice(fabrication.voice) == (
        "Ukraine",
        "calling",
        "it a fabrication to undermine peace negotiations",
    )


def test_rt_claims_that_the_authorities_found_a_plan(article):
    plan = article.saying("flight plan file")
    assert article.voice(plan.voice)[:2] == ("RT", "claims")
    assert plan.voice.inner is None, "the authorities find, they do not speak"
    assert plan.text.startswith("The Russian authorities found")


def test_rt_is_the_voice_of_the_attack_on_khorly(article):
    khorly = article.saying("Khorly")
    assert article.voice(khorly.voice)[:2] == ("RT", "according to")
    assert "killing at least 24 and injuring 50 people" in khorly.text


def test_analysts_believe_that_negotiations_are_real(article):
    (belief,) = article.by("analysts")
    assert belief.text == "Real substantive negotiations are now taking place between the US and Ukraine."
    assert belief.voice.cue_class == "believes"


def test_french_officials_describe_the_speeches_as_paranoid(article):
    (description,) = article.by("French officials")
    assert description.text == "Putin’s pre-invasion speeches are paranoid."
    assert article.words(description.voice.content) == "Putin’s pre-invasion speeches as paranoid"


def test_sikorski_and_johnson_and_the_leaders_speak_for_themselves(article):
    assert [each.text for each in article.by("Sikorski")] == ["Leaders ‘go mad’ after long periods in power."]
    assert [each.text for each in article.by("Johnson")] == ["Putin is ‘irrational’."]
    assert [each.text for each in article.by("some western leaders")] == ["Putin is a ‘madman’."]


@pytest.mark.parametrize(
    "words",
    [
        "launched a drone attack",
        "trying to sabotage",
        "These aggressions pose",
        "friction within the leadership",
        "may not completely control",
        "false flag attacks",
        "This is all risking",
        "conventional retaliation",
        "Oresknik missiles",
        "the Ukrainian capital Kyiv",
        "mostly targeted infrastructure",
        "Much of the western media",
        "the only person standing",
        "provoking his patience",
        "intent on pushing",
        "We must become very concerned",
        "playing Russian roulette",
    ],
)
def test_the_rest_is_the_article_s_own(article, words):
    found = article.covering(words)
    assert found
    assert all(each.voice is None for each in found)


def test_a_myth_is_the_article_s_own_word_for_what_johnson_says(article):
    verdict = article.saying("is a myth")
    assert (verdict.text, verdict.kind, verdict.voice) == (
        "The claim that Putin is ‘irrational’ is a myth.",
        "value",
        None,
    )
    assert [(article.ranked(hint.rank).text, hint.kind) for hint in verdict.related] == [
        ("Putin is ‘irrational’.", "attacks")
    ]
    (claim,) = article.by("Johnson")
    assert "It is told under the loaded word “myth”, which says that it is untrue." in claim.explanation


def test_every_voice_is_heard_among_the_first_twelve_claims(article, foremost):
    assert {each.voice.speaker for each in foremost(article, 12) if each.voice} == SPEAKERS


def test_the_attack_itself_comes_first_and_rhetoric_last(article):
    assert "launched a drone attack" in article.ranked(1).text
    last = [each.text for each in article.suggestions[-2:]]
    assert last == [
        "We must become very concerned about European aggression towards Russia today.",
        "They are playing Russian roulette.",
    ]


def test_not_fully_substantiated_binds_the_assistance_and_not_the_attack(article):
    (text,) = article.holders("not fully substantiated")
    assistance = article.saying(text)
    assert text.endswith(" launched a drone attack with assistance from British intelligence.")
    assert article.words(assistance.ranges) == "with assistance from British intelligence (not fully substantiated)"
    assert assistance.modality == "possible"
    attack = article.saying("night of December 28-29")
    assert (attack.modality, attack.hedges) == ("asserted", ())
    assert "British intelligence" not in article.words(attack.ranges)
    assert [(hint.rank, hint.kind) for hint in assistance.related] == [(attack.rank, "detail_of")]


def test_most_probably_binds_who_and_not_what(article):
    (text,) = article.holders("most probably")
    assert text.startswith("The third party is most probably rogue elements")
    assert article.saying("sabotage any plans").modality == "asserted"


@pytest.mark.parametrize(
    ("hedge", "opening", "modality"),
    [
        ("may", "Volodymyr Zelensky may not completely control", "possible"),
        ("possibility", "There is also the possibility", "possible"),
        ("if it can be proven", "This is all risking", "hypothetical"),
        ("potential", "This is all risking", "hypothetical"),
        ("could", "Russian hypersonic multi-warhead", "possible"),
        ("potentially", "Ukrainian attacks on Russia", "possible"),
        ("not out of the question", "Conventional retaliation", "possible"),
    ],
)
def test_each_hedge_is_on_its_own_statement_and_on_no_other(article, hedge, opening, modality):
    (text,) = article.holders(hedge)
    assert text.startswith(opening)
    assert article.saying(text).modality == modality


def test_there_are_no_other_hedges(article):
    assert sum(len(each.hedges) for each in article.suggestions) == 9


def test_a_concession_attacks_what_it_concedes_to(article):
    concession = article.saying("red lines")
    assert [(article.ranked(hint.rank).text, hint.kind) for hint in concession.related] == [
        ("Conventional retaliation is not out of the question.", "attacks")
    ]
