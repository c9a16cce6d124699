"""Putting back what a decision changed, by undoing it or on appeal: the exact prior state, or a clear no."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from deliberate.core.actors import Actor, somebody
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.events import Event, record
from deliberate.core.signals import contribution_changed, decision_reversed, weighed_together
from deliberate.core.text import check_text
from deliberate.core.times import moment_in_words
from deliberate.core.wording import say
from deliberate.evidence.models import Evidence, Source
from deliberate.moderation.actions import Axis, actions, past_of
from deliberate.moderation.advancement import take_back_approval
from deliberate.moderation.carrying_out import weigh_what_hangs_on
from deliberate.moderation.deciding import LONGEST_REASON, authorize_deciding
from deliberate.moderation.effects import changes, leans_of
from deliberate.moderation.models import Appeal, Decision, Flag
from deliberate.moderation.placing import take_back
from deliberate.moderation.states import put_back, put_back_on_appeal, put_source_back

#: How long whoever decided may undo without giving a reason.
SOON = timedelta(minutes=10)
#: What puts back a decision: each leaves a record like one, and is none itself.
REVERSALS = ("undo", "overturn", "modify")
#: What the log has of a thing that leaves it as it was: that time ran out, which a decision itself brought about, and
#: that it was put off or left to another moderator.
CHANGING_NOTHING = ("source_lapsed", "defer", "hand_on")


@dataclass(frozen=True)
class Reversal:
    """Who puts back what was decided, why, and in which appeal, if it is one."""

    actor: Actor
    action: str
    code: str
    words: str
    self_review: bool
    appeal: Appeal | None = None
    #: The name of what is put back together, if it is more than one decision.
    batch: str | None = None
    #: Whether it goes back to the letter on appeal too, as another decision takes its place at once.
    exactly: bool = False
    #: Whether what had been set aside is shown nevertheless.
    shown: bool = False

    @property
    def case(self) -> str | None:
        return str(self.appeal.public_id) if self.appeal else None


def undo(actor: Actor, decision: Decision, reason: str = "", *, batch: str | None = None) -> Decision:
    """Put back what a decision changed, and what came along with it.

    Whoever decided needs no reason while it is fresh; later, and of any other moderator, one is asked for. Raises
    Conflict, naming it, where something newer stands on the decision.
    """
    lead = lead_of(decision)
    self_review = authorize_deciding(actor, lead)
    if lead.replaces_id is not None:
        raise Conflict(say("It took the place of another on appeal, so nothing undoes it. Decide anew."))
    if lead.action not in actions.names() or not actions.get(lead.action).reversible:
        raise Conflict(say("This is no decision that can be undone. Decide anew."))
    words = check_text(reason, "reason")
    fresh = lead.actor_id == actor.key and now() - lead.created_at <= SOON
    if not words and not fresh:
        raise Invalid(say("Say why: the author and the public log are shown it."), "reason")
    if len(words) > LONGEST_REASON:
        raise Invalid(say("Keep the reason under %(most)s characters.", most=str(LONGEST_REASON)), "reason")
    return reverse(Reversal(actor, "undo", "undone", words, self_review, batch=batch), lead)


def lead_of(decision: Decision) -> Decision:
    """The decision this one came along with, or itself, with its contribution loaded."""
    return session.scalars(
        select(Decision)
        .where(Decision.id == (decision.lead_id or decision.id))
        .options(joinedload(Decision.contribution))
        .execution_options(populate_existing=True)
    ).one()


def reverse(reversal: Reversal, lead: Decision) -> Decision:
    """Do it: one event and one decision for each contribution. Raises Conflict."""
    group = _group(lead)
    if lead.undone_by_id is not None:
        return _same_reversal(reversal, lead)
    _refuse_newer(reversal, group)
    rows = [each.contribution for each in group]
    before = leans_of(rows)
    batch = reversal.batch or (uuid4().hex if len(group) > 1 else None)
    if "place" in lead.prior:
        with weighed_together():
            merged_into = lead.contribution.merged_into_id
            take_back(lead.prior["place"])
            made = _put_all_back(reversal, group, batch)
            weigh_what_hangs_on(session.get(Contribution, merged_into) if merged_into else None)
    else:
        _put_source_back(lead)
        made = _put_all_back(reversal, group, batch)
    effects = changes(before, leans_of(rows))
    for decision in made:
        decision.effects = effects
    flags = _return_flags(reversal, lead)
    if lead.prior.get("approval"):
        take_back_approval(lead.contribution, lead.prior["approval"])
    session.flush()
    decision_reversed.send(lead, actor=reversal.actor, decisions=group, flags=flags, appeal=reversal.appeal)
    return made[0]


def _put_all_back(reversal: Reversal, group: Sequence[Decision], batch: str | None) -> list[Decision]:
    made: list[Decision] = []
    for each in group:
        made.append(_put_back(reversal, each, batch, made[0] if made else None))
    return made


def _group(lead: Decision) -> Sequence[Decision]:
    others = session.scalars(
        select(Decision)
        .where(Decision.lead_id == lead.id)
        .options(joinedload(Decision.contribution))
        .order_by(Decision.id)
    ).all()
    return [lead, *others]


def _same_reversal(reversal: Reversal, lead: Decision) -> Decision:
    """What this very person did already, as by a button pressed twice. Raises Conflict where somebody else did.

    An answer to an appeal is never that: one sent twice is known by its appeal, so this is the answer to another.
    """
    done = session.get_one(Decision, lead.undone_by_id)
    if reversal.case is not None or (done.actor_id, done.action) != (reversal.actor.key, reversal.action):
        raise Conflict(say("This decision was put back already."))
    return done


def _refuse_newer(reversal: Reversal, group: Sequence[Decision]) -> None:
    """What happened to any of them since must not be lost."""
    targets = {str(each.contribution.public_id) for each in group}
    newer = select(Event).where(Event.target.in_(targets), Event.id > max(each.event_id for each in group))
    newer = newer.where(Event.action.not_in(CHANGING_NOTHING))
    if reversal.case is not None:
        # An appeal stands on nothing: neither this one nor another's against what came along.
        newer = newer.where(Event.case.is_distinct_from(reversal.case), Event.action != "appeal")
    event = session.scalar(newer.order_by(Event.id.desc()).limit(1))
    if event is not None:
        raise Conflict(
            say(
                "Something newer stands on this decision: %(who)s %(past)s, on %(moment)s. Deal with that first, or decide anew.",  # noqa: E501
                who=somebody(event.role),
                past=past_of(event.action),
                moment=moment_in_words(event.at),
            )
        )


def _put_back(reversal: Reversal, decision: Decision, batch: str | None, lead: Decision | None) -> Decision:
    contribution: Contribution = decision.contribution
    prior = _prior_of(decision, contribution)
    if reversal.appeal is not None and not reversal.exactly and _axis_of(decision) is Axis.VISIBILITY:
        put_back_on_appeal(contribution, prior)
    else:
        put_back(contribution, prior)
        if reversal.shown and contribution.status is Status.QUARANTINED:
            contribution.status = Status.VISIBLE
    after = _state_after(decision, contribution)
    made = Decision(
        contribution=contribution,
        revision=contribution.revision,
        actor_id=reversal.actor.key,
        action=reversal.action,
        before=decision.after,
        after=after,
        reason_code=reversal.code,
        reason=reversal.words,
        reported=reversal.appeal is not None,
        self_review=reversal.self_review,
        event_id=_log(reversal, contribution, decision.after, after, batch),
        prior={},
        batch=batch,
        lead_id=lead.id if lead else None,
    )
    session.add(made)
    session.flush()
    decision.undone_by_id = made.id
    return made


def _axis_of(decision: Decision) -> Axis:
    return actions.get(decision.action).axis


def _prior_of(decision: Decision, contribution: Contribution) -> dict[str, Any]:
    """As it was; but what asks for confirmation since its source was corrected goes on asking."""
    prior = decision.prior
    if not isinstance(contribution, Evidence) or contribution.revision == prior["revision"] or prior["waiting"]:
        return prior
    source = session.get_one(Source, contribution.source_id)
    if source.corrected_at is None or source.corrected_at <= decision.created_at:
        return prior
    asking = {"revision": contribution.revision, "substance": contribution.substance}
    return {**prior, **asking, "revision_status": Status.VISIBLE.value}


def _log(reversal: Reversal, contribution: Contribution, before: str, after: str, batch: str | None) -> int:
    event = record(
        reversal.actor,
        reversal.action,
        contribution,
        before=before,
        after=after,
        revision=contribution.revision,
        reason_code=reversal.code,
        reason=reversal.words,
        batch=batch,
        case=reversal.case,
        self_review=reversal.self_review,
    )
    contribution_changed.send(contribution, action=reversal.action)
    return event.id


def _state_after(decision: Decision, contribution: Contribution) -> str:
    """On the axis of the decision that is put back; of an edit that was turned down, what became of it."""
    if _axis_of(decision) is Axis.CURATION and isinstance(contribution, Evidence):
        return contribution.curation.value
    return contribution.status.value


def _put_source_back(lead: Decision) -> None:
    if lead.prior.get("source") and isinstance(lead.contribution, Evidence):
        put_source_back(session.get_one(Source, lead.contribution.source_id), lead.prior["source"])


def _return_flags(reversal: Reversal, lead: Decision) -> Sequence[Flag]:
    """Undone, the flags wait again. On appeal, those that were upheld turn out wrong; those turned down wait again.

    Where a milder decision takes its place, it answers them as well.
    """
    if reversal.exactly:
        return ()
    flags = session.scalars(select(Flag).where(Flag.settled_by_id == lead.id)).all()
    for flag in flags:
        if reversal.appeal is not None and flag.upheld:
            flag.upheld = False
        else:
            flag.settled_at = flag.settled_by_id = flag.upheld = None
    return flags
