"""Who is looking at what in the queue, what is put off, and what moderators tell each other about it."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.events import record
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.site import names_of
from deliberate.core.text import check_text
from deliberate.core.times import hour_in_words
from deliberate.core.wording import say
from deliberate.moderation.queue import find_entry
from deliberate.moderation.queue_models import Bucket, QueueEntry, QueueNote
from deliberate.moderation.waiting_kinds import Subject, authorize_on, sort_of, standing_in

#: How long something is somebody's who does nothing about it.
LEASE = timedelta(minutes=10)

#: How long something may be put off.
LONGEST_DELAY = timedelta(days=14)

LONGEST_WORDS = 1000
_NOTES = 50


def claim(actor: Actor, subject: Subject) -> QueueEntry:
    """Keep it to oneself for ten minutes from now. Raises Conflict where somebody else does, or it waits no more."""
    entry = get_entry(actor, subject)
    refuse_held(actor, subject)
    entry.claimed_by, entry.claimed_until = actor.key, now() + LEASE
    session.flush()
    return entry


def release(actor: Actor, subject: Subject) -> None:
    """Let others have it, where it is one's own."""
    authorize(actor, Permission.SEE_QUEUE)
    entry = find_entry(subject)
    if entry is not None and entry.claimed_by == actor.key:
        entry.claimed_by = entry.claimed_until = None
        session.flush()


def refuse_held(actor: Actor, subject: Subject) -> None:
    """Raise Conflict, naming them, where somebody else is looking at it."""
    entry = find_entry(subject)
    holder = holder_of(entry)
    if entry is None or holder is None or holder == actor.key or entry.claimed_until is None:
        return
    until = entry.claimed_until
    # Curators decide on some of it too, and do not learn which moderator it is.
    who = names_of({holder})[holder] if may(actor, Permission.SEE_QUEUE) else say("A moderator")
    raise Conflict(say("%(who)s is looking at it, until %(hour)s at most.", who=who, hour=hour_in_words(until)))


def holder_of(entry: QueueEntry | None) -> str | None:
    """Whose it is now; a lease that ran out is nobody's."""
    if entry is None or entry.claimed_until is None or entry.claimed_until <= now():
        return None
    return entry.claimed_by


def defer(actor: Actor, subject: Subject, hours: int, reason: str) -> None:
    """Put it off: it waits under Watch until then, and comes back by itself where it was.

    Asked for again in the same words, as by a button pressed twice, it stays as it is.
    """
    entry = get_entry(actor, subject)
    refuse_held(actor, subject)
    words = check_text(reason, "reason")
    if not words:
        raise Invalid(say("Say why it can wait: the public log is shown it."), "reason")
    if len(words) > LONGEST_WORDS:
        raise Invalid(say("Keep the reason under %(most)s characters.", most=str(LONGEST_WORDS)), "reason")
    if not timedelta(0) < timedelta(hours=hours) <= LONGEST_DELAY:
        raise Invalid(say("Put it off for an hour at least, and two weeks at most."), "hours")
    if entry.deferred_until is not None and (entry.deferred_by, entry.deferred_because) == (actor.key, words):
        return
    if entry.bucket == Bucket.URGENT:
        raise Conflict(say("What is illegal, or was left undecided, is not put off."))
    entry.deferred_until, entry.deferred_by = now() + timedelta(hours=hours), actor.key
    entry.deferred_because = words
    entry.claimed_by = entry.claimed_until = None
    entry.bucket = Bucket.WATCH
    session.flush()
    log_step(actor, "defer", subject, words)


def log_step(actor: Actor, action: str, subject: Subject, words: str | None = None) -> None:
    """Have the log say that something was put off or handed on, with the words that it is shown."""
    sort = sort_of(subject)
    record(
        actor,
        action,
        sort.logged(subject),
        revision=subject.revision if isinstance(subject, Contribution) else None,
        reason_code="other" if words else None,
        reason=words,
        case=sort.case(subject),
        self_review=standing_in(actor, subject) == "self-review",
    )


def note(actor: Actor, subject: Subject, text: str, *, field: str = "text") -> QueueNote:
    """Tell the other moderators something about it. The same words again are the note that is there."""
    authorize(actor, Permission.SEE_QUEUE)
    words = check_text(text, field)
    if not words:
        raise Invalid(say("Write the note."), field)
    if len(words) > LONGEST_WORDS:
        raise Invalid(say("Keep the note under %(most)s characters.", most=str(LONGEST_WORDS)), field)
    last = next(iter(notes_on(subject)), None)
    if last is not None and (last.actor_id, last.text) == (actor.key, words):
        return last
    sort = sort_of(subject)
    made = QueueNote(
        kind=sort.kind,
        subject_id=subject.id,
        contribution_id=sort.about(subject),
        actor_id=actor.key,
        text=words,
    )
    session.add(made)
    session.flush()
    return made


def notes_on(subject: Subject) -> Sequence[QueueNote]:
    """What moderators told each other about it, the newest first."""
    found = select(QueueNote).where(QueueNote.kind == sort_of(subject).kind, QueueNote.subject_id == subject.id)
    return session.scalars(found.order_by(QueueNote.id.desc()).limit(_NOTES)).all()


def get_entry(actor: Actor, subject: Subject) -> QueueEntry:
    """Its entry in the queue, for whoever may decide on it: nobody stalls a matter of their own.

    Raises NotAllowed, and Conflict where it waits no more.
    """
    authorize(actor, Permission.SEE_QUEUE)
    authorize_on(actor, subject)
    entry = find_entry(subject)
    if entry is None:
        raise Conflict(say("It waits no more: somebody has decided on it."))
    return entry
