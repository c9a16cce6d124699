"""A plain text as a version of an article, and an article's text made of claims where a file has none."""

import hashlib
from collections.abc import Iterable

from deliberate.articles.documents import paragraphs
from deliberate.exchange.graph import Version


def version_of(text: str, number: int = 1) -> Version:
    """The version that a text makes, in paragraphs."""
    blocks = tuple((block.kind, block.start, block.end) for block in paragraphs(text))
    return Version(number, text, hashlib.sha256(text.encode()).hexdigest(), blocks)


def text_of_claims(claims: Iterable[str]) -> tuple[str, list[tuple[int, int]]]:
    """One paragraph for each claim, and where each stands."""
    pieces, places, reached = [], [], 0
    for words in claims:
        line = " ".join(words.split())
        pieces.append(line)
        places.append((reached, reached + len(line)))
        reached += len(line) + 2
    return "\n\n".join(pieces), places
