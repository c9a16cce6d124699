"""One version of an article's text with the claims that stand on its words, as it was."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from deliberate.articles.access import is_excerpt
from deliberate.articles.models import Article, ArticleVersion
from deliberate.articles.versions import get_version
from deliberate.core.actors import Actor
from deliberate.core.contributions import PUBLIC
from deliberate.core.db import session
from deliberate.propositions.marking import Segment, mark_blocks
from deliberate.propositions.models import Anchor, AnchorRole, Proposition
from deliberate.reading.article_rows import LEFT_OUT


@dataclass(frozen=True)
class VersionRow:
    """One block of the text, and the claims that begin in it with their numbers on this page."""

    kind: str
    segments: Sequence[Segment[int]]
    claims: Sequence[tuple[int, Proposition]]


@dataclass(frozen=True)
class VersionPage:
    """Everything the page shows."""

    article: Article
    version: ArticleVersion
    rows: Sequence[VersionRow]


def version_page(actor: Actor, article: Article, number: int) -> VersionPage:
    """A version of the article's text; of an excerpt, the blocks that claims point at. Raises NotFound."""
    version = get_version(article, number)
    found = session.execute(
        select(Proposition, Anchor)
        .join(Anchor, Anchor.proposition_id == Proposition.id)
        .where(
            Anchor.version_id == version.id,
            Anchor.role == AnchorRole.STATEMENT,
            Proposition.article_id == article.id,
            Proposition.status.in_(PUBLIC),
        )
        .order_by(Anchor.start, Proposition.id, Anchor.ordinal)
    ).all()
    numbers = {key: number for number, key in enumerate(dict.fromkeys(claim.id for claim, _ in found), 1)}
    claims = {numbers[claim.id]: claim for claim, _ in found}
    spans = [(numbers[claim.id], [(anchor.start, anchor.end)]) for claim, anchor in found]
    rows: list[VersionRow] = []
    for block in mark_blocks(version.text, version.blocks, spans):
        if is_excerpt(actor, article) and not any(segment.claims for segment in block.segments):
            if not rows or rows[-1].kind != LEFT_OUT:
                rows.append(VersionRow(LEFT_OUT, (), ()))
            continue
        begun = sorted(each for segment in block.segments for each in segment.opens)
        rows.append(VersionRow(block.kind, block.segments, [(each, claims[each]) for each in begun]))
    return VersionPage(article, version, rows)
