"""Watched words: entries, how a text is compared with them, and the lists of the site and of articles.

An entry is a word or a phrase. A * stands for any run of letters within one word. There are no patterns beyond that:
each word of a text is compared in time that grows with its length, whatever an entry holds.
"""

import enum
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from deliberate.core.errors import Invalid
from deliberate.core.wording import say
from deliberate.evidence.sources import fold

LONGEST_ENTRY = 100
MOST_ENTRIES = 200
MOST_WORDS = 8

#: Marks that are put over, under and through letters to hide a word. Those that make another letter, as in ü, do so.
_OVERLAID = re.compile("[\u0300-\u036f\u0488\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_WORD = re.compile(r"\w+")
_ENTRY_WORD = re.compile(r"[\w*]+")


class Effect(enum.StrEnum):
    """What becomes of a post that holds a watched word. The strictest comes first."""

    BLOCK = "block"
    HOLD = "hold"
    FLAG = "flag"


@dataclass(frozen=True)
class Entry:
    """One watched word or phrase, as it was written, and what it does."""

    written: str
    effect: Effect

    @property
    def words(self) -> Sequence[str]:
        """Its words, folded as texts are."""
        return _ENTRY_WORD.findall(folded(self.written))


@dataclass(frozen=True)
class Hit:
    """A watched entry that a text holds, and the words of the text that it met."""

    entry: Entry
    met: str


def folded(text: str) -> str:
    """Text as it is compared: case, width, marks laid over letters and characters nobody sees make no difference."""
    plain = "".join(each for each in fold(text) if unicodedata.category(each) != "Cf")
    return _OVERLAID.sub("", plain)


def read_entries(block: str = "", hold: str = "", flag: str = "") -> list[Entry]:
    """Entries as typed, one in each line. Raises Invalid, with the field, on one that cannot be."""
    found: list[Entry] = []
    for effect, typed in ((Effect.BLOCK, block), (Effect.HOLD, hold), (Effect.FLAG, flag)):
        lines = dict.fromkeys(" ".join(line.split()) for line in typed.splitlines())
        found += [_checked(Entry(line, effect)) for line in lines if line]
    if len(found) > MOST_ENTRIES:
        raise Invalid(
            say("A list holds at most %(most)s entries, and these are %(count)s.", most=MOST_ENTRIES, count=len(found)),
            "block",
        )
    return found


def _checked(entry: Entry) -> Entry:
    field = entry.effect.value
    if len(entry.written) > LONGEST_ENTRY:
        raise Invalid(
            say("“%(entry)s…” is too long: at most %(most)s characters.", entry=entry.written[:40], most=LONGEST_ENTRY),
            field,
        )
    words = entry.words
    if not words or len(words) > MOST_WORDS:
        raise Invalid(
            say("“%(entry)s” has to be of one to %(most)s words.", entry=entry.written, most=MOST_WORDS), field
        )
    if any(len(word.replace("*", "")) < 2 and "*" in word for word in words):
        raise Invalid(
            say("“%(entry)s” would meet nearly everything: beside a *, a word needs two letters.", entry=entry.written),
            field,
        )
    return entry


class Matcher:
    """Finds the entries that a text holds."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._plain: dict[str, list[tuple[Entry, Sequence[str]]]] = {}
        #: Entries whose first word has a star, by the letter it begins with; "*" where that may be any.
        self._starred: dict[str, list[tuple[Entry, Sequence[str]]]] = {}
        for entry in entries:
            words = entry.words
            if "*" in words[0]:
                self._starred.setdefault(words[0][0], []).append((entry, words))
            else:
                self._plain.setdefault(words[0], []).append((entry, words))

    def hits(self, text: str) -> list[Hit]:
        """Each entry once, with the first words it meets, in the order of the text."""
        words = _WORD.findall(folded(text))
        found: dict[Entry, Hit] = {}
        tried: dict[str, list[tuple[Entry, Sequence[str]]]] = {}
        for at, word in enumerate(words):
            if word not in tried:
                possible = (*self._starred.get(word[0], ()), *self._starred.get("*", ()))
                starred = [each for each in possible if meets(each[1][0], word)]
                tried[word] = [*self._plain.get(word, ()), *starred]
            for entry, wanted in tried[word]:
                span = words[at : at + len(wanted)]
                if entry not in found and len(span) == len(wanted) and all(map(meets, wanted, span)):
                    found[entry] = Hit(entry, " ".join(span))
        return list(found.values())


def meets(pattern: str, word: str) -> bool:
    """Whether a word is what the pattern says, * standing for any run of letters; no step is taken back."""
    parts = pattern.split("*")
    if len(parts) == 1:
        return pattern == word
    first, *middle, last = parts
    if len(word) < len(first) + len(last) or not word.startswith(first) or not word.endswith(last):
        return False
    at, end = len(first), len(word) - len(last)
    for part in middle:
        at = word.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True


def strictest(hits: Sequence[Hit]) -> Effect | None:
    """What becomes of the text."""
    return next((effect for effect in Effect if any(hit.entry.effect is effect for hit in hits)), None)


def lines_of(entries: Iterable[Entry], effect: Effect) -> str:
    """The entries with that effect as a form shows them."""
    return "\n".join(entry.written for entry in entries if entry.effect is effect)


def as_stored(entries: Iterable[Entry]) -> list[list[str]]:
    return [[entry.written, entry.effect.value] for entry in entries]


def from_stored(rows: Iterable[Sequence[str]]) -> Iterator[Entry]:
    return (Entry(written, Effect(effect)) for written, effect in rows)
