"""Which words of a text belong to which claims: overlapping ranges cut into a flat row of segments per block."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Generic, TypeVar

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True)
class Segment(Generic[T]):
    """Words that the same claims cover. ``start`` is their offset in the whole text, in code points."""

    text: str
    start: int
    #: Innermost (shortest) first; empty where none covers them.
    claims: tuple[T, ...] = ()
    #: Those whose first, and whose last, segment this is.
    opens: tuple[T, ...] = ()
    closes: tuple[T, ...] = ()


@dataclass(frozen=True)
class MarkedBlock(Generic[T]):
    """One block of the text; its segments joined are the words of the block."""

    kind: str
    start: int
    end: int
    segments: tuple[Segment[T], ...]


def mark_blocks(
    text: str, blocks: Iterable[Sequence[Any]], spans: Iterable[tuple[T, Iterable[tuple[int, int]]]]
) -> list[MarkedBlock[T]]:
    """Cut each block, a ``(kind, start, end)``, where a range begins or ends.

    ``spans`` are ids with their ranges, which may overlap, nest and cross blocks; an id may come more than once.
    The work grows with the text, the ranges, and how many of them cover the same words.
    """
    ranges = sorted(
        {(start, end, name) for name, own in spans for start, end in own if start < end},
        key=lambda found: (found[0], -found[1]),
    )
    pieces: list[list[_Piece[T]]] = []
    at, running = 0, list[tuple[int, int, T]]()
    ordered = sorted(blocks, key=lambda block: int(block[1]))
    for _kind, start, end in ordered:
        while at < len(ranges) and ranges[at][0] < end:
            running.append(ranges[at])
            at += 1
        here = [found for found in running if found[1] > start]
        running = [found for found in here if found[1] > end]
        pieces.append(_cut(start, end, here))
    return _with_ends(text, ordered, pieces)


_Piece = tuple[int, int, tuple[T, ...]]


def _cut(start: int, end: int, ranges: Sequence[tuple[int, int, T]]) -> "list[_Piece[T]]":
    """The pieces of one block, from a walk along its cuts with the ranges that are open there."""
    cuts = {start, end}
    opening: dict[int, list[tuple[int, int, T]]] = {}
    for found in ranges:
        first = max(start, found[0])
        cuts |= {first, min(end, found[1])}
        opening.setdefault(first, []).append(found)
    pieces, running = [], list[tuple[int, int, T]]()
    for here, there in pairwise(sorted(cuts)):
        running = [found for found in running if found[1] > here] + opening.get(here, [])
        by_length = sorted(running, key=lambda found: found[1] - found[0])
        pieces.append((here, there, tuple(dict.fromkeys(found[2] for found in by_length))))
    return pieces


def _with_ends(text: str, blocks: Sequence[Sequence[Any]], pieces: "Sequence[list[_Piece[T]]]") -> list[MarkedBlock[T]]:
    """The blocks, with the first and last segment of each id known."""
    first: dict[T, int] = {}
    last: dict[T, int] = {}
    for own in pieces:
        for here, _there, names in own:
            for name in names:
                first.setdefault(name, here)
                last[name] = here
    return [
        MarkedBlock(
            kind,
            start,
            end,
            tuple(
                Segment(
                    text[here:there],
                    here,
                    names,
                    tuple(name for name in names if first[name] == here),
                    tuple(name for name in names if last[name] == here),
                )
                for here, there, names in own
            ),
        )
        for (kind, start, end), own in zip(blocks, pieces, strict=True)
    ]
