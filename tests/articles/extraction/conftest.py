"""Sentences to look at: what the rules see in a text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from deliberate.articles.documents import paragraphs
from deliberate.articles.extraction import Suggestion, Voice, extract
from deliberate.articles.extraction.lexicon import load
from deliberate.articles.extraction.phrasing import Phrasing
from deliberate.articles.extraction.segments import sentences
from deliberate.articles.extraction.suggestions import Ranges


@dataclass(frozen=True)
class Read:
    """A text with its suggestions, asked by words instead of offsets."""

    source: str
    suggestions: Sequence[Suggestion]

    def words(self, ranges: Ranges) -> str:
        return " | ".join(self.source[start:end] for start, end in ranges)

    def saying(self, words: str) -> Suggestion:
        """The only suggestion whose wording holds the words."""
        found = [each for each in self.suggestions if words in each.text]
        assert len(found) == 1, [each.text for each in self.suggestions]
        return found[0]

    def covering(self, words: str) -> list[Suggestion]:
        """The suggestions whose ranges touch the words."""
        start = self.source.index(words)
        end = start + len(words)
        return [each for each in self.suggestions if any(a < end and start < b for a, b in each.ranges)]

    def hedges(self, suggestion: Suggestion) -> list[str]:
        return [self.words(hedge) for hedge in suggestion.hedges]

    def voice(self, voice: Voice | None) -> tuple[str, str, str]:
        """Source, cue and content in words."""
        assert voice is not None
        return self.words(voice.source), self.words(voice.cue), self.words(voice.content)

    def holders(self, hedge: str) -> list[str]:
        """The wordings of the suggestions that carry a hedge."""
        return [each.text for each in self.suggestions if hedge in self.hedges(each)]

    def by(self, speaker: str) -> list[Suggestion]:
        """What a speaker says, in the order of the text."""
        found = [each for each in self.suggestions if each.voice and speaker in self.words(each.voice.source)]
        return sorted(found, key=lambda each: each.ranges)

    def ranked(self, rank: int) -> Suggestion:
        return self.suggestions[rank - 1]


def read(text: str) -> Read:
    return Read(text, extract(text, paragraphs(text)))


def phrasing_of(text: str) -> Phrasing:
    return Phrasing(next(iter(sentences(text, paragraphs(text)))), load("en"), frozenset())


@pytest.fixture
def reading() -> Callable[[str], Read]:
    return read


def check_shape(found: Read) -> None:
    """What holds of every text: dense ranks, hedges among their suggestion's words, wordings that are sentences."""
    assert [each.rank for each in found.suggestions] == list(range(1, len(found.suggestions) + 1))
    for each in found.suggestions:
        first = next(char for char in each.text if char.isalnum())
        assert first == first.upper()
        assert each.text.rstrip("”’\"'")[-1] in ".!?…"
        for start, end in (span for hedge in each.hedges for span in hedge):
            assert any(a <= start and end <= b for a, b in each.ranges), each.text


@pytest.fixture
def shaped() -> Callable[[Read], None]:
    return check_shape


def first_claims(found: Read, count: int) -> list[Suggestion]:
    """The best suggestions until so many different statements are among them, as publishing accepts them."""
    taken: set[str] = set()
    kept = []
    for each in found.suggestions:
        if each.text in taken or len(taken) < count:
            kept.append(each)
            taken.add(each.text)
    return kept


@pytest.fixture
def foremost() -> Callable[[Read, int], list[Suggestion]]:
    return first_claims


@pytest.fixture
def phrasing() -> Callable[[str], Phrasing]:
    return phrasing_of
