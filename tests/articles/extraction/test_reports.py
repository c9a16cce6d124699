import pytest


@pytest.mark.parametrize(
    ("text", "worded"),
    [
        ("It is alleged that Dobbs falsified the log.", "Dobbs falsified the log."),
        ("It was reported last week that the office is closing.", "The office is closing."),
        (
            "The party, which holds 112 seats, is believed to be divided.",
            "The party, which holds 112 seats, is divided.",
        ),
        ("Carla Hall was accused by rivals on Monday of hiding a deficit.", "Carla Hall hid a deficit."),
    ],
)
def test_a_passive_report_is_worded_as_what_is_reported(reading, text, worded):
    assert [each.text for each in reading(text).suggestions] == [worded]


def test_who_is_quoted_as_saying_something_says_it(reading):
    (claim,) = reading("Jonas Weil was quoted by the Post as saying that the deficit was known.").suggestions
    assert claim.text == "The deficit was known."
    assert (claim.voice.speaker, claim.voice.inner.speaker) == ("the Post", "Jonas Weil")


def test_who_was_told_is_not_who_says_it(reading):
    (claim,) = reading("Dean Holt said that he had been told by the contractor that a permit was issued.").suggestions
    assert claim.text == "A permit was issued."
    assert (claim.voice.speaker, claim.voice.inner.speaker) == ("Dean Holt", "the contractor")


def test_what_is_asked_is_left_open(reading):
    (claim,) = reading("Police have not said whether the driver was drunk.").suggestions
    assert (claim.text, claim.modality) == ("The driver was drunk.", "possible")


def test_a_question_of_how_or_why_is_told_whole(reading):
    (claim,) = reading("The mayor explained why the line was closed.").suggestions
    assert claim.text == "The mayor explained why the line was closed."
