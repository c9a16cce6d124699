"""Sentences with exact offsets. A quotation is never cut: its sentences stay together."""

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from syntok import segmenter

from deliberate.articles.documents import Block
from deliberate.articles.extraction.tokens import Quotation, Token, quotations, tokenize


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
        for first, last in whole_quotations(tokens, quotations(tokens), cuts(text, block)):
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
    """Token spans (first, last) between the cuts, leaving out every cut that falls inside a quotation."""
    offsets = [token.start for token in tokens]
    inside = bytearray(len(tokens) + 1)
    for quotation in quoted:
        for index in range(quotation.first + 1, quotation.last + 1):
            inside[index] = 1
    first = 0
    for start in starts[1:]:
        index = bisect.bisect_left(offsets, start)
        if first < index < len(tokens) and not inside[index]:
            yield first, index - 1
            first = index
    yield first, len(tokens) - 1
