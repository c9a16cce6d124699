"""Why a statement is suggested is stored in English, and said in the language of whoever reads it."""

from flask import Flask

from deliberate.articles.documents import clean
from deliberate.articles.extraction import extract
from deliberate.articles.importing import read_text
from deliberate.core.stored_words import say_stored
from deliberate.core.wording import say, speaking
from deliberate.fetching.errors import BadStatus


def test_every_reason_of_the_extractor_is_known_again(context: Flask) -> None:
    text = (
        "The minister said the bridge may have closed in May 2024 because of rust. "
        "Critics denied it. They called it a lie. “It is safe,” the mayor said. “Nobody was hurt.”"
    )
    imported = read_text(text, format="text")
    lines = [line for each in extract(imported.text, imported.blocks, "en") for line in each.explanation]
    with speaking("de"):
        assert lines
        assert [line for line in lines if say(say_stored(line)) == line] == []


def test_lists_of_our_words_are_said_word_by_word_and_a_comma_may_stand_in_one(context: Flask) -> None:
    line = "Rank 1 of 2. What lifts it: a figure, the claim just above, which it denies, a date."
    with speaking("de"):
        assert say_stored(line).endswith("eine Zahl, die Behauptung gleich darüber, die sie bestreitet, ein Datum.")


def test_what_was_removed_and_why_nothing_was_fetched_are_known_by_what_stands_around_their_gaps(
    context: Flask,
) -> None:
    report = clean("a\0b\0c")[1]
    with speaking("de"):
        assert [say_stored(line) for line in report] == ["2 NUL-Zeichen wurden entfernt."]
        assert say_stored(BadStatus(503).message) == "Die Website hat mit einem Fehler geantwortet: 503."
