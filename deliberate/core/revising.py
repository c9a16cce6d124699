"""What becomes of an author's edit: it shows at once, or it waits beside the wording that readers see."""

from typing import Any

from sqlalchemy import select

from deliberate.core.actors import ADMIN, MODERATOR, SYSTEM_ID, Actor
from deliberate.core.contributions import (
    PUBLIC,
    STANDING,
    WAITING,
    Contribution,
    Revision,
    Status,
    add_revision,
    apply_revision,
    find_waiting_revision,
)
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.events import Event, record
from deliberate.core.screening import Outcome, judge
from deliberate.core.signals import contribution_changed
from deliberate.core.wording import N_, say

#: What authors do themselves; a moderator's own post is not a decision on it.
OWN_ACTS = ("post", "edit", "resubmit", "withdraw", "put_back")


def was_decided_on(contribution: Contribution) -> bool:
    """Whether a moderator or the system ever acted on it: its edits are then looked at before they show."""
    decided = select(Event.id).where(
        Event.target == str(contribution.public_id),
        Event.role.in_((MODERATOR, ADMIN, SYSTEM_ID)),
        Event.action.not_in(OWN_ACTS),
    )
    return session.scalar(decided.limit(1)) is not None


def why_held(contribution: Contribution, actor: Actor, text: str) -> str | None:
    """Why an edit has to wait for a moderator, in words for its author as they are stored, or None.

    Raises Invalid where it is refused.
    """
    verdict = judge(actor, contribution.article, text)
    if verdict.outcome is Outcome.REFUSE:
        raise Invalid(say(verdict.why))
    if verdict.outcome is Outcome.HOLD:
        return verdict.why
    if contribution.status is Status.QUARANTINED or was_decided_on(contribution):
        return N_("A moderator has decided on this before, so one looks at changes to it before they show.")
    return None


def find_same(contribution: Contribution, body: dict[str, Any]) -> Revision | None:
    """The newest wording, where it is in these very words and stands or waits: a form that was sent twice."""
    newest = session.scalar(
        select(Revision).where(Revision.contribution_id == contribution.id).order_by(Revision.number.desc()).limit(1)
    )
    stands = contribution.status in PUBLIC | {Status.PENDING}
    if newest is None or not stands or newest.status not in {Status.VISIBLE, Status.PENDING}:
        return None
    return newest if newest.body == body else None


def revise(contribution: Contribution, actor: Actor, body: dict[str, Any], text: str, *, substantive: bool) -> Revision:
    """Store an author's edit, with one event: at once where nothing holds it, else as a revision that waits.

    What no reader sees yet is rewritten in place, keeps its turn in the queue, and goes back there if it was returned.
    ``text`` is everything the screens should read. Raises Conflict on what no longer stands.
    """
    before = contribution.status
    if before not in STANDING:
        raise Conflict(say("This no longer stands, so it cannot be edited."))
    held = why_held(contribution, actor, text)
    waiting = find_waiting_revision(contribution)
    if waiting is not None:
        waiting.status = Status.WITHDRAWN
    revision = add_revision(contribution, actor, body, Status.PENDING, substantive=substantive)
    if before in WAITING:
        because = contribution.held_because
        apply_revision(contribution, revision)
        revision.status = contribution.status = Status.PENDING
        contribution.held_because = held or because
    elif held is None:
        apply_revision(contribution, revision)
    else:
        contribution.held_because = held
    session.flush()
    record(
        actor,
        "edit",
        contribution,
        before=before.value,
        after=contribution.status.value,
        revision=revision.number,
        body_digest=revision.digest,
    )
    contribution_changed.send(contribution, action="edit", revision=revision)
    return revision


def shows(contribution: Contribution, revision: Revision) -> bool:
    """Whether readers see this very wording now."""
    return contribution.status in PUBLIC and contribution.revision == revision.number
