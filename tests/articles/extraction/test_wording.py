import pytest

from deliberate.articles.extraction.wording import definite, equation, sentence, short_name, without_opening_words


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("the boats sank", "The boats sank."),
        ("“the boats sank,”", "The boats sank."),
        ("is it so?", "Is it so?"),
        ("91 boats sank,", "91 boats sank."),
        ("‘quite’ safe", "‘Quite’ safe."),
        ("", ""),
    ],
)
def test_a_statement_opens_with_a_capital_and_closes_with_a_stop(words, wanted):
    assert sentence(words) == wanted


def test_a_description_becomes_a_sentence(phrasing):
    for text, wanted in (
        ("the letters as careless", "The letters are careless."),
        ("Vale’s plan as “a trick”", "Vale’s plan is “a trick”."),
        ("the plan a mistake", "The plan is a mistake."),
    ):
        words = phrasing(text)
        assert equation(words, (0, len(words.tokens)), text) == wanted


def test_the_authors_emphasis_is_left_out(phrasing):
    text = "However, it is clear that boats sank"
    words = phrasing(text)
    span, left_out = without_opening_words(words, (0, len(words.tokens)))
    assert text[slice(*words.chars(span))] == "boats sank"
    assert left_out == "however , it is clear that"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("The minister, Carla Benedetti", "Carla Benedetti"),
        ("Jon Vale, the harbour master", "Jon Vale"),
        ("Officials", "Officials"),
    ],
)
def test_a_name_is_used_without_what_describes_it(name, short):
    assert short_name(name) == short


@pytest.mark.parametrize(("words", "known"), [("91 drones", "the 91 drones"), ("a boat", "the boat"), ("Lunn", "Lunn")])
def test_what_is_known_is_named_as_known(words, known):
    assert definite(words) == known


def test_a_pronoun_that_is_described_becomes_a_subject(phrasing):
    text = "them as healthy"
    words = phrasing(text)
    assert equation(words, (0, len(words.tokens)), text) == "They are healthy."
