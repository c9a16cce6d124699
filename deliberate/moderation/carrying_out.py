"""What a decision changes and the record it leaves, once everything about it is checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import (
    PUBLIC,
    Contribution,
    Revision,
    Status,
    apply_revision,
    change_status,
    find_waiting_revision,
)
from deliberate.core.db import session
from deliberate.core.events import record
from deliberate.core.signals import contribution_changed, decision_taken, weighed_together, weights_due
from deliberate.evidence.models import Curation, Evidence, Source
from deliberate.evidence.services import companions
from deliberate.moderation.actions import Action, Axis
from deliberate.moderation.advancement import count_approval
from deliberate.moderation.effects import changes, leans_of
from deliberate.moderation.models import Decision, Flag, FlagReason
from deliberate.moderation.placing import merging, place
from deliberate.moderation.states import source_state, state_of
from deliberate.weighting.gathering import articles_moved_by


@dataclass(frozen=True)
class Order:
    """Everything that was decided on, checked: what ``carry_out`` needs."""

    actor: Actor
    action: Action
    code: str
    words: str
    address: str | None = None
    self_review: bool = False
    #: The name of what is decided together, if it is more than this and what goes along.
    batch: str | None = None
    #: What the matter is merged into, or the claim that it is moved to.
    into: Contribution | None = None
    #: The appeal it is taken on, as the log names it, if it is.
    case: str | None = None


def carry_out(order: Order, matter: Contribution, *, also: Sequence[Contribution] = ()) -> Decision:
    """Do it to the matter and all that goes with it. ``also``: further contributions whose flags this answers."""
    group = [matter, *going_along(order.action, matter)]
    flags = [flag for flag in open_flags([*group, *also]) if _answers(order.action, flag)]
    before = leans_of(group)
    batch = order.batch or (uuid4().hex if len(group) > 1 else None)
    source = _retract_source(order, matter)
    was_pending = matter.status is Status.PENDING
    if order.action.axis is Axis.PLACE:
        with weighed_together():
            decisions = _apply_all(order, group, batch, reported=bool(flags))
            weigh_what_hangs_on(order.into)
    else:
        decisions = _apply_all(order, group, batch, reported=bool(flags))
    lead = decisions[0]
    if source is not None:
        lead.prior = {**lead.prior, "source": source}
    if order.action.name == "approve" and was_pending:
        lead.prior = {**lead.prior, "approval": count_approval(matter)}
    effects = changes(before, leans_of(group))
    for decision in decisions:
        decision.effects = effects
    answered = _settle(flags, lead, _verdict_on_flags(order.action, lead))
    session.flush()
    decision_taken.send(lead, actor=order.actor, decisions=decisions, flags=answered)
    return lead


def _apply_all(order: Order, group: Sequence[Contribution], batch: str | None, *, reported: bool) -> list[Decision]:
    lead = _apply(order, group[0], batch, None, reported=reported)
    return [lead, *(_apply(order, each, batch, lead, reported=reported) for each in group[1:])]


def weigh_what_hangs_on(other: Contribution | None) -> None:
    """Have weighed anew what the other half of a merger bears on: its ratings are others, and nothing else of it."""
    if isinstance(other, Evidence):
        for article in articles_moved_by(other):
            weights_due.send(article)


def open_flags(contributions: Sequence[Contribution]) -> Sequence[Flag]:
    """The flags on these that no decision has answered."""
    ids = [each.id for each in contributions]
    return session.scalars(select(Flag).where(Flag.contribution_id.in_(ids), Flag.settled_at.is_(None))).all()


def state_on(action: Action, matter: Contribution) -> str:
    """Where the matter stands on the action's axis; nowhere, where the axis is not for it."""
    if action.axis is not Axis.CURATION:
        return matter.status.value
    if not isinstance(matter, Evidence) or matter.status not in PUBLIC:
        return ""
    return matter.curation.value


def going_along(action: Action, matter: Contribution) -> list[Contribution]:
    """What the action moves beside the matter: a bearing's only item, what is merged, or all else that cites the
    source."""
    if action.axis is Axis.PLACE:
        return list(merging(matter)) if action.name == "merge_item" and isinstance(matter, Evidence) else []
    if action.axis is Axis.VISIBILITY:
        return [each for each in companions(matter) if state_on(action, each) in action.from_states]
    if not isinstance(matter, Evidence) or not _moves_source(action, matter):
        return []
    # All that cites the source, in whatever state: what is restored later must not come back unmarked.
    citing = session.scalars(
        select(Evidence).where(Evidence.source_id == matter.source_id, Evidence.id != matter.id).order_by(Evidence.id)
    )
    return [each for each in citing if each.curation.value in action.from_states and _moves_source(action, each)]


def _moves_source(action: Action, evidence: Evidence) -> bool:
    """A retraction is the source's, and so is taking it back."""
    return action.name == "mark_retracted" or (action.name == "clear" and evidence.curation is Curation.RETRACTED)


def _retract_source(order: Order, matter: Contribution) -> dict[str, Any] | None:
    if not isinstance(matter, Evidence) or not _moves_source(order.action, matter):
        return None
    source = session.get_one(Source, matter.source_id)
    prior = source_state(source)
    retracts = order.action.name == "mark_retracted"
    source.retracted_at = now() if retracts else None
    source.retraction_url = order.address
    return prior


