"""Nothing is buried silently: what flags set aside shows again after 72 hours, unless a moderator has decided."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from deliberate.core.actors import SYSTEM
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session, transaction
from deliberate.core.stored_words import stored
from deliberate.core.wording import N_
from deliberate.jobs.tasks import every
from deliberate.moderation.actions import UNDECIDED, actions
from deliberate.moderation.carrying_out import Order, carry_out
from deliberate.moderation.models import Decision

#: How long something may be set aside with nobody deciding.
SET_ASIDE_FOR = timedelta(hours=72)
NOBODY_DECIDED = stored(N_("Nobody had decided within 72 hours."))


def release_overdue_quarantines(moment: datetime) -> int:
    """Show again all that has been set aside for 72 hours at this moment; returns how many.

    It stays in the moderators' queue, at its top. The flags have had their effect and set the wording aside no more.
    """
    set_aside = (
        select(Decision.contribution_id)
        .where(Decision.action == "quarantine")
        .group_by(Decision.contribution_id)
        .having(func.max(Decision.created_at) <= moment - SET_ASIDE_FOR)
    )
    overdue = session.scalars(
        select(Contribution)
        .where(Contribution.status == Status.QUARANTINED, Contribution.id.in_(set_aside))
        .order_by(Contribution.id)
    ).all()
    order = Order(SYSTEM, actions.get("release"), UNDECIDED, NOBODY_DECIDED)
    released = 0
    # Bearings come after their evidence, and bring it along where it bears on nothing else.
    for each in reversed(overdue):
        if each.status is Status.QUARANTINED:
            carry_out(order, each)
            released += 1
    return released


@every(timedelta(minutes=5), "release_quarantines")
def release_quarantines() -> None:
    """Nothing is set aside for longer than 72 hours and the few minutes until this comes round."""
    with transaction():
        release_overdue_quarantines(now())
