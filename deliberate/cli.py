"""The command ``deliberate``: the standalone site from a terminal."""

from copy import copy
from typing import Any

import click
from flask import Flask

from deliberate.accounts.commands import create_user_command, set_level_command, set_roles_command
from deliberate.commands.articles import extract_command, import_command
from deliberate.commands.upkeep import policy_command, run_due_command, upgrade_command, verify_log_command
from deliberate.commands.weighing import recount_command
from deliberate.core.errors import DomainError
from deliberate.demo.command import demo_command
from deliberate.standalone import create_app, upgrade_database

#: Commands that work on the site's database, and those that need none.
ON_THE_SITE = (
    upgrade_command,
    import_command,
    create_user_command,
    set_level_command,
    set_roles_command,
    recount_command,
    run_due_command,
    verify_log_command,
)
ON_THEIR_OWN = (demo_command, extract_command, policy_command)


class SiteCommands(click.Group):
    """Commands that say what went wrong in one line."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DomainError as error:
            raise click.ClickException(error.message) from error


@click.group(cls=SiteCommands)
@click.version_option(package_name="flask-deliberate")
def main() -> None:
    """Structured deliberation. Works on DELIBERATE_DATABASE_URL, or else on the demo's folder."""


def _in_site(command: click.Command) -> click.Command:
    """The same command, run in the site's context on an up-to-date database; it says which database that is."""

    def in_context(**arguments: Any) -> Any:
        with _site().app_context():
            return command.callback(**arguments) if command.callback else None

    placed = copy(command)
    placed.callback = in_context
    return placed


def _site() -> Flask:
    """The site with its database up to date, named on stderr so that nobody works on the wrong one."""
    try:
        app = create_app()
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    with app.app_context():
        address = app.extensions["sqlalchemy"].engine.url.render_as_string(hide_password=True)
    click.echo(f"Database: {address}", err=True)
    upgrade_database(app)
    return app


for _command in ON_THE_SITE:
    main.add_command(_in_site(_command))
for _command in ON_THEIR_OWN:
    main.add_command(_command)
