"""The one queue: everything that waits for a moderator, a page of it at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select, union_all

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import PUBLIC, Contribution, Status
from deliberate.core.db import session
from deliberate.core.policy import Permission, authorize
from deliberate.core.site import names_of
from deliberate.core.text import whole_number
from deliberate.core.wording import say, say_many
from deliberate.evidence.models import Curation, Evidence, OriginSuggestion
from deliberate.moderation.curating.models import ItemProposal
from deliberate.moderation.loading import load_all, titles_of
from deliberate.moderation.models import Appeal, Flag
from deliberate.moderation.priorities import milliseconds, points
from deliberate.moderation.queue_models import Bucket, EntryKind, QueueEntry
from deliberate.moderation.reports.models import ReportedThing
from deliberate.moderation.waiting import is_escalated
from deliberate.moderation.waiting_kinds import Subject, find_subjects, kinds, sort_of
from deliberate.weighting.setting_aside import Waiting, waiting_on

PAGE = 50

Case = Appeal | OriginSuggestion | ItemProposal | ReportedThing


@dataclass(frozen=True)
class Place:
    """Where an entry stands in the queue, as it was at a moment: what the next page starts after."""

    bucket: int
    priority: int
    entry_id: int
    at: int

    def __str__(self) -> str:
        return f"{self.bucket}.{self.priority}.{self.entry_id}.{self.at}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """The place an address names; None where it names none."""
        parts = text.split(".")
        numbers = [number for part in parts if (number := whole_number(part, 14)) is not None]
        return cls(*numbers) if len(numbers) == len(parts) == 4 else None


@dataclass(frozen=True)
class Entry:
    """One thing that waits."""

    row: QueueEntry
    #: None where it is about no contribution.
    contribution: Contribution | None
    title: str
    #: Why it is here, in a few words.
    note: str
    #: What counts for its priority, in points by name.
    terms: Mapping[str, float]
    #: The appeal, the suggestion, the proposal or the reported thing that it is, where it is one.
    case: Case | None
    #: Who is looking at it now, unless that is whoever asks.
    held_by: str | None

    @property
    def bucket(self) -> Bucket:
        return Bucket(self.row.bucket)

    @property
    def since(self) -> datetime:
        return self.row.since

    @property
    def priority(self) -> float:
        return sum(self.terms.values())

    @property
    def subject(self) -> Subject:
        """What is to be decided on."""
        return self.case if self.case is not None else _there(self.contribution)


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
    """What waits, most urgent first. A fixed number of queries, each of which reads a page's worth of rows."""
    authorize(actor, Permission.SEE_QUEUE)
    at = after.at if after is not None else milliseconds(now())
    wanted = Bucket if bucket is None else (bucket,)
    first = [part for each in wanted for part in _streams(each, after)]
    found: Any = session.execute(union_all(*first)) if first else []
    places = sorted(
        (Place(bucket, rank if ripe else rank + at, entry, at) for bucket, ripe, rank, entry in found),
        key=lambda place: (place.bucket, -place.priority, place.entry_id),
    )
    following = places[PAGE - 1] if len(places) > PAGE else None
    counted = session.execute(select(QueueEntry.bucket, func.count()).group_by(QueueEntry.bucket))
    counts: dict[Bucket, int] = {Bucket(each): count for each, count in counted}
    ids = [place.entry_id for place in places[:PAGE]]
    return QueuePage(entries_of(actor, ids), counts, following)


def decidable(actor: Actor, bucket: Bucket | None, most: int) -> Sequence[Contribution]:
    """The first of what waits to be decided on, appeals and suggestions aside, from as many pages as it takes."""
    found: list[Contribution] = []
    page = queue_page(actor, bucket)
    while True:
        found += [each.contribution for each in page.entries if each.contribution is not None and each.case is None]
        if len(found) >= most or page.next is None:
            return found[:most]
        page = queue_page(actor, bucket, page.next)


def _streams(bucket: Bucket, after: Place | None) -> list[Select[Any]]:
    """The first of a bucket after a place: those that still rise by waiting, and those that do not any more."""
    if after is not None and bucket < after.bucket:
        return []
    found: list[Select[Any]] = []
    for ripe in (False, True):
        query = select(QueueEntry.bucket, QueueEntry.ripe, QueueEntry.rank, QueueEntry.id).where(
            QueueEntry.bucket == int(bucket), QueueEntry.ripe.is_(ripe)
        )
        if after is not None and bucket == after.bucket:
            reached = after.priority if ripe else after.priority - after.at
            query = query.where(
                QueueEntry.rank <= reached, or_(QueueEntry.rank < reached, QueueEntry.id > after.entry_id)
            )
        part = query.order_by(QueueEntry.rank.desc(), QueueEntry.id).limit(PAGE + 1).subquery()
        found.append(select(part))
    return found


