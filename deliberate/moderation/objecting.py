"""Appeals against sanctions, locks and findings: once for each, within six months, answered by somebody else."""

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.events import record
from deliberate.core.policy import Permission, authorize
from deliberate.core.text import check_text
from deliberate.moderation.appealing import LONGEST_TEXT, MONTHS_TO_APPEAL, appeal_until, authorize_answering
from deliberate.moderation.conduct import Measure, Objection
from deliberate.moderation.measures import kind_of, measure_of, reverse_measure
from deliberate.moderation.models import AppealState
from deliberate.moderation.objections import find_objection


def object_to(actor: Actor, measure: Measure, text: str) -> Objection:
    """Ask a moderator who did not take it to look again. The same words again are the appeal that is there.

    Raises Conflict where it was appealed or put back already, or six months have passed.
    """
    authorize(actor, Permission.APPEAL, measure)
    text = _checked(text, "text", "Say what the decision got wrong.")
    earlier = find_objection(measure)
    if earlier is not None and (earlier.actor_id, earlier.text) == (actor.key, text):
        return earlier
    if earlier is not None:
        raise Conflict("This was appealed already; each decision is looked at again once.")
    if measure.is_undone:
        raise Conflict("This was put back already, so there is nothing to appeal.")
    if now() > appeal_until(measure):
        raise Conflict(f"A decision can be appealed for {MONTHS_TO_APPEAL} months, and this one is older.")
    kind = kind_of(measure)
    made = Objection(measure_kind=kind.name, measure_id=measure.public_id, actor_id=actor.key, text=text)
    session.add(made)
    session.flush()
    record(actor, "appeal", kind.target(measure), case=str(made.public_id))
    return made


def answer(actor: Actor, objection: Objection, overturn: bool, reply: str, *, version: int | None = None) -> Objection:
    """Answer an appeal, with a reply to whoever lodged it. Overturning puts back what the measure changed.

    Raises Conflict where it was answered, or the measure put back, meanwhile.
    """
    verdict = AppealState.OVERTURNED if overturn else AppealState.UPHELD
    if (objection.state, objection.decided_by, objection.reply) == (verdict, actor.id, check_text(reply, "reply")):
        return objection
    self_review = authorize_answering(actor, objection)
    if objection.state is not AppealState.OPEN or (version is not None and objection.version != version):
        raise Conflict(f"This appeal was answered meanwhile: {objection.state.value}.")
    reply = _checked(reply, "reply", "Write the reply: whoever appealed is owed one.")
    measure = measure_of(objection)
    objection.state, objection.reply, objection.self_review = verdict, reply, self_review
    objection.decided_by, objection.decided_at = actor.key, now()
    session.flush()
    if overturn and not measure.is_undone:
        reverse_measure(actor, measure)
    record(
        actor,
        "overturn" if overturn else "uphold",
        kind_of(measure).target(measure),
        reason_code="appeal",
        reason=reply,
        case=str(objection.public_id),
        self_review=self_review,
    )
    return objection


def _checked(text: str, field: str, missing: str) -> str:
    text = check_text(text, field)
    if not text:
        raise Invalid(missing, field)
    if len(text) > LONGEST_TEXT:
        raise Invalid(f"Keep it under {LONGEST_TEXT} characters.", field)
    return text
