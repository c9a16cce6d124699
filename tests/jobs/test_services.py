"""What becomes of jobs that failed for good, and of those that are done."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from deliberate.core.actors import VISITOR
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, NotAllowed, NotFound, NotSignedIn
from deliberate.core.events import Event, verify_chain
from deliberate.jobs.models import Job, JobState
from deliberate.jobs.services import KEPT, discard, get_job, prune_jobs, retry
from tests.host import person


def make_job(state: JobState = JobState.DEAD, **fields: object) -> Job:
    fields = {"task": "prune_jobs", "payload": {}, "due_at": now(), "attempts": 8, "last_error": "Away.", **fields}
    with transaction():
        made = Job(state=state, **fields)
        session.add(made)
    return made


def test_an_admin_has_a_dead_job_tried_again_as_often_as_a_new_one(context: Flask) -> None:
    admin = person(context, "ada", "admin")
    dead = make_job()
    with transaction():
        retry(admin, dead.public_id)
    again = get_job(dead.public_id)
    assert (again.state, again.attempts) == (JobState.WAITING, 0)
    event = session.scalars(select(Event).where(Event.action == "retry_job")).one()
    assert (event.target_kind, event.target, event.before, event.after) == (
        "job",
        str(dead.public_id),
        "dead",
        "waiting",
    )
    assert verify_chain().fault is None


def test_an_admin_gives_a_dead_job_up_and_its_key_is_free_again(context: Flask) -> None:
    admin = person(context, "ada", "admin")
    dead = make_job(key="once")
    with transaction():
        discard(admin, dead.public_id)
    gone = get_job(dead.public_id)
    assert (gone.state, gone.key) == (JobState.DISCARDED, None)
    assert session.scalars(select(Event.action).where(Event.target == str(dead.public_id))).all() == ["discard_job"]


@pytest.mark.parametrize("decide", [retry, discard])
@pytest.mark.parametrize("state", [state for state in JobState if state is not JobState.DEAD])
def test_only_a_dead_job_is_decided_on(context: Flask, decide: object, state: JobState) -> None:
    admin = person(context, "ada", "admin")
    job = make_job(state)
    with pytest.raises(Conflict, match=state.value), transaction():
        decide(admin, job.public_id)  # type: ignore[operator]


def test_only_admins_decide_and_nobody_learns_whether_there_is_a_job(context: Flask) -> None:
    dead = make_job()
    moderator = person(context, "mo", "moderator")
    for decide in (retry, discard):
        for public_id in (dead.public_id, uuid4()):
            with pytest.raises(NotAllowed), transaction():
                decide(moderator, public_id)
        with pytest.raises(NotSignedIn), transaction():
            decide(VISITOR, dead.public_id)
    with pytest.raises(NotFound):
        get_job(uuid4())


def test_finished_jobs_are_forgotten_after_a_week_and_dead_ones_never(context: Flask) -> None:
    old, recent = now() - KEPT - timedelta(minutes=1), now() - KEPT + timedelta(minutes=1)
    make_job(JobState.DONE, finished_at=old)
    make_job(JobState.DISCARDED, finished_at=old)
    kept = [make_job(JobState.DONE, finished_at=recent), make_job(JobState.DEAD), make_job(JobState.WAITING)]
    prune_jobs()
    assert session.scalars(select(Job.id).order_by(Job.id)).all() == [job.id for job in kept]
    with time_machine.travel(now() + timedelta(minutes=2)):
        prune_jobs()
    assert session.scalars(select(Job.id).order_by(Job.id)).all() == [job.id for job in kept[1:]]
