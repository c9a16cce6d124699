"""Watched words: what an entry meets, whatever tricks the text plays, in time that does not run away."""

import pytest

from deliberate.core.errors import Invalid
from deliberate.moderation.watching import Effect, Entry, Matcher, lines_of, meets, read_entries, strictest


def met(written: str, text: str) -> list[str]:
    return [hit.met for hit in Matcher([Entry(written, Effect.BLOCK)]).hits(text)]


@pytest.mark.parametrize(
    "text",
    [
        "buy spam now",
        "SPAM",
        "Ｓｐａｍ",
        "sp\u200bam",
        "s\u00adp\u2060am",
        "s\u0336p\u0336a\u0336m\u0336",
        "𝓼𝓹𝓪𝓶",
        "“spam”, he said",
        "x:spam!",
        "s\U000e0041pam",
    ],
)
def test_case_width_marks_and_what_nobody_sees_make_no_difference(text: str) -> None:
    assert met("spam", text) == ["spam"]
    assert met("ＳＰＡＭ", text) == ["spam"]


@pytest.mark.parametrize("text", ["spammer", "antispam", "s p a m", "", "schon", "spa\nm"])
def test_a_word_is_a_whole_word(text: str) -> None:
    assert met("spam", text) == []


def test_a_mark_that_makes_another_letter_makes_another_word() -> None:
    assert met("schon", "schön") == []
    assert met("schön", "scho\u0308n") == ["schön"]


@pytest.mark.parametrize(
    ("pattern", "word", "expected"),
    [
        *(("buy*", "buying", True), ("buy*", "buy", True), ("buy*", "rebuy", False), ("*coin", "bitcoin", True)),
        *(("*coin", "coins", False), ("b*g", "bug", True), ("b*g", "bg", True), ("b*g", "b", False)),
        *(("a*a", "a", False), ("a*a", "aa", True), ("*oo*oo*", "foofoo", True), ("*oo*oo*", "foo", False)),
        *(("*ab*b", "ab", False), ("*ab*b", "abb", True), ("ab*ba", "aba", False), ("ab*ba", "abba", True)),
    ],
)
def test_a_star_is_any_run_of_letters_within_a_word(pattern: str, word: str, expected: bool) -> None:
    assert meets(pattern, word) is expected


def test_a_phrase_meets_its_words_in_a_row_whatever_stands_between_them() -> None:
    assert met("free crypto", "It is FREE,\n crypto!") == ["free crypto"]
    assert met("free crypt*", "free   cryptography") == ["free cryptography"]
    assert met("free crypto", "free and crypto") == []
    assert met("free crypto", "free") == []
    assert met("*.example", "see shop.example") == ["shop example"]


def test_each_entry_is_found_once_and_the_strictest_holds() -> None:
    entries = read_entries(block="boat*", hold="shoes", flag="boats")
    hits = Matcher(entries).hits("Shoes and boats and boats and shoes.")
    assert sorted(hit.met for hit in hits) == ["boats", "boats", "shoes"]
    assert strictest(hits) is Effect.BLOCK
    assert strictest([hit for hit in hits if hit.entry.effect is not Effect.BLOCK]) is Effect.HOLD
    assert strictest([]) is None


def test_entries_are_read_line_by_line_and_written_as_they_were() -> None:
    entries = read_entries(block=" Boat* \n\nfree   crypto\nBoat*\n", flag="ｓhoes")
    assert [(each.written, each.effect.value) for each in entries] == [
        ("Boat*", "block"),
        ("free crypto", "block"),
        ("ｓhoes", "flag"),
    ]
    assert lines_of(entries, Effect.BLOCK) == "Boat*\nfree crypto"
    assert list(entries[2].words) == ["shoes"]


@pytest.mark.parametrize(
    "written", ["*", "**", "a*", "* boat", "!!!", "\u200b!", "x" * 101, "one two three four five six seven eight nine"]
)
def test_an_entry_that_would_meet_everything_nothing_or_too_much_is_refused_beside_its_field(written: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_entries(hold=written)
    assert refusal.value.field == "hold"


def test_a_list_is_no_longer_than_it_may_be() -> None:
    with pytest.raises(Invalid, match="at most 200 entries"):
        read_entries(block="\n".join(f"word{number}" for number in range(201)))


def test_steps_grow_with_the_text_and_not_with_its_powers() -> None:
    """Where patterns are tried again and again, this would not end: each star is passed once."""
    steps = 0

    class Counted(str):
        __slots__ = ()

        def find(self, *args: object) -> int:
            nonlocal steps
            steps += 1
            return str.find(self, *args)  # type: ignore[arg-type]

    assert not meets("*" + "a*" * 49 + "b", Counted("a" * 5000 + "c"))
    assert not meets("*" + "a*" * 49 + "cd*", Counted("a" * 5000 + "c"))
    assert steps <= 51
