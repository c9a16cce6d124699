"""Appeals against decisions, sanctions, locks and findings: once for each, within six months, answered by others."""

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
from deliberate.core.wording import N_, say
from deliberate.moderation.appeals import Ground, appeal_against, find_appeal, ground_of
from deliberate.moderation.measures import kind_of, reverse_measure
from deliberate.moderation.models import Appeal, AppealState, Decision
from deliberate.moderation.modifying import Change, modify
from deliberate.moderation.reversing import Reversal, lead_of, reverse

MONTHS_TO_APPEAL = 6
LONGEST_TEXT = 3000
_ANSWERED = {
    AppealState.OPEN: N_("This appeal was answered meanwhile: open."),
    AppealState.UPHELD: N_("This appeal was answered meanwhile: upheld."),
    AppealState.MODIFIED: N_("This appeal was answered meanwhile: modified."),
    AppealState.OVERTURNED: N_("This appeal was answered meanwhile: overturned."),
}


def appeal_until(ground: Ground) -> datetime:
    """The last moment to appeal: the same day six months on, or the last day of that month."""
    months = ground.created_at.month - 1 + MONTHS_TO_APPEAL
    year, month = ground.created_at.year + months // 12, months % 12 + 1
    day = min(ground.created_at.day, monthrange(year, month)[1])
    return ground.created_at.replace(year=year, month=month, day=day)


def appeal(actor: Actor, ground: Ground, text: str) -> Appeal:
    """Ask a moderator who did not decide to look again. The same words again are the appeal that is there.

    Raises Conflict where it was appealed or put back already or something newer was decided, Invalid past six months.
    """
    authorize(actor, Permission.APPEAL, ground)
    text = _checked(text, "text", say("Say what the decision got wrong."))
    earlier = find_appeal(ground)
    if earlier is not None and (earlier.actor_id, earlier.text) == (actor.key, text):
        return earlier
    if earlier is not None:
        raise Conflict(say("This decision was appealed already; each is looked at again once."))
    whole = whole_of(ground)
    _refuse_overtaken(whole)
    if now() > appeal_until(whole):
        raise Conflict(
            say("A decision can be appealed for %(num)s months, and this one is older.", num=MONTHS_TO_APPEAL)
        )
    made = appeal_against(ground, actor.key, text)
    session.add(made)
    session.flush()
    _log(actor, "appeal", made, whole)
    appeal_lodged.send(made, actor=actor, decision=whole)
    return made


def decide_appeal(
    actor: Actor,
    appeal: Appeal,
    overturn: bool,
    reply: str,
    *,
    version: int | None = None,
    change: Change | None = None,
) -> Appeal:
    """Answer an appeal, with a reply to whoever lodged it. Overturning puts back what the decision changed.

    ``change``: what milder decision takes its place, if it neither stands nor falls. Raises Conflict where it was
    answered meanwhile, or something newer stands on the decision, Invalid where nothing of the sort can.
    """
    verdict = AppealState.OVERTURNED if overturn else AppealState.MODIFIED if change else AppealState.UPHELD
    if (appeal.state, appeal.decided_by, appeal.reply) == (verdict, actor.id, check_text(reply, "reply")):
        return appeal
    self_review = authorize_answering(actor, appeal)
    if appeal.state is not AppealState.OPEN or (version is not None and appeal.version != version):
        raise Conflict(say(_ANSWERED[appeal.state]))
    reply = _checked(reply, "reply", say("Write the reply: whoever appealed is owed one."))
    ground = whole_of(ground_of(appeal))
    appeal.state, appeal.self_review = verdict, self_review
    appeal.decided_by, appeal.decided_at, appeal.reply = actor.key, now(), reply
    session.flush()
    if verdict is AppealState.MODIFIED and change is not None:
        # It logs itself, with all that it changes.
        modify(actor, appeal, ground, change, reply)
    elif overturn and isinstance(ground, Decision):
        # It logs itself: one event for each contribution that is put back.
        reverse(Reversal(actor, "overturn", "appeal", reply, self_review, appeal), ground)
    else:
        if overturn and not isinstance(ground, Decision) and not ground.is_undone:
            reverse_measure(actor, ground, appeal)
        _log(actor, "overturn" if overturn else "uphold", appeal, ground)
    appeal_answered.send(appeal, actor=actor, decision=ground)
    return appeal


def whole_of(ground: Ground) -> Ground:
    """What stands or falls with it: the decision that leads, or the measure itself."""
    return lead_of(ground) if isinstance(ground, Decision) else ground


def authorize_answering(actor: Actor, appeal: Appeal) -> bool:
    """Whether it is a self-review: nobody else could answer it. Raises NotAllowed."""
    if may(actor, Permission.DECIDE_APPEAL, appeal):
        return False
    if may(actor, Permission.REVIEW_OWN_APPEAL, appeal):
        return True
    authorize(actor, Permission.DECIDE_APPEAL, appeal)
    return False


def _log(actor: Actor, action: str, appeal: Appeal, ground: Ground) -> None:
    state = ground.contribution.status.value if isinstance(ground, Decision) else None
    answered = appeal.state is not AppealState.OPEN
    record(
        actor,
        action,
        ground.contribution if isinstance(ground, Decision) else kind_of(ground).target(ground),
        before=state,
        after=state,
        revision=ground.revision if isinstance(ground, Decision) else None,
        reason_code="appeal" if answered else None,
        reason=appeal.reply if answered else None,
        case=str(appeal.public_id),
        self_review=appeal.self_review,
    )


def _refuse_overtaken(ground: Ground) -> None:
    if ground.is_undone:
        raise Conflict(say("This decision was put back already, so there is nothing to appeal."))
    if not isinstance(ground, Decision):
        return
    newer = select(Decision.id).where(
        Decision.contribution_id == ground.contribution_id,
        Decision.id > ground.id,
        Decision.undone_by_id.is_(None),
        Decision.lead_id.is_distinct_from(ground.id),
    )
    if session.scalar(newer.limit(1)) is not None:
        raise Conflict(say("Something newer was decided on this since. Appeal that, if it is what troubles you."))


def _checked(text: str, field: str, missing: str) -> str:
    text = check_text(text, field)
    if not text:
        raise Invalid(missing, field)
    if len(text) > LONGEST_TEXT:
        raise Invalid(say("Keep it under %(most)s characters.", most=str(LONGEST_TEXT)), field)
    return text
