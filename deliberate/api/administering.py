"""What admins see to: jobs that failed, and what is to be erased for good."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from deliberate.api.authentication import Caller
from deliberate.api.models import Scope
from deliberate.api.operations import operation
from deliberate.api.shapes import Given, Nothing, Shown, words
from deliberate.core.policy import Permission, authorize
from deliberate.jobs import services as jobs
from deliberate.jobs.models import Job, JobState
from deliberate.jobs.queries import jobs_page
from deliberate.moderation.purging import services as purging
from deliberate.moderation.purging.models import Purge, PurgeState

ADMINS = "Administration"
MODERATE = Scope.MODERATE


class JobShown(Shown):
    """A piece of later work."""

    id: UUID
    task: str
    state: JobState
    due_at: datetime
    attempts: int


class Jobs(Shown):
    """What failed for good, and what failed and is tried again."""

    dead: list[JobShown]
    failing: list[JobShown]


class PurgeGiven(Given):
    """What is to be erased for good, and on which ground."""

    thing: str = words(40)
    name: str = words(100, description="Its public id or number.")
    reason_code: Literal["illegal", "personal_data"]


class PurgeShown(Shown):
    """Words that an admin asked to have erased; what they are is not told."""

    id: UUID
    thing: str
    name: str
    reason_code: str
    state: PurgeState
    asked_at: datetime


class Purges(Shown):
    """What waits to be erased, and what was."""

    waiting: list[PurgeShown]
    done: list[PurgeShown]


def _job(job: Job) -> JobShown:
    return JobShown(id=job.public_id, task=job.task, state=job.state, due_at=job.due_at, attempts=job.attempts)


@operation("GET", "/jobs", tag=ADMINS, answer=Jobs, scope=MODERATE, for_visitors=False)
def list_jobs(caller: Caller) -> Jobs:
    """Background jobs that failed; for admins."""
    authorize(caller.actor, Permission.MANAGE_JOBS)
    page = jobs_page()
    return Jobs(dead=[_job(each) for each in page.dead], failing=[_job(each) for each in page.failing])


@operation("POST", "/jobs/<uuid:job>/retry", tag=ADMINS, body=Nothing, answer=JobShown, scope=MODERATE)
def retry_job(caller: Caller, job: UUID, body: Nothing) -> JobShown:
    """Try a job once more that failed for good."""
    return _job(jobs.retry(caller.actor, job))


@operation("POST", "/jobs/<uuid:job>/discard", tag=ADMINS, body=Nothing, answer=JobShown, scope=MODERATE)
def discard_job(caller: Caller, job: UUID, body: Nothing) -> JobShown:
    """Give a job up that failed for good."""
    return _job(jobs.discard(caller.actor, job))


def _purge(purge: Purge) -> PurgeShown:
    return PurgeShown(
        id=purge.public_id,
        thing=purge.thing,
        name=purge.name,
        reason_code=purge.reason_code,
        state=purge.state,
        asked_at=purge.asked_at,
    )


@operation("GET", "/purges", tag=ADMINS, answer=Purges, scope=MODERATE, for_visitors=False)
def list_purges(caller: Caller) -> Purges:
    """What waits to be erased for good, and what was; for admins."""
    authorize(caller.actor, Permission.PURGE)
    waiting, done = purging.latest(PurgeState.WAITING), purging.latest(PurgeState.DONE)
    return Purges(waiting=[_purge(each) for each in waiting], done=[_purge(each) for each in done])


@operation("POST", "/purges", tag=ADMINS, body=PurgeGiven, answer=PurgeShown, status=201, scope=MODERATE)
def ask_for_purge(caller: Caller, body: PurgeGiven) -> PurgeShown:
    """Ask that something be erased for good. Nothing happens before another admin confirms it, or oneself in a day."""
    authorize(caller.actor, Permission.PURGE)
    return _purge(purging.ask_for_purge(caller.actor, body.thing, body.name, body.reason_code))


@operation("POST", "/purges/<uuid:purge>/confirm", tag=ADMINS, body=Nothing, answer=PurgeShown, scope=MODERATE)
def confirm_purge(caller: Caller, purge: UUID, body: Nothing) -> PurgeShown:
    """Erase it for good, which nothing undoes."""
    authorize(caller.actor, Permission.PURGE)
    found = purging.get_purge(purge)
    purging.confirm_purge(caller.actor, found)
    return _purge(found)


@operation("POST", "/purges/<uuid:purge>/call-off", tag=ADMINS, body=Nothing, answer=PurgeShown, scope=MODERATE)
def call_off_purge(caller: Caller, purge: UUID, body: Nothing) -> PurgeShown:
    """Leave it as it is."""
    authorize(caller.actor, Permission.PURGE)
    found = purging.get_purge(purge)
    purging.call_off_purge(caller.actor, found)
    return _purge(found)