def _apply(order: Order, each: Contribution, batch: str | None, lead: Decision | None, *, reported: bool) -> Decision:
    prior = state_of(each)
    waiting = find_waiting_revision(each)
    number = waiting.number if waiting and order.action.answers_edit else each.revision
    if order.action.axis is Axis.PLACE:
        event, before = _place(order, each, batch, prior, leads=lead is None), prior["status"]
    elif order.action.axis is Axis.CURATION and isinstance(each, Evidence):
        event, before = _curate(order, each, batch), prior["curation"]
    elif waiting is not None and order.action.answers_edit and order.action.name != "approve":
        event, before = _turn_down(order, each, waiting, batch), Status.PENDING.value
    else:
        before = Status.PENDING.value if waiting and order.action.answers_edit else prior["status"]
        event = _change(order, each, waiting, batch)
    decision = Decision(
        contribution=each,
        revision=number,
        actor_id=order.actor.key,
        action=order.action.name,
        before=before,
        after=each.status.value if order.action.axis is Axis.PLACE else order.action.to_state,
        reason_code=order.code,
        reason=order.words,
        reported=reported,
        self_review=order.self_review,
        event_id=event,
        prior=prior,
        batch=batch,
        lead_id=lead.id if lead else None,
    )
    session.add(decision)
    session.flush()
    return decision


def _change(order: Order, each: Contribution, waiting: Revision | None, batch: str | None) -> int:
    """Move along the axis of visibility; an edit that waited is taken over, or falls with what it edits."""
    if waiting is not None and order.action.answers_edit:
        apply_revision(each, waiting)
    elif waiting is not None and order.action.to_state == Status.REMOVED:
        waiting.status = Status.REMOVED
    if order.action.name == "keep":
        each.kept_revision = each.revision
    if order.action.to_state == Status.VISIBLE and find_waiting_revision(each) is None:
        each.held_because = None
    return _change_status(order, each, Status(order.action.to_state), batch)


def _change_status(order: Order, each: Contribution, after: Status, batch: str | None) -> int:
    return change_status(
        each,
        order.actor,
        after,
        order.action.name,
        reason_code=order.code,
        reason=order.words,
        batch=batch,
        case=order.case,
        self_review=order.self_review,
    )


def _place(order: Order, each: Contribution, batch: str | None, prior: dict[str, Any], *, leads: bool) -> int:
    """Move along the axis of place. What goes along was moved with what leads, and only its state is left to change."""
    if leads:
        prior["place"] = place(order.action.name, each, order.into, order.words)
    if order.action.name == "merge_item" and each.merged_into_id is not None:
        return _change_status(order, each, Status.MERGED, batch)
    each.changed_at = now()
    return _record(order, each, each.status.value, batch, each.revision)


def _turn_down(order: Order, each: Contribution, waiting: Revision, batch: str | None) -> int:
    """Return or reject an edit: what readers see stays as it is."""
    waiting.status = Status(order.action.to_state)
    each.held_because = None
    each.changed_at = now()
    return _record(order, each, Status.PENDING.value, batch, waiting.number)


def _curate(order: Order, evidence: Evidence, batch: str | None) -> int:
    before = evidence.curation.value
    evidence.curation = Curation(order.action.to_state)
    evidence.curated_at = None if evidence.curation is Curation.ACTIVE else now()
    evidence.curation_url = order.address
    evidence.changed_at = now()
    return _record(order, evidence, before, batch, evidence.revision)


def _record(order: Order, each: Contribution, before: str, batch: str | None, revision: int) -> int:
    session.flush()
    event = record(
        order.actor,
        order.action.name,
        each,
        before=before,
        after=before if order.action.axis is Axis.PLACE else order.action.to_state,
        revision=revision,
        reason_code=order.code,
        reason=order.words,
        batch=batch,
        case=order.case,
        self_review=order.self_review,
    )
    contribution_changed.send(each, action=order.action.name)
    return event.id


def _answers(action: Action, flag: Flag) -> bool:
    """Marking how an item stands as evidence answers a flag on its quote, merging or moving it one that asks for it."""
    if action.axis is Axis.PLACE:
        return flag.reason is {"merge_item": FlagReason.DUPLICATE, "move_item": FlagReason.OFF_TOPIC}.get(action.name)
    return action.axis is Axis.VISIBILITY or flag.reason is FlagReason.MISQUOTED


def _verdict_on_flags(action: Action, lead: Decision) -> bool | None:
    """Approving an edit replaces the wording that was flagged: who was right no longer matters."""
    edit_taken = action.name == "approve" and lead.prior["waiting"] is not None
    return None if edit_taken else action.upholds_flags


def _settle(flags: Sequence[Flag], lead: Decision, upheld: bool | None) -> Sequence[Flag]:
    """Note the verdict on these flags, where the decision is one that answers them; returns those it answers."""
    if lead.action in {"quarantine", "release", "clear", "restore"}:
        return ()
    for flag in flags:
        flag.settled_at, flag.settled_by_id, flag.upheld = lead.created_at, lead.id, upheld
    return flags
