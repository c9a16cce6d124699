"""People, from the command line."""

import secrets

import click

from deliberate.accounts.links import make_link
from deliberate.accounts.models import Purpose
from deliberate.accounts.pages import address_in_full
from deliberate.accounts.second_step import turn_off
from deliberate.accounts.services import create_user, get_user, set_roles
from deliberate.core.actors import LEVEL_NAMES, ROLES
from deliberate.core.db import transaction
from deliberate.core.standing import set_level

_LEVELS = click.IntRange(0, 3)


@click.command("create-user")
@click.argument("name")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="May be given more than once.")
@click.option("--level", type=_LEVELS, default=0, show_default=True, help="The trust they start with.")
@click.option("--email", help="For a reset of the password; taken as confirmed.")
@click.option("--password", help="Made up and printed where none is given.")
def create_user_command(name: str, roles: tuple[str, ...], level: int, email: str | None, password: str | None) -> None:
    """Make an account named NAME."""
    made_up = password is None
    password = password or secrets.token_urlsafe(12)
    with transaction():
        create_user(name, password, roles=roles, level=level, email=email, by_operator=True)
    click.echo(f"{name} can sign in.")
    if made_up:
        click.echo(f"Password: {password}")


@click.command("set-level")
@click.argument("name")
@click.argument("level", type=_LEVELS)
def set_level_command(name: str, level: int) -> None:
    """Set the trust of NAME to LEVEL: 0 new, 1 basic, 2 regular, 3 curator."""
    with transaction():
        set_level(get_user(name).actor_id, level)
    click.echo(f"{name} is {LEVEL_NAMES[level]} (level {level}) now.")


@click.command("set-roles")
@click.argument("name")
@click.argument("roles", nargs=-1, type=click.Choice(ROLES))
def set_roles_command(name: str, roles: tuple[str, ...]) -> None:
    """Give NAME exactly these ROLES; none takes all away."""
    with transaction():
        set_roles(name, roles)
    click.echo(f"{name}: {', '.join(roles) or 'no role'}.")


@click.command("reset-password")
@click.argument("name")
@click.option("--second-step-off", is_flag=True, help="For somebody who lost their phone and their recovery codes.")
def reset_password_command(name: str, second_step_off: bool) -> None:
    """Print a link by which NAME chooses a new password. It is good for an hour, once."""
    with transaction():
        user = get_user(name)
        if second_step_off:
            turn_off(user)
        address = address_in_full("reset", link=make_link(user, Purpose.RESET))
    click.echo(f"{name} chooses a new password here, once, within an hour:")
    click.echo(address)
    if address.startswith("/"):
        click.echo("(Behind the site's own address; DELIBERATE_SITE_URL puts it in front.)", err=True)
