"""Sentences that were stored in English are said again in the language of whoever reads."""

from flask import Flask

from deliberate.articles.documents import clean
from deliberate.articles.extraction import extract
from deliberate.articles.importing import read_text
from deliberate.core.retelling import told
from deliberate.core.wording import speaking
from deliberate.fetching.errors import BadStatus


def test_what_is_filled_in_is_known_by_what_stands_around_it(context: Flask) -> None:
    report = clean("a\0b\0c")[1]
    with speaking("de"):
        assert [told(line) for line in report] == ["2 NUL-Zeichen wurden entfernt."]
        assert told(BadStatus(503).message) == "Die Website hat mit einem Fehler geantwortet: 503."


def test_lists_of_our_words_are_said_word_by_word_and_a_comma_may_stand_in_one(context: Flask) -> None:
    line = "Rank 1 of 2. What lifts it: a figure, the claim just above, which it denies, a date."
    with speaking("de"):
        assert told(line).endswith("eine Zahl, die Behauptung gleich darüber, die sie bestreitet, ein Datum.")


def test_every_reason_of_the_extractor_is_known_again(context: Flask) -> None:
    text = (
        "The minister said the bridge may have closed in May 2024 because of rust. "
        "Critics denied it. They called it a lie. “It is safe,” the mayor said. “Nobody was hurt.”"
    )
    imported = read_text(text, format="text")
    lines = [line for each in extract(imported.text, imported.blocks, "en") for line in each.explanation]
    with speaking("de"):
        assert lines
        assert [line for line in lines if told(line) == line] == []


def test_a_sentence_that_is_none_of_ours_and_nothing_stay_as_they_are(context: Flask) -> None:
    with speaking("de"):
        assert (told("It rained in Lunn."), told(""), told(None)) == ("It rained in Lunn.", "", "")
