"""What sanctions, locks and findings have in common: whom they touch, and how one is undone."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, NotFound, NotSignedIn
from deliberate.core.events import Target, record
from deliberate.core.policy import Permission, may
from deliberate.core.registry import Registry
from deliberate.core.signals import measure_reversed
from deliberate.core.text import check_text
from deliberate.core.wording import say
from deliberate.moderation.conduct import Measure
from deliberate.moderation.deciding import LONGEST_REASON
from deliberate.moderation.models import Appeal
from deliberate.moderation.reversing import SOON


@dataclass(frozen=True)
class MeasureKind:
    """One sort of measure, and what is peculiar to it."""

    name: str
    model: type[Any]
    #: Whether it touches this person, who may then appeal it.
    touches: Callable[[Actor, Any], bool]
    #: The ids of those who may not answer an appeal against it, beside whoever took it.
    involved: Callable[[Any], set[str]]
    #: What the log says it was done to.
    target: Callable[[Any], Target]
    #: Whether undoing it is a self-review. Raises NotAllowed.
    authorize_undoing: Callable[[Actor, Any], bool]
    #: Put back what it changed, for this person or (None) for whoever answers an appeal; the event is the caller's.
    put_back: Callable[[Any], None]
    #: What the log calls undoing it.
    undoing: str
    #: Have it hold as it does now that its end or its rule changed on appeal.
    softened: Callable[[Any], None] = lambda _measure: None


kinds: Registry[MeasureKind] = Registry("measure")


def kind_of(measure: Measure) -> MeasureKind:
    """The kind of a measure. Raises TypeError for what is none."""
    for kind in (kinds.get(name) for name in kinds.names()):
        if isinstance(measure, kind.model):
            return kind
    raise TypeError(f"{measure!r} is no measure")


def find_measure(public_id: uuid.UUID) -> Measure | None:
    """The measure of that public id, whatever its kind."""
    for kind in (kinds.get(name) for name in kinds.names()):
        found: Measure | None = session.scalar(select(kind.model).where(kind.model.public_id == public_id))
        if found is not None:
            return found
    return None


def get_measure(actor: Actor, public_id: uuid.UUID) -> Measure:
    """A measure this actor may know of: one that touches them, or any for a moderator. Raises NotFound."""
    found = find_measure(public_id)
    if found is None or not (actor.is_moderator or may(actor, Permission.APPEAL, found)):
        if not actor.signed_in:
            raise NotSignedIn(say("Sign in to see this decision."))
        raise NotFound(say("There is no such decision, or it is none that you could appeal."))
    return found


def undo_measure(actor: Actor, measure: Measure, reason: str = "") -> None:
    """Put back what a measure changed; put back already, it is left so.

    Whoever took it needs no reason while it is fresh; later, and of anybody else, one is asked for.
    """
    kind = kind_of(measure)
    self_review = kind.authorize_undoing(actor, measure)
    words = check_text(reason, "reason")
    if measure.undone_at is not None and measure.undone_by == actor.id:
        return
    if measure.undone_at is not None:
        raise Conflict(say("This was put back already."))
    fresh = measure.actor_id == actor.key and now() - measure.created_at <= SOON
    if not words and not fresh:
        raise Invalid(say("Say why: whom it touches and the log are shown it."), "reason")
    if len(words) > LONGEST_REASON:
        raise Invalid(say("Keep the reason under %(most)s characters.", most=str(LONGEST_REASON)), "reason")
    reverse_measure(actor, measure)
    record(actor, kind.undoing, kind.target(measure), reason_code="undone", reason=words, self_review=self_review)


def reverse_measure(actor: Actor, measure: Measure, appeal: Appeal | None = None) -> None:
    """Take it back, in an appeal if it is one. The event is the caller's, for only the caller knows why."""
    measure.undone_at, measure.undone_by = now(), actor.key
    session.flush()
    kind_of(measure).put_back(measure)
    session.flush()
    measure_reversed.send(measure, actor=actor, appeal=appeal)
