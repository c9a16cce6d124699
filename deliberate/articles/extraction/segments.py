"""Sentences with exact offsets. A quotation is never cut: its sentences stay together."""

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from syntok import segmenter

from deliberate.articles.documents import Block
from deliberate.articles.extraction.tokens import DASHES, Quotation, Token, quotations, tokenize

LONGEST = 300
"""No sentence has more words, whatever its marks: the work per sentence grows with its square."""


ABBREVIATED = frozenset(
    "mr. mrs. ms. messrs. dr. sen. sens. rep. reps. gov. govs. gen. prof. profs. st. lt. col. capt. sgt. vs.".split()
)
"""No sentence ends with one of these: a name follows."""

OPENINGS = frozenset("the this that these those some many most no nobody none he she it we they but and".split())
"""Words that, capitalised after a full stop, begin a sentence."""

DATELINE = 10
"""A dateline ("LUNN, Northland (AP) —") has fewer words and marks than this."""


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
        starts = [start for start in starts if start == 0 or not goes_on(tokens[start - 1])]
        starts = [start for start in starts if start == 0 or not tells_who_asked(tokens[start - 1], tokens[start])]
        starts = sorted({*starts, *overlooked(tokens)})
        for first, last in bounded(whole_quotations(tokens, quotations(tokens), starts), starts):
            own = tuple(tokens[first + dateline(tokens[first : last + 1]) : last + 1])
            yield Sentence(own[0].start, own[-1].end, number, own, tuple(quotations(own)))


def goes_on(token: Token) -> bool:
    """Whether a name goes on after a title or an initial, so that no sentence ends there."""
    return token.norm in ABBREVIATED or token.kind == "initial"


def tells_who_asked(before: Token, token: Token) -> bool:
    """Whether a sentence goes on after a quoted question: “Who pays?” she said."""
    return before.kind == "double" and token.is_word and token.text[0].islower()


def overlooked(tokens: Sequence[Token]) -> Iterator[int]:
    """Sentence starts after what looks like an abbreviation: "George V. Some were ...", for no name begins so."""
    for index in range(2, len(tokens)):
        before = tokens[index - 1]
        shortened = before.kind in {"abbreviation", "initial"} and before.norm not in ABBREVIATED
        ends = before.text == "." or shortened
        if ends and tokens[index].is_capital and tokens[index].norm in OPENINGS and before.end < tokens[index].start:
            yield index


def dateline(tokens: Sequence[Token]) -> int:
    """How many tokens at a sentence's start only tell where it was filed: a place in capitals, and a dash."""
    head = tokens[:DATELINE]
    dash = next((index for index, token in enumerate(head) if token.text in {"—", "–", "--"}), 0)
    filed = dash and len(head[0].text) > 2 and head[0].text.isupper()
    agency = filed and head[dash - 1].text == ")"
    if not filed or not all(token.is_capital or token.text in {",", ".", "(", ")", "/"} for token in head[:dash]):
        return 0
    aside = any(token.text in DASHES for token in tokens[dash + 1 :])
    return dash + 1 if dash + 1 < len(tokens) and (agency or not aside) else 0


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
