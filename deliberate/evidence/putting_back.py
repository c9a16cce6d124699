"""Undoing one's own withdrawal: what was taken back stands again as it stood."""

from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.contributions import STANDING, Contribution, Revision, Status, change_status
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.events import Event
from deliberate.core.policy import Permission, authorize
from deliberate.core.screening import Outcome, judge
from deliberate.core.text import is_unseen
from deliberate.core.wording import say
from deliberate.evidence.models import Bearing, Evidence
from deliberate.evidence.posting import require_target


def can_put_back(actor: Actor, contribution: Contribution) -> bool:
    """Whether somebody took it back themselves, and nothing has become of it since."""
    return (
        contribution.status is Status.WITHDRAWN
        and contribution.author_id == actor.key
        and _withdrawal(contribution) is not None
    )


def put_back(actor: Actor, contribution: Contribution) -> None:
    """Have what somebody withdrew stand again in the state it had, with what went along with it. Twice is once.

    Raises Conflict where what it is about does not show any more, somebody else has posted the same quote since, or it
    was not its author who took it from view; Invalid where a screen refuses it now. What one would hold now waits.
    """
    authorize(actor, Permission.EDIT_CONTRIBUTION, contribution)
    if contribution.status in STANDING:
        return
    if not can_put_back(actor, contribution):
        raise Conflict(say("You did not withdraw this, so it cannot be put back here."))
    if isinstance(contribution, Bearing):
        target = session.get_one(Contribution, contribution.target_id)
        authorize(actor, Permission.POST_EVIDENCE, target)
        require_target(target)
    for each in (*_gone_along(actor, contribution), contribution):
        _stand_again(actor, each)


def _withdrawal(contribution: Contribution) -> Event | None:
    """The entry of the log by which it was withdrawn, where that is the last there is of it."""
    last = session.scalar(
        select(Event).where(Event.target == str(contribution.public_id)).order_by(Event.id.desc()).limit(1)
    )
    return last if last is not None and last.action == "withdraw" else None


def _gone_along(actor: Actor, contribution: Contribution) -> list[Contribution]:
    """The item that was withdrawn with its last bearing, and so stands again with it."""
    if not isinstance(contribution, Bearing):
        return []
    evidence = session.get_one(Evidence, contribution.evidence_id)
    if evidence.status is Status.WITHDRAWN and not can_put_back(actor, evidence):
        raise Conflict(say("The item itself is gone, so it cannot bear on anything."))
    return [evidence] if evidence.status is Status.WITHDRAWN else []


def _stand_again(actor: Actor, contribution: Contribution) -> None:
    event = _withdrawal(contribution)
    before = Status(event.before) if event is not None and event.before else Status.VISIBLE
    newest = session.scalar(
        select(Revision).where(Revision.contribution_id == contribution.id).order_by(Revision.number.desc()).limit(1)
    )
    if newest is not None and newest.number > contribution.revision and newest.status is Status.WITHDRAWN:
        # The edit that waited beside it waits again.
        newest.status = Status.PENDING
    verdict = judge(actor, contribution.article, _words_of(newest))
    if verdict.outcome is Outcome.REFUSE:
        raise Invalid(say(verdict.why))
    if verdict.outcome is Outcome.HOLD and before is Status.VISIBLE:
        before, contribution.held_because = Status.PENDING, verdict.why
    change_status(contribution, actor, before, "put_back")


def _words_of(revision: Revision | None) -> str:
    """Everything of a wording that a screen should read."""
    body = revision.body if revision is not None else {}
    return "\n".join(each for each in body.values() if isinstance(each, str) and not is_unseen(each))
