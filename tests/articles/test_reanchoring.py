"""Where passages of an old text are in a new one."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberate.articles.reanchoring import How, Outcome, Reanchoring

OLD = (
    "The bridge closed on Monday. Engineers say that the cable had rusted.\n\n"
    "The mayor denies it. The mayor says that the bridge was safe, and that nobody was hurt."
)


def ranges_of(text: str, *words: str) -> list[tuple[int, int]]:
    return [(text.index(each), text.index(each) + len(each)) for each in words]


def found(new: str, *words: str, old: str = OLD) -> tuple[Outcome, list[str]]:
    """What became of these words, and the words at the best place."""
    outcome = Reanchoring(old, new).passage(ranges_of(old, *words))
    best = outcome.ranges or (outcome.candidates[0].ranges if outcome.candidates else ())
    return outcome, [new[start:end] for start, end in best]


def test_words_at_the_same_place_are_kept() -> None:
    outcome, words = found(OLD + " More was added.", "the cable had rusted")
    assert (outcome.how, words) == (How.KEPT, ["the cable had rusted"])


def test_words_that_moved_along_with_their_neighbours_are_found() -> None:
    outcome, words = found("An opening. " + OLD, "the cable had rusted")
    assert (outcome.how, words) == (How.MOVED, ["the cable had rusted"])


def test_white_space_that_is_set_otherwise_is_no_change() -> None:
    outcome, words = found(OLD.replace("cable had", "cable\nhad"), "the cable had rusted")
    assert (outcome.how, words) == (How.KEPT, ["the cable\nhad rusted"])


def test_a_sentence_in_another_paragraph_is_found_by_its_words() -> None:
    sentence = "The mayor says that the bridge was safe, and that nobody was hurt."
    outcome, words = found(f"{sentence}\n\nWhatever else. Nothing is as it was.", sentence)
    assert (outcome.how, words) == (How.MOVED, [sentence])


def test_changed_words_are_likely_and_wait_for_a_person() -> None:
    outcome, words = found(OLD.replace("had rusted", "had corroded"), "the cable had rusted")
    assert (outcome.how, outcome.ranges) == (How.LIKELY, ())
    assert words == ["the cable had corroded"]
    assert 0.5 < outcome.candidates[0].confidence < 1


def test_words_that_stand_between_others_than_before_are_not_sure() -> None:
    new = "She was glad that nobody said so. " + OLD.replace("nobody was", "no one was")
    outcome, _ = found(new, "nobody")
    assert not outcome.is_found


def test_words_that_are_gone_are_lost() -> None:
    outcome, words = found("The mayor denies it. The mayor says so.", "the cable had rusted")
    assert (outcome.how, words) == (How.LOST, [])


def test_a_short_word_that_stayed_is_told_from_the_same_word_elsewhere() -> None:
    new = OLD.replace("The bridge closed on Monday. ", "")
    outcome = Reanchoring(OLD, new).passage([(OLD.rindex("says"), OLD.rindex("says") + 4)])
    assert outcome.ranges == ((new.rindex("says"), new.rindex("says") + 4),)


def test_a_discontinuous_passage_stays_so() -> None:
    outcome, words = found("More. " + OLD, "The mayor says", "nobody was hurt")
    assert (outcome.how, words) == (How.MOVED, ["The mayor says", "nobody was hurt"])


def test_of_a_discontinuous_passage_what_is_left_is_offered() -> None:
    outcome, words = found(
        OLD.replace(", and that nobody was hurt", ""), "The mayor says that the bridge", "nobody was hurt"
    )
    assert not outcome.is_found
    assert words == ["The mayor says that the bridge"]


def test_a_range_of_white_space_or_beyond_the_text_is_lost() -> None:
    assert Reanchoring(OLD, OLD).passage([(28, 29)]).how is How.LOST
    assert Reanchoring("", "words").passage([(0, 1)]).how is How.LOST


def test_emoji_are_one_code_point_each_and_shift_nothing() -> None:
    old = "👍🏽 Rust 🌉 it was. The 🌉 bridge closed 🚧 on Monday."
    new = "🚨🚨🚨 " + old
    outcome = Reanchoring(old, new).passage(ranges_of(old, "bridge closed 🚧"))
    (place,) = outcome.ranges
    assert new[slice(*place)] == "bridge closed 🚧"
    assert place[0] - old.index("bridge closed") == 4  # in UTF-16 units it would be 7


@given(st.text(max_size=200), st.data())
def test_a_passage_of_an_unchanged_text_with_a_word_in_it_is_where_it_was(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    outcome = Reanchoring(text, text).passage([(start, end)])
    assert outcome.how is How.LOST if not text[start:end].strip() else outcome.ranges == ((start, end),)


TEXTS = st.lists(st.sampled_from("the bridge closed . cable 🌉 rusted mayor denies\n\n it".split(" ")), max_size=60)


@given(TEXTS, TEXTS, st.data())
def test_whatever_is_found_by_itself_has_the_same_words(old: list[str], new: list[str], data: st.DataObject) -> None:
    before, after = " ".join(old), " ".join(new)
    start = data.draw(st.integers(0, len(before)))
    end = data.draw(st.integers(start, len(before)))
    outcome = Reanchoring(before, after).passage([(start, end)])
    for begin, until in outcome.ranges:
        assert after[begin:until].split() == before[start:end].split()
    for candidate in outcome.candidates:
        assert 0.3 <= candidate.confidence <= 1
        assert all(0 <= begin < until <= len(after) for begin, until in candidate.ranges)
    assert [each.confidence for each in outcome.candidates] == sorted(
        (each.confidence for each in outcome.candidates), reverse=True
    )


@pytest.mark.parametrize("share", [0.02, 0.1])
def test_most_passages_survive_random_edits_and_none_moves_by_itself_to_other_words(share: float) -> None:
    chance = random.Random(7)
    words = [
        chance.choice("ash birch cedar elm fir oak pine yew".split()) + str(chance.randint(0, 80)) for _ in range(2000)
    ]
    kept = [chance.random() > share for _ in words]
    old, new = " ".join(words), " ".join(word for word, stays in zip(words, kept, strict=True) if stays)
    starts, reached = [], 0
    for word in words:
        starts.append(reached)
        reached += len(word) + 1
    reanchoring = Reanchoring(old, new)
    recovered = 0
    for first in range(0, 1990, 10):
        outcome = reanchoring.passage([(starts[first], starts[first + 9] - 1)])
        left = [word for word, stays in zip(words[first : first + 9], kept[first : first + 9], strict=True) if stays]
        best = outcome.ranges or (outcome.candidates[0].ranges if outcome.candidates else ())
        if outcome.is_found:
            assert new[slice(*outcome.ranges[0])].split() == words[first : first + 9]
        recovered += bool(best) and new[slice(*best[0])].split() == left
    assert recovered > 190
