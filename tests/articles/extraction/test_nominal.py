import pytest


@pytest.mark.parametrize(
    ("text", "said", "voice"),
    [
        (
            "The hope has been that employers would respond.",
            "Employers would respond.",
            ("", "hope has been", "that employers would respond"),
        ),
        (
            "The deal raised new questions about whether the firm would be sold.",
            "The firm would be sold.",
            ("", "raised new questions about", "whether the firm would be sold"),
        ),
        (
            "Vale issued a warning about the dam.",
            "Vale issued a warning about the dam.",
            ("Vale", "issued a warning about", "the dam"),
        ),
        (
            "The union had doubts over the deal, and the firm left.",
            "The union had doubts over the deal.",
            ("The union", "had doubts over", "the deal"),
        ),
    ],
)
def test_a_noun_of_saying_is_a_cue(reading, text, said, voice):
    found = reading(text).saying(said.removesuffix("."))
    assert (found.text, reading(text).voice(found.voice)) == (said, voice)


def test_what_is_asked_is_left_open(reading):
    (found,) = reading("It begged the question of whether Vale was up to the job.").suggestions
    assert (found.text, found.modality) == ("Vale was up to the job.", "possible")


def test_a_criticism_in_passing_does_not_cut_the_sentence(reading):
    (found,) = reading("Reps. Ada Vale and Carl Brook have been vocal in their criticism of Weil.").suggestions
    assert found.text == "Reps. Ada Vale and Carl Brook have been vocal in their criticism of Weil."


def test_who_has_support_supports_nobody(reading):
    assert reading("The firm had support for the plan.").suggestions[0].voice is None


def test_whoever_issues_a_statement_is_its_speaker(reading):
    found = reading("Vale issued a statement saying the dam was safe.").saying("The dam was safe")
    assert found.voice.speaker == "Vale"
