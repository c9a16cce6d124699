"""Which characters a person's text may hold, and when it is no text at all."""

import pytest

from deliberate.core.errors import Invalid
from deliberate.core.text import check_text, is_unseen


@pytest.mark.parametrize(
    "text", ["", " \n\t", "\u200b", "\u200d\ufeff\u2060", "\u00ad\u3164 \u2800", "\ufe0f", "\u0301"]
)
def test_what_nobody_can_see_is_nothing(text: str) -> None:
    assert is_unseen(text)
    assert check_text(text) == ""


@pytest.mark.parametrize("text", ["a", "\u200ba", "👩\u200d👧", "می\u200cخواهم", "1", "–", "\u05d0\u200f"])
def test_what_can_be_seen_keeps_the_marks_it_needs(text: str) -> None:
    assert not is_unseen(text)
    assert check_text(f" {text}\r\n") == text


@pytest.mark.parametrize("text", ["a\0", "\u202ea", "\u2066a", "a\u2069"])
def test_what_deceives_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="invisible characters"):
        check_text(text, "field")


def test_characters_that_were_lost_on_the_way_are_asked_for_anew() -> None:
    with pytest.raises(Invalid, match="were lost") as refusal:
        check_text("Caf\ufffd", "field")
    assert refusal.value.field == "field"
