import random

from deliberate.articles.documents import paragraphs
from deliberate.articles.extraction import extract


def test_ranges_count_code_points_after_an_emoji(reading):
    found = reading("😀 Vale said that the boats sank.")
    assert found.words(found.saying("boats").ranges) == "the boats sank"


def test_the_same_text_gives_the_same_answer():
    text = "Vale said that 3 boats sank. The club denied it, but officials were sure."
    assert extract(text, paragraphs(text)) == extract(text, paragraphs(text))


def test_a_text_that_states_nothing_gives_nothing(reading):
    assert reading("A headline without verb").suggestions == []
    assert reading("Why?").suggestions == []


def test_a_question_states_nothing_whoever_asks_it(reading):
    assert reading("“Why did the ferry go to Lunn?” Vale asked.").suggestions == []
    found = reading("“The ferry is late. Why did it go to Lunn?” Vale asked.")
    assert [each.text for each in found.suggestions] == ["The ferry is late."]


def test_nested_voices_keep_their_order(reading):
    found = reading("Radio Lunn reports that the police said that 3 boats sank.")
    voice = found.saying("3 boats sank").voice
    assert found.words(voice.source) == "Radio Lunn"
    assert found.words(voice.inner.source) == "the police"
    assert voice.inner.inner is None


def test_a_quotation_that_goes_on_keeps_its_speaker(reading):
    found = reading("“We will sail,” Vale said. “Nobody can stop the tide.”")
    assert found.words(found.saying("stop the tide").voice.source) == "Vale"


def test_a_reason_supports_and_a_contrast_attacks(reading):
    found = reading("The line must close because the engine is old. However, people need the ferry.")
    reason, contrast = found.saying("engine"), found.saying("need the ferry")
    assert [(found.ranked(hint.rank).text, hint.kind) for hint in reason.related] == [
        ("The line must close.", "supports")
    ]
    assert [(found.ranked(hint.rank).text, hint.kind) for hint in contrast.related] == [
        ("The engine is old.", "attacks")
    ]


def test_every_suggestion_explains_its_speaker(reading):
    found = reading("According to Radio Lunn, 3 boats sank.")
    assert "“According to” names Radio Lunn as the speaker." in found.saying("3 boats").explanation


def test_any_heap_of_words_is_survived_with_ranges_inside_the_text():
    words = (
        "3 said that “ ” according to , . ( ) not confirmed the club Vale who was reported by but if ; : ‘ ’ as".split()
        + "claim denied hiding accused of whether — which myth quoted saying told “they it nobody Mr. V. any".split()
    )
    chance = random.Random(7)
    for _ in range(600):
        text = " ".join(chance.choice(words) for _ in range(40))
        for each in extract(text, paragraphs(text)):
            spans = [*each.ranges, *(span for hedge in each.hedges for span in hedge)]
            assert all(0 <= start < end <= len(text) for start, end in spans)
            assert each.text.strip()


def test_an_outer_pronoun_is_named_too(reading):
    found = reading("Mrs. Brook said the line was closed. She said the police believed that 3 boats sank.")
    voice = found.saying("3 boats sank").voice
    assert (voice.speaker, voice.inner.speaker) == ("Mrs. Brook", "the police")


def test_what_someone_did_in_passing_keeps_its_place_and_gets_a_name(reading):
    found = reading("Officials said the mayor, who endorsed the plan, was wrong.")
    assert found.saying("was wrong").text == "The mayor, who endorsed the plan, was wrong."


def test_a_speaker_at_the_end_is_no_part_of_what_others_think(reading):
    found = reading("The police believe that 3 boats sank, officials said.")
    assert found.saying("3 boats").text == "3 boats sank."


def test_a_quotation_that_goes_on_is_kept_whole(reading):
    found = reading("“We lost,” Vale said. “They never worked, are not working, and never will. It is over.”")
    voice = found.saying("It is over").voice
    assert found.words(voice.content) == "“They never worked, are not working, and never will. It is over.”"


def test_a_quotation_goes_on_with_who_was_quoted_not_with_who_came_last(reading):
    found = reading("“It was long,” Vale said when asked about the talks. “Nobody was surprised.”")
    assert found.saying("surprised").voice.speaker == "Vale"


def test_what_is_left_of_a_clause_without_its_subject_states_nothing(reading):
    found = reading("Vale’s claim that the boats sank was wrong. Olive Hall, 71, who lives there, left.")
    assert not [each for each in found.suggestions if each.text.startswith(("Was", "Who"))]
