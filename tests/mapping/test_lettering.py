"""Words in lines."""

import pytest

from deliberate.mapping.lettering import breadth, in_lines


@pytest.mark.parametrize(
    "text", ["Short.", "word " * 60, "W" * 200, "漢字" * 60, "e\u0301" * 90, "", "https://example.org/" + "a" * 300]
)
def test_no_line_is_broader_than_its_room_and_no_more_lines_than_there_are(text: str) -> None:
    lines = in_lines(text, 28, 4)
    assert 1 <= len(lines) <= 4
    assert all(breadth(line) <= 28 for line in lines)


def test_what_fits_is_kept_whole_and_what_does_not_ends_in_an_ellipsis() -> None:
    assert " ".join(in_lines("The bridge closed on Monday, since its cable had rusted.", 28, 4)) == (
        "The bridge closed on Monday, since its cable had rusted."
    )
    assert in_lines("word " * 60, 28, 4)[-1].endswith("word…")


def test_broad_letters_take_more_room() -> None:
    assert breadth("漢字") == 2 * breadth("ab")
    assert breadth("W") > breadth("a") > breadth("i")
