"""Who makes this request, asked of the host once."""

from flask import g

from deliberate.core.actors import Actor
from deliberate.core.site import identity
from deliberate.core.standing import with_standing
from deliberate.web.reader import get_to_know


def current_actor() -> Actor:
    """The actor of this request, with the standing they have here."""
    actor: Actor | None = g.get("deliberate_actor")
    if actor is None:
        actor = identity.current()
        g.deliberate_actor = actor = with_standing(actor)
        get_to_know(actor)
    return actor
