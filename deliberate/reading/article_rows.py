"""The article's words in rows, one a block, each with the cards of the claims that begin in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from deliberate.propositions.marking import Segment, mark_blocks
from deliberate.propositions.models import AnchorRole
from deliberate.reading.article_page import ArticlePage, Card

#: The kind of a row that stands for blocks which are not shown, however many follow one another.
LEFT_OUT = "left out"


@dataclass(frozen=True)
class TextRow:
    """One block of the text; on a phone its cards stand under it. Segments name claims by their card's number."""

    kind: str
    segments: Sequence[Segment[int]]
    cards: Sequence[Card]


def rows_of(page: ArticlePage) -> list[TextRow]:
    """Every block in order, or of an excerpt those that claims point at.

    Cards whose words are not in this version come last, in a row without words.
    """
    cards = {card.number: card for card in page.cards}
    spans = [
        (
            card.number,
            [
                (anchor.start, anchor.end)
                for claim in (card.proposition, *card.merged)
                for anchor in claim.anchors
                if anchor.version_id == page.version.id and anchor.role is AnchorRole.STATEMENT
            ],
        )
        for card in page.cards
    ]
    rows: list[TextRow] = []
    for block in mark_blocks(page.version.text, page.version.blocks, spans):
        if page.excerpt and not any(segment.claims for segment in block.segments):
            if not rows or rows[-1].kind != LEFT_OUT:
                rows.append(TextRow(LEFT_OUT, (), ()))
            continue
        begun = sorted(number for segment in block.segments for number in segment.opens)
        rows.append(TextRow(block.kind, block.segments, [cards.pop(number) for number in begun]))
    if cards:
        rows.append(TextRow("unanchored", (), list(cards.values())))
    return rows
