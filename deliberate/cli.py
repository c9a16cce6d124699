"""The command ``deliberate``: the standalone site from a terminal."""

from collections.abc import Callable
from typing import Any

import click
from flask import Flask

from deliberate.accounts.commands import create_user_command, set_level_command, set_roles_command
from deliberate.commands.upkeep import policy_command, verify_log_command
from deliberate.core.errors import DomainError
from deliberate.demo.command import demo_command
from deliberate.standalone import create_app, upgrade_database


class SiteCommands(click.Group):
    """Commands that run in the site's context, and say what went wrong in one line."""

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
    run: Callable[..., Any] = command.callback or _nothing

    def in_context(**arguments: Any) -> Any:
        with _site().app_context():
            return run(**arguments)

    command.callback = in_context
    return command


def _nothing() -> None:
    """What a command without a body does."""


def _site(**config: Any) -> Flask:
    """The site with its database up to date, named on stderr so that nobody works on the wrong one."""
    try:
        app = create_app(config)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    with app.app_context():
        address = app.extensions["sqlalchemy"].engine.url.render_as_string(hide_password=True)
    click.echo(f"Database: {address}", err=True)
    upgrade_database(app)
    return app


for _command in (create_user_command, set_level_command, set_roles_command, verify_log_command):
    main.add_command(_in_site(_command))
main.add_command(policy_command)
main.add_command(demo_command)
