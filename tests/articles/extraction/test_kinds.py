import pytest

from deliberate.articles.extraction.kinds import kind_of
from deliberate.articles.extraction.lexicon import load


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("the ferry sank in 1990", "fact"),
        ("the storm caused the loss", "causal"),
        ("the line will reopen in june", "forecast"),
        ("the council must reopen the line", "policy"),
        ("the letters are shameful", "value"),
    ],
)
def test_markers_tell_the_kind(text, kind):
    assert kind_of(text.split(), load("en"))[0] == kind


def test_the_marker_is_named():
    assert kind_of("we have to go".split(), load("en")) == ("policy", "have to")


@pytest.mark.parametrize(
    "text",
    ["she is due to begin in june", "these are attacks to provoke others", "they met those who are provoking us"],
)
def test_a_cause_in_passing_is_no_statement_of_cause(text):
    assert kind_of(text.split(), load("en"))[0] == "fact"
