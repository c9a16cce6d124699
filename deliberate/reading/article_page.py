"""An article beside its claims, read in a number of queries that no count of claims or items raises.

All claims are read in a few figures each, and the text is cut into pages by them; whole are only the cards of a page.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from deliberate.articles.access import is_excerpt
from deliberate.articles.models import Article, ArticleVersion
from deliberate.articles.services import current_version
from deliberate.common_ground.queries import standing_in
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.site import names_of
from deliberate.evidence.models import Remark
from deliberate.evidence.queries import remarks_on
from deliberate.moderation.concluding import present_finding
from deliberate.moderation.conduct import Finding
from deliberate.propositions.models import Anchor, AnchorRole, Proposition
from deliberate.propositions.queries import propositions_by_id, with_parts
from deliberate.reading.article_rows import Place, Range, TextRow, page_at, pages_of, rows_of
from deliberate.reading.cards import Card, cards_of, details_among, details_of
from deliberate.reading.claim_lines import ClaimLine, Said, by_id, lines_of, merged_in, number_of, said_in, sourced_in
from deliberate.reading.narrowing import Narrowing
from deliberate.reading.overview import Part, parts_of


@dataclass(frozen=True)
class View:
    """What somebody asked to see of an article."""

    narrowing: Narrowing = field(default_factory=Narrowing)
    #: Where the page starts; None where it is the first, or has what somebody was led to.
    start: Place | None = None
    #: A claim somebody was led to, and a range of the present text.
    claim: uuid.UUID | None = None
    words: Range | None = None
    #: Everything on one page, for print.
    whole: bool = False


@dataclass(frozen=True)
class ShownRow:
    """A row with its cards, and those of its claims that were not asked for."""

    text: TextRow
    cards: Sequence[Card]
    folded: Sequence[ClaimLine]


@dataclass(frozen=True)
class ArticlePage:
    """Everything the page shows."""

    article: Article
    version: ArticleVersion
    rows: Sequence[ShownRow]
    main: Card | None
    #: Whether this reader gets only the passages that claims point at.
    excerpt: bool
    remarks: Sequence[Remark] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    #: What named people conclude from it, where it is closed and they did.
    finding: Finding | None = None
    #: How many claims and sentences both sides accept.
    accepted: int = 0
    #: How many claims there are, and how many of them were asked for.
    claims: int = 1
    matching: int = 1
    said: Said | None = None
    overview: Sequence[Part] = ()
    #: The number of the claim that somebody was led to.
    chosen: int | None = None
    #: Where the pages before and after this one start.
    before: Place | None = None
    after: Place | None = None
    #: Of claims whose cards are on other pages, where these start.
    elsewhere: Mapping[int, Place] = field(default_factory=dict)

    @property
    def cards(self) -> list[Card]:
        """Those of this page, in the order of the rows."""
        return [card for row in self.rows for card in row.cards]


def article_page(actor: Actor, article: Article, view: View | None = None) -> ArticlePage:
    """The part of an article that a view asks for, its cards in the order of the text, for this actor."""
    view = view or View()
    version = current_version(article)
    lines = lines_of(actor, article)
    merged = merged_in(article)
    said = said_in(article, lines, merged)
    sourced = sourced_in(article) if "unsourced" in view.narrowing.marks else frozenset()
    matching = view.narrowing.matching(lines, said, sourced)
    chosen = next((line.number for line in lines if line.public_id == view.claim), None)
    whole = matching | {chosen} if chosen else matching
    ranges = _ranges(version, lines, merged)
    excerpt = is_excerpt(actor, article)
    rows = rows_of(version, ranges, excerpt=excerpt, chosen=view.words)
    pages = [rows] if view.whole else pages_of(rows, whole)
    at = _asked_for(pages, view, chosen)
    cards = _cards_on(actor, pages[at], lines, whole)
    remarks = remarks_on(actor, article, [None])[None]
    finding = present_finding(article)
    signers = {each.actor_id for each in finding.signatures} if finding else set()
    return ArticlePage(
        article=article,
        version=version,
        rows=[_shown(row, cards, lines) for row in pages[at]],
        main=next((card for card in cards.values() if card.proposition.main_of_id == article.id), None),
        excerpt=excerpt,
        remarks=remarks,
        names=names_of({remark.author_id for remark in remarks} | signers),
        finding=finding,
        accepted=standing_in(article),
        claims=len(lines),
        matching=len(matching),
        said=said,
        overview=parts_of(len(version.text), lines, ranges),
        chosen=chosen,
        before=pages[at - 1][0].place if at else None,
        after=pages[at + 1][0].place if at + 1 < len(pages) else None,
        elsewhere={
            number: page[0].place
            for other, page in enumerate(pages)
            if other != at
            for row in page
            for number in row.claims
        },
    )


def opening(actor: Actor, main: Proposition) -> ArticlePage:
    """A claim's words with its card and no other, numbered as it is among all of its article."""
    with_parts(main)
    article, number = main.article, number_of(actor, main)
    version, excerpt = current_version(article), is_excerpt(actor, article)
    card = cards_of(actor, {number: main}, {main.id: details_of(actor, main)})[0]
    own = [
        (anchor.start, anchor.end)
        for claim in (main, *card.merged)
        for anchor in claim.anchors
        if anchor.version_id == version.id and anchor.role is AnchorRole.STATEMENT
    ]
    rows = rows_of(version, {number: own}, excerpt=excerpt)
    beside = [ShownRow(row, [card], ()) for row in rows if number in row.claims]
    return ArticlePage(article, version, beside, card, excerpt)


def _ranges(version: ArticleVersion, lines: Sequence[ClaimLine], merged: Mapping[int, int]) -> dict[int, list[Range]]:
    """The words of each claim in a version, with those of the claims merged into it, by its number. One query."""
    numbers = {line.id: line.number for line in lines}
    ranges: dict[int, list[Range]] = {line.number: [] for line in lines}
    found = select(Anchor.proposition_id, Anchor.start, Anchor.end).where(
        Anchor.version_id == version.id, Anchor.role == AnchorRole.STATEMENT
    )
    for claim, start, end in session.execute(found):
        number = numbers.get(merged.get(claim, claim))
        if number is not None:
            ranges[number].append((start, end))
    return ranges


def _asked_for(pages: Sequence[Sequence[TextRow]], view: View, chosen: int | None) -> int:
    """The page with what somebody was led to, or the one that starts where they said."""
    if view.start is not None:
        return page_at(pages, view.start)
    if view.words is not None:
        return page_at(pages, Place(view.words[0]))
    return next((at for at, page in enumerate(pages) for row in page if chosen in row.claims), 0)


def _cards_on(
    actor: Actor, rows: Iterable[TextRow], lines: Sequence[ClaimLine], whole: frozenset[int]
) -> dict[int, Card]:
    numbers = sorted(number for row in rows for number in row.claims if number in whole)
    ids = {lines[number - 1].id: number for number in numbers}
    found = {ids[each.id]: each for each in propositions_by_id(ids)}
    cards = cards_of(actor, found, details_among(by_id(lines), ids))
    return {card.number: card for card in cards}


def _shown(row: TextRow, cards: Mapping[int, Card], lines: Sequence[ClaimLine]) -> ShownRow:
    return ShownRow(
        row,
        [cards[number] for number in row.claims if number in cards],
        [lines[number - 1] for number in row.claims if number not in cards],
    )
