"""Asking for a purge, confirming it and calling it off: two admins, or one twice with a day between."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, NotAllowed, NotFound
from deliberate.core.events import record
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.registry import UnknownName
from deliberate.core.signals import words_erased
from deliberate.core.times import moment_in_words
from deliberate.core.wording import say
from deliberate.jobs.services import enqueue
from deliberate.moderation.actions import REASONS
from deliberate.moderation.facts import Erasable
from deliberate.moderation.purging.models import Purge, PurgeState
from deliberate.moderation.purging.sweeping import SWEEP, overwrite_what_is_deleted
from deliberate.moderation.purging.things import Erasure, Thing, things

#: What words are erased for; everything else is for removing.
GROUNDS: Mapping[str, str] = {code: REASONS[code] for code in ("illegal", "personal_data")}
#: So long whoever asked waits before they may confirm it themselves.
ALONE_AFTER = timedelta(hours=24)


def find_thing(kind: str, name: str) -> tuple[Thing, Any]:
    """A sort of thing, and the one of that name. Raises NotFound, also where nothing is left of it."""
    try:
        thing = things.get(kind)
    except UnknownName:
        raise NotFound(say("There is nothing of that sort that could be erased.")) from None
    row = thing.find(name)
    if row is None:
        raise NotFound(say("There is no such thing, or nothing is left of it to erase."))
    return thing, row


def ask_for_purge(actor: Actor, kind: str, name: str, reason_code: str) -> Purge:
    """Ask that its words be erased for good. Nothing happens to them yet. Asked by this person already, it is left so.

    Raises Conflict where another admin asked for it, Invalid where no ground is given.
    """
    authorize(actor, Permission.PURGE)
    thing, row = find_thing(kind, name)
    self_review = authorize_purging(actor, thing, row)
    if reason_code not in GROUNDS:
        raise Invalid(say("Choose why it has to be erased."), "reason_code")
    asked = find_waiting(kind, name)
    if asked is not None and asked.asked_by == actor.key:
        return asked
    if asked is not None:
        raise Conflict(say("Another admin has asked for this already. Confirm theirs, or call it off."))
    purge = Purge(thing=kind, name=name, article_id=thing.article_id(row), reason_code=reason_code, asked_by=actor.key)
    session.add(purge)
    session.flush()
    record(
        actor,
        "ask_purge",
        thing.target(row, purge),
        reason_code=reason_code,
        case=str(purge.public_id),
        self_review=self_review,
    )
    return purge


def confirm_purge(actor: Actor, purge: Purge) -> None:
    """Erase it for good, which nothing undoes. Confirmed by this person already, it is left so.

    Raises NotAllowed where whoever asked confirms it alone before a day is over, Conflict where it waits no more.
    """
    authorize(actor, Permission.PURGE)
    if purge.state is PurgeState.DONE and purge.decided_by == actor.key:
        return
    _require_waiting(purge)
    thing, row = find_thing(purge.thing, purge.name)
    self_review = authorize_purging(actor, thing, row)
    if purge.asked_by == actor.key and now() < alone_from(purge):
        moment = alone_from(purge)
        raise NotAllowed(
            say(
                "You asked for this yourself. Another admin can confirm it now; you can from %(moment)s.",
                moment=moment_in_words(moment),
            )
        )
    overwrite_what_is_deleted()
    target = thing.target(row, purge)
    words = thing.erase(Erasure(actor, purge.reason_code, self_review), row)
    session.flush()
    words_erased.send(purge, article_id=purge.article_id, words=[each for each in words if each.strip()])
    purge.state, purge.decided_by, purge.decided_at = PurgeState.DONE, actor.key, now()
    if not thing.logs_itself:
        record(
            actor,
            "purge",
            target,
            reason_code=purge.reason_code,
            case=str(purge.public_id),
            self_review=self_review,
        )
    enqueue(SWEEP, {}, key=SWEEP)


def call_off_purge(actor: Actor, purge: Purge) -> None:
    """Leave it as it is. Called off by this person already, it is left so.

    Whoever asked may always, and so may whoever could confirm it; anyone, once nothing is left of it to erase. Raises
    Conflict where it waits no more.
    """
    authorize(actor, Permission.PURGE)
    if purge.state is PurgeState.CALLED_OFF and purge.decided_by == actor.key:
        return
    _require_waiting(purge)
    thing = things.get(purge.thing)
    row = thing.find(purge.name)
    self_review = row is not None and purge.asked_by != actor.key and authorize_purging(actor, thing, row)
    target = thing.target(row, purge) if row is not None else purge
    purge.state, purge.decided_by, purge.decided_at = PurgeState.CALLED_OFF, actor.key, now()
    session.flush()
    record(
        actor,
        "call_off_purge",
        target,
        reason_code=purge.reason_code,
        case=str(purge.public_id),
        self_review=self_review,
    )


def authorize_purging(actor: Actor, thing: Thing, row: Any) -> bool:
    """Whether it is a self-review: a matter of their own that no other admin could decide. Raises NotAllowed."""
    about = Erasable(frozenset(thing.people(row)))
    authorize(actor, Permission.PURGE_THIS, about)
    return actor.key in about.people


def may_purge(actor: Actor, thing: Thing, row: Any) -> bool:
    """Whether this admin may ask for it or confirm it."""
    return may(actor, Permission.PURGE_THIS, Erasable(frozenset(thing.people(row))))


def alone_from(purge: Purge) -> datetime:
    """From when on whoever asked may confirm it themselves."""
    return purge.asked_at + ALONE_AFTER


def get_purge(public_id: uuid.UUID) -> Purge:
    """The purge of that id. Raises NotFound."""
    found = session.scalar(select(Purge).where(Purge.public_id == public_id))
    if found is None:
        raise NotFound(say("There is no such purge."))
    return found


def find_waiting(kind: str, name: str) -> Purge | None:
    """The purge that waits for this thing, if one does."""
    return session.scalar(
        select(Purge).where(Purge.thing == kind, Purge.name == name, Purge.state == PurgeState.WAITING)
    )


def find_done(kind: str, name: str) -> Purge | None:
    """The purge that erased this thing, if one did."""
    return session.scalar(select(Purge).where(Purge.thing == kind, Purge.name == name, Purge.state == PurgeState.DONE))


def count_waiting() -> int:
    """How many purges wait to be confirmed."""
    return session.scalar(select(func.count()).select_from(Purge).where(Purge.state == PurgeState.WAITING)) or 0


def latest(state: PurgeState, limit: int = 50) -> Sequence[Purge]:
    """The newest purges in that state."""
    found = select(Purge).where(Purge.state == state).order_by(Purge.id.desc()).limit(limit)
    return session.scalars(found).all()


def _require_waiting(purge: Purge) -> None:
    if purge.state is PurgeState.DONE:
        raise Conflict(say("It has been erased already, and cannot come back."))
    if purge.state is PurgeState.CALLED_OFF:
        raise Conflict(say("This purge was called off. Ask for it anew."))
