"""Which words of one text are which of another."""

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from deliberate.articles.aligning import Tokens, align, aligned

WORDS = st.lists(st.sampled_from(["a", "b", "c", "the", "bridge", ".", ","]), max_size=40)


@given(WORDS, WORDS)
def test_what_is_aligned_is_the_same_word_and_never_crosses(old: list[str], new: list[str]) -> None:
    found = align(old, new)
    assert len(found) == len(old)
    pairs = [(at, there) for at, there in enumerate(found) if there >= 0]
    assert all(old[at] == new[there] for at, there in pairs)
    assert [there for _, there in pairs] == sorted({there for _, there in pairs})


@given(WORDS)
def test_a_text_is_aligned_with_itself_word_for_word(words: list[str]) -> None:
    assert align(words, words) == list(range(len(words)))


@given(WORDS, WORDS, WORDS)
def test_words_put_in_leave_all_others_aligned(before: list[str], more: list[str], after: list[str]) -> None:
    assert all(there >= 0 for there in align(before + after, before + more + after))


def test_long_texts_are_cut_at_what_each_has_once() -> None:
    words = [f"word{number}" for number in range(3000)]
    new = [*words[:1000], "changed", *words[1001:2000], *words[2010:]]
    found = align(words, new)
    assert found[:1000] == list(range(1000))
    assert found[1000] == -1
    assert found[1999] == 1999
    assert found[2000:2010] == [-1] * 10
    assert found[2010:] == list(range(2000, 2990))


def test_a_text_that_says_everything_three_times_is_aligned_all_the_same() -> None:
    words = [f"word{number}" for number in range(1000)] * 3
    new = [*words[:500], "changed", *words[501:1700], *words[1710:]]
    found = align(words, new)
    assert sum(there >= 0 for there in found) == len(words) - 11
    assert found[2999] == len(new) - 1


def test_tokens_are_words_marks_and_signs_with_their_code_points() -> None:
    tokens = Tokens("Das 👍 ist’s: 橋が")
    assert [tokens.text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)] == [
        "Das",
        "👍",
        "ist’s",
        ":",
        "橋",
        "が",
    ]
    assert tokens.within(4, 8) == (1, 3)
    assert tokens.within(3, 4) == (1, 1)


def test_case_and_composition_make_no_other_word() -> None:
    assert Tokens("CAFE\u0301").keys == Tokens("caf\xe9").keys


def test_a_place_is_carried_to_the_nearest_word_before_it_that_is_left() -> None:
    words = aligned("one two three four", "zero one two four")
    assert words.position(4) == 9
    assert words.position(8) == 12
    assert words.position(0) == 5
    assert aligned("one", "two").position(2) == 0


def test_a_hundred_thousand_words_that_tell_nothing_apart_are_no_burden() -> None:
    chance = random.Random(1)
    old = [chance.choice("abc") for _ in range(100_000)]
    new = [chance.choice("abc") for _ in range(100_000)]
    began = time.process_time()
    align(old, new)
    assert time.process_time() - began < 10
