"""A text as the page of what was found shows it: shortened to where the words stand, and these marked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deliberate.search.folding import Terms, spans_of

#: As much of a text is shown, in characters, and so much of it before the first word found.
SHOWN, BEFORE = 280, 80
#: Of a text longer than this, only a part around words that stand in it as they were typed is looked at closely.
_LONG = 4000


@dataclass(frozen=True)
class Piece:
    """A stretch of a text, and whether it is a word that was looked for."""

    text: str
    found: bool = False


def marked(text: str, terms: Terms) -> list[Piece]:
    """The whole text in pieces."""
    pieces, end = [], 0
    for start, stop in _places(text, terms):
        pieces += [Piece(text[end:start]), Piece(text[start:stop], found=True)]
        end = stop
    return [piece for piece in [*pieces, Piece(text[end:])] if piece.text]


def excerpt(text: str, terms: Terms) -> list[Piece]:
    """The part of a text in which the first word found stands, in pieces; its beginning, where none is."""
    if len(text) > _LONG:
        text = _part(text, terms)
    text = " ".join(text.split())
    if len(text) <= SHOWN:
        return marked(text, terms)
    first = next(_places(text, terms), (0, 0))[0]
    start = _word_end(text, max(0, min(first - BEFORE, len(text) - SHOWN)))
    end = _word_start(text, start + SHOWN)
    pieces = marked(text[start:end], terms)
    return [*([Piece("… ")] if start else []), *pieces, *([Piece(" …")] if end < len(text) else [])]


def has_any(pieces: Sequence[Piece]) -> bool:
    """Whether a word that was looked for stands in it."""
    return any(piece.found for piece in pieces)


def _places(text: str, terms: Terms) -> Iterator[tuple[int, int]]:
    for span in spans_of(text):
        if any(terms.include(word) for word in span.words):
            yield span.start, span.end


def _part(text: str, terms: Terms) -> str:
    as_typed = "|".join(re.escape(word) for word in (*terms.whole, terms.begun or ""))
    found = re.search(rf"\b(?:{as_typed})", text, re.IGNORECASE)
    middle = found.start() if found else 0
    return text[max(0, middle - SHOWN) : middle + 2 * SHOWN]


def _word_end(text: str, place: int) -> int:
    """The next start of a word, looking no further than words go."""
    if place == 0:
        return 0
    space = text.find(" ", place, place + 40)
    return place if space < 0 else space + 1


def _word_start(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    space = text.rfind(" ", place - 40, place)
    return place if space < 0 else space
