"""Every item of a list is a claim, and nothing else is."""

from collections.abc import Sequence

from deliberate.articles.documents import Block
from deliberate.articles.extraction import Suggestion


def every_item(text: str, blocks: Sequence[Block], language: str = "en", /) -> list[Suggestion]:
    """The items of a text's lists, in their order."""
    items = [block for block in blocks if block.kind == "item"]
    return [
        Suggestion(
            text=text[item.start : item.end],
            ranges=((item.start, item.end),),
            kind="fact",
            modality="asserted",
            hedges=(),
            voice=None,
            rank=rank,
            explanation=("It is an item of a list.",),
        )
        for rank, item in enumerate(items, start=1)
    ]
