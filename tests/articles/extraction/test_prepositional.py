import pytest


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("In the mayor's view, the bridge is safe.", ("the mayor's", "In", "the bridge is safe")),
        ("The bridge is safe, in her opinion.", ("her", "in", "The bridge is safe")),
        ("In an NBC poll, 40 percent favoured Vale.", ("an NBC poll", "In", "40 percent favoured Vale")),
        ("Vale leads by 3 points in a poll of voters.", ("a poll of voters", "in", "Vale leads by 3 points")),
    ],
)
def test_a_preposition_brings_in_who_says_it(reading, text, voice):
    (found,) = reading(text).suggestions
    assert reading(text).voice(found.voice) == voice


@pytest.mark.parametrize(
    "text", ["She took part in a study.", "In Vale's words are the seeds of doubt.", "Vale lost 3 boats in a storm."]
)
def test_a_place_or_an_event_says_nothing(reading, text):
    assert [each.voice for each in reading(text).suggestions] == [None]


def test_a_share_of_people_is_named_with_the_poll_that_asked_them(reading):
    found = reading(
        "An NBC poll asked 400 people. 12 percent said they would stay at home. About half believe it is safe."
    )
    assert {each.voice.speaker for each in found.suggestions if each.voice} == {
        "An NBC poll",
        "12 percent in the NBC poll",
        "About half in the NBC poll",
    }
    assert found.saying("stay at home").text == "12 percent in the NBC poll would stay at home."


def test_a_time_is_no_part_of_the_speaker(reading):
    (found,) = reading("Within five to ten years Iran will threaten the region.").suggestions
    assert found.voice.speaker == "Iran"
