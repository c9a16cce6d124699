"""Erasing words for good from the command line: the same two admins, by the same rules."""

import click

from deliberate.core.actors import ADMIN, TRUSTED_BY_ROLE, Actor
from deliberate.core.db import transaction
from deliberate.core.errors import NotAllowed, NotFound
from deliberate.core.site import admins, find_person, names_of
from deliberate.core.standing import standing_of
from deliberate.core.times import moment_in_words
from deliberate.moderation.purging.services import (
    GROUNDS,
    alone_from,
    ask_for_purge,
    confirm_purge,
    find_thing,
    find_waiting,
)
from deliberate.moderation.purging.things import things


@click.command("purge")
@click.argument("thing")
@click.argument("name")
@click.option("--by", "first", required=True, help="The admin who asks, by the name of their account.")
@click.option("--confirmed-by", "second", help="The admin who confirms; without, it waits for one.")
@click.option("--reason", type=click.Choice(list(GROUNDS)), required=True, help="Why it has to be erased.")
@click.option("--yes", is_flag=True, help="Ask nothing before it is erased.")
def purge_command(thing: str, name: str, first: str, second: str | None, reason: str, *, yes: bool) -> None:
    """Have the words of a THING of that NAME erased for good, by two admins; NAME is its id, as in its address.

    Asked for already by the first, it is confirmed. One admin alone confirms their own after 24 hours. THING is one of
    those that the page of what is erased knows: "contribution", "article text", "article title", "finding" and so on.
    """
    if thing not in things.names():
        raise NotFound(f"There is nothing of the sort “{thing}”; known: {', '.join(things.names())}.")
    with transaction():
        asked = ask_for_purge(_admin(first), thing, name, reason)
        click.echo(f"{things.get(thing).words.capitalize()}: {things.get(thing).says(find_thing(thing, name)[1])}")
        moment = alone_from(asked)
    if second is None:
        click.echo(f"It waits for another admin, or for {first} from {moment_in_words(moment)}. Nothing is erased yet.")
        return
    if not yes:
        click.confirm("This cannot be undone, by anybody. Erase it?", abort=True)
    with transaction():
        waiting = find_waiting(thing, name)
        if waiting is None:
            raise NotFound("Somebody has decided on it meanwhile.")
        confirm_purge(_admin(second), waiting)
    click.echo("Erased for good. The files of the database are cleared of it by the next job: deliberate run-due.")


def _admin(name: str) -> Actor:
    """The admin of that name. Raises NotAllowed where they are none."""
    known = admins()
    if known is None:
        raise NotAllowed("This site's accounts do not tell who is an admin, so it is done on its pages alone.")
    person = find_person(name)
    if person is None or person not in known:
        raise NotAllowed(f"“{name}” is no admin here.")
    return Actor(
        id=person,
        name=names_of([person])[person],
        roles=frozenset({ADMIN}),
        level=TRUSTED_BY_ROLE,
        suspended_until=standing_of(person).suspended_until,
    )
