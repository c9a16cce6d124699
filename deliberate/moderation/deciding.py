"""A moderator's decision: who may take it, what it needs, and when it comes too late."""

from sqlalchemy import select

from deliberate.core.actors import Actor, somebody
from deliberate.core.contributions import Contribution, Status, find_waiting_revision
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, StaleEdit
from deliberate.core.events import Event
from deliberate.core.markup import web_address
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.registry import UnknownName
from deliberate.core.text import check_text
from deliberate.core.times import moment_in_words
from deliberate.core.wording import N_, say
from deliberate.evidence.models import Bearing, Evidence
from deliberate.moderation.actions import FINE, REASONS, Action, Axis, actions, past_of
from deliberate.moderation.carrying_out import Order, carry_out, going_along, open_flags, state_on
from deliberate.moderation.models import Appeal, AppealState, Decision, Together
from deliberate.moderation.reports.models import ReportedThing
from deliberate.moderation.wording import begun

LONGEST_REASON = 2000
#: How something is that nothing was logged of.
_IS = {
    Status.SUGGESTED: N_("It is suggested."),
    Status.PENDING: N_("It is pending."),
    Status.VISIBLE: N_("It is visible."),
    Status.RETURNED: N_("It is returned."),
    Status.QUARANTINED: N_("It is quarantined."),
    Status.REMOVED: N_("It is removed."),
    Status.REJECTED: N_("It is rejected."),
    Status.WITHDRAWN: N_("It is withdrawn."),
    Status.MERGED: N_("It is merged."),
    Status.PURGED: N_("It is purged."),
}


def decide(
    actor: Actor,
    contribution: Contribution,
    action: str,
    reason_code: str = "",
    reason: str = "",
    *,
    address: str | None = None,
    version: int | None = None,
    batch: str | None = None,
) -> Decision:
    """Act on a contribution and on what shares its fate: one event each, and a decision with its reasons.

    ``version`` is that of the page it was decided on, ``batch`` the name of what is decided together. Raises StaleEdit
    where the contribution changed since, Conflict where it is no longer in a state the action starts from, Invalid
    where the reason or an address is missing.
    """
    chosen = _find_action(action)
    matter = acted_on(chosen, contribution)
    # Of what cites the same source, some may be their own.
    along = going_along(chosen, matter) if chosen.axis is Axis.CURATION else []
    self_review = authorize_deciding(actor, Together([matter, *along]) if along else matter)
    code, words = checked_reason(reason_code, reason, needed=chosen.needs_reason)
    order = Order(actor, chosen, code, words, checked_address(chosen, address), self_review, batch)
    try:
        if version is not None and contribution.version != version:
            raise StaleEdit(say("Somebody acted on this meanwhile. %(what)s", what=what_happened(contribution)), "")
        require_state(chosen, matter)
    except Conflict:
        if (same := find_same(order, matter)) is not None:
            return same
        raise
    return carry_out(order, matter, also=() if matter is contribution else (contribution,))


def find_same(order: Order, matter: Contribution) -> Decision | None:
    """This very decision by the same moderator, where it is the last that happened: a button pressed twice."""
    last = session.scalar(
        select(Event.id).where(Event.target == str(matter.public_id)).order_by(Event.id.desc()).limit(1)
    )
    return session.scalar(
        select(Decision).where(
            Decision.event_id == last,
            Decision.actor_id == order.actor.key,
            Decision.action == order.action.name,
            Decision.reason_code == order.code,
            Decision.reason == order.words,
        )
    )


def authorize_deciding(actor: Actor, matter: Contribution | Together | Decision | ReportedThing) -> bool:
    """Whether it is a self-review: a matter of their own that nobody else could decide. Raises NotAllowed.

    A decision stands for all that it changed.
    """
    if may(actor, Permission.TAKE_ACTION, matter):
        return False
    if may(actor, Permission.REVIEW_OWN, matter):
        return True
    authorize(actor, Permission.TAKE_ACTION, matter)
    return False


def require_state(action: Action, matter: Contribution) -> None:
    """Raise Conflict, saying what happened meanwhile, unless the action starts from the state it is in."""
    waiting = find_waiting_revision(matter)
    fits = state_on(action, matter) in action.from_states or (waiting is not None and action.answers_edit)
    kept_already = action.name == "keep" and matter.kept_revision == matter.revision
    if kept_already and matter.status is Status.VISIBLE and not open_flags([matter]):
        fits = False
    if action.name == "restore" and _appealed(matter):
        raise Conflict(say("An appeal against its removal waits in the queue: decide that."))
    if not fits:
        raise Conflict(
            say(
                "“%(action)s” is no longer possible here. %(what)s",
                action=say(action.label),
                what=what_happened(matter),
            )
        )


def what_happened(contribution: Contribution) -> str:
    """The last that was done to it, in a sentence."""
    latest = session.scalar(
        select(Event).where(Event.target == str(contribution.public_id)).order_by(Event.id.desc()).limit(1)
    )
    if latest is None:
        return say(_IS[contribution.status])
    return say(
        "%(who)s %(did)s, on %(moment)s.",
        who=begun(somebody(latest.role)),
        did=past_of(latest.action),
        moment=moment_in_words(latest.at),
    )


def _find_action(name: str) -> Action:
    try:
        action = actions.get(name)
    except UnknownName:
        raise Invalid(say("Choose what should happen."), "action") from None
    if action.by_system:
        raise Invalid(say("Only the system does that."), "action")
    if action.axis is Axis.PLACE:
        raise Invalid(say("That is done from the item's page, under “Curate”."), "action")
    return action


def acted_on(action: Action, contribution: Contribution) -> Contribution:
    """What the action is about: curation is of the item of evidence, wherever it was asked for."""
    if action.axis is Axis.VISIBILITY or isinstance(contribution, Evidence):
        return contribution
    if isinstance(contribution, Bearing):
        return session.get_one(Evidence, contribution.evidence_id)
    raise Invalid(say("Only an item of evidence can be marked so."), "action")


def _appealed(matter: Contribution) -> bool:
    open_ones = (
        select(Appeal.id)
        .join(Decision, Decision.id == Appeal.decision_id)
        .where(Decision.contribution_id == matter.id, Appeal.state == AppealState.OPEN)
    )
    return session.scalar(open_ones.limit(1)) is not None


def checked_reason(code: str, words: str, *, needed: bool) -> tuple[str, str]:
    """The rule and the words as they are stored. Raises Invalid."""
    words = check_text(words, "reason")
    if len(words) > LONGEST_REASON:
        raise Invalid(say("Keep the reason under %(most)s characters.", most=str(LONGEST_REASON)), "reason")
    if not needed:
        return FINE, words
    if code not in REASONS:
        raise Invalid(say("Choose the rule this rests on."), "reason_code")
    if not words:
        raise Invalid(say("Give the reason in words: whom it touches and the public log are shown them."), "reason")
    return code, words


def checked_address(action: Action, address: str | None) -> str | None:
    """The address that the action needs, if it needs one. Raises Invalid."""
    if not action.needs_address:
        return None
    if web_address(address or "") is None:
        raise Invalid(say("Give the address that shows the retraction."), "address")
    return web_address(address or "")
