"""What became of the claims' words in the newest text: how many moved by themselves, and what an editor has to say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from deliberate.articles.models import Article, ArticleVersion
from deliberate.articles.reanchoring import Ranges
from deliberate.articles.services import current_version
from deliberate.core.db import session
from deliberate.core.wording import N_, say
from deliberate.propositions.models import AnchorRole, Proposition
from deliberate.propositions.passage_models import Passage, PassageState, Renewal
from deliberate.propositions.passages import Part, as_ranges, is_asked, standing_on

#: A page holds so many passages.
PAGE = 20
#: So many characters before and after are shown.
_AROUND = 120

WAITING, DECIDED = "waiting", "decided"

FOR_WHAT = {
    AnchorRole.STATEMENT: N_("the claim"),
    AnchorRole.HEDGE: N_("its hedge"),
    AnchorRole.SOURCE: N_("who says it"),
    AnchorRole.CUE: N_("how it is said"),
    AnchorRole.CONTENT: N_("what they say"),
}


@dataclass(frozen=True)
class Quote:
    """Words in their surroundings, as (words, whether they are of the passage)."""

    pieces: tuple[tuple[str, bool], ...]
    #: In hundredths; None for what is no guess.
    confidence: int | None = None


@dataclass(frozen=True)
class PassageRow:
    """One passage: its words in the version that has them, what stands on them, and where they may be."""

    passage: Passage
    number: int
    was: Quote
    claims: tuple[tuple[Proposition, str], ...]
    candidates: tuple[Quote, ...]
    placed: Quote | None


@dataclass(frozen=True)
class PassagesPage:
    """Everything the page shows. ``kept`` and ``moved`` went along by themselves."""

    article: Article
    version: ArticleVersion
    show: str
    kept: int
    moved: int
    counts: Mapping[str, int]
    rows: tuple[PassageRow, ...]
    page: int
    has_more: bool


def passages_page(article: Article, show: str = WAITING, page: int = 1) -> PassagesPage:
    """A page of the passages of the newest text, in a number of queries that grows with nothing."""
    version = current_version(article)
    renewal = session.get(Renewal, version.id)
    states: dict[str, ColumnElement[bool]] = {
        WAITING: Passage.state == PassageState.WAITING,
        DECIDED: Passage.state != PassageState.WAITING,
    }
    own = (Passage.version_id == version.id, is_asked())
    waits = states[WAITING].label("waits")
    found = session.execute(select(waits, func.count(Passage.id)).where(*own).group_by(waits)).all()
    counts = {WAITING if row.waits else DECIDED: row[1] for row in found}
    passages = session.scalars(
        select(Passage)
        .where(*own, states[show])
        .order_by(Passage.decided_at.desc(), Passage.from_version_id, Passage.start, Passage.id)
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    ).all()
    return PassagesPage(
        article=article,
        version=version,
        show=show,
        kept=renewal.kept if renewal else 0,
        moved=renewal.moved if renewal else 0,
        counts={WAITING: counts.get(WAITING, 0), DECIDED: counts.get(DECIDED, 0)},
        rows=_rows(version, passages[:PAGE]),
        page=page,
        has_more=len(passages) > PAGE,
    )


def _rows(version: ArticleVersion, passages: Sequence[Passage]) -> tuple[PassageRow, ...]:
    parts = standing_on(passages)
    keys = {each.proposition_id for own in parts.values() for each in own}
    claims = {each.id: each for each in session.scalars(select(Proposition).where(Proposition.id.in_(keys)))}
    of_old = select(ArticleVersion).where(ArticleVersion.id.in_({each.from_version_id for each in passages}))
    versions = {each.id: each for each in session.scalars(of_old)}
    return tuple(
        PassageRow(
            passage=each,
            number=versions[each.from_version_id].number,
            was=_quote(versions[each.from_version_id].text, as_ranges(each.ranges)),
            claims=_claims(parts[each.id], claims),
            candidates=tuple(
                _quote(version.text, as_ranges(ranges), round(100 * confidence))
                for ranges, confidence in each.candidates
            ),
            placed=_quote(version.text, as_ranges(each.placed)) if each.placed else None,
        )
        for each in passages
    )


def _claims(parts: Sequence[Part], claims: Mapping[int, Proposition]) -> tuple[tuple[Proposition, str], ...]:
    """The claims that stand on some words, each with what they are for."""
    roles: dict[int, list[str]] = {}
    for each in parts:
        own = roles.setdefault(each.proposition_id, [])
        if (words := say(FOR_WHAT[each.role])) not in own:
            own.append(words)
    return tuple((claims[key], ", ".join(words)) for key, words in roles.items())


def _quote(text: str, ranges: Ranges, confidence: int | None = None) -> Quote:
    """The ranges with what is before, between and after them, cut at words; long stretches between are left out."""
    ordered = sorted(ranges)
    start, end = ordered[0][0], ordered[-1][1]
    before = text[max(0, start - _AROUND) : start]
    if start > _AROUND:
        before = "…" + before.partition(" ")[2]
    after = text[end : end + _AROUND]
    if end + _AROUND < len(text):
        after = after.rpartition(" ")[0] + "…"
    pieces: list[tuple[str, bool]] = [(before, False)]
    reached = start
    for begin, until in ordered:
        between = text[reached:begin]
        pieces.append(
            (between if len(between) <= 2 * _AROUND else between[:_AROUND] + " … " + between[-_AROUND:], False)
        )
        pieces.append((text[begin:until], True))
        reached = max(reached, until)
    return Quote(tuple(piece for piece in (*pieces, (after, False)) if piece[0]), confidence)