def entries_of(actor: Actor, ids: Sequence[int]) -> list[Entry]:
    """These entries in this order, with all that a line of the list shows."""
    rows = {row.id: row for row in session.scalars(select(QueueEntry).where(QueueEntry.id.in_(ids)))}
    contributions = load_all({row.contribution_id for row in rows.values() if row.contribution_id is not None})
    titles = titles_of(list(contributions.values()))
    flags = _flags_on(contributions)
    escalated = set(session.scalars(select(Contribution.id).where(Contribution.id.in_(contributions), is_escalated())))
    bursts = waiting_on(list(contributions))
    cases = _cases(list(rows.values()))
    called = _titles(cases)
    moment = now()
    names = names_of({row.claimed_by for row in rows.values() if row.claimed_by})
    entries = []
    for row in (rows[each] for each in ids if each in rows):
        about = contributions.get(row.contribution_id or 0)
        case = cases.get((row.kind, row.subject_id))
        note = _note_of(row, about, case, flags, bursts, escalated)
        title = titles[about.id] if about is not None else called[row.kind, row.subject_id]
        holder = row.claimed_by if row.claimed_until and row.claimed_until > moment else None
        held_by = names[holder] if holder and holder != actor.key else None
        entries.append(Entry(row, about, title, note, points(row, moment), case, held_by))
    return entries


def find_entry(subject: Subject) -> QueueEntry | None:
    """The entry of something that waits."""
    kind = sort_of(subject).kind
    return session.scalar(select(QueueEntry).where(QueueEntry.kind == kind, QueueEntry.subject_id == subject.id))


def _there(contribution: Contribution | None) -> Contribution:
    if contribution is None:
        raise LookupError("An entry is about something.")
    return contribution


def _cases(rows: Sequence[QueueEntry]) -> dict[tuple[EntryKind, int], Case]:
    """The subjects of these that are no contributions; one query for each sort."""
    found: dict[tuple[EntryKind, int], Case] = {}
    for name in kinds.names():
        sort = kinds.get(name)
        if sort.kind is not EntryKind.CONTRIBUTION:
            ids = [row.subject_id for row in rows if row.kind is sort.kind]
            found |= {(sort.kind, key): each for key, each in find_subjects(sort, ids).items()}
    return found


def _titles(cases: Mapping[tuple[EntryKind, int], Case]) -> dict[tuple[EntryKind, int], str]:
    found: dict[tuple[EntryKind, int], str] = {}
    for name in kinds.names():
        sort = kinds.get(name)
        those = [case for (kind, _), case in cases.items() if kind is sort.kind]
        found |= {(sort.kind, key): title for key, title in sort.titles(those).items()}
    return found


def _note_of(
    row: QueueEntry,
    about: Contribution | None,
    case: Case | None,
    flags: Mapping[int, int],
    bursts: Mapping[int, Waiting],
    escalated: set[int],
) -> str:
    if case is not None or about is None:
        note = kinds.get(row.kind.value).note(case)
    else:
        asked = isinstance(about, Evidence) and about.curation is Curation.SOURCE_REQUESTED
        lapsed = asked and row.bucket in {Bucket.CURATION, Bucket.WATCH}
        note = _note(about, flags.get(about.id, 0), bursts, lapsed=lapsed)
        if about.id in escalated:
            undecided = say("nobody decided in time")
            note = f"{note}, {undecided}" if flags.get(about.id) else undecided
    if row.deferred_until is not None and row.deferred_because:
        note = say("%(note)s, put off: %(reason)s", note=note, reason=row.deferred_because)
    return note


def _flags_on(contributions: Mapping[int, Contribution]) -> dict[int, int]:
    if not contributions:
        return {}
    rows = session.execute(
        select(Flag.contribution_id, func.count())
        .where(Flag.contribution_id.in_(contributions), Flag.settled_at.is_(None))
        .group_by(Flag.contribution_id)
    )
    return {contribution: int(count) for contribution, count in rows if contribution is not None}


def _note(contribution: Contribution, flags: int, bursts: Mapping[int, Waiting], *, lapsed: bool) -> str:
    parts = []
    if burst := bursts.get(contribution.id):
        parts.append(say_many("%(num)s person’s ratings wait", "%(num)s people’s ratings wait", burst.people))
    if flags:
        parts.append(say_many("%(num)s flag", "%(num)s flags", flags))
    if contribution.status is Status.QUARANTINED:
        parts.append(say("set aside"))
    elif contribution.status is Status.PENDING:
        parts.append(say("new"))
    elif contribution.status in PUBLIC and not parts:
        parts.append(say("no source was given in time") if lapsed else say("an edit"))
    return ", ".join(parts)
