"""How later work goes, for those who look after the site."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.jobs.models import Job, JobState
from deliberate.jobs.tasks import tasks

#: As many of each list are shown.
SHOWN = 50


@dataclass(frozen=True)
class JobsPage:
    """What failed for good, what failed and is tried again, what recurs, and how many there are in each state."""

    dead: Sequence[Job]
    failing: Sequence[Job]
    clocks: Sequence[Job]
    counts: Mapping[JobState, int]
    #: Since when the oldest job that is due has been waiting, where that is longer than it should be.
    overdue_since: datetime | None


def jobs_page() -> JobsPage:
    """Everything on one page, in a number of queries that no count of jobs raises."""
    clocks = [name for name in tasks.names() if tasks.get(name).period is not None]
    recurring = Job.task.in_(clocks)
    waiting = Job.state == JobState.WAITING
    oldest_due = session.scalar(select(func.min(Job.due_at)).where(waiting))
    counted = select(Job.state, func.count()).where(~recurring).group_by(Job.state)
    return JobsPage(
        dead=session.scalars(
            select(Job).where(Job.state == JobState.DEAD).order_by(Job.due_at.desc(), Job.id.desc()).limit(SHOWN)
        ).all(),
        failing=session.scalars(
            select(Job).where(waiting, ~recurring, Job.attempts > 0).order_by(Job.due_at, Job.id).limit(SHOWN)
        ).all(),
        clocks=session.scalars(select(Job).where(recurring).order_by(Job.task)).all(),
        counts={row.state: row[1] for row in session.execute(counted)},
        overdue_since=oldest_due if oldest_due is not None and (now() - oldest_due).total_seconds() > 300 else None,
    )
