"""Keeping a site in order: its tables, its log, its permissions in words."""

import sys

import click

from deliberate.core.clock import now
from deliberate.core.db import transaction
from deliberate.core.events import verify_chain
from deliberate.core.policy import POLICY
from deliberate.moderation.services import release_overdue_quarantines


@click.command("policy")
def policy_command() -> None:
    """Print who may do what."""
    for permission, rule in POLICY.items():
        click.echo(f"{permission.value}: {rule.words}")


@click.command("upgrade")
def upgrade_command() -> None:
    """Bring the tables of the site up to date, as every other command does before it starts."""
    click.echo("The tables are up to date.")


@click.command("run-due")
def run_due_command() -> None:
    """Do what the clock asks for by now: call it from cron, every few minutes."""
    with transaction():
        released = release_overdue_quarantines(now())
    click.echo(f"Showed again, as nobody had decided within 72 hours: {released}.")


@click.command("verify-log")
def verify_log_command() -> None:
    """Walk the whole log and say whether it is as it was written. Exit code 1 where it is not."""
    verdict = verify_chain()
    if verdict.fault:
        click.echo(f"The log is broken: {verdict.fault}.", err=True)
        sys.exit(1)
    click.echo(f"The log verifies: {verdict.events} events. Head: {verdict.head}")
