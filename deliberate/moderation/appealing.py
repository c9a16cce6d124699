"""Appeals: once per decision, within six months, answered by somebody else, with a reply."""

from calendar import monthrange
from datetime import datetime

from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.events import record
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.signals import appeal_answered, appeal_lodged
from deliberate.core.text import check_text
from deliberate.moderation.conduct import Measure, Objection
from deliberate.moderation.models import Appeal, AppealState, Decision
from deliberate.moderation.reversing import Reversal, lead_of, reverse

MONTHS_TO_APPEAL = 6
LONGEST_TEXT = 3000


def appeal_until(decision: Decision | Measure) -> datetime:
    """The last moment to appeal: the same day six months on, or the last day of that month."""
    months = decision.created_at.month - 1 + MONTHS_TO_APPEAL
    year, month = decision.created_at.year + months // 12, months % 12 + 1
    day = min(decision.created_at.day, monthrange(year, month)[1])
    return decision.created_at.replace(year=year, month=month, day=day)


def find_appeal(decision: Decision) -> Appeal | None:
    """The appeal against a decision, or against the one it came along with."""
    of_either = Appeal.decision_id.in_([decision.id, decision.lead_id or decision.id])
    return session.scalar(select(Appeal).where(of_either).order_by(Appeal.id).limit(1))


def appeal(actor: Actor, decision: Decision, text: str) -> Appeal:
    """Ask another moderator to look again. The same words again are the appeal that is there.

    Raises Conflict where it was appealed or put back already or something newer was decided, Invalid past six months.
    """
    authorize(actor, Permission.APPEAL, decision)
    text = _checked(text, "text", "Say what the decision got wrong.")
    earlier = find_appeal(decision)
    if earlier is not None and (earlier.actor_id, earlier.text) == (actor.key, text):
        return earlier
    if earlier is not None:
        raise Conflict("This decision was appealed already; each is looked at again once.")
    lead = lead_of(decision)
    _refuse_overtaken(lead)
    if now() > appeal_until(lead):
        raise Conflict(f"A decision can be appealed for {MONTHS_TO_APPEAL} months, and this one is older.")
    made = Appeal(decision_id=decision.id, actor_id=actor.key, text=text)
    session.add(made)
    session.flush()
    record(
        actor,
        "appeal",
        lead.contribution,
        before=lead.contribution.status.value,
        after=lead.contribution.status.value,
        revision=lead.revision,
        case=str(made.public_id),
    )
    appeal_lodged.send(made, actor=actor, decision=lead)
    return made


def decide_appeal(actor: Actor, appeal: Appeal, overturn: bool, reply: str, *, version: int | None = None) -> Appeal:
    """Answer an appeal, with a reply to whoever lodged it. Overturning puts back what the decision changed.

    Raises Conflict where it was answered meanwhile, or something newer stands on the decision.
    """
    verdict = AppealState.OVERTURNED if overturn else AppealState.UPHELD
    if (appeal.state, appeal.decided_by, appeal.reply) == (verdict, actor.id, check_text(reply, "reply")):
        return appeal
    self_review = authorize_answering(actor, appeal)
    if appeal.state is not AppealState.OPEN or (version is not None and appeal.version != version):
        raise Conflict(f"This appeal was answered meanwhile: {appeal.state.value}.")
    reply = _checked(reply, "reply", "Write the reply: whoever appealed is owed one.")
    decision = session.get_one(Decision, appeal.decision_id)
    lead = lead_of(decision)
    appeal.state = verdict
    appeal.decided_by, appeal.decided_at, appeal.reply = actor.key, now(), reply
    appeal.self_review = self_review
    session.flush()
    if overturn:
        reverse(Reversal(actor, "overturn", "appeal", reply, self_review, appeal), lead)
    else:
        _log_upheld(actor, appeal, lead, reply)
    appeal_answered.send(appeal, actor=actor, decision=lead)
    return appeal


def _log_upheld(actor: Actor, appeal: Appeal, lead: Decision, reply: str) -> None:
    record(
        actor,
        "uphold",
        lead.contribution,
        before=lead.contribution.status.value,
        after=lead.contribution.status.value,
        revision=lead.revision,
        reason_code="appeal",
        reason=reply,
        case=str(appeal.public_id),
        self_review=appeal.self_review,
    )


def authorize_answering(actor: Actor, appeal: Appeal | Objection) -> bool:
    """Whether it is a self-review: nobody else could answer it. Raises NotAllowed."""
    if may(actor, Permission.DECIDE_APPEAL, appeal):
        return False
    if may(actor, Permission.REVIEW_OWN_APPEAL, appeal):
        return True
    authorize(actor, Permission.DECIDE_APPEAL, appeal)
    return False


def _refuse_overtaken(lead: Decision) -> None:
    if lead.undone_by_id is not None:
        raise Conflict("This decision was put back already, so there is nothing to appeal.")
    newer = select(Decision.id).where(
        Decision.contribution_id == lead.contribution_id,
        Decision.id > lead.id,
        Decision.undone_by_id.is_(None),
        Decision.lead_id.is_distinct_from(lead.id),
    )
    if session.scalar(newer.limit(1)) is not None:
        raise Conflict("Something newer was decided on this since. Appeal that, if it is what troubles you.")


def _checked(text: str, field: str, missing: str) -> str:
    text = check_text(text, field)
    if not text:
        raise Invalid(missing, field)
    if len(text) > LONGEST_TEXT:
        raise Invalid(f"Keep it under {LONGEST_TEXT} characters.", field)
    return text
