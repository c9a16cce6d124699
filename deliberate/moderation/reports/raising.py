"""Reporting an article, a source or a name: by the rules that hold for flags on contributions."""

from deliberate.core.actors import Actor
from deliberate.core.errors import Invalid
from deliberate.core.policy import Permission, authorize
from deliberate.core.wording import say
from deliberate.moderation.flagging import add_flag
from deliberate.moderation.models import Flag, FlagReason
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
        raise Invalid(say("Choose what is wrong with it."), "reason")
    thing = reported(subject)
    flag, _ = add_flag(actor, thing, reason, note, network, reported_id=thing.id)
    return flag
