"""The rows of the queue are kept in step with what they are about, in the transaction that changes it.

Whatever can put something into the queue or take it out leaves its id with the session as it is written; at the end of
the unit of work the entries of these ids are worked out anew. Time changes them too: a clock sees to that.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, event, or_, select
from sqlalchemy.orm import object_session

from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Revision
from deliberate.core.db import closing, session, transaction
from deliberate.evidence.models import OriginSuggestion
from deliberate.jobs.tasks import every
from deliberate.moderation.curating.models import ItemProposal
from deliberate.moderation.models import Appeal, Decision, Flag
from deliberate.moderation.priorities import RIPE_AFTER, rank, terms_of
from deliberate.moderation.queue_models import Bucket, EntryKind, QueueEntry
from deliberate.moderation.waiting import (
    ELSEWHERE,
    Awaited,
    awaited_elsewhere,
    awaited_on,
    everything_that_may_wait,
    open_elsewhere,
    related_to,
)
from deliberate.weighting.models import RatingBurst

_TOUCHED, _ELSEWHERE = "deliberate_queue_touched", "deliberate_queue_elsewhere"
_JUDGED = "deliberate_queue_judged"

#: So many contributions are looked at in one query, and so many entries in one unit of the clock.
_AT_ONCE = 500

#: How often the clock comes round.
TURN = timedelta(minutes=1)


def _touch(contribution_of: str) -> Any:
    def touched(_mapper: object, _connection: object, row: Any) -> None:
        unit = object_session(row)
        if unit is not None:
            unit.info.setdefault(_TOUCHED, set()).add(getattr(row, contribution_of))

    return touched


def _touch_appeal(_mapper: object, _connection: object, row: Appeal) -> None:
    unit = object_session(row)
    if row.decision_id is None:
        _touch_elsewhere(EntryKind.APPEAL)(_mapper, _connection, row)
    elif unit is not None:
        unit.info.setdefault(_TOUCHED, set()).add(-row.decision_id)


def _touch_flag(_mapper: object, _connection: object, row: Flag) -> None:
    """A verdict on a flag changes what the other flags of whoever raised it weigh."""
    unit = object_session(row)
    if unit is not None:
        unit.info.setdefault(_JUDGED, set()).add(row.actor_id)


def _touch_flagged(_mapper: object, _connection: object, row: Flag) -> None:
    unit = object_session(row)
    if unit is not None and row.contribution_id is not None:
        unit.info.setdefault(_TOUCHED, set()).add(row.contribution_id)
    elif unit is not None:
        unit.info.setdefault(_ELSEWHERE, set()).add((EntryKind.REPORT, row.reported_id))


def _touch_elsewhere(kind: EntryKind) -> Any:
    def touched(_mapper: object, _connection: object, row: Any) -> None:
        unit = object_session(row)
        if unit is not None:
            unit.info.setdefault(_ELSEWHERE, set()).add((kind, row.id))

    return touched


def _listen(model: type[Any], listener: Any) -> None:
    for name in ("after_insert", "after_update"):
        event.listen(model, name, listener, propagate=True)


_listen(Contribution, _touch("id"))
for _model in (Decision, Revision):
    _listen(_model, _touch("contribution_id"))
_listen(Flag, _touch_flagged)
event.listen(Flag, "after_update", _touch_flag)
_listen(RatingBurst, _touch("bearing_id"))
_listen(Appeal, _touch_appeal)
_listen(OriginSuggestion, _touch_elsewhere(EntryKind.SUGGESTION))
_listen(ItemProposal, _touch("contribution_id"))


def settle_queue() -> None:
    """Work out the entries of all that this unit of work has touched."""
    session.flush()
    info = session().info  # type: ignore[operator]  # the host's scoped session: one real session per context
    touched: set[int] = info.pop(_TOUCHED, set())
    if judged := info.pop(_JUDGED, None):
        open_ones = select(Flag.contribution_id, Flag.reported_id).where(
            Flag.actor_id.in_(judged), Flag.settled_at.is_(None)
        )
        for contribution, thing in session.execute(open_ones):
            if contribution is not None:
                touched.add(contribution)
            else:
                info.setdefault(_ELSEWHERE, set()).add((EntryKind.REPORT, thing))
    if touched:
        decided = [-each for each in touched if each < 0]
        ids = {each for each in touched if each > 0}
        if decided:
            ids |= set(session.scalars(select(Decision.contribution_id).where(Decision.id.in_(decided))))
        refresh(ids)
    _refresh_all_elsewhere(info.pop(_ELSEWHERE, set()))


closing.append(settle_queue)


def refresh(ids: Iterable[int]) -> None:
    """Make the entries of these contributions, and of what waits together with them, what they should be."""
    for some in _some(related_to(set(ids))):
        known = session.scalars(select(QueueEntry).where(QueueEntry.contribution_id.in_(some))).all()
        _match(known, awaited_on(some))


def _some(ids: Collection[int]) -> Iterator[Sequence[int]]:
    """The ids in order, as many at a time as one query takes."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]


