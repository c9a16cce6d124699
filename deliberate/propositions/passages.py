"""The words that claims stand on, carried from one version of the text to the next; what is not certain, people say."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, bindparam, func, insert, select, tuple_, update

from deliberate.articles.models import Article, ArticleVersion
from deliberate.articles.reanchoring import Outcome, Ranges, Reanchoring
from deliberate.core.contributions import STANDING, Status
from deliberate.core.db import session
from deliberate.propositions.anchors import anchor_fields
from deliberate.propositions.models import Anchor, AnchorRole, Proposition
from deliberate.propositions.passage_models import Passage, PassageState, Renewal
from deliberate.propositions.queries import is_newest

#: Whose words an editor is asked about; what was left out comes back to be asked about if it is restored.
ASKED = STANDING | {Status.SUGGESTED, Status.MERGED}


@dataclass(frozen=True)
class Part:
    """What of which claim some words are for."""

    proposition_id: int
    role: AnchorRole
    part: int


@dataclass(frozen=True)
class Found:
    """What became of some words in a newer text, and about where they would be in it."""

    outcome: Outcome
    position: int


#: Words of a version, by its id, with the parts of claims that stand on them.
Standing = Mapping[tuple[int, Ranges], Sequence[Part]]


def look_ahead(article: Article, text: str) -> None:
    """Look for everything in a newer text while nobody waits for the database."""
    _look(_newest_standing(article), text)


def carry_on(article: Article, version: ArticleVersion) -> None:
    """Move to a newer version what is certain, and note what an editor has to confirm."""
    standing = _newest_standing(article)
    found = _look(standing, version.text)
    gone = _said_to_be_gone(article)
    anchors: list[dict[str, Any]] = []
    passages: list[dict[str, Any]] = []
    kept = moved = 0
    for (from_id, ranges), parts in standing.items():
        outcome = found[from_id, ranges].outcome
        if outcome.is_found:
            kept, moved = kept + (outcome.ranges == ranges), moved + (outcome.ranges != ranges)
            anchors += anchors_at(version, outcome.ranges, parts)
        else:
            state = PassageState.GONE if (from_id, ranges) in gone else PassageState.WAITING
            passages.append(_passage(article, version, from_id, ranges, found[from_id, ranges]) | {"state": state})
    insert_rows(Anchor, anchors)
    insert_rows(Passage, passages)
    session.add(Renewal(version_id=version.id, kept=kept, moved=moved))
    session.flush()
    _reposition(version, standing, found)


def is_asked() -> ColumnElement[bool]:
    """The condition on ``Passage`` that a claim stands on it whose words matter now."""
    return (
        select(Anchor.id)
        .join(Proposition, Proposition.id == Anchor.proposition_id)
        .where(
            Anchor.version_id == Passage.from_version_id,
            Anchor.start == Passage.start,
            Anchor.end == Passage.end,
            Proposition.article_id == Passage.article_id,
            Proposition.status.in_(ASKED),
        )
        .exists()
    )


def waiting_count(article: Article) -> int:
    """How many passages an editor has still to confirm in the newest text."""
    newest = select(ArticleVersion.id).where(
        ArticleVersion.article_id == article.id, ArticleVersion.number == article.version_number
    )
    waiting = (Passage.state == PassageState.WAITING, Passage.version_id == newest.scalar_subquery())
    return session.scalar(select(func.count(Passage.id)).where(*waiting, is_asked())) or 0


def standing_on(passages: Collection[Passage]) -> dict[int, list[Part]]:
    """By the passage's id, what stands on it in the version that has its words: one query."""
    places = {(each.from_version_id, each.start) for each in passages}
    standing = _standing(_whole_of(tuple_(Anchor.version_id, Anchor.start).in_(places))) if places else {}
    return {each.id: list(standing.get((each.from_version_id, as_ranges(each.ranges)), ())) for each in passages}


def _newest_standing(article: Article) -> Standing:
    """All words that claims of the article stand on, each in the newest version that has them."""
    own = select(Proposition.id).where(Proposition.article_id == article.id)
    return _standing(Anchor.proposition_id.in_(own), is_newest())


@lru_cache(maxsize=2)
def _known(text: str) -> dict[tuple[str, Ranges], Found]:
    """What was found in a newer text, by the fingerprint of the version that has the words.

    Kept for a moment, so that looking can be done before anybody has to wait. An alignment of long texts is large, what
    was found is not: it is kept for however many versions have words of claims.
    """
    return {}


