"""Learning platforms, from the command line."""

from importlib import import_module
from typing import Any

import click

from deliberate.core.actors import SYSTEM
from deliberate.core.clock import now
from deliberate.core.db import transaction
from deliberate.lti.site import is_on


def _needed(room: str) -> Any:
    """A room that needs the extra and the setting."""
    if not is_on():
        raise click.ClickException("LTI is off. Set DELIBERATE_LTI=true, and DELIBERATE_SITE_URL beside it.")
    return import_module(f"deliberate.lti.{room}")


@click.group("lti")
def lti_group() -> None:
    """Learning platforms whose courses are linked with classes by LTI 1.3."""


@lti_group.group("keys")
def keys_group() -> None:
    """The keys that this site signs with."""


@keys_group.command("list")
def list_keys_command() -> None:
    """List the keys; the first one signs."""
    for each in _needed("keys").all_keys():
        click.echo(f"{each.kid}  made {each.created_at:%Y-%m-%d}, {(now() - each.created_at).days} days ago")


@keys_group.command("new")
def new_key_command() -> None:
    """Make another key, which signs from now on."""
    rooms = _needed("keys")
    with transaction():
        kid = rooms.new_key().kid
    click.echo(f"{kid} signs from now on. Retire those before once every platform has read it, in a day or so.")


@keys_group.command("retire")
@click.argument("kid")
def retire_key_command(kid: str) -> None:
    """Take the key KID away; what it signed is not believed any more."""
    rooms = _needed("keys")
    with transaction():
        rooms.retire_key(kid)
    click.echo(f"{kid} is retired.")


@lti_group.command("add-platform")
@click.option("--issuer", required=True, help="What the platform calls itself.")
@click.option("--client-id", required=True, help="What it calls this site.")
@click.option("--login", "auth_url", required=True, help="Its authentication request URL.")
@click.option("--token", "token_url", required=True, help="Its access token URL.")
@click.option("--jwks", "jwks_url", required=True, help="Its public keyset URL.")
@click.option("--deployment", "deployments", multiple=True, help="A deployment id; may be given more than once.")
@click.option("--name", default="", help="What people here call it; its issuer where it is not given.")
@click.option("--audience", default="", help="Whom tokens for its services are for, where that is not --token.")
@click.option("--teachers-may-import", "trusts_teachers", is_flag=True, help="Whoever teaches there is regular here.")
def add_platform_command(deployments: tuple[str, ...], name: str, issuer: str, **given: Any) -> None:
    """Know a platform from now on; one that is known is described anew."""
    rooms = _needed("platforms")
    draft = rooms.PlatformDraft(name=name or issuer, issuer=issuer, deployments=deployments, **given)
    with transaction():
        rooms.add_platform(SYSTEM, draft)
    address = import_module("deliberate.lti.site").address_of
    click.echo(f"{issuer} is known, as client {given['client_id']}. It has to know of this site:")
    click.echo(f"  login (third-party initiation)  {address('lti.login')}")
    click.echo(f"  redirection and target link     {address('lti.launch')}")
    click.echo(f"  public keyset                   {address('lti.jwks')}")


@lti_group.command("platforms")
def platforms_command() -> None:
    """List the platforms that are known."""
    for each in _needed("platforms").platforms(SYSTEM):
        click.echo(f"{each.name}: {each.issuer}, client {each.client_id}, deployments {', '.join(each.deployments)}")


@lti_group.command("invite")
@click.option("--teachers-may-import", "trusts_teachers", is_flag=True, help="Whoever teaches there is regular here.")
def invite_command(trusts_teachers: bool) -> None:
    """Print an address at which a platform can register itself, once, within a day."""
    rooms = _needed("platforms")
    with transaction():
        secret = rooms.invite(SYSTEM, trusts_teachers=trusts_teachers)
    click.echo(import_module("deliberate.lti.site").address_of("lti.register", invitation=secret))


@lti_group.command("remove-platform")
@click.option("--issuer", required=True)
@click.option("--client-id", required=True)
def remove_platform_command(issuer: str, client_id: str) -> None:
    """Know a platform no more. Classes and accounts stay."""
    rooms = _needed("platforms")
    with transaction():
        found = rooms.find_platform(issuer, client_id)
        if found is None:
            raise click.ClickException("There is no such platform.")
        rooms.remove_platform(SYSTEM, found)
    click.echo(f"{issuer} is known no more.")
