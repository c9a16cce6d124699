"""How somebody wants the pages, keyed by actor id, whatever site they come from."""

import enum

from sqlalchemy.orm import Mapped, mapped_column

from deliberate.core.actors import Actor
from deliberate.core.base import Base
from deliberate.core.db import session
from deliberate.core.errors import Invalid, NotSignedIn
from deliberate.core.times import zones
from deliberate.core.wording import languages, say


class Theme(enum.StrEnum):
    """Dark on light, light on dark, or as the device has it."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Preference(Base):
    """What one person chose. Nobody needs a row: without one, and where one says None, it is as the site has it."""

    __tablename__ = "deliberate_preference"

    actor_id: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str | None]
    theme: Mapped[Theme] = mapped_column(default=Theme.SYSTEM)
    time_zone: Mapped[str | None]


def unset(actor_id: str) -> Preference:
    """What holds for somebody who has chosen nothing; not in the session."""
    return Preference(actor_id=actor_id, language=None, theme=Theme.SYSTEM, time_zone=None)


def preference_of(actor: Actor) -> Preference:
    """What somebody chose, or what holds for who has not; a visitor has chosen nothing."""
    if actor.id is None:
        return unset("")
    return session.get(Preference, actor.id) or unset(actor.id)


def choose(actor: Actor, *, language: str | None, theme: Theme, time_zone: str | None) -> Preference:
    """Keep how somebody wants the pages. Raises NotSignedIn, or Invalid on a language or zone that is not there."""
    if not actor.signed_in:
        raise NotSignedIn(say("Sign in to choose how pages look to you."))
    if language is not None and language not in languages():
        raise Invalid(say("The site is not there in this language."), "language")
    if time_zone is not None and time_zone not in zones():
        raise Invalid(say("Choose one of those listed."), "time_zone")
    chosen = session.get(Preference, actor.key)
    if chosen is None:
        chosen = Preference(actor_id=actor.key)
        session.add(chosen)
    chosen.language, chosen.theme, chosen.time_zone = language, theme, time_zone
    session.flush()
    return chosen
