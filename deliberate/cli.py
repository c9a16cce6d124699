"""The command ``deliberate``: the standalone site from a terminal."""

from collections.abc import Callable
from typing import Any

import click
from flask import Flask

import deliberate.starting
from deliberate.accounts.commands import (
    create_user_command,
    reset_password_command,
    set_level_command,
    set_roles_command,
)
from deliberate.commands.group import ON_A_DATABASE, ON_NONE, PlainSpoken, placed
from deliberate.core.db import session
from deliberate.demo.command import demo_command
from deliberate.lti.commands import lti_group
from deliberate.operating.backup import backup_command
from deliberate.operating.doctor import doctor_command
from deliberate.operating.restore import restore_command
from deliberate.operating.serve import serve_command
from deliberate.operating.site import address_of, bring_up_to_date, open_site, private_files

#: Commands that work on the site's database once it is up to date, and those that look after it or need none.
ON_THE_SITE = (
    *ON_A_DATABASE,
    create_user_command,
    reset_password_command,
    set_level_command,
    set_roles_command,
    lti_group,
)
ON_THEIR_OWN = (
    demo_command,
    serve_command,
    doctor_command,
    backup_command,
    restore_command,
    *ON_NONE,
)


@click.group(cls=PlainSpoken)
@click.version_option(package_name="flask-deliberate")
def main() -> None:
    """Structured deliberation. Works on DELIBERATE_DATABASE_URL, or else on the demo's folder."""
    deliberate.starting.started()


def _in_site(callback: Callable[..., Any]) -> Callable[..., Any]:
    """The same, run in the site's context on an up-to-date database; it says which database that is."""

    def in_context(**arguments: Any) -> Any:
        app = _site()
        with app.app_context():
            try:
                return callback(**arguments)
            finally:
                session.remove()  # type: ignore[attr-defined]  # the host's scoped session
                app.extensions["sqlalchemy"].engine.dispose()

    return in_context


def _site() -> Flask:
    """The site with its database up to date, named on stderr so that nobody works on the wrong one."""
    private_files()
    app = open_site()
    click.echo(f"Database: {address_of(app)}", err=True)
    bring_up_to_date(app)
    return app


for _command in ON_THE_SITE:
    main.add_command(placed(_command, _in_site))
for _command in ON_THEIR_OWN:
    main.add_command(_command)