def refresh_elsewhere(kind: EntryKind, ids: Collection[int]) -> None:
    """Make the entries of these, which are about no contribution, what they should be."""
    for some in _some(ids):
        found = select(QueueEntry).where(QueueEntry.kind == kind, QueueEntry.subject_id.in_(some))
        known = session.scalars(found.where(QueueEntry.contribution_id.is_(None))).all()
        _match(known, awaited_elsewhere(kind, some))


def _refresh_all_elsewhere(subjects: Collection[tuple[EntryKind, int]]) -> None:
    for kind in ELSEWHERE:
        refresh_elsewhere(kind, [subject for each, subject in subjects if each is kind])


def _match(known: Sequence[QueueEntry], awaited: Collection[Awaited]) -> None:
    entries = {(each.kind, each.subject_id): each for each in known}
    terms = terms_of(awaited) if awaited else {}
    moment = now()
    for each in awaited:
        entry = entries.pop((each.kind, each.subject_id), None)
        if entry is None:
            entry = QueueEntry(kind=each.kind, subject_id=each.subject_id, contribution_id=each.contribution_id)
            session.add(entry)
        _write(entry, each, terms[each], ripe=each.since <= moment - RIPE_AFTER)
    gone = [entry.id for entry in entries.values()]
    if gone:
        session.execute(delete(QueueEntry).where(QueueEntry.id.in_(gone)))
    session.flush()


def _write(entry: QueueEntry, awaited: Awaited, terms: dict[str, float], *, ripe: bool) -> None:
    """Only what differs is set, so that an entry that is as it was is not written."""
    # What is urgent meanwhile, as it was reported as illegal or nobody decided in time, waits for nothing.
    put_off = awaited.bucket is not Bucket.URGENT and entry.deferred_until is not None and entry.deferred_until > now()
    should = {
        "bucket": int(Bucket.WATCH if put_off else awaited.bucket),
        "since": awaited.since,
        "terms": terms,
        "ripe": ripe,
        "rank": rank(terms, awaited.since, ripe=ripe),
    }
    for name, value in should.items():
        if getattr(entry, name) != value:
            setattr(entry, name, value)
    if not put_off and entry.deferred_until is not None:
        entry.deferred_until = entry.deferred_by = entry.deferred_because = None


@every(TURN, "tend_queue")
def tend_queue() -> None:
    """Bring back what was put off until now, and let time move the rest: in units of bounded size."""
    moment = now()
    due = select(QueueEntry.contribution_id, QueueEntry.kind, QueueEntry.subject_id).where(
        or_(
            QueueEntry.deferred_until <= moment,
            (QueueEntry.ripe.is_(False)) & (QueueEntry.since <= moment - RIPE_AFTER),
        )
    )
    with transaction():
        rows = session.execute(due.limit(_AT_ONCE)).all()
        refresh({about for about, *_ in rows if about is not None})
        _refresh_all_elsewhere({(kind, subject) for about, kind, subject in rows if about is None})


@every(timedelta(hours=1), "recount_queue")
def recount_queue() -> None:
    """Work every entry out anew: who was active yesterday is not today, and what something moves changes."""
    with transaction():
        ids = set(everything_that_may_wait())
        ids |= {each for each in session.scalars(select(QueueEntry.contribution_id).distinct()) if each is not None}
    for some in _some(ids):
        with transaction():
            refresh(some)
    for kind in ELSEWHERE:
        with transaction():
            known = select(QueueEntry.subject_id).where(QueueEntry.kind == kind, QueueEntry.contribution_id.is_(None))
            subjects = {*open_elsewhere(kind), *session.scalars(known)}
        for some in _some(subjects):
            with transaction():
                refresh_elsewhere(kind, some)
