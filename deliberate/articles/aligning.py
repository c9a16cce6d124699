"""Which words of one text are which words of another, in time that grows little faster than the texts."""

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

_SIGN = "\u3040-\u30ff\u3400-\u9fff"
_LETTERS = rf"(?:[^\W{_SIGN}][\u0300-\u036f]*)+"
#: A word, a sign of a script that is written without spaces, or a mark: no token holds white space.
_TOKEN = re.compile(rf"[{_SIGN}]|{_LETTERS}(?:['’]{_LETTERS})*|[^\w\s]")
#: Two stretches with at most so many pairs of words are aligned as well as they can be.
_SMALL = 20_000
#: Larger ones are cut at runs of so many words that each has once, the longest first; or as often, up to so often.
_LANDMARKS = (4, 2, 1)
_AS_OFTEN = 8
#: So often may a stretch be cut; what is left then counts as changed.
_DEEPEST = 40
#: What a word in common is worth, a mark, and that it follows the one before in both texts.
_WORD, _MARK, _FOLLOWS = 10, 3, 4


class Tokens:
    """The words and marks of a text: where they are, in code points, and what they are compared by."""

    def __init__(self, text: str) -> None:
        spans = [match.span() for match in _TOKEN.finditer(text)]
        self.text = text
        # Kept small: a word of a long text is held once, and its places are no objects.
        self.starts = array("I", (start for start, _ in spans))
        self.ends = array("I", (end for _, end in spans))
        once: dict[str, str] = {}
        keys = (unicodedata.normalize("NFC", text[start:end]).casefold() for start, end in spans)
        self.keys = [once.setdefault(key, key) for key in keys]

    def __len__(self) -> int:
        return len(self.starts)

    def within(self, start: int, end: int) -> tuple[int, int]:
        """The tokens, from and up to, that have a code point in that range."""
        first = bisect_right(self.ends, start)
        return first, max(first, bisect_left(self.starts, end))


@dataclass(frozen=True)
class Alignment:
    """Two texts and, for each token of the old one, its token of the new one or -1; they never cross."""

    old: Tokens
    new: Tokens
    to_new: Sequence[int]

    @cached_property
    def to_old(self) -> Sequence[int]:
        """The same for each token of the new one."""
        found = [-1] * len(self.new)
        for at, there in enumerate(self.to_new):
            if there >= 0:
                found[there] = at
        return found

    def position(self, at: int) -> int:
        """Where a place of the old text would be in the new one: at the nearest word before that is in both."""
        token = bisect_right(self.old.starts, at) - 1
        before = self._reached[token] if token >= 0 else -1
        if before < 0:
            return 0
        there = self.new.starts[self.to_new[before]]
        return there + (at - self.old.starts[token]) if before == token else self.new.ends[self.to_new[before]]

    @cached_property
    def _reached(self) -> Sequence[int]:
        """For each old token, the last one at or before it that is in both texts."""
        found, last = [], -1
        for at, there in enumerate(self.to_new):
            last = at if there >= 0 else last
            found.append(last)
        return found


@lru_cache(maxsize=2)
def aligned(old: str, new: str) -> Alignment:
    """The two texts aligned; kept for a moment, for whoever asks again."""
    before, after = Tokens(old), Tokens(new)
    return Alignment(before, after, tuple(align(before.keys, after.keys)))


def align(old: Sequence[str], new: Sequence[str]) -> list[int]:
    """For each element of ``old`` the one of ``new`` it is, or -1. Those given increase."""
    found = [-1] * len(old)
    waiting = [(0, len(old), 0, len(new), 0)]
    while waiting:
        start, end, there, until, depth = waiting.pop()
        while start < end and there < until and old[start] == new[there]:
            found[start] = there
            start, there = start + 1, there + 1
        while start < end and there < until and old[end - 1] == new[until - 1]:
            end, until = end - 1, until - 1
            found[end] = until
        if start == end or there == until:
            continue
        if (end - start) * (until - there) <= _SMALL:
            for at, to in _best(old[start:end], new[there:until]):
                found[start + at] = there + to
        elif depth < _DEEPEST:
            for at, to in _landmarks(old[start:end], new[there:until]):
                found[start + at] = there + to
            waiting += _between(found, start, end, there, until, depth + 1)
    return found


def _between(
    found: Sequence[int], start: int, end: int, there: int, until: int, depth: int
) -> Iterator[tuple[int, int, int, int, int]]:
    """The stretches that the landmarks leave, if there are any."""
    marks = [at for at in range(start, end) if found[at] >= 0]
    if not marks:
        return
    for at in marks:
        yield start, at, there, found[at], depth
        start, there = at + 1, found[at] + 1
    yield start, end, there, until, depth


def _landmarks(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Places where both have the same run of words, each of them once or as often, in the same order."""
    for length in _LANDMARKS:
        here, there = _places(old, length), _places(new, length)
        pairs = sorted(
            pair
            for run, own in here.items()
            if len(own) <= _AS_OFTEN and len(own) == len(there.get(run, ()))
            for pair in zip(own, there[run], strict=True)
        )
        if pairs:
            return _increasing(pairs)
    return []


def _places(words: Sequence[str], length: int) -> dict[Hashable, list[int]]:
    """The runs of so many words, with where each is."""
    places: dict[Hashable, list[int]] = {}
    for at in range(len(words) - length + 1):
        places.setdefault(tuple(words[at : at + length]), []).append(at)
    return places


def _increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest row of the pairs in which the second increases as the first does."""
    ends: list[int] = []
    holders: list[int] = []
    before: list[int] = []
    for at, (_, there) in enumerate(pairs):
        place = bisect_left(ends, there)
        before.append(holders[place - 1] if place else -1)
        ends[place : place + 1], holders[place : place + 1] = [there], [at]
    row, at = [], holders[-1]
    while at >= 0:
        row.append(pairs[at])
        at = before[at]
    return row[::-1]


def _best(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The alignment with the most words in common, those preferred that follow one another in both."""
    wide = len(new) + 1
    best = [[0] * wide for _ in range(len(old) + 1)]
    ending = [[-1] * wide for _ in range(len(old) + 1)]
    for i, word in enumerate(old, 1):
        worth = _WORD if word[:1].isalnum() else _MARK
        row, above, own, former = best[i], best[i - 1], ending[i], ending[i - 1]
        for j, other in enumerate(new, 1):
            score = row[j - 1] if row[j - 1] > above[j] else above[j]
            if word == other:
                follows = former[j - 1] + _FOLLOWS if former[j - 1] >= 0 else -1
                own[j] = worth + (follows if follows > above[j - 1] else above[j - 1])
                score = own[j] if own[j] > score else score
            row[j] = score
    return _traced(best, ending)


def _traced(best: Sequence[Sequence[int]], ending: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    pairs = []
    i, j, following = len(best) - 1, len(best[0]) - 1, False
    while i and j:
        if following or (ending[i][j] >= 0 and ending[i][j] == best[i][j]):
            pairs.append((i - 1, j - 1))
            former = ending[i - 1][j - 1]
            following = former >= 0 and former + _FOLLOWS > best[i - 1][j - 1]
            i, j = i - 1, j - 1
        elif best[i - 1][j] >= best[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return pairs
