"""Asking for later work, and what an admin can do with what failed for good."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, event, select
from sqlalchemy.exc import IntegrityError

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, NotFound
from deliberate.core.events import Event, pseudonym_of, record
from deliberate.core.policy import Permission, authorize
from deliberate.core.wording import N_, say
from deliberate.jobs.models import Job, JobState
from deliberate.jobs.tasks import every, tasks
from deliberate.jobs.waking import wake

UNFINISHED = (JobState.WAITING, JobState.RUNNING)
FINISHED = (JobState.DONE, JobState.DISCARDED)

#: So long are finished jobs kept, for whoever wants to know what ran.
KEPT = timedelta(days=7)


#: Why nobody can decide on a job, by where it is by now.
_NOT_DEAD = {
    JobState.WAITING: N_("This job is waiting by now; only one that failed for good can be decided on."),
    JobState.RUNNING: N_("This job is running by now; only one that failed for good can be decided on."),
    JobState.DONE: N_("This job is done by now; only one that failed for good can be decided on."),
    JobState.DISCARDED: N_("This job is discarded by now; only one that failed for good can be decided on."),
}


def enqueue(task: str, payload: dict[str, Any], *, key: str | None = None, due: datetime | None = None) -> Job:
    """Store a job in the caller's transaction; whoever runs jobs is woken once that is committed.

    With a ``key``, the job of that key which is not finished yet is given instead of a second one.
    """
    tasks.get(task)
    if key is not None and (earlier := _unfinished(key)) is not None:
        return earlier
    asked = Job(task=task, payload=payload, key=key, due_at=due or now())
    try:
        with session.begin_nested():
            session.add(asked)
    except IntegrityError:
        # Somebody else asked for the same between the look and the insert.
        earlier = _unfinished(key or "")
        if earlier is None:
            raise
        return earlier
    wake_after_commit()
    return asked


def wake_after_commit() -> None:
    """Wake whoever runs jobs when, and if, the present transaction is committed."""
    event.listen(session(), "after_commit", lambda _session: wake(), once=True)  # type: ignore[operator]


def get_job(public_id: UUID) -> Job:
    """The job of that id, or NotFound."""
    found = session.scalar(select(Job).where(Job.public_id == public_id))
    if found is None:
        raise NotFound(say("There is no such job. Finished ones are kept for a week."))
    return found


def retry(actor: Actor, public_id: UUID) -> Job:
    """Try a dead job again, as often as a new one. Asked twice by one person, it is tried once."""
    chosen = _dead(actor, public_id, "retry_job")
    if chosen.state is not JobState.DEAD:
        return chosen
    chosen.state, chosen.attempts, chosen.due_at = JobState.WAITING, 0, now()
    record(actor, "retry_job", chosen, before=JobState.DEAD.value, after=JobState.WAITING.value)
    wake_after_commit()
    return chosen


def discard(actor: Actor, public_id: UUID) -> Job:
    """Give a dead job up for good."""
    chosen = _dead(actor, public_id, "discard_job")
    if chosen.state is not JobState.DEAD:
        return chosen
    chosen.state, chosen.key, chosen.finished_at = JobState.DISCARDED, None, now()
    record(actor, "discard_job", chosen, before=JobState.DEAD.value, after=JobState.DISCARDED.value)
    return chosen


@every(timedelta(hours=6), "prune_jobs")
def prune_jobs() -> None:
    """Delete finished jobs once nobody can want to know of them any more."""
    with transaction():
        session.execute(delete(Job).where(Job.state.in_(FINISHED), Job.finished_at < now() - KEPT))


def _unfinished(key: str) -> Job | None:
    return session.scalar(select(Job).where(Job.key == key))


def _dead(actor: Actor, public_id: UUID, action: str) -> Job:
    """The job, dead, or as this person's press of the same button left it. Raises NotFound, Conflict."""
    authorize(actor, Permission.MANAGE_JOBS)
    chosen = session.scalar(select(Job).where(Job.public_id == public_id).with_for_update())
    if chosen is None:
        raise NotFound(say("There is no such job. Finished ones are kept for a week."))
    if chosen.state is not JobState.DEAD and not _decided_so(actor, chosen, action):
        raise Conflict(say(_NOT_DEAD[chosen.state]))
    return chosen


def _decided_so(actor: Actor, job: Job, action: str) -> bool:
    """Whether this is the last that was decided on it, by this person."""
    last = session.scalar(select(Event).where(Event.target == str(job.public_id)).order_by(Event.id.desc()).limit(1))
    return last is not None and (last.action, last.actor) == (action, pseudonym_of(actor))
