"""Sentences with exact offsets. A quotation is never cut: its sentences stay together."""

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from syntok import segmenter

from deliberate.articles.documents import Block
from deliberate.articles.extraction.tokens import Quotation, Token, quotations, tokenize

LONGEST = 300
"""No sentence has more words, whatever its marks: the work per sentence grows with its square."""


@dataclass(frozen=True)
class Sentence:
    """A sentence and its words: `text[start:end]`. Quotations are given by token index within the sentence."""

    start: int
    end: int
    block: int
    tokens: tuple[Token, ...]
    quotations: tuple[Quotation, ...]


def sentences(text: str, blocks: Sequence[Block]) -> Iterator[Sentence]:
    """The sentences of each block, in order."""
    for number, block in enumerate(blocks):
        tokens = tokenize(text, block.start, block.end)
        if not tokens:
            continue
        starts = [bisect.bisect_left(tokens, cut, key=lambda token: token.start) for cut in cuts(text, block)]
        for first, last in bounded(whole_quotations(tokens, quotations(tokens), starts), starts):
            own = tuple(tokens[first : last + 1])
            yield Sentence(own[0].start, own[-1].end, number, own, tuple(quotations(own)))


def cuts(text: str, block: Block) -> list[int]:
    """Where the sentences of a block begin, as offsets into the text."""
    return [
        block.start + sentence[0].offset
        for paragraph in segmenter.analyze(text[block.start : block.end])
        for sentence in paragraph
        if sentence
    ]


def whole_quotations(
    tokens: Sequence[Token], quoted: Sequence[Quotation], starts: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Token spans (first, last) between the starts, leaving out every start that falls inside a quotation."""
    inside = bytearray(len(tokens) + 1)
    for quotation in quoted:
        for index in range(quotation.first + 1, quotation.last + 1):
            inside[index] = 1
    first = 0
    for start in starts[1:]:
        if first < start < len(tokens) and not inside[start]:
            yield first, start - 1
            first = start
    yield first, len(tokens) - 1


def bounded(spans: Iterable[tuple[int, int]], starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The spans, those of more than LONGEST words cut: where a sentence begins if one does, else there."""
    for first, last in spans:
        start = first
        while last - start >= LONGEST:
            place = bisect.bisect_right(starts, start + LONGEST) - 1
            cut = starts[place] if starts[place] > start else start + LONGEST
            yield start, cut - 1
            start = cut
        yield start, last
