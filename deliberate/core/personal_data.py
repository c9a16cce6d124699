"""What is kept of a person, handed to them as one file, and how they leave. Each room adds its part, so that any host,
whatever its accounts are, has the whole of it."""

import enum
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.events import Event, Pseudonym
from deliberate.core.registry import Registry
from deliberate.core.signals import weighed_together
from deliberate.core.site import ask_before_forgetting, forget_person
from deliberate.core.standing import Standing


class Remains(enum.StrEnum):
    """What stays of somebody who leaves, in either case under "deleted participant"."""

    #: Whatever they posted, weighed and said.
    ALL = "all"
    #: A tombstone where something stood that others answered. What they weighed and where they stood is deleted.
    TOMBSTONES = "tombstones"


Row = Mapping[str, Any]
#: An actor id -> what a room keeps of that person and of nobody else, oldest first, as JSON can say it.
Section = Callable[[str], Iterable[Row]]
#: Takes away what is not to remain, in the caller's transaction, and announces what that changes. What would take long
#: is left to jobs.
Eraser = Callable[[Actor, Remains], None]

sections: Registry[Section] = Registry("section of one's data")
erasers: Registry[Eraser] = Registry("eraser")


def written_out(actor_id: str, **first: Iterable[Row]) -> Iterator[str]:
    """Everything kept of a person, as one JSON document in pieces: a list per section, ``first`` those of the host."""
    opened = "{"
    for name, rows in parts_of(actor_id, first):
        yield f"{opened}\n{json.dumps(name)}: ["
        separator = ""
        for row in rows:
            yield f"{separator}\n  {json.dumps(dict(row), default=plain, ensure_ascii=False)}"
            separator = ","
        yield "]"
        opened = ","
    yield "\n}\n"


def parts_of(actor_id: str, first: Mapping[str, Iterable[Row]]) -> Iterator[tuple[str, Iterable[Row]]]:
    """Every section by its name, ``first`` those of the host."""
    yield from first.items()
    for name in sections.names():
        yield name, sections.get(name)(actor_id)


def forget(actor: Actor, remains: Remains) -> None:
    """Let somebody leave for good, in the caller's transaction, and work out anew what rested on what is gone.

    Their name in the log is severed from them; the log itself stays whole. A host that takes ``forget`` of its identity
    is asked to take the account away. Of their standing nothing stays but a suspension or a slower pace until it ends:
    leaving and coming back under the same id is no way out of it. Raises Conflict where the host does not let them go.
    """
    ask_before_forgetting(actor.key)
    with weighed_together():
        for name in erasers.names():
            erasers.get(name)(actor, remains)
    session.execute(delete(Pseudonym).where(Pseudonym.actor_id == actor.key))
    _forget_standing(actor)
    forget_person(actor.key)
    session.flush()


def _forget_standing(actor: Actor) -> None:
    standing = session.get(Standing, actor.key)
    if standing is None:
        return
    if any(until is not None and until > now() for until in (standing.suspended_until, standing.slowed_until)):
        standing.level, standing.approved, standing.moved_at = 0, 0, None
    else:
        session.delete(standing)


@sections.register("standing")
def _standing(actor_id: str) -> Iterator[Row]:
    found = session.get(Standing, actor_id)
    if found is not None:
        yield {"level": found.level, "approved": found.approved}


@sections.register("log")
def _log(actor_id: str) -> Iterator[Row]:
    """What the public log has under their pseudonym."""
    events = (
        select(Event.actor, Event.id, Event.at, Event.action, Event.target_kind, Event.target)
        .join(Pseudonym, Pseudonym.handle == Event.actor)
        .where(Pseudonym.actor_id == actor_id)
        .order_by(Event.id)
    )
    for handle, number, at, action, kind, target in session.execute(events.execution_options(yield_per=500)):
        yield {"you": handle, "event": number, "at": at, "action": action, "kind": kind, "target": target}


def plain(value: Any) -> str:
    """What JSON has no word for."""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
