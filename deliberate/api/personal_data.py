"""What this room keeps of a person: their tokens, without what opens anything, and what their requests with a key were
answered."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, select, update

from deliberate.api.models import ApiRequest, ApiToken
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.personal_data import Remains, Row, erasers, sections
from deliberate.core.signals import signed_out_everywhere, words_erased


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
    own = select(ApiRequest.at, ApiRequest.answer).where(ApiRequest.actor_id == actor_id).order_by(ApiRequest.at)
    for row in session.execute(own):
        yield {"at": row.at, "answer": row.answer}


@erasers.register("API tokens")
def erase(actor: Actor, _remains: Remains) -> None:
    """Nothing acts for somebody who is not there."""
    session.execute(delete(ApiToken).where(ApiToken.actor_id == actor.key))
    session.execute(delete(ApiRequest).where(ApiRequest.actor_id == actor.key))


@words_erased.connect
def forget_answers(_erased: Any, **_more: Any) -> None:
    """An answer repeats what was posted, and much besides; its key holds without it."""
    session.execute(update(ApiRequest).where(ApiRequest.answer != "").values(answer=None))


@signed_out_everywhere.connect
def end_tokens(_sender: Any, *, actor_id: str) -> None:
    """Whoever takes an account back, or has its password or roles changed, is rid of every program that had a token."""
    session.execute(delete(ApiToken).where(ApiToken.actor_id == actor_id))
