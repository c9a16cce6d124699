"""Finding again the words that a selector of the W3C Web Annotation model means, in a text that is at hand."""

from dataclasses import dataclass
from functools import lru_cache

from deliberate.exchange.graph import Anchor

#: How many characters around a range are written down with it.
CONTEXT = 32


@dataclass(frozen=True)
class Selector:
    """The two ways in which one range is told: by position, and by its words with those around them."""

    start: int | None = None
    end: int | None = None
    exact: str | None = None
    prefix: str = ""
    suffix: str = ""


def resolve(text: str, wanted: Selector, *, utf16: bool | None = None) -> tuple[int, int] | None:
    """The range in code points. A position holds where its words stand there, counted in code points or in UTF-16
    units as browsers do; else the words decide, with those around them where they stand more than once.

    ``utf16`` says which of the two the positions are; None tries both.
    """
    for place in _positions(text, wanted, utf16):
        if wanted.exact is None or text[slice(*place)] == wanted.exact:
            return place
    return _by_words(text, wanted) if wanted.exact else None


def _positions(text: str, wanted: Selector, utf16: bool | None) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    if wanted.start is None or wanted.end is None:
        return found
    if utf16 is not True and 0 <= wanted.start < wanted.end <= len(text):
        found.append((wanted.start, wanted.end))
    if utf16 is not False and 0 <= wanted.start < wanted.end:
        start, end = _from_utf16(text, wanted.start), _from_utf16(text, wanted.end)
        if start is not None and end is not None:
            found.append((start, end))
    return found


def _from_utf16(text: str, units: int) -> int | None:
    """The code point at a number of UTF-16 units; None past the end or inside a surrogate pair."""
    head = _units_of(text)[: 2 * units]
    if len(head) < 2 * units:
        return None
    try:
        return len(head.decode("utf-16-le"))
    except UnicodeDecodeError:
        return None


@lru_cache(maxsize=1)
def _units_of(text: str) -> bytes:
    return text.encode("utf-16-le")


def _by_words(text: str, wanted: Selector) -> tuple[int, int] | None:
    exact = wanted.exact or ""
    places = []
    at = text.find(exact)
    while at >= 0:
        places.append(at)
        if len(places) > 1000:
            return None
        at = text.find(exact, at + 1)
    if len(places) != 1:
        places = [at for at in places if _fits(text, at, at + len(exact), wanted)]
    return (places[0], places[0] + len(exact)) if len(places) == 1 else None


def _fits(text: str, start: int, end: int, wanted: Selector) -> bool:
    """Whether the words around are those around it; without any, no place fits better than another."""
    around = text.endswith(wanted.prefix, 0, start) and text.startswith(wanted.suffix, end)
    return bool(wanted.prefix or wanted.suffix) and around


def anchor_at(text: str, place: tuple[int, int]) -> Anchor:
    """The anchor of a range, with the words around it."""
    start, end = place
    return Anchor(start, end, text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])
