"""What others wrote about a post that is purged, and may have quoted it in: reasons, notes, appeals and replies."""

from collections.abc import Sequence

from sqlalchemy import delete, or_, select, update

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.events import Event, EventReason, Pseudonym
from deliberate.core.signals import proposal_answered
from deliberate.core.stored_words import stored
from deliberate.core.wording import N_
from deliberate.moderation.appeals import appeals_against
from deliberate.moderation.conduct import Lock, Sanction
from deliberate.moderation.curating.models import ItemProposal, ProposalState
from deliberate.moderation.models import Appeal, AppealState, Decision, Flag
from deliberate.moderation.purging.log_reasons import erase_log_reasons
from deliberate.moderation.purging.waiting_words import erase_waiting
from deliberate.moderation.queue_models import EntryKind, QueueEntry, QueueNote

#: What an appeal or a proposal that can no longer be answered says instead.
MOOT = stored(N_("What it was about has been erased for good."))


def erase_what_was_said_of(actor: Actor, group: Sequence[Contribution]) -> list[str]:
    """Take every free word about these; the codes, who decided and when stay. Returns the words there were."""
    ids = [each.id for each in group]
    words = []
    for flag in session.scalars(select(Flag).where(Flag.contribution_id.in_(ids))):
        words.append(flag.note)
        flag.note = ""
    for entry in session.scalars(select(QueueEntry).where(QueueEntry.contribution_id.in_(ids))):
        entry.deferred_because = None
    words += session.scalars(select(QueueNote.text).where(QueueNote.contribution_id.in_(ids)))
    session.execute(delete(QueueNote).where(QueueNote.contribution_id.in_(ids)))
    decisions = session.scalars(select(Decision).where(Decision.contribution_id.in_(ids))).all()
    for decision in decisions:
        words.append(decision.reason)
        decision.reason = ""
        if decision.prior.get("held_because"):
            decision.prior = {**decision.prior, "held_because": None}
        _erase_pins(decision, words)
    words += _erase_proposals(actor, ids)
    appeals = session.scalars(select(Appeal).where(Appeal.decision_id.in_([each.id for each in decisions]))).all()
    for appeal in appeals:
        words += erase_case(actor, appeal, close=True)
    erase_log_reasons(Event.target.in_([str(each.public_id) for each in group]))
    words += _erase_measures(actor, ids)
    return [each for each in words if each]


def _erase_pins(decision: Decision, words: list[str]) -> None:
    """The words of a pinned note that are kept for putting it back."""
    placed = decision.prior.get("place")
    if not placed or not any(column == "pinned_because" for _, _, column, *_ in placed["columns"]):
        return
    columns = []
    for kind, row, column, was, now_is in placed["columns"]:
        if column == "pinned_because":
            words += [each for each in (was, now_is) if each]
            was, now_is = was and "", now_is and ""
        columns.append([kind, row, column, was, now_is])
    decision.prior = {**decision.prior, "place": {**placed, "columns": columns}}


def _erase_proposals(actor: Actor, ids: Sequence[int]) -> list[str]:
    """Why something was proposed about them, and why it was declined; in the log too. What waits is declined."""
    about = or_(ItemProposal.contribution_id.in_(ids), ItemProposal.into_id.in_(ids))
    proposals = session.scalars(select(ItemProposal).where(about)).all()
    words = erase_waiting(EntryKind.PROPOSAL, [each.id for each in proposals])
    for proposal in proposals:
        words += [proposal.reason, proposal.reply or "", proposal.address or ""]
        proposal.reason, proposal.address = "", None
        proposal.reply = "" if proposal.reply is not None else None
        if proposal.state is ProposalState.OPEN:
            proposal.state, proposal.reply = ProposalState.DECLINED, MOOT
            proposal.decided_by, proposal.decided_at = actor.key, now()
            proposal_answered.send(
                proposal, actor=actor, matter=session.get_one(Contribution, proposal.contribution_id)
            )
        erase_log_reasons(Event.target == str(proposal.public_id))
    return words


def erase_case(actor: Actor, case: Appeal, *, close: bool = False) -> list[str]:
    """The words of an appeal and of its reply. ``close``: what waits for an answer gets one, as nothing is left."""
    words = [case.text, case.reply or "", *erase_waiting(EntryKind.APPEAL, [case.id])]
    case.text = ""
    case.reply = "" if case.reply is not None else None
    if close and case.state is AppealState.OPEN:
        case.state, case.reply = AppealState.UPHELD, MOOT
        case.decided_by, case.decided_at = actor.key, now()
    of_case = select(Event.id).where(Event.case == str(case.public_id))
    # What was put back on appeal has the reply for its reason.
    session.execute(update(Decision).where(Decision.event_id.in_(of_case)).values(reason=""))
    erase_log_reasons(Event.case == str(case.public_id))
    erase_log_reasons(Event.target == str(case.public_id))
    return words


def _erase_measures(actor: Actor, ids: Sequence[int]) -> list[str]:
    locks = session.scalars(select(Lock).where(Lock.contribution_id.in_(ids))).all()
    sanctions = session.scalars(select(Sanction).where(Sanction.contribution_id.in_(ids))).all()
    measures: list[Lock | Sanction] = [*locks, *sanctions]
    words = [reason for each in measures for reason in erase_measure(each)]
    for appeal in appeals_against(measures).values():
        words += erase_case(actor, appeal)
    return words


def erase_measure(measure: Lock | Sanction) -> list[str]:
    """The reason of a lock or a sanction, and where the log gives it."""
    reason = measure.reason
    if isinstance(measure, Sanction):
        of = select(Pseudonym.handle).where(Pseudonym.actor_id == measure.person_id)
    else:
        public_ids = select(Contribution.public_id).where(Contribution.id == measure.contribution_id)
        of = select(Event.target).where(Event.target.in_([str(each) for each in session.scalars(public_ids)]))
    there = select(Event.id).where(Event.target.in_(of))
    session.execute(delete(EventReason).where(EventReason.event_id.in_(there), EventReason.text == reason))
    measure.reason = ""
    return [reason]
