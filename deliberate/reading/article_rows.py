"""The article's words in rows, one a block, each with the claims that begin in it; and the pages they are cut into."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from deliberate.articles.models import ArticleVersion
from deliberate.core.text import whole_number
from deliberate.propositions.marking import Segment, mark_blocks

#: The kind of a row that stands for blocks which are not shown, however many follow one another.
LEFT_OUT = "left out"
#: The kind of a row with further claims of the block before it, and of one with claims that stand in no block.
CONTINUED, UNANCHORED = "continued", "unanchored"

#: A page holds this many cards, or the like of it: so many claims folded away take the room of one card.
PAGE, FOLDED_IN_A_CARD = 30, 6
#: Nor has a page more characters of text than this, but for its last block.
LONGEST_TEXT = 40_000

#: Stands among claims' numbers for words that somebody was led to.
_CHOSEN = 0

Range = tuple[int, int]


class Place(NamedTuple):
    """Where a row is: the place in the text at which its block starts, and which part of the block's claims it has."""

    start: int
    part: int = 0

    def __str__(self) -> str:
        return f"{self.start}-{self.part}" if self.part else str(self.start)

    @classmethod
    def of(cls, given: str) -> "Place | None":
        """The place that an address names, if it names one."""
        parts = given.split("-")
        numbers = [number for part in parts if (number := whole_number(part, 9)) is not None]
        return cls(*numbers) if len(numbers) == len(parts) <= 2 else None


@dataclass(frozen=True)
class Words(Segment[int]):
    """A segment of which it is known whether somebody was led to it: as the first of its kind, or as a further one."""

    chosen: str = ""


@dataclass(frozen=True)
class TextRow:
    """One block of the text; on a phone its cards stand under it. Segments name claims by their card's number."""

    kind: str
    place: Place
    segments: Sequence[Segment[int]]
    #: The numbers of the claims that begin in it.
    claims: Sequence[int]

    @property
    def end(self) -> int:
        """Where its words end."""
        last = self.segments[-1] if self.segments else None
        return last.start + len(last.text) if last else self.place.start


def rows_of(
    version: ArticleVersion, ranges: Mapping[int, Iterable[Range]], *, excerpt: bool, chosen: Range | None = None
) -> list[TextRow]:
    """Every block in order, or of an excerpt those that claims point at.

    ``ranges``: each claim's words in this version. Claims without any come last, in rows without words.
    """
    spans = [*ranges.items(), *([(_CHOSEN, [chosen])] if chosen else [])]
    rows: list[TextRow] = []
    waiting = dict.fromkeys(ranges)
    for block in mark_blocks(version.text, version.blocks, spans):
        if excerpt and not any(set(segment.claims) - {_CHOSEN} for segment in block.segments):
            if not rows or rows[-1].kind != LEFT_OUT:
                rows.append(TextRow(LEFT_OUT, Place(block.start), (), ()))
            continue
        begun = sorted({number for segment in block.segments for number in segment.opens} - {_CHOSEN})
        for number in begun:
            del waiting[number]
        segments = [_chosen(segment) for segment in block.segments] if chosen else block.segments
        first, *more = _portions(begun)
        rows.append(TextRow(block.kind, Place(block.start), segments, first))
        rows += [TextRow(CONTINUED, Place(block.start, part), (), each) for part, each in enumerate(more, 1)]
    if waiting:
        end = len(version.text)
        rows += [TextRow(UNANCHORED, Place(end, part), (), each) for part, each in enumerate(_portions([*waiting]), 1)]
    return rows


def _portions(numbers: Sequence[int]) -> list[Sequence[int]]:
    return [numbers[at : at + PAGE] for at in range(0, len(numbers), PAGE)] or [()]


def _chosen(segment: Segment[int]) -> Words:
    """The same without the number that stands for chosen words."""
    claims, opens, closes = (
        tuple(number for number in own if number != _CHOSEN) for own in (segment.claims, segment.opens, segment.closes)
    )
    how = "" if _CHOSEN not in segment.claims else "first" if _CHOSEN in segment.opens else "more"
    return Words(segment.text, segment.start, claims, opens, closes, how)


def pages_of(rows: Sequence[TextRow], whole: Collection[int]) -> list[list[TextRow]]:
    """The rows cut into pages; ``whole`` are the numbers of the claims that are shown as cards."""
    pages: list[list[TextRow]] = [[]]
    room, text = float(PAGE), LONGEST_TEXT
    for row in rows:
        shown = sum(number in whole for number in row.claims)
        takes = shown + (len(row.claims) - shown) / FOLDED_IN_A_CARD
        if pages[-1] and (takes > room or text <= 0):
            pages.append([])
            room, text = float(PAGE), LONGEST_TEXT
        pages[-1].append(row)
        room -= takes
        text -= row.end - row.place.start
    return pages


def page_at(pages: Sequence[Sequence[TextRow]], place: Place) -> int:
    """The page that has this place, or the nearest before it."""
    return max((at for at, rows in enumerate(pages) if rows and rows[0].place <= place), default=0)
