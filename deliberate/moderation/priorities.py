"""How urgent something in the queue is: the terms of its priority, in points.

10 for a report of something illegal or of personal data; 8 for an appeal; the flags' weights; 2·log2(1 + |ΔL|), how far
the sums of claims would move if it were removed; log2(1 + people), those who did something about it in 24 hours; and a
quarter for each hour of waiting, 12 at most.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from math import log2
from typing import Any

from sqlalchemy import select, union

from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.wording import N_
from deliberate.evidence.models import Bearing, Remark
from deliberate.moderation.flagging import weights_of
from deliberate.moderation.models import Flag
from deliberate.moderation.queue_models import EntryKind, QueueEntry
from deliberate.moderation.waiting import Awaited
from deliberate.moderation.wording import URGENT
from deliberate.weighting.models import ItemScore, Rating

URGENT_POINTS, APPEAL_POINTS, MOST_FOR_WAITING = 10.0, 8.0, 12.0
#: A point is worth four hours of waiting.
POINT = timedelta(hours=4)
RIPE_AFTER = MOST_FOR_WAITING * POINT
ACTIVE = timedelta(hours=24)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

#: What a page calls each term.
TERM_WORDS = {
    "urgent": N_("Illegal, or personal data"),
    "appeal": N_("An appeal"),
    "flags": N_("Flags, by their weight"),
    "moves": N_("What it moves"),
    "active": N_("People active on it today"),
    "waiting": N_("Waiting"),
}


def milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND


def rank(terms: Mapping[str, float], since: datetime, *, ripe: bool) -> int:
    """Where an entry stands among those of its bucket that are as ripe: the more, the sooner it comes."""
    standing = round(sum(terms.values()) * (POINT / _MILLISECOND))
    return standing + RIPE_AFTER // _MILLISECOND if ripe else standing - milliseconds(since)


def points(entry: QueueEntry, at: datetime) -> Mapping[str, float]:
    """All terms that count for it at this moment, waiting included."""
    waited = min(MOST_FOR_WAITING, max(0.0, (at - entry.since) / POINT))
    return {name: value for name, value in {**entry.terms, "waiting": waited}.items() if value >= 0.05}


def terms_of(waiting: Collection[Awaited]) -> Mapping[Awaited, dict[str, float]]:
    """The terms of each but for waiting. Five queries, whatever waits."""
    ids = {each.contribution_id for each in waiting if each.contribution_id is not None}
    items: dict[int, int] = {}
    if ids:
        rows = session.execute(select(Bearing.id, Bearing.evidence_id).where(Bearing.id.in_(ids)))
        items = dict(rows.all())
    flags, moves = _flags(Flag.contribution_id, ids), _moves(ids)
    reports = _flags(Flag.reported_id, {each.subject_id for each in waiting if each.kind is EntryKind.REPORT})
    active = _active(ids | set(items.values()))
    return {each: _terms(each, flags, moves, active, items, reports) for each in waiting}


def _terms(
    waiting: Awaited,
    flags: Mapping[int, list[tuple[Flag, float]]],
    moves: Mapping[int, float],
    active: Mapping[int, set[str]],
    items: Mapping[int, int],
    reports: Mapping[int, list[tuple[Flag, float]]],
) -> dict[str, float]:
    about = waiting.contribution_id
    if waiting.kind is EntryKind.REPORT:
        return _flag_terms(reports.get(waiting.subject_id, ()))
    found = {"appeal": APPEAL_POINTS} if waiting.kind is EntryKind.APPEAL else {}
    if about is None:
        return found
    if waiting.kind is EntryKind.CONTRIBUTION:
        found |= _flag_terms(flags.get(about, ()))
    people = active.get(about, set()) | active.get(items.get(about, about), set())
    found |= {"moves": 2 * log2(1 + moves.get(about, 0.0)), "active": log2(1 + len(people))}
    return {name: round(value, 3) for name, value in found.items() if value}


def _flag_terms(flags: Sequence[tuple[Flag, float]]) -> dict[str, float]:
    """What flags come to: their weight, and whether any of them cannot wait."""
    found = {"urgent": URGENT_POINTS} if any(flag.reason in URGENT for flag, _weight in flags) else {}
    weight = round(sum(weight for _flag, weight in flags), 3)
    return found | ({"flags": weight} if weight else {})


def _flags(on: Any, ids: Collection[int]) -> Mapping[int, list[tuple[Flag, float]]]:
    """The open flags on each, by this column of theirs, with what each weighs."""
    found: dict[int, list[tuple[Flag, float]]] = defaultdict(list)
    if ids:
        rows = session.scalars(select(Flag).where(on.in_(ids), Flag.settled_at.is_(None))).all()
        for flag, weight in zip(rows, weights_of(rows), strict=True):
            found[getattr(flag, on.key)].append((flag, weight))
    return found


def _moves(ids: Collection[int]) -> Mapping[int, float]:
    """What each weighs now, an item of evidence wherever it bears: so much would go if it were removed."""
    if not ids:
        return {}
    rows = session.execute(
        select(ItemScore.bearing_id, Bearing.evidence_id, ItemScore.weight)
        .join(Bearing, Bearing.id == ItemScore.bearing_id)
        .where((ItemScore.bearing_id.in_(ids)) | (Bearing.evidence_id.in_(ids)))
    )
    found: dict[int, float] = defaultdict(float)
    for bearing, evidence, weight in rows:
        found[bearing] += abs(weight)
        found[evidence] += abs(weight)
    return found


def _active(ids: Collection[int]) -> Mapping[int, set[str]]:
    """Who rated, flagged or answered each in the last 24 hours."""
    if not ids:
        return {}
    since = now() - ACTIVE
    rows: Any = session.execute(
        union(
            select(Rating.contribution_id, Rating.actor_id).where(
                Rating.contribution_id.in_(ids), Rating.created_at > since
            ),
            select(Flag.contribution_id, Flag.actor_id).where(Flag.contribution_id.in_(ids), Flag.created_at > since),
            select(Bearing.target_id, Bearing.author_id).where(Bearing.target_id.in_(ids), Bearing.created_at > since),
            select(Remark.target_id, Remark.author_id).where(Remark.target_id.in_(ids), Remark.created_at > since),
        )
    )
    found: dict[int, set[str]] = defaultdict(set)
    for contribution, person in rows:
        found[contribution].add(person)
    return found
