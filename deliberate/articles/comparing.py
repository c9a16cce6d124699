"""What changed between two neighbouring versions of a text: paragraph by paragraph, and word by word within one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from deliberate.articles.aligning import Alignment, Tokens, aligned

Block = Sequence[Any]

#: Two paragraphs are one, changed, where they share at least this part of their words.
_SAME = 0.3


@dataclass(frozen=True)
class Piece:
    """Words of a paragraph. ``change``: "" where both versions have them, else "added" or "removed"."""

    change: str
    text: str


@dataclass(frozen=True)
class Row:
    """One paragraph. ``change``: "" (unchanged), "changed", "added" or "removed"."""

    change: str
    kind: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Stretch:
    """Paragraphs in a row that did not change, or one that did."""

    is_unchanged: bool
    rows: tuple[Row, ...]


def compare(old: str, old_blocks: Iterable[Block], new: str, new_blocks: Iterable[Block]) -> list[Stretch]:
    """The paragraphs of both texts in order, the unchanged ones together. Joined, the pieces that were not removed
    are the words of the new text."""
    before = sorted(old_blocks, key=lambda block: int(block[1]))
    after = sorted(new_blocks, key=lambda block: int(block[1]))
    words = aligned(old, new)
    stretches: list[Stretch] = []
    for row in _rows(words, before, after, _pairs(words, before, after)):
        if row.change == "" and stretches and stretches[-1].is_unchanged:
            stretches[-1] = Stretch(True, (*stretches[-1].rows, row))
        else:
            stretches.append(Stretch(row.change == "", (row,)))
    return stretches


def _rows(
    words: Alignment, before: Sequence[Block], after: Sequence[Block], pairs: Iterable[tuple[int, int]]
) -> Iterator[Row]:
    at = to = 0
    old, new = words.old.text, words.new.text
    for one, other in [*pairs, (len(before), len(after))]:
        for kind, start, end in before[at:one]:
            yield Row("removed", kind, (Piece("removed", old[start:end]),))
        for kind, start, end in after[to:other]:
            yield Row("added", kind, (Piece("added", new[start:end]),))
        if one < len(before):
            kind, start, end = after[other]
            was = before[one]
            if old[was[1] : was[2]] == new[start:end]:
                yield Row("", kind, (Piece("", new[start:end]),))
            else:
                yield Row("changed", kind, _pieces(words, (was[1], was[2]), (start, end)))
        at, to = one + 1, other + 1


def _pairs(words: Alignment, before: Sequence[Block], after: Sequence[Block]) -> list[tuple[int, int]]:
    """Which paragraph of the new text is which of the old one; they do not cross."""
    of_old, sizes = _block_of(words.old.starts, before)
    of_new, new_sizes = _block_of(words.new.starts, after)
    shared: Counter[tuple[int, int]] = Counter()
    for at, there in enumerate(words.to_new):
        if there >= 0 and of_old[at] >= 0 and of_new[there] >= 0:
            shared[of_old[at], of_new[there]] += 1
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    pairs = []
    for (one, other), count in sorted(shared.items(), key=lambda found: (-found[1], found[0])):
        if one in taken_old or other in taken_new or 2 * count < _SAME * (sizes[one] + new_sizes[other]):
            continue
        taken_old.add(one)
        taken_new.add(other)
        pairs.append((one, other))
    return sorted(pairs)


def _block_of(starts: Sequence[int], blocks: Sequence[Block]) -> tuple[list[int], list[int]]:
    """The block each token is in, or -1; and how many tokens each block has."""
    found, sizes, block = [], [0] * len(blocks), 0
    for start in starts:
        while block < len(blocks) and blocks[block][2] <= start:
            block += 1
        inside = block < len(blocks) and blocks[block][1] <= start
        found.append(block if inside else -1)
        if inside:
            sizes[block] += 1
    return found, sizes


def _pieces(words: Alignment, was: tuple[int, int], now: tuple[int, int]) -> tuple[Piece, ...]:
    """A changed paragraph: each word that both have, and between them what was removed, then what was added."""
    old, new = words.old, words.new
    first, last = old.within(*was)
    begin, until = new.within(*now)
    pieces: list[Piece] = []
    at, to, kept = was[0], now[0], now[0]

    def put(change: str, text: str) -> None:
        if text:
            pieces.append(Piece(change, text))

    for token in range(first, last):
        there = words.to_new[token]
        if not begin <= there < until or _token(old, token) != _token(new, there):
            continue
        removed, added = old.text[at : old.starts[token]], new.text[to : new.starts[there]]
        if removed.strip() or added.strip():
            put("", new.text[kept:to])
            put("removed", removed if removed.strip() else "")
            put("added", added)
            kept = new.starts[there]
        at, to = old.ends[token], new.ends[there]
    put("", new.text[kept:to])
    removed, added = old.text[at : was[1]], new.text[to : now[1]]
    put("removed", removed if removed.strip() else "")
    put("added", added)
    return tuple(pieces)


def _token(tokens: Tokens, at: int) -> str:
    """The word as it is written: a capital more is a change that a reader sees."""
    return tokens.text[tokens.starts[at] : tokens.ends[at]]