def _look(standing: Standing, text: str) -> Mapping[tuple[int, Ranges], Found]:
    """Look in a newer text for whatever was not looked for there already."""
    known, of_version = _known(text), _fingerprints_of({from_id for from_id, _ in standing})
    missing = [(from_id, ranges) for from_id, ranges in standing if (of_version[from_id], ranges) not in known]
    texts = _texts_of({from_id for from_id, _ in missing})
    for from_id, own in groupby(sorted(missing), lambda each: each[0]):
        into = Reanchoring(texts[from_id], text)
        for _, ranges in own:
            position = into.position(min(start for start, _ in ranges))
            known[of_version[from_id], ranges] = Found(into.passage(ranges), position)
    return {(from_id, ranges): known[of_version[from_id], ranges] for from_id, ranges in standing}


def _whole_of(first_range: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition for all the ranges of which the first one fits."""
    of = (Anchor.proposition_id, Anchor.version_id, Anchor.role, Anchor.part)
    return tuple_(*of).in_(select(*of).where(first_range, Anchor.ordinal == 0))


def _standing(*wanted: ColumnElement[bool]) -> Standing:
    """The anchors that fit, those of one part of one claim together in their order."""
    rows = session.execute(
        select(Anchor.version_id, Anchor.proposition_id, Anchor.role, Anchor.part, Anchor.start, Anchor.end)
        .where(*wanted)
        .order_by(Anchor.version_id, Anchor.proposition_id, Anchor.role, Anchor.part, Anchor.ordinal)
    )
    found: dict[tuple[int, Ranges], list[Part]] = defaultdict(list)
    for part, own in groupby(rows, lambda row: Part(row.proposition_id, row.role, row.part)):
        ranges = list(own)
        found[ranges[0].version_id, tuple((row.start, row.end) for row in ranges)].append(part)
    return found


def _fingerprints_of(ids: Collection[int]) -> dict[int, str]:
    rows = session.execute(select(ArticleVersion.id, ArticleVersion.sha256).where(ArticleVersion.id.in_(ids)))
    return {row.id: row.sha256 for row in rows}


def _texts_of(ids: Collection[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = session.execute(select(ArticleVersion.id, ArticleVersion.text).where(ArticleVersion.id.in_(ids)))
    return {row.id: row.text for row in rows}


def _said_to_be_gone(article: Article) -> set[tuple[int, Ranges]]:
    """What an editor said is no longer in the text is not asked again; it is looked for, and found if it is back."""
    gone = select(Passage).where(Passage.article_id == article.id, Passage.state == PassageState.GONE)
    return {(each.from_version_id, as_ranges(each.ranges)) for each in session.scalars(gone)}


def anchors_at(version: ArticleVersion, ranges: Ranges, parts: Iterable[Part]) -> list[dict[str, Any]]:
    return [
        {"proposition_id": each.proposition_id, "version_id": version.id, **fields}
        for each in parts
        for fields in anchor_fields(version.text, ranges, each.role, each.part)
    ]


def _passage(article: Article, version: ArticleVersion, from_id: int, ranges: Ranges, found: Found) -> dict[str, Any]:
    return {
        "public_id": uuid.uuid4(),
        "article_id": article.id,
        "version_id": version.id,
        "from_version_id": from_id,
        "start": ranges[0][0],
        "end": ranges[0][1],
        "ranges": as_stored(ranges),
        "position": found.position,
        "candidates": [[as_stored(each.ranges), round(each.confidence, 3)] for each in found.outcome.candidates],
    }


def _reposition(version: ArticleVersion, standing: Standing, found: Mapping[tuple[int, Ranges], Found]) -> None:
    """Have every claim stand in the order of the newer text, those not found about where they would be."""
    now_at: dict[int, int] = {}
    words = select(Anchor.proposition_id, func.min(Anchor.start).label("at")).where(
        Anchor.version_id == version.id, Anchor.role == AnchorRole.STATEMENT
    )
    for (from_id, ranges), parts in standing.items():
        for each in parts:
            if each.role is AnchorRole.STATEMENT:
                now_at[each.proposition_id] = found[from_id, ranges].position
    now_at |= {row.proposition_id: row.at for row in session.execute(words.group_by(Anchor.proposition_id))}
    write_positions(now_at)


def write_positions(positions: Mapping[int, int]) -> None:
    if not positions:
        return
    table = cast(Table, Proposition.__table__)
    statement = update(table).where(table.c.id == bindparam("key")).values(position=bindparam("at"))
    session.execute(statement, [{"key": key, "at": at} for key, at in sorted(positions.items())])


def insert_rows(model: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(cast(Table, model.__table__)), rows)


def as_stored(ranges: Ranges) -> list[list[int]]:
    return [list(each) for each in ranges]


def as_ranges(stored: Iterable[Sequence[int]]) -> Ranges:
    return tuple((int(start), int(end)) for start, end in stored)
