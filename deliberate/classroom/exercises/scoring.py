"""How an answer agrees with a key, in numbers. Nothing here knows of people, pages or a database."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from deliberate.classroom.exercises.materials import ALONE, Range
from deliberate.classroom.exercises.models import Mark

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
#: Words before a name that name nobody, in the languages that texts are segmented in.
_ARTICLES = frozenset("the a an der die das den dem des ein eine einer einem einen".split())
#: A range is found where it and the key's share so much of their words.
FOUND = 0.8


@dataclass(frozen=True)
class RangeMatch:
    """Ranges compared with those of a key: a mark for each of the key's, and those that are in no claim of it."""

    marks: tuple[Mark, ...]
    beside: tuple[Range, ...]
    precision: float
    recall: float

    @property
    def agreement(self) -> float:
        return harmonic(self.precision, self.recall)


def harmonic(precision: float, recall: float) -> float:
    """F, from 0 to 1: 2·P·R / (P + R) (van Rijsbergen, Information Retrieval, 1979)."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def compare_ranges(text: str, key: Sequence[Range], given: Sequence[Range]) -> RangeMatch:
    """Marked ranges against a key's, by the words in them: white space and punctuation count for nothing.

    Each of the key's is paired with one of the marked, the most alike first, by Dice's 2·|A∩B| / (|A| + |B|): it is
    found from .8 on, and below that in part, where half of the shorter of the two is shared. P and R are what is found,
    with one half for each in part, over those marked and over the key's (Chinchor and Sundheim, MUC-5 evaluation
    metrics, 1993). Their F is what kappa tends to where there is no counting of what nobody marked (Hripcsak and
    Rothschild, Agreement, the F-measure, and reliability in information retrieval, JAMIA 12, 2005).
    """
    words = [each.span() for each in _WORD.finditer(text)]
    wanted, marked = ([_words_in(each, words) for each in ranges] for ranges in (key, given))
    alike = {
        (k, m): 2 * len(a & b) / (len(a) + len(b))
        for k, a in enumerate(wanted)
        for m, b in enumerate(marked)
        if 2 * len(a & b) >= min(len(a), len(b)) > 0
    }
    marks, used = [Mark.OTHER] * len(key), set[int]()
    for (k, m), dice in sorted(alike.items(), key=lambda each: (-each[1], each[0])):
        if marks[k] is Mark.OTHER and m not in used:
            marks[k] = Mark.RIGHT if dice >= FOUND else Mark.NEAR
            used.add(m)
    credit = marks.count(Mark.RIGHT) + marks.count(Mark.NEAR) / 2
    return RangeMatch(
        tuple(marks),
        tuple(each for m, each in enumerate(given) if m not in used),
        credit / len(given) if given else 0.0,
        credit / len(key) if key else 0.0,
    )


def _words_in(place: Range, words: Sequence[Range]) -> set[int]:
    """Which words lie in a range with more than half of their letters."""
    start, end = place
    return {n for n, (first, last) in enumerate(words) if 2 * (min(end, last) - max(start, first)) > last - first}


@dataclass(frozen=True)
class VoiceMatch:
    """Who says it, the words that hedge it and how firmly it is put, each compared."""

    voice: Mark
    hedge: Mark
    firmness: Mark

    @property
    def marks(self) -> tuple[Mark, Mark, Mark]:
        return self.voice, self.hedge, self.firmness

    @property
    def whole(self) -> Mark:
        """Right where all three are, other where none comes near."""
        if set(self.marks) == {Mark.RIGHT}:
            return Mark.RIGHT
        return Mark.OTHER if set(self.marks) == {Mark.OTHER} else Mark.NEAR


def compare_voice(key: Mapping[str, str], given: Mapping[str, str]) -> VoiceMatch:
    """A voice against a key's."""
    return VoiceMatch(
        compare_words(key["voice"], given["voice"]),
        compare_words(key["hedge"], given["hedge"]),
        Mark.RIGHT if key["firmness"] == given["firmness"] else Mark.OTHER,
    )


def compare_words(key: str, given: str) -> Mark:
    """Names or hedges, whatever their case, order, punctuation and articles.

    A key may have several with a bar between: the best of them counts. Near is where they share a word.
    """
    said = _folded(given)
    best = Mark.OTHER
    for each in key.split("|"):
        wanted = _folded(each)
        if wanted == said:
            return Mark.RIGHT
        if wanted & said:
            best = Mark.NEAR
    return best


def _folded(words: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKC", words).casefold()
    return frozenset(_WORD.findall(plain)) - _ARTICLES


def compare_grades(key: str, given: str) -> Mark:
    """Grades from A to E; one step apart is near. F says that nobody knows, and is near to none."""
    if key == given:
        return Mark.RIGHT
    return Mark.NEAR if "F" not in (key, given) and abs(ord(key) - ord(given)) == 1 else Mark.OTHER


@dataclass(frozen=True)
class OriginMatch:
    """Which items go back to one origin, compared: a mark for each item, and counts of pairs."""

    marks: tuple[Mark, ...]
    #: How many pairs the key has together, how many of these are found, and how many others were put together.
    pairs: int
    found: int
    beside: int

    @property
    def agreement(self) -> float:
        if not self.pairs + self.beside:
            return 1.0
        precision = self.found / (self.found + self.beside) if self.found + self.beside else 0.0
        return harmonic(precision, self.found / self.pairs if self.pairs else 0.0)


def compare_origins(key: Sequence[str], given: Sequence[str]) -> OriginMatch:
    """A grouping against a key's, pair by pair: P, R and F of the pairs that are together (the pairs of Rand,
    Objective criteria for the evaluation of clustering methods, JASA 66, 1971; those apart in both, which are most of
    them and make any answer look right, are left out)."""
    wanted, put = together(key), together(given)
    marks = []
    for item in range(len(key)):
        with_key, with_given = ({each for each in pairs if item in each} for pairs in (wanted, put))
        near = bool(with_key & with_given)
        marks.append(Mark.RIGHT if with_key == with_given else Mark.NEAR if near else Mark.OTHER)
    return OriginMatch(tuple(marks), len(wanted), len(wanted & put), len(put - wanted))


def together(labels: Sequence[str]) -> set[tuple[int, int]]:
    """The pairs that have one label."""
    return {(a, b) for a, b in combinations(range(len(labels)), 2) if labels[a] == labels[b] != ALONE}


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Agreement beyond chance: (p_o - p_e) / (1 - p_e), where p_e is how often two who answer as often each way would
    agree by chance (Cohen, A coefficient of agreement for nominal scales, 1960). None where chance explains it all."""
    if not pairs:
        return None
    size = len(pairs)
    observed = sum(one == other for one, other in pairs) / size
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(first[each] * second[each] for each in first) / size**2
    return (observed - chance) / (1 - chance) if chance < 1 else None
