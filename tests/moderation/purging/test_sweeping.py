"""Clearing the files: tried again while others read, and noted once it is done."""

from contextlib import closing
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.jobs.models import Job, JobState
from deliberate.jobs.running import run_due
from deliberate.moderation.purging.services import ask_for_purge, confirm_purge
from deliberate.moderation.purging.sweeping import SWEEP
from tests.host import person
from tests.moderation.scenes import opened, posted


def test_while_somebody_reads_the_log_is_not_emptied_and_the_job_is_tried_again(context: Flask) -> None:
    engine = session.get_bind().engine
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no such log")
    bearing = posted(person(context, "ann", level=1), opened(context))
    ada, ari = person(context, "ada", "admin"), person(context, "ari", "admin")
    with transaction():
        purge = ask_for_purge(ada, "contribution", str(bearing.public_id), "illegal")
    with closing(engine.raw_connection()) as reader:
        reader.cursor().execute("BEGIN")
        reader.cursor().execute("SELECT count(*) FROM deliberate_event").fetchone()
        with transaction():
            confirm_purge(ari, purge)
        run_due()
        session.expire_all()
        job = session.scalars(select(Job).where(Job.task == SWEEP)).one()
        assert (purge.swept_at, job.state, job.attempts) == (None, JobState.WAITING, 1)
        assert "reading the database" in (job.last_error or "")
        session.rollback()
        reader.cursor().execute("ROLLBACK")
    run_due(now() + timedelta(hours=1))
    session.expire_all()
    assert purge.swept_at is not None
    assert session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar() == 10_000
