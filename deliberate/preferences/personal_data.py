"""What this room keeps of a person: how they want the pages. It goes when they leave."""

from collections.abc import Iterator

from sqlalchemy import delete

from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.personal_data import Remains, Row, erasers, sections
from deliberate.core.preferences import Preference


@sections.register("settings")
def chosen(actor_id: str) -> Iterator[Row]:
    found = session.get(Preference, actor_id)
    if found is not None:
        yield {"language": found.language, "theme": found.theme, "time_zone": found.time_zone}


@erasers.register("settings")
def erase(actor: Actor, _remains: Remains) -> None:
    """Nobody is there to look at them."""
    session.execute(delete(Preference).where(Preference.actor_id == actor.key))
