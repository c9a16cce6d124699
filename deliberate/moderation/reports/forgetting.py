"""What is kept of words that were reported goes with the words."""

from sqlalchemy import ColumnElement, select, update

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.personal_data import Remains, erasers
from deliberate.moderation.models import Flag
from deliberate.moderation.reports.models import ReportedThing, Review


def forget_digest(which: ColumnElement[bool]) -> None:
    """The digest of what was reported goes: from it, short words could be guessed back."""
    forgotten = update(ReportedThing).where(which).values(digest="")
    session.execute(forgotten.execution_options(synchronize_session="fetch"))


def forget_reports_of_source(source_id: int) -> list[str]:
    """Every free word about a source that is erased: notes of reports and reasons of reviews; returns them."""
    words = []
    things = select(ReportedThing.id).where(ReportedThing.source_id == source_id)
    for flag in session.scalars(select(Flag).where(Flag.reported_id.in_(things))):
        words.append(flag.note)
        flag.note = ""
    for made in session.scalars(select(Review).where(Review.reported_id.in_(things))):
        words.append(made.reason)
        made.reason = ""
    forget_digest(ReportedThing.source_id == source_id)
    return [each for each in words if each]


@erasers.register("reports of a name")
def forget_name(actor: Actor, _remains: Remains) -> None:
    """Nothing tells what somebody who leaves went by, and nothing is left to decide about it: nobody was wrong."""
    of_them = ReportedThing.person_id == actor.key
    forget_digest(of_them)
    waiting = select(Flag).join(ReportedThing).where(of_them, Flag.settled_at.is_(None))
    for flag in session.scalars(waiting).all():
        flag.settled_at = now()
