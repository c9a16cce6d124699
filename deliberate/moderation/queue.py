"""The one queue: everything that waits for a moderator, as a query."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, Subquery, and_, case, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from deliberate.core.actors import Actor
from deliberate.core.contributions import PUBLIC, STANDING, Contribution, Revision, Status
from deliberate.core.db import session
from deliberate.core.policy import Permission, authorize
from deliberate.evidence.models import Bearing
from deliberate.moderation.loading import load_all, titles_of
from deliberate.moderation.models import Appeal, AppealState, Decision, Flag
from deliberate.moderation.wording import URGENT
from deliberate.weighting.models import BurstState, RatingBurst
from deliberate.weighting.setting_aside import Waiting, waiting_on

PAGE = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Bucket(enum.IntEnum):
    """Which comes first. Within each, the oldest does."""

    URGENT = 0
    APPEALS = 1
    REPORTED = 2
    PENDING = 3

    @property
    def words(self) -> str:
        return {0: "Now", 1: "Appeals", 2: "Reported", 3: "Pending"}[self.value]


@dataclass(frozen=True)
class Place:
    """Where an entry stands in the queue: what the next page starts after."""

    bucket: int
    since: datetime
    contribution_id: int
    appeal_id: int

    def __str__(self) -> str:
        microseconds = (self.since - _EPOCH) // timedelta(microseconds=1)
        return f"{self.bucket}.{microseconds}.{self.contribution_id}.{self.appeal_id}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """The place an address names; None where it names none."""
        parts = text.split(".")
        if len(parts) != 4 or not all(part.isascii() and part.isdigit() and len(part) < 17 for part in parts):
            return None
        bucket, microseconds, contribution, appeal = map(int, parts)
        return cls(bucket, _EPOCH + timedelta(microseconds=microseconds), contribution, appeal)


@dataclass(frozen=True)
class Entry:
    """One thing that waits."""

    bucket: Bucket
    since: datetime
    contribution: Contribution
    title: str
    #: Why it is here, in a few words.
    note: str
    appeal: Appeal | None


@dataclass(frozen=True)
class QueuePage:
    """A page of the queue, how much waits in each bucket, and where the next page starts."""

    entries: Sequence[Entry]
    counts: Mapping[Bucket, int]
    next: Place | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def queue_page(actor: Actor, bucket: Bucket | None = None, after: Place | None = None) -> QueuePage:
    """What waits, most urgent first. A fixed number of queries, however much waits."""
    authorize(actor, Permission.SEE_QUEUE)
    waiting = _waiting()
    query = select(waiting).order_by(*waiting.c).limit(PAGE + 1)
    if bucket is not None:
        query = query.where(waiting.c.bucket == int(bucket))
    if after is not None:
        query = query.where(_past(waiting, after))
    places = [Place(*row) for row in session.execute(query)]
    following = places[PAGE - 1] if len(places) > PAGE else None
    counted = session.execute(select(waiting.c.bucket, func.count()).group_by(waiting.c.bucket))
    counts: dict[Bucket, int] = {Bucket(each): count for each, count in counted}
    return QueuePage(_entries(places[:PAGE]), counts, following)


def _waiting() -> Subquery:
    """Everything that waits, once: (bucket, since, contribution, appeal or 0)."""
    parts = (_reported(), _released(), _set_aside(), _pending(), _edits(), _bursts(), _appeals())
    return union_all(*parts).subquery("waiting")


def _row(bucket: Any, since: Any, contribution: Any, appeal: Any = None) -> Select[Any]:
    return select(
        bucket.label("bucket"),
        since.label("since"),
        contribution.label("contribution_id"),
        (literal(0) if appeal is None else appeal).label("appeal_id"),
    )


def _reported() -> Select[Any]:
    worst = func.min(case((Flag.reason.in_(URGENT), int(Bucket.URGENT)), else_=int(Bucket.REPORTED)))
    return (
        _row(worst, func.min(Flag.created_at), Flag.contribution_id)
        .join(Contribution, Contribution.id == Flag.contribution_id)
        .where(Flag.settled_at.is_(None), Contribution.status.in_(STANDING), ~_is_escalated())
        .group_by(Flag.contribution_id)
    )


def _released() -> Select[Any]:
    """What shows again because nobody decided in time: it comes first, flagged or not."""
    return _row(literal(int(Bucket.URGENT)), Contribution.changed_at, Contribution.id).where(
        Contribution.status == Status.VISIBLE, _is_escalated(), ~_goes_with_its_bearing()
    )


def _set_aside() -> Select[Any]:
    return _row(literal(int(Bucket.REPORTED)), Contribution.changed_at, Contribution.id).where(
        Contribution.status == Status.QUARANTINED, ~_is_flagged(), ~_goes_with_its_bearing()
    )


def _pending() -> Select[Any]:
    return _row(literal(int(Bucket.PENDING)), Contribution.created_at, Contribution.id).where(
        Contribution.status == Status.PENDING, ~_is_flagged(), ~_goes_with_its_bearing()
    )


def _edits() -> Select[Any]:
    return (
        _row(literal(int(Bucket.PENDING)), func.min(Revision.created_at), Contribution.id)
        .join(Revision, Revision.contribution_id == Contribution.id)
        .where(
            Contribution.status == Status.VISIBLE,
            Revision.status == Status.PENDING,
            Revision.number > Contribution.revision,
            ~_is_flagged(),
            ~_is_escalated(),
        )
        .group_by(Contribution.id)
    )


def _bursts() -> Select[Any]:
    """Items whose ratings were put aside, where they are not here for another reason anyway."""
    edited = exists().where(
        Revision.contribution_id == Contribution.id,
        Revision.status == Status.PENDING,
        Revision.number > Contribution.revision,
    )
    return (
        _row(literal(int(Bucket.REPORTED)), func.min(RatingBurst.waiting_since), Contribution.id)
        .join(RatingBurst, RatingBurst.bearing_id == Contribution.id)
        .where(
            RatingBurst.state == BurstState.WAITING,
            Contribution.status == Status.VISIBLE,
            ~_is_flagged(),
            ~_is_escalated(),
            ~edited,
        )
        .group_by(Contribution.id)
    )


def _appeals() -> Select[Any]:
    return (
        _row(literal(int(Bucket.APPEALS)), Appeal.created_at, Decision.contribution_id, Appeal.id)
        .join(Decision, Decision.id == Appeal.decision_id)
        .where(Appeal.state == AppealState.OPEN)
    )


def _is_flagged() -> Any:
    return exists().where(Flag.contribution_id == Contribution.id, Flag.settled_at.is_(None))


def _is_escalated() -> Any:
    """Whether the last that was decided on it is that nobody decided."""
    later = aliased(Decision)
    undecided = exists().where(later.contribution_id == Decision.contribution_id, later.id > Decision.id)
    return exists().where(Decision.contribution_id == Contribution.id, Decision.action == "release", ~undecided)


def _goes_with_its_bearing() -> Any:
    """An item that is in the same state as a bearing of it is decided on with that."""
    bearing = aliased(Bearing, flat=True)
    return exists().where(bearing.evidence_id == Contribution.id, bearing.status == Contribution.status)


def _past(waiting: Subquery, place: Place) -> Any:
    """The rows after a place, in the order of the columns."""
    columns = (waiting.c.bucket, waiting.c.since, waiting.c.contribution_id, waiting.c.appeal_id)
    values = (place.bucket, place.since, place.contribution_id, place.appeal_id)
    later = []
    for at, (column, value) in enumerate(zip(columns, values, strict=True)):
        equal = [before == known for before, known in zip(columns[:at], values[:at], strict=True)]
        later.append(and_(*equal, column > value))
    return or_(*later)


def _entries(places: Sequence[Place]) -> list[Entry]:
    contributions = load_all({place.contribution_id for place in places})
    titles = titles_of(list(contributions.values()))
    flags = _flags_on(contributions)
    escalated = set(session.scalars(select(Contribution.id).where(Contribution.id.in_(contributions), _is_escalated())))
    bursts = waiting_on(list(contributions))
    wanted = [place.appeal_id for place in places if place.appeal_id]
    appeals = {each.id: each for each in session.scalars(select(Appeal).where(Appeal.id.in_(wanted)))} if wanted else {}
    entries = []
    for place in places:
        contribution = contributions[place.contribution_id]
        appeal = appeals.get(place.appeal_id)
        note = "Somebody asks to look again" if appeal else _note(contribution, flags.get(contribution.id, 0), bursts)
        if contribution.id in escalated and not appeal:
            note = f"{note}, nobody decided in time" if flags.get(contribution.id) else "nobody decided in time"
        entries.append(Entry(Bucket(place.bucket), place.since, contribution, titles[contribution.id], note, appeal))
    return entries


def _flags_on(contributions: Mapping[int, Contribution]) -> dict[int, int]:
    if not contributions:
        return {}
    rows = session.execute(
        select(Flag.contribution_id, func.count())
        .where(Flag.contribution_id.in_(contributions), Flag.settled_at.is_(None))
        .group_by(Flag.contribution_id)
    )
    return {contribution: int(count) for contribution, count in rows}


def _note(contribution: Contribution, flags: int, bursts: Mapping[int, Waiting]) -> str:
    parts = []
    if burst := bursts.get(contribution.id):
        parts.append(f"{burst.people} people’s ratings wait")
    if flags:
        parts.append("1 flag" if flags == 1 else f"{flags} flags")
    if contribution.status is Status.QUARANTINED:
        parts.append("set aside")
    elif contribution.status is Status.PENDING:
        parts.append("new")
    elif contribution.status in PUBLIC and not parts:
        parts.append("an edit")
    return ", ".join(parts)
