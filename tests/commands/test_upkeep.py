"""Keeping a site in order from the command line."""

import re

from click.testing import CliRunner
from flask import Flask
from sqlalchemy import delete, func, select

from deliberate.commands.upkeep import reindex_command, run_due_command, upgrade_command
from deliberate.core.db import session, transaction
from deliberate.jobs.models import Job, JobState
from deliberate.jobs.tasks import tasks
from deliberate.search.models import SearchEntry
from tests.factories import make_article, make_proposition


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


def test_reindex_says_how_much_can_be_found(context: Flask) -> None:
    with transaction():
        make_proposition(make_article(slug="bridge"), "A pylon leans.")
    with transaction():
        session.execute(delete(SearchEntry))
    first = CliRunner().invoke(reindex_command)
    found = session.scalar(select(func.count()).select_from(SearchEntry))
    assert (first.exit_code, first.output) == (0, f"{found} things can be found.\n")


def test_upgrade_fills_what_the_search_looks_through_where_that_is_empty(own_site: Flask) -> None:
    with own_site.app_context():
        before = session.scalar(select(func.count()).select_from(SearchEntry))
        with transaction():
            session.execute(delete(SearchEntry))
        said = CliRunner().invoke(upgrade_command)
        assert (said.exit_code, said.output) == (0, "The tables are up to date.\n")
        assert session.scalar(select(func.count()).select_from(SearchEntry)) == before
