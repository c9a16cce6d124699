"""What an embed shows: of an article the claims with the most evidence, of a claim its balance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from deliberate.articles.models import Article, Audience
from deliberate.core.actors import VISITOR, Actor
from deliberate.core.db import session
from deliberate.core.policy import post_first
from deliberate.evidence.models import Bearing
from deliberate.propositions.models import Proposition
from deliberate.reading.cards import Card, cards_of
from deliberate.reading.claim_lines import ClaimLine, lines_of, number_of
from deliberate.reading.kinds import kinds_posted
from deliberate.reading.words import balance_words
from deliberate.weighting.models import Score

#: How many claims a view of an embed has: their rows have one height, so that what surrounds it never moves.
CLAIMS = 3


@dataclass(frozen=True)
class Row:
    """One claim of an article, in a few words."""

    claim: Proposition
    is_main: bool
    balance: Mapping[str, Any]


@dataclass(frozen=True)
class EmbeddedArticle:
    """A view of an article's claims, and how much there is in all."""

    article: Article
    rows: Sequence[Row]
    claims: int
    for_count: int
    against_count: int
    page: int
    pages: int

    @property
    def first(self) -> int:
        """The place of its first row among all claims."""
        return (self.page - 1) * CLAIMS + 1


@dataclass(frozen=True)
class EmbeddedClaim:
    """One claim with who says it, its balance and the heaviest item of each side."""

    article: Article
    claim: Proposition
    card: Card


def embedded_article(actor: Actor, article: Article, page: int = 1) -> EmbeddedArticle:
    """A view of an article that whoever asks may read: the main claim, then those with the most evidence."""
    reader = _as_seen_by(actor, article)
    lines = sorted(lines_of(reader, article), key=_most_first)
    pages = max(1, -(-len(lines) // CLAIMS))
    page = min(page, pages)
    rows = _rows(lines[(page - 1) * CLAIMS : page * CLAIMS], kept=post_first(reader, article))
    counts = (sum(each.for_count for each in lines), sum(each.against_count for each in lines))
    return EmbeddedArticle(article, rows, len(lines), *counts, page, pages)


def embedded_claim(actor: Actor, claim: Proposition) -> EmbeddedClaim:
    """One claim that whoever asks may read, with its parts loaded."""
    reader = _as_seen_by(actor, claim.article)
    return EmbeddedClaim(claim.article, claim, cards_of(reader, {number_of(reader, claim): claim}, {})[0])


def _as_seen_by(actor: Actor, article: Article) -> Actor:
    """An embed shows the same to everybody, but to whoever is to post before they see what others posted."""
    return actor if post_first(actor, article) else VISITOR


def is_open_to_all(article: Article, claim: Proposition | None = None) -> bool:
    """Whether anybody may come upon it, link or not: what cards of links and search engines are told of."""
    public = article.is_published and article.audience is Audience.PUBLIC
    return public and (claim is None or claim.is_visible)


def _most_first(line: ClaimLine) -> tuple[bool, int, int]:
    return (not line.is_main, -(line.for_count + line.against_count), line.number)


def _rows(lines: Sequence[ClaimLine], *, kept: bool) -> list[Row]:
    """Three queries, however many claims."""
    ids = [line.id for line in lines]
    claims = {each.id: each for each in session.scalars(select(Proposition).where(Proposition.id.in_(ids)))}
    scores = {each.proposition_id: each for each in session.scalars(select(Score).where(Score.proposition_id.in_(ids)))}
    kinds = kinds_posted(Bearing.target_id.in_(ids))
    return [
        Row(
            claims[line.id],
            line.is_main,
            balance_words(claims[line.id], scores.get(line.id), kinds.get(line.id), kept=kept),
        )
        for line in lines
    ]
