"""The third answer to an appeal: a milder decision takes the place of the one that was appealed.

Of a post, everything is first put back as it was, and the milder decision then taken like any other; of a sanction or
a lock, its end or the rule it rests on changes, and the log keeps what they were.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import PUBLIC
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.events import record
from deliberate.core.wording import say
from deliberate.evidence.models import Evidence
from deliberate.moderation.actions import REASONS, Action, Axis, actions
from deliberate.moderation.appeals import Ground
from deliberate.moderation.carrying_out import Order, carry_out
from deliberate.moderation.conduct import Lock, Sanction
from deliberate.moderation.deciding import acted_on, require_state
from deliberate.moderation.measures import kind_of
from deliberate.moderation.models import Appeal, Decision
from deliberate.moderation.reversing import Reversal, reverse
from deliberate.moderation.sanctions import LONGEST

#: The same decision, with another rule; the same measure, with an earlier end.
SAME, SHORTER = "same", "shorter"


@dataclass(frozen=True)
class Change:
    """What is to take the place of a decision: one of ``milder_than``, with the rule and the days it asks for."""

    name: str
    reason_code: str = ""
    days: int | None = None


def milder_than(ground: Ground) -> Mapping[str, str]:
    """What can take its place, by name, in words; nothing where there is nothing milder."""
    if isinstance(ground, Decision):
        return _milder_than_decision(ground)
    if not isinstance(ground, Sanction | Lock):
        return {}
    found = {}
    if _days_left(ground) is not None:
        found[SHORTER] = say("The same, for a shorter time")
    if ground.reason_code in REASONS:
        found[SAME] = say("The same, on another rule")
    return found


def _milder_than_decision(decision: Decision) -> Mapping[str, str]:
    action = actions.get(decision.action)
    milder = [actions.get(name).on_appeal for name in action.milder]
    found = {each.name: say(each.label) for each in milder if _starts(decision, each) in each.from_states}
    if action.restricts and action.axis is not Axis.PLACE and decision.reason_code in REASONS:
        found[SAME] = say("The same, on another rule")
    return found


def _starts(decision: Decision, action: Action) -> str | None:
    """From which state the action would start, once all is put back; from none, where it is not for it.

    Only evidence that was shown can be marked, and only what the decision moved: an item that goes on bearing on
    something else, and may be somebody else's, stays as it is.
    """
    if action.axis is not Axis.CURATION:
        return decision.prior.get("status")
    group = select(Decision).where(_comes_with(decision)).options(joinedload(Decision.contribution))
    priors = [
        each.prior
        for each in session.scalars(group.order_by(Decision.id))
        if isinstance(each.contribution, Evidence) and each.prior.get("status") in {str(status) for status in PUBLIC}
    ]
    return priors[0]["curation"] if priors else None


def _comes_with(lead: Decision) -> ColumnElement[bool]:
    return or_(Decision.id == lead.id, Decision.lead_id == lead.id)


def modify(actor: Actor, appeal: Appeal, ground: Ground, change: Change, reply: str) -> None:
    """Do it, with the reply for its reason. Raises Invalid where that cannot take its place, or more has to be said."""
    if change.name not in milder_than(ground) or not isinstance(ground, Decision | Sanction | Lock):
        raise Invalid(say("Choose what should take its place."), "milder")
    if change.name == SAME and change.reason_code not in REASONS.keys() - {ground.reason_code}:
        raise Invalid(say("Choose another rule than it rested on."), "reason_code")
    if isinstance(ground, Decision):
        _replace(actor, appeal, ground, change, reply)
    else:
        _soften(actor, appeal, ground, change, reply)


def _replace(actor: Actor, appeal: Appeal, lead: Decision, change: Change, reply: str) -> None:
    decided = actions.get(lead.action)
    action = decided if change.name == SAME else actions.get(change.name).on_appeal
    matter = acted_on(action, lead.contribution)
    address = matter.curation_url if action.needs_address and isinstance(matter, Evidence) else None
    code = change.reason_code if change.reason_code in REASONS else lead.reason_code
    # What is marked instead of being removed is looked at with that, so it is not set aside again.
    shown = action.axis is not decided.axis
    reverse(Reversal(actor, "modify", "appeal", reply, appeal.self_review, appeal, exactly=True, shown=shown), lead)
    require_state(action, matter)
    order = Order(actor, action, code, reply, address, appeal.self_review, case=str(appeal.public_id))
    made = carry_out(order, matter)
    for each in session.scalars(select(Decision).where(_comes_with(made))):
        each.replaces_id, each.reported = lead.id, lead.reported
    session.flush()


def _days_left(measure: Sanction | Lock) -> int | None:
    """For how many days at most it can hold from its beginning to end earlier; None where it cannot."""
    if isinstance(measure, Lock):
        return (now() - measure.created_at).days + LONGEST.days if measure.until is None else None
    if not measure.is_live(now()) or measure.until is None:
        return None
    whole = -(-(measure.until - measure.created_at) // timedelta(days=1)) - 1
    return whole if whole >= 1 else None


def _soften(actor: Actor, appeal: Appeal, measure: Sanction | Lock, change: Change, reply: str) -> None:
    if measure.is_undone:
        raise Conflict(say("This was put back already, so nothing can take its place."))
    kind, until, rule = kind_of(measure), measure.until, measure.reason_code
    if change.name == SHORTER:
        most = _days_left(measure)
        if most is None or not 1 <= (change.days or 0) <= most:
            raise Invalid(
                say("Say for how many days from when it began: from one to %(most)s.", most=most or 0), "days"
            )
        measure.until = measure.created_at + timedelta(days=change.days or 0)
    if change.reason_code in REASONS:
        measure.reason_code = change.reason_code
    session.flush()
    moved = measure.reason_code != rule
    record(
        actor,
        "modify",
        kind.target(measure),
        before=_in_the_log(until, rule if moved else None),
        after=_in_the_log(measure.until, measure.reason_code if moved else None),
        reason_code="appeal",
        reason=reply,
        case=str(appeal.public_id),
        self_review=appeal.self_review,
    )
    kind.softened(measure)


def _in_the_log(until: datetime | None, rule: str | None) -> str | None:
    """The rule, where it is another, and the day on which it ends, if it does."""
    parts = [rule, until.date().isoformat() if until else None]
    return " ".join(each for each in parts if each) or None
