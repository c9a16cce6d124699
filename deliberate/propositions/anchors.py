"""Ranges of an article's words: checked, found, and kept with the words around them. Offsets are code points."""

import re
from collections.abc import Sequence
from typing import Any

from deliberate.core.errors import Invalid
from deliberate.core.wording import say
from deliberate.propositions.models import Anchor, AnchorRole

Ranges = Sequence[tuple[int, int]]

#: How many characters before and after a range are kept, to find it again in another version.
CONTEXT = 32


def anchor_fields(text: str, ranges: Ranges, role: AnchorRole, part: int = 0) -> list[dict[str, Any]]:
    """The columns of one ``Anchor`` per range, in the order given; whose and in which version is for the caller."""
    return [
        {
            "role": role,
            "part": part,
            "ordinal": ordinal,
            "start": start,
            "end": end,
            "exact": text[start:end],
            "prefix": text[max(0, start - CONTEXT) : start],
            "suffix": text[end : end + CONTEXT],
        }
        for ordinal, (start, end) in enumerate(ranges)
    ]


_COLUMNS = ("version_id", "role", "part", "ordinal", "start", "end", "exact", "prefix", "suffix")


def columns_of(anchor: Anchor) -> dict[str, Any]:
    """All of an anchor but whose it is."""
    return {name: getattr(anchor, name) for name in _COLUMNS}


def check_ranges(text: str, ranges: Ranges) -> None:
    """Raise Invalid unless there is a range and all are in the text, not empty, in order and apart."""
    if not ranges:
        raise Invalid(say("Choose the words of the article that say it."), "words")
    reached = 0
    for start, end in ranges:
        if not reached <= start < end <= len(text):
            raise Invalid(say("These words do not lie in the text of the article. Select them once more."), "words")
        reached = end


def find_words(text: str, words: str, near: tuple[int, int] | None = None) -> tuple[int, int]:
    """Where words stand in a text: exactly, but for how white space is set.

    Where they stand more than once, ``near`` decides: the range in which, or closest to which, they are meant.
    Raises Invalid where they do not stand there, or more than once with nothing to tell which.
    """
    if not words.split():
        raise Invalid(say("Choose the words of the article that say it."), "words")
    places = _places(text, words)
    if not places:
        raise Invalid(say("The article does not say this in exactly these words. Copy them from its text."), "words")
    if len(places) > 1 and near is None:
        raise Invalid(
            say(
                "These words stand %(count)s times in the article. Add the words before or after them.",
                count=len(places),
            ),
            "words",
        )
    return min(places, key=lambda place: _distance(place, near)) if near else places[0]


def find_ranges(text: str, words: str, near: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """Where words stand in a text. Around " … ", unless the text has it, they are apart: the first nearest to ``near``,
    each of the others where it comes next. Raises Invalid."""
    pieces = re.split(r"\s…\s", words)
    if len(pieces) == 1 or _places(text, words):
        return (find_words(text, words, near),)
    found = [find_words(text, pieces[0], near)]
    for piece in pieces[1:]:
        reached = found[-1][1]
        start, end = find_words(text[reached:], piece, near=(0, 0))
        found.append((reached + start, reached + end))
    return tuple(found)


def selected(text: str, words: str, start: int | None = None, end: int | None = None) -> tuple[int, int]:
    """The range a person chose: by a script's offsets where these hold the words sent along, else by the words."""
    if start is None or end is None:
        return find_words(text, words)
    if not words.split() or (0 <= start < end and text[start:end].split() == words.split()):
        check_ranges(text, [(start, end)])
        return start, end
    return find_words(text, words, near=(start, end))


def _places(text: str, words: str) -> list[tuple[int, int]]:
    """Everywhere that words stand, however white space is set."""
    return [match.span() for match in re.finditer(r"\s+".join(map(re.escape, words.split())), text)]


def _distance(place: tuple[int, int], near: tuple[int, int]) -> int:
    return max(near[0] - place[0], place[1] - near[1], 0)
