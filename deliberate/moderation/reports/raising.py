"""Reporting an article, a source or a name: by the rules that hold for flags on contributions."""

from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.policy import Permission, authorize
from deliberate.moderation.flagging import KEPT_FOR, checked_note, level_of_flag, raiser
from deliberate.moderation.models import Flag, FlagReason
from deliberate.moderation.reports.models import ReportedThing
from deliberate.moderation.reports.things import Subject, reported, sort_of
from deliberate.moderation.wording import URGENT


def report(actor: Actor, subject: Subject, reason: FlagReason, note: str = "", *, network: str = "") -> Flag:
    """Ask a moderator to look at what it says now. The same report again is the one that is there.

    ``network`` is where a visitor asks from, who may report what cannot wait. Raises Conflict where one reported it
    for another reason, or a moderator just kept it; TooMany past the day's limit. However many report it, nothing
    happens to it before a moderator decides.
    """
    authorize(actor, Permission.REPORT_ILLEGAL if reason in URGENT else Permission.FLAG, subject)
    if reason not in sort_of(subject).reasons:
        raise Invalid("Choose what is wrong with it.", "reason")
    who = raiser(actor, network)
    thing = reported(subject)
    earlier = session.scalar(
        select(Flag).where(
            Flag.reported_id == thing.id,
            Flag.actor_id == who,
            Flag.revision == thing.revision,
        )
    )
    if earlier is not None and earlier.reason is reason:
        return earlier
    if earlier is not None:
        raise Conflict("You have reported this already. A moderator looks at each report once.")
    _refuse_kept(thing, reason)
    made = Flag(
        reported_id=thing.id,
        actor_id=who,
        revision=thing.revision,
        reason=reason,
        note=checked_note(actor, who, note),
        level=level_of_flag(actor),
    )
    session.add(made)
    session.flush()
    return made


def _refuse_kept(thing: ReportedThing, reason: FlagReason) -> None:
    if thing.kept_revision != thing.revision:
        return
    turned_down = select(Flag.id).where(
        Flag.reported_id == thing.id,
        Flag.revision == thing.revision,
        Flag.reason == reason,
        Flag.upheld.is_(False),
        Flag.settled_at > now() - KEPT_FOR,
    )
    if session.scalar(turned_down.limit(1)) is not None:
        raise Conflict("A moderator looked at this for the same reason within the last day, and kept it.")
