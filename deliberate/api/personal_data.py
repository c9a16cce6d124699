"""What this room keeps of a person: their tokens, without what opens anything, and the keys of their requests."""

from collections.abc import Iterator

from sqlalchemy import delete, select

from deliberate.api.models import ApiRequest, ApiToken
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.personal_data import Remains, Row, erasers, sections


@sections.register("API tokens")
def tokens(actor_id: str) -> Iterator[Row]:
    for token in session.scalars(select(ApiToken).where(ApiToken.actor_id == actor_id).order_by(ApiToken.id)):
        yield {
            "name": token.name,
            "scopes": token.scopes,
            "created_at": token.created_at,
            "expires_at": token.expires_at,
            "used_on": token.used_on,
        }


@sections.register("API requests")
def requests(actor_id: str) -> Iterator[Row]:
    own = select(ApiRequest.at).where(ApiRequest.actor_id == actor_id).order_by(ApiRequest.at)
    for at in session.scalars(own):
        yield {"at": at}


@erasers.register("API tokens")
def erase(actor: Actor, _remains: Remains) -> None:
    """Nothing acts for somebody who is not there."""
    session.execute(delete(ApiToken).where(ApiToken.actor_id == actor.key))
    session.execute(delete(ApiRequest).where(ApiRequest.actor_id == actor.key))
