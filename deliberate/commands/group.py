"""``flask deliberate ...``: what a host runs on its own database."""

from collections.abc import Callable
from copy import copy
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import OperationalError

from deliberate.commands.articles import extract_command, import_command
from deliberate.commands.exchange import convert_command, export_command, trust_command
from deliberate.commands.purging import purge_command
from deliberate.commands.sources import sources_command
from deliberate.commands.upkeep import (
    policy_command,
    reindex_command,
    run_due_command,
    upgrade_command,
    verify_log_command,
)
from deliberate.commands.weighing import recount_command, weigh_command
from deliberate.core.errors import DomainError

#: What works on a database of any site, and what needs none. The standalone site has the same, and more.
ON_A_DATABASE = (
    upgrade_command,
    import_command,
    export_command,
    trust_command,
    sources_command,
    recount_command,
    reindex_command,
    run_due_command,
    verify_log_command,
    purge_command,
)
ON_NONE = (extract_command, convert_command, policy_command, weigh_command)


class PlainSpoken(AppGroup):
    """Commands that say what went wrong in one line."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DomainError as error:
            raise click.ClickException(error.message) from error
        except OperationalError as error:
            why = " ".join(str(error.orig).split())
            raise click.ClickException(f"The database does not answer: {why}") from error


def host_commands() -> AppGroup:
    """The group for ``app.cli``: its commands run in the context of the host's app."""
    group = PlainSpoken("deliberate", help="Structured deliberation, on this app's database.")
    for command in (*ON_A_DATABASE, *ON_NONE):
        group.add_command(placed(command, with_appcontext))
    return group


def placed(command: click.Command, wrap: Callable[[Any], Any]) -> click.Command:
    """The same command with its callback, or those of its own commands, wrapped."""
    made = copy(command)
    if isinstance(made, click.Group):
        made.commands = {name: placed(each, wrap) for name, each in made.commands.items()}
    elif command.callback:
        made.callback = wrap(command.callback)
    return made
