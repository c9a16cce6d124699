"""Ranges, found and kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberate.core.errors import Invalid
from deliberate.propositions.anchors import anchor_fields, check_ranges, find_ranges, find_words, selected
from deliberate.propositions.models import AnchorRole

TEXT = "🚲 Traders say 👩‍👩‍👧 left. The council\nsays so. Traders say no."


def test_an_anchor_keeps_the_words_and_what_stands_around_them() -> None:
    (fields,) = anchor_fields("x" * 40 + "words" + "y" * 40, [(40, 45)], AnchorRole.STATEMENT)
    assert (fields["exact"], fields["prefix"], fields["suffix"]) == ("words", "x" * 32, "y" * 32)


def test_offsets_count_an_emoji_by_its_code_points() -> None:
    start, end = find_words(TEXT, "left.")
    assert TEXT[start:end] == "left."
    assert start == len("🚲 Traders say 👩‍👩‍👧 ")
    assert anchor_fields(TEXT, [(0, 1)], AnchorRole.HEDGE)[0]["exact"] == "🚲"


def test_words_are_found_across_a_line_break() -> None:
    start, end = find_words(TEXT, "The  council says so.")
    assert TEXT[start:end] == "The council\nsays so."


def test_words_that_stand_twice_need_a_hint() -> None:
    with pytest.raises(Invalid, match="2 times"):
        find_words(TEXT, "Traders say")
    assert find_words(TEXT, "Traders say", near=(60, 61))[0] == TEXT.rindex("Traders")


@pytest.mark.parametrize("words", ["", "  \n", "nowhere in it", "The Council"])
def test_words_that_are_not_there_are_refused_beside_their_field(words: str) -> None:
    with pytest.raises(Invalid) as refusal:
        find_words(TEXT, words)
    assert refusal.value.field == "words"


def test_the_script_s_offsets_count_where_they_hold_the_words() -> None:
    at = TEXT.rindex("Traders say")
    assert selected(TEXT, "Traders say", at, at + 11) == (at, at + 11)


def test_words_edited_after_the_selection_win_over_its_offsets() -> None:
    at = TEXT.rindex("Traders say")
    assert TEXT[slice(*selected(TEXT, "Traders say no", at, at + 11))] == "Traders say no"


@pytest.mark.parametrize("ranges", [[], [(3, 3)], [(5, 2)], [(-1, 2)], [(0, 999)], [(4, 8), (6, 9)], [(6, 9), (0, 3)]])
def test_ranges_outside_empty_or_out_of_order_are_refused(ranges: list[tuple[int, int]]) -> None:
    with pytest.raises(Invalid):
        check_ranges(TEXT, ranges)


@given(st.text(min_size=1, max_size=60), st.data())
def test_whatever_is_cut_from_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    words = text[start:end]
    if words.split():
        found = find_words(text, words, near=(start, end))
        assert text[slice(*found)].split() == words.split()


def test_words_with_a_gap_are_ranges_in_order_unless_the_text_has_the_gap() -> None:
    text = "may be or may not be … and may be"
    assert find_ranges(text, "may … be", near=(10, 13)) == ((10, 13), (18, 20))
    assert find_ranges(text, "be … and", near=(0, 0)) == ((18, 26),)
    with pytest.raises(Invalid):
        find_ranges(text, "and … or", near=(0, 0))
    with pytest.raises(Invalid):
        find_ranges(text, "may … ", near=(90, 90))
