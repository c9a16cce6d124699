"""What moderators wrote about something that waits or waited, and is no post itself: notes, and why it was put off."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, select

from deliberate.core.db import session
from deliberate.core.events import Event
from deliberate.moderation.purging.log_reasons import erase_log_reasons
from deliberate.moderation.queue_models import EntryKind, QueueEntry, QueueNote
from deliberate.moderation.waiting_kinds import Subject, find_subjects, kinds, sort_of


def erase_waiting(kind: EntryKind, ids: Collection[int]) -> list[str]:
    """Take the notes on these of that kind, and why they were put off, in the log too; returns the words there were."""
    of_these = (QueueNote.kind == kind, QueueNote.subject_id.in_(ids))
    words = list(session.scalars(select(QueueNote.text).where(*of_these)))
    session.execute(delete(QueueNote).where(*of_these))
    for entry in session.scalars(select(QueueEntry).where(QueueEntry.kind == kind, QueueEntry.subject_id.in_(ids))):
        words.append(entry.deferred_because or "")
        entry.deferred_because = None
    for subject in find_subjects(kinds.get(kind.value), ids).values():
        erase_log_reasons(put_off(subject))
    return words


def put_off(subject: Subject) -> ColumnElement[bool]:
    """The events that say it was put off."""
    sort = sort_of(subject)
    found = (Event.action == "defer") & (Event.target == str(sort.logged(subject).public_id))
    return found & Event.case.is_not_distinct_from(sort.case(subject))
