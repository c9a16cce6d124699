"""Keeping a site in order: its tables, its log, its permissions in words."""

import sys

import click

from deliberate.core import schema
from deliberate.core.db import session, transaction
from deliberate.core.policy import POLICY
from deliberate.jobs.running import run_due
from deliberate.moderation.day_heads import verify_log
from deliberate.search.indexing import fill_what_is_missing, reindex


@click.command("policy")
def policy_command() -> None:
    """Print who may do what."""
    for permission, rule in POLICY.items():
        click.echo(f"{permission.value}: {rule.words}")


@click.command("upgrade")
def upgrade_command() -> None:
    """Bring our tables up to date."""
    with transaction():
        schema.upgrade(session.connection())
    fill_what_is_missing()
    click.echo("The tables are up to date.")


@click.command("reindex")
def reindex_command() -> None:
    """Make anew what the search looks through, while the site runs. Needed only where rows came by other ways."""
    with click.progressbar(label="Indexing", length=1, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        found = reindex(advance)
    click.echo(f"{found} {'thing' if found == 1 else 'things'} can be found.")


@click.command("run-due")
def run_due_command() -> None:
    """Do the jobs that are due, and end. For a clock that calls it each minute, where no server runs them."""
    tried = run_due()
    click.echo(f"{tried} {'job was' if tried == 1 else 'jobs were'} due.")


@click.command("verify-log")
def verify_log_command() -> None:
    """Walk the whole log and say whether it is as it was written. Exit code 1 where it is not."""
    verdict, heads = verify_log()
    if verdict.fault:
        click.echo(f"The log is broken: {verdict.fault}.", err=True)
        click.echo(f"The first bad event: {verdict.first_bad}.", err=True)
        sys.exit(1)
    click.echo(f"The log verifies: {verdict.events} events. Head: {verdict.head}")
    click.echo(f"It agrees with {heads} published {'head' if heads == 1 else 'heads'}.")
