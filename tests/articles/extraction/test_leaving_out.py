"""The bench takes a publisher's own words away when it scores that publisher."""

import pytest

from bench.boundaries import splits
from bench.leaving_out import entries_only_of_one, without
from deliberate.articles.documents import paragraphs
from deliberate.articles.extraction import Suggestion, extract_with
from deliberate.articles.extraction.lexicon import load

CUES = {
    "gazette": ["has strongly denied", "said", "according to", "repeated denials"],
    "herald": ["say", "is calling for", "warned"],
    "times": ["according to", "warn"],
}


def test_a_word_belongs_to_a_publisher_if_no_other_shows_it_in_any_form() -> None:
    only = entries_only_of_one(load(), CUES)
    assert ("verb", "deny") in only["gazette"]
    assert ("noun", "denials") in only["gazette"]
    assert ("verb", "call for") in only["herald"]
    shared = {("verb", "say"), ("verb", "warn"), ("phrase", "according", "to")}
    assert not any(shared & entries for entries in only.values())


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (("verb", "deny"), "Vale denied the charges."),
        (("noun", "myth"), "They repeated the myth that the dam was safe."),
        (("phrase", "according", "to"), "The dam was safe, according to Vale."),
    ],
)
def test_what_is_taken_away_is_no_cue_any_more(entry: tuple[str, ...], text: str) -> None:
    assert any(each.voice for each in extract_with(load(), text, paragraphs(text)))
    assert not any(each.voice for each in extract_with(without(load(), {entry}), text, paragraphs(text)))
    assert any(each.voice for each in extract_with(load(), text, paragraphs(text)))


def test_a_suggestion_is_split_once_at_most() -> None:
    suggestions = [
        Suggestion("", ((start, end),), "fact", "asserted", (), None, 1) for start, end in ((0, 30), (30, 50))
    ]
    assert splits(suggestions, [10, 40]) == 2
    assert splits(suggestions, [10, 20]) == 1
    assert splits(suggestions, [30, 60]) == 0
