"""Where a passage of one version of a text is in another: found again word for word, likely, or not there any more.

A passage is one or more ranges of the old text. It is only ever called found where it has the same words, in their
place between the same neighbours or, moved, where it can be no other; all else is for a person to confirm.
"""

import enum
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from deliberate.articles.aligning import Alignment, align, aligned

Range = tuple[int, int]
Ranges = tuple[Range, ...]

#: Candidates are offered from this confidence on, at most so many; from the second on the best is called likely.
OFFERED, LIKELY, MOST = 0.3, 0.5, 3
#: Where the best place is as good as this, no other is looked for.
_GOOD = 0.75
#: So many words on each side are looked at to tell one place from another.
_AROUND = 4
#: A quote of so many words needs no neighbours to be itself.
_LONG = 5
#: A verbatim quote that stands more often than this is not looked for elsewhere, nor a pair of words.
_OFTEN = 40
#: Of a longer passage, only so many words are looked for elsewhere.
_LOOKED_FOR = 400


class How(enum.StrEnum):
    """What became of a passage."""

    KEPT = "kept"
    """The same words at the same place."""
    MOVED = "moved"
    """The same words, and no doubt about where."""
    LIKELY = "likely"
    """A person has to confirm it: the best candidate is a good one."""
    LOST = "lost"
    """A person has to say: there may be weak candidates, or none."""


@dataclass(frozen=True)
class Candidate:
    """A place in the new text. ``confidence`` is the share of words that agree, those around counted in, 0 to 1."""

    ranges: Ranges
    confidence: float


@dataclass(frozen=True)
class Outcome:
    """What became of one passage: its ranges if it was found again, else the candidates, the best first."""

    how: How
    ranges: Ranges = ()
    candidates: tuple[Candidate, ...] = ()

    @property
    def is_found(self) -> bool:
        return self.how in {How.KEPT, How.MOVED}


@dataclass(frozen=True)
class _Place:
    """One range's place; ``sure`` if there is no doubt about it."""

    start: int
    end: int
    confidence: float
    sure: bool = False


