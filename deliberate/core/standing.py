"""The trust a person has earned here, keyed by actor id, whatever site they come from."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from deliberate.core.actors import ADMIN, MODERATOR, TRUSTED_BY_ROLE, Actor
from deliberate.core.base import Base
from deliberate.core.db import session
from deliberate.core.errors import Invalid
from deliberate.core.wording import say


class Standing(Base):
    """One person's earned level (0 new, 1 basic, 2 regular, 3 curator) and how often their posts were approved."""

    __tablename__ = "deliberate_standing"

    actor_id: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[int] = mapped_column(default=0)
    approved: Mapped[int] = mapped_column(default=0)
    #: When their level last moved by conduct.
    moved_at: Mapped[datetime | None]
    #: What the sanctions that hold come to: until when they take no part, and until when their posts have to be so
    #: many minutes apart.
    suspended_until: Mapped[datetime | None]
    slowed_until: Mapped[datetime | None]
    slow_minutes: Mapped[int | None]


def standing_of(actor_id: str) -> Standing:
    """Their standing, begun at level 0 where there is none yet."""
    standing = session.get(Standing, actor_id)
    if standing is None:
        standing = Standing(actor_id=actor_id, level=0, approved=0)
        session.add(standing)
    return standing


def level_of(actor_id: str, roles: Iterable[str] = ()) -> int:
    """The level somebody acts with: earned, or the floor their role sets."""
    if {MODERATOR, ADMIN} & set(roles):
        return TRUSTED_BY_ROLE
    return session.scalar(select(Standing.level).where(Standing.actor_id == actor_id)) or 0


def with_standing(actor: Actor) -> Actor:
    """The actor with the level they act with here, and with what keeps them from taking part."""
    if actor.id is None:
        return actor
    known = select(Standing.level, Standing.suspended_until).where(Standing.actor_id == actor.id)
    found = session.execute(known).first()
    earned, until = (found.level, found.suspended_until) if found else (0, None)
    trusted = {MODERATOR, ADMIN} & actor.roles
    return replace(actor, level=TRUSTED_BY_ROLE if trusted else earned, suspended_until=until)


def set_level(actor_id: str, level: int) -> None:
    """Set an earned level, 0 to 3. Raises Invalid outside that range."""
    if not 0 <= level <= 3:
        raise Invalid(say("A level is 0 (new), 1 (basic), 2 (regular) or 3 (curator)."))
    standing_of(actor_id).level = level
