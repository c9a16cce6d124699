def test_a_denial_is_worded_as_what_it_denies(reading):
    found = reading("Radio Lunn said that the club moved the ferry. The club denied such claims.")
    (denial,) = [each for each in found.suggestions if each.modality == "denied"]
    assert denial.text == "The club moved the ferry."
    assert found.voice(denial.voice) == ("The club", "denied", "such claims")
    assert [(found.ranked(hint.rank).voice.speaker, hint.kind) for hint in denial.related] == [
        ("Radio Lunn", "attacks")
    ]


def test_a_denial_with_its_own_content_keeps_it(reading):
    found = reading("The club denied that it moved the ferry.")
    assert found.saying("moved the ferry").modality == "denied"


def test_a_pronoun_speaks_for_the_nearest_fitting_name(reading):
    found = reading("Mrs. Brook said the line was closed. Jon Vale left. She added that nobody was hurt.")
    voice = found.saying("Nobody was hurt").voice
    assert found.words(voice.source) == "She"
    assert voice.speaker == "Mrs. Brook"


def test_they_is_more_than_one(reading):
    found = reading("Officials said the line was closed. Jon Vale said it was late. They warned that ice was near.")
    assert found.saying("Ice was near").voice.speaker == "Officials"


def test_it_in_a_denial_is_spelled_out(reading):
    found = reading(
        "Radio Lunn said that the club moved the ferry. The club denied the report, calling it an invention."
    )
    assert found.saying("invention").text == "The claim that the club moved the ferry is an invention."
