"""Raters' records: how often what they rated was later borne out, by outcomes that the log holds; see ``outcomes``."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.core.events import Event
from deliberate.core.site import IMPORTED_ID
from deliberate.evidence.models import Bearing, Curation, Evidence, Source
from deliberate.weighting.models import Dimension, RaterRecord, Rating
from deliberate.weighting.outcomes import Outcome, agrees

#: What the log calls it when a moderator takes such a mark off, and the doubts that are then answered.
CLEARED = "clear"
DOUBTS = (Curation.DISPUTED, Curation.SOURCE_REQUESTED)

#: So many items are looked at in one query.
SLICE = 500

T = TypeVar("T")


class Settled(NamedTuple):
    """What came out about an item of evidence, and when."""

    outcome: Outcome
    at: datetime


class Record(NamedTuple):
    """How many outcomes somebody's ratings agreed with, and how many they did not."""

    agreed: int = 0
    disagreed: int = 0


def record_of(actor_id: str) -> Record:
    """Somebody's record as of the last recount."""
    found = session.get(RaterRecord, actor_id)
    return Record(found.agreed, found.disagreed) if found else Record()


def refresh_records() -> None:
    """Work out everybody's record anew from what is settled now, and store those that changed."""
    records = records_now()
    for stored in session.scalars(select(RaterRecord)):
        record = records.pop(stored.actor_id, Record())
        if record == Record():
            session.delete(stored)
        else:
            stored.agreed, stored.disagreed = record
    session.add_all(RaterRecord(actor_id=actor, agreed=yes, disagreed=no) for actor, (yes, no) in records.items())
    session.flush()


def records_now() -> dict[str, Record]:
    """The record of everybody who has one. Only ratings made before the outcome, and before the rater had asked to see
    how things add up, count; of these, only what was said of the wording that stands."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    settled = _settled()
    for some in _slices(sorted(settled)):
        for (actor, evidence), given in _answers({each: settled[each] for each in some}).items():
            said = agrees(settled[evidence].outcome, given.reliability, given.strengths)
            if said is not None:
                counts[actor][0 if said else 1] += 1
    return {actor: Record(*found) for actor, found in counts.items()}


class _Given:
    """What one person answered about one item of evidence, in quarters."""

    def __init__(self) -> None:
        self.reliability: int | None = None
        self.strengths: list[int] = []


def _answers(settled: Mapping[int, Settled]) -> dict[tuple[str, int], _Given]:
    found: dict[tuple[str, int], _Given] = defaultdict(_Given)
    bearing = aliased(Bearing, flat=True)
    rows = session.execute(
        select(Rating, func.coalesce(bearing.evidence_id, Rating.contribution_id))
        .join(Contribution, Contribution.id == Rating.contribution_id)
        .outerjoin(bearing, bearing.id == Rating.contribution_id)
        .where(
            or_(Rating.contribution_id.in_(settled), bearing.evidence_id.in_(settled)),
            Rating.quarters.is_not(None),
            Rating.revision >= Contribution.substance,
            Rating.saw_ledger.is_(False),
            Rating.set_aside.is_(False),
            Rating.actor_id.not_like(f"{IMPORTED_ID}%"),
        )
        .order_by(Rating.id)
    )
    for rating, evidence in rows:
        if rating.created_at >= settled[evidence].at:
            continue
        given = found[rating.actor_id, evidence]
        if rating.dimension is Dimension.RELIABILITY:
            given.reliability = rating.quarters
        elif rating.dimension is Dimension.STRENGTH and rating.quarters is not None:
            given.strengths.append(rating.quarters)
    return found


def _settled() -> dict[int, Settled]:
    return {**dict(_held_up()), **dict(_failed())}


def _failed() -> Iterator[tuple[int, Settled]]:
    rows = session.execute(
        select(Evidence.id, Evidence.curation, Evidence.curated_at, Source.retracted_at)
        .join(Source, Source.id == Evidence.source_id)
        .where(or_(Evidence.curation == Curation.RETRACTED, Source.retracted_at.is_not(None)))
    )
    for key, curation, curated_at, retracted_at in rows:
        moments = [retracted_at, curated_at if curation is Curation.RETRACTED else None]
        known = [moment for moment in moments if moment is not None]
        if known:
            yield key, Settled(Outcome.FAILED, min(known))


def _held_up() -> Iterator[tuple[int, Settled]]:
    """What was cleared of a doubt, and not marked again since, nor the clearing undone."""
    marks = Event.after.in_([each.value for each in Curation])
    last = select(func.max(Event.id)).where(Event.target_kind == "evidence", marks).group_by(Event.target)
    cleared = session.execute(
        select(Event.target, Event.at).where(
            Event.id.in_(last), Event.action == CLEARED, Event.before.in_([each.value for each in DOUBTS])
        )
    )
    at = {UUID(target): moment for target, moment in cleared}
    for ids in _slices(sorted(at)):
        yield from _standing(ids, at)


def _standing(ids: Iterable[UUID], at: Mapping[UUID, datetime]) -> Iterator[tuple[int, Settled]]:
    rows = session.execute(
        select(Evidence.id, Evidence.public_id).where(
            Evidence.public_id.in_(ids), Evidence.curation == Curation.ACTIVE, Evidence.status == Status.VISIBLE
        )
    )
    for key, public_id in rows:
        yield key, Settled(Outcome.HELD_UP, at[public_id])


def _slices(given: Sequence[T]) -> Iterator[Sequence[T]]:
    return (given[start : start + SLICE] for start in range(0, len(given), SLICE))
