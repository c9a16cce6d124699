"""Verbs and adjectives of no word list, known as cues by where they stand."""

import pytest


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("Vale stammered that the boats were lost.", ("Vale", "stammered", "that the boats were lost")),
        (
            "The minister blurted out that the boats were lost.",
            ("The minister", "blurted out", "that the boats were lost"),
        ),
        ("He fretted they would spoil the show.", ("He", "fretted", "they would spoil the show")),
        ("“The boats are lost,” Vale drawled.", ("Vale", "drawled", "“The boats are lost,”")),
        ("“The boats are lost,” drawled Vale.", ("Vale", "drawled", "“The boats are lost,”")),
        ("Vale bellowed, “The boats are all lost by now.”", ("Vale", "bellowed", "“The boats are all lost by now.”")),
        ("The roads are closed, Mrs. Vale sniffed.", ("Mrs. Vale", "sniffed", "The roads are closed")),
        ("Ministers are giddy that the talks will go on.", ("Ministers", "are giddy", "that the talks will go on")),
        ("Voters were deeply adamant they would win.", ("Voters", "were deeply adamant", "they would win")),
    ],
)
def test_a_verb_of_no_list_is_a_cue_where_only_verbs_of_saying_stand(reading, text, voice):
    (found,) = reading(text).suggestions
    assert reading(text).voice(found.voice) == voice
    assert found.modality == "reported"


@pytest.mark.parametrize(
    "text",
    [
        "Voters bankrolled groups that Vale liked.",
        "The tower was so tall that the birds avoided it.",
        "The rating has fallen since he became active.",
        "The city painted the bridge that the storm had damaged.",
        "The firm sold “Red Sails,” painted by Vale.",
    ],
)
def test_other_verbs_stay_what_they_are(reading, text):
    assert [each.voice for each in reading(text).suggestions] == [None]
