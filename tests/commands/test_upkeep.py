"""Keeping a site in order from the command line."""

import re

from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from deliberate.commands.upkeep import run_due_command
from deliberate.core.db import session
from deliberate.jobs.models import Job, JobState
from deliberate.jobs.tasks import tasks


def test_run_due_does_what_is_due_and_says_how_much_that_was(context: Flask) -> None:
    clocks = [name for name in tasks.names() if tasks.get(name).period is not None]
    first = CliRunner().invoke(run_due_command)
    # Some clocks leave the rest of their work to jobs.
    said = re.fullmatch(r"(\d+) jobs were due\.\n", first.output)
    assert said
    assert (first.exit_code, int(said[1]) >= len(clocks)) == (0, True)
    again = CliRunner().invoke(run_due_command)
    assert (again.exit_code, again.output) == (0, "0 jobs were due.\n")
    assert set(session.scalars(select(Job.state).where(Job.task.in_(clocks)))) == {JobState.WAITING}
    assert set(session.scalars(select(Job.state))) <= {JobState.WAITING, JobState.DONE}