class Reanchoring:
    """Finds passages of an old text in a new one. Offsets are code points, end-exclusive."""

    def __init__(self, old: str, new: str) -> None:
        self._words: Alignment = aligned(old, new)
        self._known: dict[Ranges, Outcome] = {}

    def passage(self, ranges: Iterable[Range]) -> Outcome:
        """What became of the passage; a range none of whose words is left is missing from a candidate."""
        wanted = tuple(ranges)
        if wanted not in self._known:
            self._known[wanted] = self._looked_for(wanted)
        return self._known[wanted]

    def _looked_for(self, wanted: Ranges) -> Outcome:
        found = [self._places(*each) for each in wanted]
        best = [places[0] if places else None for places in found]
        sure = tuple((place.start, place.end) for place in best if place and place.sure)
        if len(sure) == len(wanted) and _as_ordered(wanted, sure):
            return Outcome(How.KEPT if sure == wanted else How.MOVED, sure)
        if len(wanted) == 1:
            candidates = [Candidate(((each.start, each.end),), each.confidence) for each in found[0]]
        else:
            candidates = self._together(wanted, best)
        offered = tuple(each for each in candidates if each.confidence >= OFFERED)[:MOST]
        likely = bool(offered) and offered[0].confidence >= LIKELY
        return Outcome(How.LIKELY if likely else How.LOST, (), offered)

    def position(self, at: int) -> int:
        """About where a place of the old text is in the new one; it orders what has no passage any more."""
        return self._words.position(at)

    def _together(self, wanted: Ranges, best: Sequence[_Place | None]) -> list[Candidate]:
        """The ranges that are left, as one candidate; what is lost lowers its confidence."""
        sizes = [max(1, end - start) for start, end in wanted]
        left: list[Range] = []
        agreeing = 0.0
        for size, place in zip(sizes, best, strict=True):
            if place is None or place.confidence < OFFERED:
                continue
            if any(place.start < end and start < place.end for start, end in left):
                continue
            left.append((place.start, place.end))
            agreeing += size * place.confidence
        return [Candidate(tuple(left), agreeing / sum(sizes))] if left else []

    def _places(self, start: int, end: int) -> list[_Place]:
        """The places of one range, the best first; a sure one is alone."""
        first, last = self._words.old.within(start, end)
        if start >= end or first == last:
            return []
        here = self._in_place(start, end, first, last)
        if here is not None and here.sure:
            return [here]
        if here is not None and here.confidence >= _GOOD:
            return [here]
        verbatim = list(self._verbatim(start, end, first, last))
        moved = [each for each in verbatim if each.sure]
        if len(moved) == 1 and (here is None or here.confidence < LIKELY):
            return moved
        elsewhere = [each for each in verbatim if here is None or each.start != here.start]
        if here is None or here.confidence < LIKELY:
            elsewhere += self._elsewhere(first, last)
        return _apart([*([here] if here else []), *(self._doubted(each, first, last) for each in elsewhere)])

    def _doubted(self, place: _Place, first: int, last: int) -> _Place:
        """Short passages elsewhere count for half where those around them stayed: the words there are likely others."""
        if last - first >= _LONG * 2:
            return place
        new, to_new = self._words.new, self._words.to_new
        begin, until = new.within(place.start, place.end)
        around = [*to_new[max(0, first - _AROUND) : first], *to_new[last : last + _AROUND]]
        reach = range(begin - 2 * _AROUND, until + 2 * _AROUND)
        stayed = sum(there >= 0 and there not in reach for there in around)
        return replace(place, confidence=place.confidence / 2) if stayed * 4 >= len(around) else place

    def _in_place(self, start: int, end: int, first: int, last: int) -> _Place | None:
        """Where the alignment has the words of a range, as far as they are left."""
        old, new, to_new = self._words.old, self._words.new, self._words.to_new
        left = [at for at in range(first, last) if to_new[at] >= 0]
        words = [at for at in range(first, last) if old.keys[at][:1].isalnum()]
        if not left or (words and not any(to_new[at] >= 0 for at in words)):
            return None
        begin, until = to_new[left[0]], to_new[left[-1]] + 1
        around = self._neighbours(first, last, begin, until)
        if len(left) == last - first == until - begin:
            place = (
                new.starts[begin] + start - old.starts[first],
                new.ends[until - 1] + end - old.ends[last - 1],
            )
            if place[0] >= 0 and _same_words(old.text[start:end], new.text[place[0] : place[1]]):
                sure = last - first >= _LONG or _is_held(*around)
                return _Place(*place, self._confidence(last - first, last - first, last - first, sum(around)), sure)
        begin, until = self._widened(first, last, left, begin, until)
        around = self._neighbours(first, last, begin, until)
        confidence = self._confidence(len(left), last - first, until - begin, sum(around))
        return _Place(
            new.starts[begin] + (max(0, start - old.starts[first]) if begin == to_new[first] else 0),
            new.ends[until - 1] - (max(0, old.ends[last - 1] - end) if until - 1 == to_new[last - 1] else 0),
            confidence,
        )

    def _widened(self, first: int, last: int, left: Sequence[int], begin: int, until: int) -> tuple[int, int]:
        """With the words that took the place of its first and last ones, where it is plain that they did."""
        to_new = self._words.to_new
        if left[0] > first:
            edge = to_new[first - 1] + 1 if first else 0
            if (first == 0 or edge > 0) and begin - edge <= left[0] - first + 1:
                begin = edge
        if left[-1] < last - 1:
            edge = to_new[last] if last < len(to_new) else len(self._words.new)
            if edge >= 0 and edge - until <= last - left[-1]:
                until = edge
        return begin, until

    def _neighbours(self, first: int, last: int, begin: int, until: int) -> tuple[int, int]:
        """How many words before and after are the same in both texts, without a gap; beyond either end all are."""
        old, new = self._words.old.keys, self._words.new.keys
        before = after = 0
        while before < _AROUND and _at(old, first - 1 - before) == _at(new, begin - 1 - before):
            before += 1
        while after < _AROUND and _at(old, last + after) == _at(new, until + after):
            after += 1
        return before, after

    @staticmethod
    def _confidence(agreeing: int, before: int, after: int, around: int) -> float:
        """The share of the words of both, and of those around them, that agree."""
        return (2 * agreeing + around) / (before + after + 2 * _AROUND)

    def _verbatim(self, start: int, end: int, first: int, last: int) -> Iterator[_Place]:
        """Where else the very same words stand; sure only where it can be no other."""
        old, new = self._words.old.text, self._words.new.text
        words = old[start:end]
        places = list(_finds(new, words))
        if len(places) > _OFTEN:
            return
        once = len(places) == 1 and last - first >= _LONG and len(list(_finds(old, words))) == 1
        around = [self._neighbours(first, last, *self._words.new.within(at, at + len(words))) for at in places]
        held = [before == after == _AROUND for before, after in around]
        for at, neighbours, is_held in zip(places, around, held, strict=True):
            confidence = self._confidence(last - first, last - first, last - first, sum(neighbours))
            yield _Place(at, at + len(words), confidence, once or (is_held and sum(held) == 1))

    @cached_property
    def _pairs(self) -> dict[tuple[str, str], list[int]]:
        """Where each pair of words stands in the new text."""
        found = defaultdict(list)
        keys = self._words.new.keys
        for at, pair in enumerate(pairwise(keys)):
            found[pair].append(at)
        return found

    def _elsewhere(self, first: int, last: int) -> Iterator[_Place]:
        """Where in the new text most pairs of its words stand as they stood to one another."""
        new = self._words.new
        wanted = self._words.old.keys[first : min(last, first + _LOOKED_FOR)]
        votes: Counter[int] = Counter()
        for at, pair in enumerate(pairwise(wanted)):
            places = self._pairs.get(pair, ())
            if len(places) <= _OFTEN:
                votes.update((place - at) // _AROUND for place in places)
        for shift, _ in votes.most_common(2):
            begin = max(0, shift * _AROUND - _AROUND)
            until = min(len(new), begin + len(wanted) + 3 * _AROUND)
            pairs = [begin + there for there in align(wanted, new.keys[begin:until]) if there >= 0]
            if pairs:
                begin, until = pairs[0], pairs[-1] + 1
                around = sum(self._neighbours(first, last, begin, until))
                confidence = self._confidence(len(pairs), last - first, until - begin, around)
                yield _Place(new.starts[begin], new.ends[until - 1], confidence)


def _at(keys: Sequence[str], at: int) -> str:
    """A word; beyond the ends there is nothing, which is the same in every text."""
    return keys[at] if 0 <= at < len(keys) else ""


def _is_held(before: int, after: int) -> bool:
    """Whether neighbours leave no doubt: one on each side, or three on one."""
    return (before >= 1 and after >= 1) or max(before, after) >= _AROUND - 1


def _same_words(one: str, other: str) -> bool:
    """The same to the letter but for how white space is set."""
    return one.split() == other.split()


def _finds(text: str, words: str) -> Iterator[int]:
    """Where words stand in a text, as far as anybody would look."""
    at = text.find(words)
    for _ in range(_OFTEN + 1):
        if at < 0:
            return
        yield at
        at = text.find(words, at + 1)


def _as_ordered(wanted: Ranges, found: Ranges) -> bool:
    """Whether ranges follow one another as they did, still apart."""
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    rows = [found[at] for at in order]
    return all(one[1] <= other[0] for one, other in pairwise(rows))


def _apart(places: Iterable[_Place]) -> list[_Place]:
    """The best first, without those that overlap a better one."""
    kept: list[_Place] = []
    for each in sorted(places, key=lambda place: -place.confidence):
        if all(each.end <= other.start or other.end <= each.start for other in kept):
            kept.append(each)
    return kept
