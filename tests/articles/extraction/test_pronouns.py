import pytest


@pytest.mark.parametrize(
    ("text", "worded"),
    [
        ("The mayor said she had not known about it.", "The mayor had not known about it."),
        ("The council says it knew nothing of the work.", "The council knew nothing of the work."),
        ("Officials said they had seen the ice.", "Officials had seen the ice."),
        ("The minister, Carla Benedetti, said she would stay.", "Carla Benedetti would stay."),
    ],
)
def test_who_speaks_of_themselves_is_named(reading, text, worded):
    (claim,) = reading(text).suggestions
    assert claim.text == worded
    assert any("is taken to be" in line for line in claim.explanation)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Officials said it was raining.", "It was raining."),
        ("The council said it was raining.", "It was raining."),
        ("A spokesperson for the ministry said it would review the plan.", "It would review the plan."),
        ("Mr. Vale said she was late.", "She was late."),
        ("“He was late,” Vale said.", "He was late."),
    ],
)
def test_a_pronoun_that_means_something_else_stays(reading, text, kept):
    (claim,) = reading(text).suggestions
    assert claim.text == kept


def test_whom_the_speaker_cannot_be_is_sought_before(reading):
    found = reading("Mr. Ross left early. Police said he took the money.")
    assert found.saying("money").text == "Mr. Ross took the money."


def test_a_first_name_tells_who_she_is(reading):
    found = reading("Ruth Hall met Jonas Weil. She said the line was safe.")
    assert found.saying("line was safe").voice.speaker == "Ruth Hall"


def test_a_surname_is_known_from_the_full_name(reading):
    found = reading("Jonas Weil left. Carla Hall came. Weil said nothing was lost. She said all was lost.")
    assert found.saying("All was lost").voice.speaker == "Carla Hall"
