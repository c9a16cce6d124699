"""Where in the text of an article the claims are that are argued about, part by part of equal length."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deliberate.reading.article_rows import Range
from deliberate.reading.claim_lines import ClaimLine

#: As many fit side by side on a phone, each broad enough for a finger.
PARTS = 14
#: How long a part is drawn.
LENGTH = 100


@dataclass(frozen=True)
class Mark:
    """One claim in its part: how far along it, from 0 to ``LENGTH``, and whether it is contested."""

    at: int
    is_contested: bool


@dataclass(frozen=True)
class Part:
    """A stretch of the text with the claims that begin in it."""

    number: int
    marks: Sequence[Mark]
    contested: int
    #: The number of the first contested claim.
    leads_to: int | None


def parts_of(length: int, lines: Sequence[ClaimLine], ranges: Mapping[int, Sequence[Range]]) -> list[Part]:
    """The parts of a text that is so long; none where nothing in it is contested."""
    begun = sorted((min(ranges[line.number])[0], line.number, line) for line in lines if ranges[line.number])
    if not any(line.is_contested for _, _, line in begun):
        return []
    parts: list[list[tuple[int, ClaimLine]]] = [[] for _ in range(PARTS)]
    for start, _, line in begun:
        part, along = divmod(start * PARTS * LENGTH // max(length, 1), LENGTH)
        parts[min(part, PARTS - 1)].append((along, line))
    return [_part(number, own) for number, own in enumerate(parts, 1)]


def _part(number: int, own: Sequence[tuple[int, ClaimLine]]) -> Part:
    contested = [line for _, line in own if line.is_contested]
    # Marks in the same place are drawn once, contested ones over the others.
    places = {(along, line.is_contested) for along, line in own}
    marks = [Mark(*each) for each in sorted(places, key=lambda each: (each[1], each[0]))]
    return Part(number, marks, len(contested), contested[0].number if contested else None)
