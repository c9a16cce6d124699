"""What changed from one version to the next."""

from hypothesis import given
from hypothesis import strategies as st

from deliberate.articles.comparing import Piece, Row, compare
from deliberate.articles.documents import paragraphs

OLD = "The bridge closed on Monday.\n\nThe mayor denies it.\n\nA last word that goes."


def rows(old: str, new: str) -> list[Row]:
    return [row for stretch in compare(old, blocks(old), new, blocks(new)) for row in stretch.rows]


def blocks(text: str) -> list[list[object]]:
    return [[block.kind, block.start, block.end] for block in paragraphs(text)]


def told(row: Row) -> list[tuple[str, str]]:
    return [(piece.change, piece.text.strip()) for piece in row.pieces]


def test_a_changed_paragraph_says_which_words_were_taken_out_and_put_in() -> None:
    changed, *_ = rows(OLD, OLD.replace("Monday", "Tuesday night"))
    assert changed.change == "changed"
    assert told(changed) == [
        ("", "The bridge closed on"),
        ("removed", "Monday"),
        ("added", "Tuesday night"),
        ("", "."),
    ]


def test_paragraphs_come_and_go_whole() -> None:
    found = rows(OLD, "Something new altogether.\n\n" + OLD.rpartition("\n\n")[0])
    assert [row.change for row in found] == ["added", "", "", "removed"]
    assert found[0].pieces == (Piece("added", "Something new altogether."),)
    assert found[3].pieces == (Piece("removed", "A last word that goes."),)


def test_unchanged_paragraphs_stand_together() -> None:
    stretches = compare(OLD, blocks(OLD), OLD + "\n\nMore.", blocks(OLD + "\n\nMore."))
    assert [(stretch.is_unchanged, len(stretch.rows)) for stretch in stretches] == [(True, 3), (False, 1)]


def test_a_capital_is_a_change_that_is_shown() -> None:
    changed, *_ = rows(OLD, OLD.replace("The bridge", "the bridge"))
    assert told(changed)[:2] == [("removed", "The"), ("added", "the")]


TEXT = st.lists(
    st.lists(st.sampled_from(["the", "The", "bridge", "closed,", "mayor.", "🌉"]), min_size=1, max_size=12).map(
        " ".join
    ),
    max_size=6,
).map("\n\n".join)


@given(TEXT, TEXT)
def test_what_was_not_removed_is_the_new_text_and_what_was_not_added_the_old_one(old: str, new: str) -> None:
    found = rows(old, new)
    after = ["".join(piece.text for piece in row.pieces if piece.change != "removed") for row in found]
    assert [text for row, text in zip(found, after, strict=True) if row.change != "removed"] == (
        [new[start:end] for _, start, end in blocks(new)]
    )
    before = [" ".join(piece.text for piece in row.pieces if piece.change != "added").split() for row in found]
    assert [word for words in before for word in " ".join(words).split()] == old.split() or _joined(before, old)


def _joined(before: list[list[str]], old: str) -> bool:
    """Words cut at a mark are the same without the white space between."""
    return "".join(word for words in before for word in words) == "".join(old.split())
