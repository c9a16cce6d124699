"""Doing what is due. Any number may do so at once: a lease gives each job to one of them."""

import random
import secrets
import traceback
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.stored_words import stored
from deliberate.core.wording import N_
from deliberate.jobs.models import Job, JobState
from deliberate.jobs.tasks import Hopeless, JobFailed, Run, Task, tasks
from deliberate.jobs.waking import wake

#: The longest pause between two tries.
LONGEST_PAUSE = timedelta(hours=6)
#: The most jobs of one call, so that a caller gets a word in now and then.
MOST = 1000
#: So often is tried to set down how a run ended.
REPORTS = 5
ABANDONED = stored(N_("Whoever ran it ended without a word, each time."))


@dataclass(frozen=True)
class Claim:
    """A job that is ours for as long as the lease lasts."""

    id: int
    lease: str
    name: str
    task: Task
    run: Run


def run_due(at: datetime | None = None, most: int = MOST) -> int:
    """Do all that is due, one after the other; how many were tried. For tests, ``at`` stands for the present.

    Where the database is too busy to go on, what is left waits for the next call.
    """
    _plan_recurring(at or now())
    tried = 0
    try:
        while tried < most and (claim := _claim(at or now())) is not None:
            tried += 1
            _carry_out(claim, at)
    except OperationalError as error:
        current_app.logger.warning("the database is busy, so jobs wait: %s", type(error.orig).__name__)
        session.rollback()
    return tried


def _due(moment: datetime) -> ColumnElement[bool]:
    """Its time has come, or whoever had it is gone; and we know how to do it."""
    waiting = and_(Job.state == JobState.WAITING, Job.due_at <= moment)
    abandoned = and_(Job.state == JobState.RUNNING, Job.lease_until <= moment)
    return and_(or_(waiting, abandoned), Job.task.in_(tasks.names()))


def _claim(moment: datetime) -> Claim | None:
    """Take the job that has been due longest. The condition is asked again by the update, so only one of us gets it."""
    while session.scalar(select(Job.id).where(_due(moment)).limit(1)) is not None:
        with transaction():
            oldest = select(Job.id, Job.task, Job.payload, Job.attempts).where(_due(moment))
            found = session.execute(
                oldest.order_by(Job.due_at, Job.id).limit(1).with_for_update(skip_locked=True)
            ).first()
            if found is None:
                return None
            task = tasks.get(found.task)
            if task.period is None and found.attempts >= task.attempts:
                _update(Job.id == found.id, state=JobState.DEAD, last_error=ABANDONED, lease=None, lease_until=None)
                continue
            lease, number = secrets.token_hex(16), found.attempts + 1
            taken = _update(
                and_(Job.id == found.id, _due(moment)),
                state=JobState.RUNNING,
                attempts=number,
                lease=lease,
                lease_until=moment + task.lease,
            )
            if taken:
                run = Run(found.payload, number, last=task.period is None and number >= task.attempts)
                return Claim(found.id, lease, found.task, task, run)
    session.rollback()
    return None


def _carry_out(claim: Claim, at: datetime | None) -> None:
    try:
        claim.task.run(claim.run)
    except Exception as error:
        if not isinstance(error, JobFailed):
            current_app.logger.error("job %s failed at try %d", claim.name, claim.run.number, exc_info=error)
        _failed(claim, error, at or now())
    else:
        _finished(claim, at or now())


def _finished(claim: Claim, moment: datetime) -> None:
    period = claim.task.period
    if period is not None:
        _report(claim, state=JobState.WAITING, due_at=moment + period, attempts=0, last_error=None)
    else:
        _report(claim, state=JobState.DONE, key=None, finished_at=moment, last_error=None)


def _failed(claim: Claim, error: Exception, moment: datetime) -> None:
    said = told_of(error)
    if claim.run.last or (isinstance(error, Hopeless) and claim.task.period is None):
        _report(claim, state=JobState.DEAD, last_error=said)
        return
    wait = pause_before(claim.run.number + 1, claim.task)
    _report(claim, state=JobState.WAITING, due_at=moment + wait, last_error=said)
    wake(wait.total_seconds())


def pause_before(number: int, task: Task) -> timedelta:
    """How long to wait before the n-th try: doubled each time, a quarter more or less, so that not all come at once.

    A clock never waits longer than its own period.
    """
    longest = min(LONGEST_PAUSE, task.period or LONGEST_PAUSE)
    doubled: timedelta = min(task.pause * 2 ** min(number - 2, 30), longest)
    return doubled * random.uniform(0.75, 1.25)  # noqa: S311  # no secret


def told_of(error: Exception) -> str:
    """What is stored of an error: its own words only where they were written for that, else what it is and where."""
    if isinstance(error, JobFailed):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f", {Path(frames[-1].filename).name} line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}. The site's own records say more."


def _report(claim: Claim, **values: Any) -> None:
    """Set down how a run ended, unless it took so long that the job was given to another.

    A busy database is asked more than once: what is done and not set down would be done again.
    """
    mine = and_(Job.id == claim.id, Job.lease == claim.lease)
    for left in reversed(range(REPORTS)):
        try:
            with transaction():
                _update(mine, **values, lease=None, lease_until=None)
        except OperationalError:
            if not left:
                raise
        else:
            return


def _update(which: ColumnElement[bool], **values: Any) -> bool:
    statement = update(Job).where(which).values(**values).execution_options(synchronize_session=False)
    return bool(session.execute(statement).rowcount)  # type: ignore[attr-defined]


def _plan_recurring(moment: datetime) -> None:
    """See to it that every clock has its one row."""
    clocks = {f"every:{name}": name for name in tasks.names() if tasks.get(name).period is not None}
    known = set(session.scalars(select(Job.key).where(Job.key.in_(clocks))))
    for key in clocks.keys() - known:
        # Another may have been quicker.
        with suppress(IntegrityError), transaction():
            session.add(Job(task=clocks[key], payload={}, key=key, due_at=moment))
