"""Words in lines that fit a box, where nothing can measure the letters: an estimate that errs on the wide side."""

import unicodedata
from functools import lru_cache

#: How much room a letter takes, in that of a common small one.
_NARROW, _BROAD = frozenset("fijlrt.,;:'’‘!|()[] "), frozenset("mwMW@%—…")


def in_lines(text: str, room: float, most: int) -> tuple[str, ...]:
    """The text in at most so many lines of so much room; what does not fit is cut off, and an ellipsis says so."""
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, room):
            longer = f"{lines[-1]} {piece}" if lines[-1] else piece
            if breadth(longer) <= room:
                lines[-1] = longer
            else:
                lines.append(piece)
    if len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1]
    while last and breadth(last + "…") > room:
        last = last.rpartition(" ")[0] or last[:-1]
    return (*lines[: most - 1], last.rstrip(" ,;:.") + "…")


def breadth(text: str) -> float:
    """The room a text takes, in that of common small letters."""
    return sum(_breadth(letter) for letter in text)


@lru_cache(maxsize=4096)
def _breadth(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return 2
    if letter in _NARROW:
        return 0.6
    return 1.5 if letter in _BROAD else 1.2 if letter.isupper() else 1


def _pieces(word: str, room: float) -> list[str]:
    """A word, or as many parts of it as have each enough room."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and breadth(pieces[-1]) + _breadth(letter) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces
