"""Signs that several sources go back to one, found in what is quoted of them. Pure: no database, and no order matters.

Each sign is a suggestion with its reason. None of them counts before somebody who may has looked at both quotes.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from deliberate.evidence.credits import Credits, load
from deliberate.evidence.models import TieReason
from deliberate.evidence.sources import fold

#: So many words in a row in two quotes are hardly chance.
RUN = 9
#: A sign of a script that writes without spaces says about half a word.
SIGN = 0.5
#: Runs that more quotes than this have in common are a phrase of the matter, not a copy.
COMMON = 40
#: So many of the words after "according to" may belong to the name.
REACH = 8
#: Names shorter than this are found in too much.
SHORTEST_NAME = 3
#: So many of the shared words are kept to show.
SHOWN = 60
#: Of what credits one agency, so many are compared with each other.
SAME_AGENCY = 12

_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+(?:['’][^\W_]+)*")
#: Which of several signs between two sources is told.
_STRENGTH = {TieReason.WORDS: 0, TieReason.CHAIN: 1, TieReason.AGENCY: 2}


@dataclass(frozen=True)
class Quoted:
    """One item, as far as it can tell where it is from."""

    item: int
    source: int
    quote: str
    warrant: str = ""
    citation: str = ""
    #: What its source's publisher, author and speaker are called.
    names: tuple[str, ...] = ()
    #: What it bears on and which way, for putting the nearest first.
    bears: frozenset[tuple[int, str]] = frozenset()


@dataclass(frozen=True)
class Tie:
    """Two items whose sources may share an origin: the one of the smaller source first. ``words`` show why."""

    first: Quoted
    second: Quoted
    reason: TieReason
    words: str

    @property
    def pair(self) -> tuple[int, int]:
        return self.first.source, self.second.source

    @property
    def together(self) -> bool:
        """Whether both speak on the same side of the same thing."""
        return bool(self.first.bears & self.second.bears)


def ties(items: Sequence[Quoted], about: int | None = None) -> list[Tie]:
    """One tie at most for each pair of sources, the firmest; those on one side of one claim first.

    ``about``: only those of this item. The cost grows with the words, but for runs and agencies that many share, which
    are bounded.
    """
    ordered = sorted(items, key=lambda each: each.item)
    lists = load()
    found: dict[tuple[int, int], Tie] = {}
    for tie in (*_by_words(ordered, about), *_by_chain(ordered, about, lists), *_by_agency(ordered, about, lists)):
        known = found.get(tie.pair)
        if known is None or _rank(tie) < _rank(known):
            found[tie.pair] = tie
    return sorted(found.values(), key=lambda tie: (not tie.together, _STRENGTH[tie.reason], tie.pair))


def _rank(tie: Tie) -> tuple[int, bool, int, int, int]:
    return _STRENGTH[tie.reason], not tie.together, -len(tie.words), tie.first.item, tie.second.item


def _tie(one: Quoted, other: Quoted, reason: TieReason, words: str) -> Tie:
    first, second = sorted((one, other), key=lambda each: each.source)
    return Tie(first, second, reason, words)


def _by_words(items: Sequence[Quoted], about: int | None) -> Iterator[Tie]:
    """Quotes with a run of words in common."""
    texts = {each.item: _tokens(each.quote) for each in items}
    wanted = None if about is None else {run for _, run in _runs(texts.get(about, ()))}
    places: dict[tuple[str, ...], list[tuple[Quoted, int]]] = defaultdict(list)
    for each in items:
        for at, run in _runs(texts[each.item]):
            if wanted is None or run in wanted:
                places[run].append((each, at))
    longest: dict[tuple[int, int], tuple[int, Tie]] = {}
    for here in places.values():
        if not 1 < len(here) <= COMMON:
            continue
        for (one, at), (other, there) in combinations(here, 2):
            if one.source == other.source or about not in {None, one.item, other.item}:
                continue
            length = _common(texts[one.item], at, texts[other.item], there)
            key = (one.item, other.item)
            if length and (key not in longest or longest[key][0] < length):
                words = _shown(texts[one.item][at : at + length])
                longest[key] = length, _tie(one, other, TieReason.WORDS, words)
    yield from (tie for _, tie in longest.values())


def _runs(words: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    return ((at, tuple(words[at : at + RUN])) for at in range(len(words) - RUN + 1))


def _common(one: Sequence[str], at: int, other: Sequence[str], there: int) -> int:
    """How long the run that begins in both places is; 0 where it began before, or says too little."""
    if at and there and one[at - 1] == other[there - 1]:
        return 0
    length = 0
    while at + length < len(one) and there + length < len(other) and one[at + length] == other[there + length]:
        length += 1
    weight = sum(SIGN if _is_sign(word) else 1 for word in one[at : at + length])
    return length if weight >= RUN else 0


def _is_sign(word: str) -> bool:
    return len(word) == 1 and word >= "\u3040"


def _shown(run: Sequence[str]) -> str:
    words = run[:SHOWN]
    text = "".join(f"{word}" if _is_sign(word) else f" {word}" for word in words).strip()
    return f"{text} …" if len(run) > SHOWN else text


def _by_chain(items: Sequence[Quoted], about: int | None, lists: Credits) -> Iterator[Tie]:
    """One says it has it from somebody who is the publisher, author or speaker of another."""
    owners: dict[tuple[str, ...], list[Quoted]] = defaultdict(list)
    for each in items:
        for name in each.names:
            words = _tokens(name)
            if len("".join(words)) >= SHORTEST_NAME:
                owners[words].append(each)
    for each in items:
        own = {_tokens(name) for name in each.names}
        for called in _named(each, lists, owners.keys() - own):
            for owner in owners[called]:
                if owner.source != each.source and about in {None, each.item, owner.item}:
                    yield _tie(each, owner, TieReason.CHAIN, " ".join(called))


def _named(item: Quoted, lists: Credits, names: set[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The names among these that follow a lead in its quote or warrant."""
    longest = max(map(len, names), default=0)
    for text in (_folded(item.quote), _folded(item.warrant)):
        for lead in lists.leads.finditer(text):
            words = tuple(_TOKEN.findall(text[lead.end() : lead.end() + 200])[:REACH])
            for start in range(min(3, len(words))):
                for end in range(start + 1, min(len(words), start + longest) + 1):
                    if (name := words[start:end]) in names:
                        yield name


def _by_agency(items: Sequence[Quoted], about: int | None, lists: Credits) -> Iterator[Tie]:
    """Items that credit the same agency and speak of the same thing."""
    crediting: dict[tuple[str, tuple[int, str]], list[Quoted]] = defaultdict(list)
    for each in items:
        text = f"{_folded(each.quote)}\n{_folded(each.citation)}"
        words = {*_tokens(each.quote), *_tokens(each.citation)}
        for agency, known in lists.agencies.items():
            if known.words & words and known.credited.search(text):
                for target in each.bears:
                    crediting[agency, target].append(each)
    for (agency, _), same in crediting.items():
        chosen = [each for each in same if each.item == about] + [each for each in same if each.item != about]
        for one, other in combinations(chosen[:SAME_AGENCY], 2):
            if one.source != other.source and about in {None, one.item, other.item}:
                yield _tie(one, other, TieReason.AGENCY, agency)


# An item is compared with each that is posted after it, so its words are not taken apart each time.
@lru_cache(maxsize=2048)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(_folded(text)))


@lru_cache(maxsize=2048)
def _folded(text: str) -> str:
    return fold(text)
