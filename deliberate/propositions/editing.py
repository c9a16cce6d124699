"""The editor's page: beside each block of the text, the claims that begin in it and what was decided on them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, tuple_

from deliberate.articles.models import Article, ArticleVersion
from deliberate.articles.services import current_version
from deliberate.core.contributions import STANDING, Revision, Status
from deliberate.core.db import session
from deliberate.propositions.marking import MarkedBlock, Segment, mark_blocks
from deliberate.propositions.models import AnchorRole, Proposition, Relation, Speaker
from deliberate.propositions.publishing import missing
from deliberate.propositions.queries import propositions_of, relations_of, speakers_of
from deliberate.propositions.voicing import VoiceLine, sayings_of, told_by

#: What each filter shows; "all" shows the three of them.
FILTERS = {
    "suggested": frozenset({Status.SUGGESTED}),
    "accepted": STANDING,
    "rejected": frozenset({Status.REJECTED}),
}
ALL = "all"
_CARDED = frozenset().union(*FILTERS.values())


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


@dataclass(frozen=True)
class EditorRow:
    """A block of the text and the cards of what begins in it."""

    block: MarkedBlock[int]
    cards: tuple[EditorCard, ...]


@dataclass(frozen=True)
class EditorRelation:
    """How claims bear on another, by the texts on the page."""

    relation: Relation
    premises: tuple[Proposition, ...]
    target: Proposition
    #: Why it was suggested, where it was.
    because: str


@dataclass(frozen=True)
class EditorPage:
    """Everything the editor's screen shows, whatever form it carries."""

    article: Article
    version: ArticleVersion
    show: str
    counts: dict[str, int]
    rows: tuple[EditorRow, ...]
    claims: tuple[Proposition, ...]
    #: Who says each of them, by its id.
    told: dict[int, str]
    relations: tuple[EditorRelation, ...]
    speakers: Sequence[Speaker]
    missing: tuple[str, ...]


def editor_page(article: Article, show: str = ALL) -> EditorPage:
    """The page, in a number of queries that does not grow with the claims. An unknown filter shows all."""
    show = show if show in FILTERS else ALL
    version = current_version(article)
    found = propositions_of(article, [*_CARDED, Status.MERGED])
    live = [each for each in found if each.status is not Status.MERGED]
    cards = _cards(live, [each for each in found if each.status is Status.MERGED], version)
    shown = [card for card in cards if show == ALL or card.proposition.status in FILTERS[show]]
    claims = tuple(each for each in live if each.is_visible)
    return EditorPage(
        article=article,
        version=version,
        show=show,
        counts={
            ALL: len(live),
            **{name: sum(each.status in states for each in live) for name, states in FILTERS.items()},
        },
        rows=_rows(version, shown, found, show),
        claims=claims,
        told={each.id: told_by(each) for each in claims},
        relations=_relations(article, claims),
        speakers=speakers_of(article),
        missing=tuple(missing(article)),
    )


def anchor_of(proposition: Proposition, show: str) -> str:
    """Where on the page to come back to: the card, or the block it stood beside once the filter hides it."""
    if show not in FILTERS or proposition.status in FILTERS[show]:
        return f"claim-{_number_of(proposition)}"
    blocks = current_version(proposition.article).blocks
    return f"row-{_row_of(proposition.position, [block[2] for block in blocks])}"


def _number_of(proposition: Proposition) -> int:
    """The number its card has."""
    before = select(func.count(Proposition.id)).where(
        Proposition.article_id == proposition.article_id,
        Proposition.status.in_(_CARDED),
        tuple_(Proposition.position, Proposition.id) < (proposition.position, proposition.id),
    )
    return (session.scalar(before) or 0) + 1


def _cards(live: Iterable[Proposition], merged: Sequence[Proposition], version: ArticleVersion) -> list[EditorCard]:
    live = list(live)
    said = sayings_of(live, merged)
    wordings: dict[int, list[str]] = {}
    for each in merged:
        wordings.setdefault(each.merged_into_id or 0, []).append(each.text)
    return [
        EditorCard(
            number,
            each,
            said[each.id],
            _state(each.status),
            _hedged(each, version),
            tuple(wordings.get(each.id, ())),
        )
        for number, each in enumerate(live, start=1)
    ]


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


def _rows(
    version: ArticleVersion, shown: Sequence[EditorCard], found: Sequence[Proposition], show: str
) -> tuple[EditorRow, ...]:
    numbers = {card.proposition.id: card.number for card in shown if card.state != "rejected" or show == "rejected"}
    spans = []
    for each in found:
        # What was merged marks its words for the claim that stands for it.
        number = numbers.get(each.merged_into_id or each.id)
        if number is not None:
            spans.append((number, _ranges(each, version, AnchorRole.STATEMENT)))
    blocks = mark_blocks(version.text, version.blocks, spans)
    beside: list[list[EditorCard]] = [[] for _ in blocks]
    ends = [block.end for block in blocks]
    for card in shown:
        beside[_row_of(card.proposition.position, ends)].append(card)
    return tuple(EditorRow(block, tuple(cards)) for block, cards in zip(blocks, beside, strict=True))


def _row_of(position: int, ends: Sequence[int]) -> int:
    """The block that holds a position, or the nearest after it."""
    return min(bisect_right(ends, position), len(ends) - 1)


def _relations(article: Article, claims: Sequence[Proposition]) -> tuple[EditorRelation, ...]:
    """Those between accepted claims; what was only suggested comes up once both its ends are accepted."""
    by_id = {each.id: each for each in claims}
    ready = [
        each
        for each in relations_of(article, [*STANDING, Status.SUGGESTED])
        if each.target_id in by_id and all(premise.proposition_id in by_id for premise in each.premises)
    ]
    reasons = _reasons([each.id for each in ready if each.status is Status.SUGGESTED])
    return tuple(
        EditorRelation(
            each,
            tuple(by_id[premise.proposition_id] for premise in each.premises),
            by_id[each.target_id],
            reasons.get(each.id, ""),
        )
        for each in ready
    )


def _reasons(relations: Sequence[int]) -> dict[int, str]:
    bodies = session.execute(
        select(Revision.contribution_id, Revision.body).where(
            Revision.contribution_id.in_(relations), Revision.number == 1
        )
    )
    return {relation: body.get("because", "") for relation, body in bodies}
