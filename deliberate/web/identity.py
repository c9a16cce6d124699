"""Who makes this request, asked of the host once."""

from dataclasses import replace

from flask import g

from deliberate.core.actors import Actor
from deliberate.core.site import identity
from deliberate.core.standing import level_of


def current_actor() -> Actor:
    """The actor of this request, with the level they have here."""
    actor: Actor | None = g.get("deliberate_actor")
    if actor is None:
        actor = identity.current()
        if actor.id is not None:
            actor = replace(actor, level=level_of(actor.id, actor.roles))
        g.deliberate_actor = actor
    return actor
