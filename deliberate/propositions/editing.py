"""The editor's page: beside each stretch of the text, the claims that begin in it and what was decided on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from deliberate.articles.models import Article, ArticleVersion
from deliberate.articles.services import current_version
from deliberate.core.actors import Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session
from deliberate.propositions.marking import MarkedBlock, Segment, mark_blocks
from deliberate.propositions.models import Act, AnchorRole, Proposition, Speaker
from deliberate.propositions.paging import (
    ALL,
    BEST_FIRST,
    FILTERS,
    Entry,
    Stretch,
    View,
    entries_of,
    landing,
    rows_of,
    start_of,
    stretch_of,
)
from deliberate.propositions.passages import waiting_count
from deliberate.propositions.publishing import missing
from deliberate.propositions.queries import merged_into_any, propositions_by_id
from deliberate.propositions.relating import relation_count
from deliberate.propositions.undoing import latest_act, merges_into
from deliberate.propositions.voicing import VoiceLine, sayings_of

Span = tuple[int, list[tuple[int, int]]]


@dataclass(frozen=True)
class EditorCard:
    """One suggestion or claim. ``number`` is its place in the article, whatever the filter."""

    number: int
    proposition: Proposition
    voices: Sequence[VoiceLine]
    #: suggested, accepted or rejected; or what a moderator has still to decide.
    state: str
    #: Its words in the article, the hedges marked; empty where nothing hedges it.
    hedged: tuple[Segment[str], ...]
    #: The wordings that were merged into it.
    merged: tuple[str, ...]
    #: The merges that made it stand for others, the newest first.
    merges: Sequence[Act]


@dataclass(frozen=True)
class EditorRow:
    """A stretch of the text and the cards of what begins in it."""

    index: int
    block: MarkedBlock[int]
    cards: tuple[EditorCard, ...]


@dataclass(frozen=True)
class EditorPage:
    """Everything the editor's screen shows, whatever form it carries."""

    article: Article
    version: ArticleVersion
    view: View
    counts: dict[str, int]
    rows: tuple[EditorRow, ...]
    #: How many of the claims that the filter shows come before this page.
    before: int
    #: Where the pages before and after this one start.
    previous: int | None
    following: int | None
    relations: int
    speakers: int
    missing: tuple[str, ...]
    #: Passages whose place in the newest text an editor has to confirm.
    waiting: int
    #: What this person did last, while they are offered to undo it.
    latest: Act | None

    @property
    def cards(self) -> list[EditorCard]:
        return [card for row in self.rows for card in row.cards]


def editor_page(actor: Actor, article: Article, view: View | None = None) -> EditorPage:
    """One page of the claims, in a number of queries that grows with nothing."""
    view = view or View()
    version = current_version(article)
    entries = entries_of(article)
    stretch = stretch_of(rows_of(version.text, version.blocks), entries, view)
    return EditorPage(
        article=article,
        version=version,
        view=view,
        counts={
            ALL: len(entries),
            **{name: sum(entry.status in states for entry in entries) for name, states in FILTERS.items()},
        },
        rows=_rows(version, stretch, view),
        before=stretch.before,
        previous=stretch.previous,
        following=stretch.following,
        relations=relation_count(article),
        speakers=session.scalar(select(func.count(Speaker.id)).where(Speaker.article_id == article.id)) or 0,
        missing=tuple(missing(article)),
        waiting=waiting_count(article) if version.number > 1 else 0,
        latest=latest_act(actor, article),
    )


@dataclass(frozen=True)
class Place:
    """Where on which page to come back to."""

    view: View
    anchor: str | None


def place_of(proposition: Proposition, view: View) -> Place:
    """The claim's own card on the page one is on, or on its own page; where the filter hides it, the next one's."""
    entries = entries_of(proposition.article)
    entry = landing(entries, proposition.id, view)
    if entry is None:
        return Place(View(view.show, view.order), None)
    version = current_version(proposition.article)
    rows = rows_of(version.text, version.blocks)
    if all(each.id != entry.id for each in stretch_of(rows, entries, view).entries):
        view = View(view.show, view.order, start_of(rows, entry, view))
    return Place(view, f"claim-{entry.number}")


def _rows(version: ArticleVersion, stretch: Stretch, view: View) -> tuple[EditorRow, ...]:
    entries = stretch.entries
    ids = [entry.id for entry in entries]
    claims = {each.id: each for each in propositions_by_id(ids)}
    merged = merged_into_any(ids)
    cards = _cards(entries, claims, merged, version)
    # What was merged marks its words for the claim that stands for it.
    marked = [
        (cards[each.merged_into_id or each.id].number, _ranges(each, version, AnchorRole.STATEMENT))
        for each in [*claims.values(), *merged]
    ]
    unmarked = {card.number for card in cards.values() if card.state == "rejected" and view.show != "rejected"}
    spans = [(number, ranges) for number, ranges in marked if number not in unmarked]
    return tuple(
        EditorRow(row.index, block, tuple(cards[entry.id] for entry in row.entries))
        for row, block in zip(stretch.rows, _blocks(version, stretch, spans, view), strict=True)
    )


def _blocks(version: ArticleVersion, stretch: Stretch, spans: Sequence[Span], view: View) -> list[MarkedBlock[int]]:
    """The text of the rows with its marks; in the order of rank, each row is there for one claim alone."""
    if view.order != BEST_FIRST:
        return mark_blocks(version.text, [row.block for row in stretch.rows], spans)
    found = []
    for row in stretch.rows:
        own = {entry.number for entry in row.entries}
        found += mark_blocks(version.text, [row.block], [span for span in spans if span[0] in own])
    return found


def _cards(
    entries: Sequence[Entry],
    claims: Mapping[int, Proposition],
    merged: Sequence[Proposition],
    version: ArticleVersion,
) -> dict[int, EditorCard]:
    said = sayings_of(claims.values(), merged)
    merges = merges_into(claims)
    wordings: dict[int, list[str]] = {}
    for each in merged:
        wordings.setdefault(each.merged_into_id or 0, []).append(each.text)
    return {
        entry.id: EditorCard(
            entry.number,
            claims[entry.id],
            said[entry.id],
            _state(entry.status),
            _hedged(claims[entry.id], version),
            tuple(wordings.get(entry.id, ())),
            merges.get(entry.id, ()),
        )
        for entry in entries
    }


def _state(status: Status) -> str:
    return "accepted" if status is Status.VISIBLE else status.value


def _ranges(proposition: Proposition, version: ArticleVersion, role: AnchorRole) -> list[tuple[int, int]]:
    return [
        (anchor.start, anchor.end)
        for anchor in proposition.anchors
        if anchor.role is role and anchor.version_id == version.id
    ]


def _hedged(proposition: Proposition, version: ArticleVersion) -> tuple[Segment[str], ...]:
    hedges = _ranges(proposition, version, AnchorRole.HEDGE)
    if not hedges:
        return ()
    around = [*_ranges(proposition, version, AnchorRole.STATEMENT), *hedges]
    start, end = min(start for start, _ in around), max(end for _, end in around)
    (block,) = mark_blocks(version.text, [("words", start, end)], [("hedge", hedges)])
    return block.segments
