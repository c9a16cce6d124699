"""What was looked for is marked where it stands, in the words as they were written."""

from deliberate.search.folding import terms_of
from deliberate.search.marking import SHOWN, excerpt, has_any, marked


def shown(pieces: list) -> str:  # type: ignore[type-arg]
    return "".join(f"[{piece.text}]" if piece.found else piece.text for piece in pieces)


def test_words_are_marked_whole_whatever_their_case_and_accents() -> None:
    assert shown(marked("Le Café de la gare: <b>café</b>.", terms_of("cafe gar"))) == (
        "Le [Café] de la [gare]: <b>[café]</b>."
    )
    assert shown(marked("Nothing.", terms_of("other"))) == "Nothing."


def test_a_long_text_is_cut_to_where_the_first_word_stands() -> None:
    for filler in ("a few words more ", "and more of them, " * 40):
        found = shown(excerpt(filler * 30 + "the bridge rusted. " + filler * 30, terms_of("bridge")))
        assert "the [bridge] rusted." in found
        assert found.startswith("… ")
        assert found.endswith(" …")
        assert len(found) < SHOWN + 80
    none = excerpt("a few words more " * 30, terms_of("bridge"))
    assert not has_any(none)
    assert shown(none).startswith("a few words")


def test_the_end_of_a_text_and_one_without_spaces_are_shown_too() -> None:
    assert shown(excerpt("word " * 100 + "bridge", terms_of("bri"))).endswith("word [bridge]")
    assert len(shown(excerpt("x" * 9000, terms_of("bridge")))) <= SHOWN + 4
