"""The queue, and what moderators do about something in it short of deciding."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from deliberate.api.authentication import Caller
from deliberate.api.models import Scope
from deliberate.api.operations import operation
from deliberate.api.shapes import Asked, Given, Nothing, Page, Shown, next_address, words
from deliberate.core.policy import Permission, authorize
from deliberate.moderation import claiming, handing_on
from deliberate.moderation.queue import Entry, Place, queue_page
from deliberate.moderation.queue_models import BUCKETS, EntryKind
from deliberate.moderation.waiting_kinds import Subject, get_subject, kind_called

TAG = "Moderation"
MODERATE = Scope.MODERATE


class QueueAsked(Asked):
    """Which part of the queue."""

    bucket: Literal["urgent", "appeals", "reported", "pending", "curation", "watch"] | None = None
    after: str | None = Field(None, pattern=r"^[0-9]{1,9}(\.[0-9]{1,14}){3}$")


class EntryShown(Shown):
    """Something that waits."""

    kind: EntryKind
    subject: UUID
    contribution: UUID | None
    bucket: str
    since: datetime
    title: str
    note: str
    priority: float
    held_by: str | None = Field(description="Who is looking at it now, unless that is oneself.")


class Queue(Page[EntryShown]):
    """What waits, the most urgent first."""

    waiting: dict[str, int] = Field(description="How much waits in each part.")


class Delay(Given):
    """For how long it is put off."""

    hours: int = Field(ge=1, le=336)
    reason: str = words(claiming.LONGEST_WORDS)


class Note(Given):
    """What the other moderators should know."""

    text: str = words(claiming.LONGEST_WORDS)


class HandOn(Given):
    """To whom something is left."""

    to: str = words(200, description="A moderator's id, or “every admin”.")
    words: str = Field(min_length=1, max_length=claiming.LONGEST_WORDS, pattern=r"^[^\x00]*$")


@operation("GET", "/queue", tag=TAG, query=QueueAsked, answer=Queue, scope=MODERATE, for_visitors=False)
def get_queue(caller: Caller, query: QueueAsked) -> Queue:
    """What waits for moderators, the most urgent first."""
    after = Place.read(query.after) if query.after else None
    page = queue_page(caller.actor, BUCKETS[query.bucket] if query.bucket else None, after)
    return Queue(
        items=[_entry(each) for each in page.entries],
        next=next_address(after=str(page.next)) if page.next else None,
        waiting={bucket.name.lower(): count for bucket, count in page.counts.items()},
    )


def _entry(entry: Entry) -> EntryShown:
    return EntryShown(
        kind=entry.row.kind,
        subject=entry.subject.public_id,
        contribution=entry.contribution.public_id if entry.contribution is not None else None,
        bucket=entry.bucket.name.lower(),
        since=entry.since,
        title=entry.title,
        note=entry.note,
        priority=round(entry.priority, 3),
        held_by=entry.held_by,
    )


def _waiting(caller: Caller, kind: str, subject: UUID) -> Subject:
    authorize(caller.actor, Permission.SEE_QUEUE)
    return get_subject(caller.actor, kind_called(kind), subject)


@operation("POST", "/queue/<kind>/<uuid:subject>/claim", tag=TAG, body=Nothing, scope=MODERATE)
def claim(caller: Caller, kind: str, subject: UUID, body: Nothing) -> None:
    """Keep something that waits to oneself for ten minutes."""
    claiming.claim(caller.actor, _waiting(caller, kind, subject))


@operation("DELETE", "/queue/<kind>/<uuid:subject>/claim", tag=TAG, scope=MODERATE)
def let_go(caller: Caller, kind: str, subject: UUID) -> None:
    """Leave it to others."""
    claiming.release(caller.actor, _waiting(caller, kind, subject))


@operation("POST", "/queue/<kind>/<uuid:subject>/put-off", tag=TAG, body=Delay, scope=MODERATE)
def put_off(caller: Caller, kind: str, subject: UUID, body: Delay) -> None:
    """Have it come back later."""
    claiming.defer(caller.actor, _waiting(caller, kind, subject), body.hours, body.reason)


@operation("POST", "/queue/<kind>/<uuid:subject>/notes", tag=TAG, body=Note, scope=MODERATE)
def leave_note(caller: Caller, kind: str, subject: UUID, body: Note) -> None:
    """Tell the other moderators something about it."""
    claiming.note(caller.actor, _waiting(caller, kind, subject), body.text)


@operation("POST", "/queue/<kind>/<uuid:subject>/hand-on", tag=TAG, body=HandOn, scope=MODERATE)
def hand_on(caller: Caller, kind: str, subject: UUID, body: HandOn) -> None:
    """Leave it to another moderator, or to the admins."""
    handing_on.hand_on(caller.actor, _waiting(caller, kind, subject), body.to, body.words)
