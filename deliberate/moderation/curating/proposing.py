"""Doing something about an item, or proposing it: moderators act at once, of curators it takes two, others propose."""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import func, select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from deliberate.core.events import record
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.screening import Outcome, judge
from deliberate.core.signals import proposal_answered
from deliberate.core.stored_words import say_stored
from deliberate.core.wording import N_, say
from deliberate.evidence.fate import stands_as
from deliberate.evidence.models import Bearing, Evidence
from deliberate.moderation.carrying_out import Order, carry_out
from deliberate.moderation.curating.acts import authorize_curating, checked_reason
from deliberate.moderation.curating.item_acts import ITEM_ACTS, ItemAct, Needs, fits
from deliberate.moderation.curating.models import ItemProposal, ProposalState
from deliberate.moderation.curating.pacing import require_pace
from deliberate.moderation.deciding import checked_address, find_same, what_happened
from deliberate.moderation.loading import load_all
from deliberate.moderation.models import Decision

#: So many proposals of one person wait at once.
MOST_OPEN = 20
_DECIDED = {
    ProposalState.CONFIRMED: N_("This proposal was confirmed meanwhile."),
    ProposalState.DECLINED: N_("This proposal was declined meanwhile."),
    ProposalState.WITHDRAWN: N_("This proposal was withdrawn meanwhile."),
}


@dataclass(frozen=True)
class Asked:
    """What somebody wants done: to which item or bearing, and into or onto what."""

    act: ItemAct
    matter: Contribution
    into: Contribution | None
    reason: str
    address: str | None = None

    def as_proposal(self, proposed_by: str) -> ItemProposal:
        """The same as a row, not stored yet."""
        return ItemProposal(
            article_id=self.matter.article_id,
            article=self.matter.article,
            contribution_id=self.matter.id,
            into_id=self.into.id if self.into is not None else None,
            action=self.act.name,
            reason=self.reason,
            address=self.address,
            state=ProposalState.OPEN,
            proposed_by=proposed_by,
        )


def checked(asked: Asked) -> Asked:
    """The same with its words as they are stored. Raises Invalid where something is missing."""
    if asked.act.needs in {Needs.ITEM, Needs.CLAIM} and asked.into is None:
        is_item = asked.act.needs is Needs.ITEM
        raise Invalid(say("Choose the other item.") if is_item else say("Choose the other claim."), "into")
    words = checked_reason(asked.reason)
    return replace(asked, reason=words, address=checked_address(asked.act.action, asked.address))


def may_do(actor: Actor, asked: Asked) -> bool:
    """Whether this person's word alone carries it out."""
    if actor.is_moderator:
        return _is_free(actor, asked) or may(actor, Permission.REVIEW_OWN, _about(asked))
    return asked.act.by_one and _is_free(actor, asked)


def _is_free(actor: Actor, asked: Asked) -> bool:
    return may(actor, Permission.CURATE_ITEM, _about(asked))


def _about(asked: Asked) -> ItemProposal:
    """What it is about, as the policy asks of it: nobody's proposal."""
    return asked.as_proposal("")


def act_on(actor: Actor, asked: Asked) -> Decision | ItemProposal:
    """Carry it out where this person may, else propose it. Sent twice, it is done once.

    Raises Invalid where something is missing, Conflict where it does not fit how the item stands, NotAllowed, TooMany.
    """
    asked = checked(asked)
    if not may_do(actor, asked):
        return _propose(actor, asked)
    return do(actor, asked, self_review=not _is_free(actor, asked))


def do(actor: Actor, asked: Asked, *, self_review: bool = False) -> Decision:
    """Carry it out, whoever asks. Done already by this very person, it is left so. Raises Conflict."""
    order = Order(
        actor,
        asked.act.action,
        asked.act.code,
        asked.reason,
        asked.address,
        self_review,
        into=asked.into,
    )
    if (same := find_same(order, asked.matter)) is not None:
        return same
    require_fit(asked)
    return carry_out(order, asked.matter)


def require_fit(asked: Asked) -> None:
    """Raise Conflict where it is not possible as things stand."""
    if not fits(asked.act, asked.matter):
        raise Conflict(
            say(
                "“%(act)s” is not possible as it stands now. %(what)s",
                act=say(asked.act.title),
                what=what_happened(asked.matter),
            )
        )
    if asked.into is not None and not asked.into.is_visible:
        raise Conflict(say("What you chose is not shown any more. Choose again."))


def _propose(actor: Actor, asked: Asked) -> ItemProposal:
    authorize(actor, asked.act.proposed_by, asked.matter)
    if asked.act.by_moderators:
        raise NotAllowed(say("Only moderators who have nothing to do with the item do that."))
    wanted = asked.as_proposal(actor.key)
    if (same := _find_open(wanted)) is not None:
        if same.proposed_by == actor.key:
            return same
        raise Conflict(say("Somebody has proposed this already. It waits to be decided on."))
    require_fit(asked)
    _require_clean(actor, asked)
    waiting = select(func.count(ItemProposal.id)).where(
        ItemProposal.proposed_by == actor.key, ItemProposal.state == ProposalState.OPEN
    )
    if (session.scalar(waiting) or 0) >= MOST_OPEN:
        raise TooMany(
            say("%(num)s proposals of yours wait already. Propose more once some are decided.", num=MOST_OPEN)
        )
    require_pace(actor)
    wanted.seconded_by = actor.key if _counts_as_first(actor, asked) else None
    session.add(wanted)
    session.flush()
    # Where words are looked at before they show, the log has this one's once it is confirmed.
    reason = None if asked.matter.article.premoderated else asked.reason
    record(actor, "propose_act", wanted, after=asked.act.name, reason=reason)
    return wanted


def _require_clean(actor: Actor, asked: Asked) -> None:
    """Everybody reads a proposal at once: what a screen would hold for its words has nowhere to wait.

    Where every post waits for a moderator, a proposal does so by itself: nothing changes before one decides.
    """
    words = "\n".join(each for each in (asked.reason, asked.address) if each)
    verdict = judge(actor, asked.matter.article, words)
    if verdict.outcome is Outcome.HOLD and not verdict.of_place:
        raise Invalid(
            say(
                "%(why)s A proposal shows at once and cannot wait: flag the item instead.", why=say_stored(verdict.why)
            ),
            "reason",
        )
    if verdict.outcome is Outcome.REFUSE:
        raise Invalid(say_stored(verdict.why), "reason")


def _counts_as_first(actor: Actor, asked: Asked) -> bool:
    return not actor.is_moderator and _is_free(actor, asked)


def _find_open(wanted: ItemProposal) -> ItemProposal | None:
    return session.scalar(
        select(ItemProposal).where(
            ItemProposal.contribution_id == wanted.contribution_id,
            ItemProposal.action == wanted.action,
            ItemProposal.into_id.is_not_distinct_from(wanted.into_id),
            ItemProposal.state == ProposalState.OPEN,
        )
    )


def confirm(actor: Actor, proposal: ItemProposal) -> Decision | None:
    """Carry a proposal out; a curator's word waits for that of a second, and then it is None.

    Raises Conflict where it was decided meanwhile, or no longer fits.
    """
    self_review = authorize_curating(actor, Permission.CURATE_ITEM, proposal)
    if proposal.state is ProposalState.CONFIRMED and proposal.decided_by == actor.key:
        return session.get(Decision, proposal.decision_id)
    _require_open(proposal)
    asked = asked_in(proposal)
    if not actor.is_moderator and not asked.act.by_one:
        if proposal.seconded_by is None:
            proposal.seconded_by = actor.key
            session.flush()
            record(actor, "second_act", proposal)
            return None
        if proposal.seconded_by == actor.key:
            return None
    decision = do(actor, asked, self_review=self_review)
    _settle(proposal, actor, ProposalState.CONFIRMED)
    proposal.decision_id = decision.id
    session.flush()
    record(actor, "confirm_act", proposal, before="open", after="confirmed", self_review=self_review)
    proposal_answered.send(proposal, actor=actor, matter=asked.matter)
    return decision


def decline(actor: Actor, proposal: ItemProposal, reply: str) -> None:
    """Leave things as they are, with a reason. Raises Conflict where it was decided meanwhile."""
    self_review = authorize_curating(actor, Permission.CURATE_ITEM, proposal)
    words = checked_reason(reply)
    if proposal.state is ProposalState.DECLINED and proposal.decided_by == actor.key:
        return
    _require_open(proposal)
    _settle(proposal, actor, ProposalState.DECLINED)
    proposal.reply = words
    session.flush()
    record(actor, "decline_act", proposal, before="open", after="declined", reason=words, self_review=self_review)
    proposal_answered.send(proposal, actor=actor, matter=asked_in(proposal).matter)


def take_back(actor: Actor, proposal: ItemProposal) -> None:
    """Have one's own proposal decided by nobody. Raises Conflict where it was decided meanwhile."""
    authorize(actor, Permission.TAKE_BACK_PROPOSAL, proposal)
    if proposal.state is ProposalState.WITHDRAWN:
        return
    _require_open(proposal)
    _settle(proposal, actor, ProposalState.WITHDRAWN)
    session.flush()
    record(actor, "withdraw_act", proposal, before="open", after="withdrawn")


def asked_in(proposal: ItemProposal) -> Asked:
    """What a proposal asks for, its rows loaded."""
    ids = {each for each in (proposal.contribution_id, proposal.into_id) if each is not None}
    rows = load_all(ids)
    into = rows[proposal.into_id] if proposal.into_id is not None else None
    act = ITEM_ACTS[proposal.action]
    return Asked(act, rows[proposal.contribution_id], into, proposal.reason, proposal.address)


def item_in(proposal: ItemProposal) -> Evidence:
    """The item that a proposal is about, itself or how it bears."""
    matter = load_all([proposal.contribution_id])[proposal.contribution_id]
    return session.get_one(Evidence, matter.evidence_id if isinstance(matter, Bearing) else matter.id)


def get_proposal(actor: Actor, public_id: UUID) -> ItemProposal:
    """A proposal in an article that this actor may read, all of which they may see. Raises NotFound."""
    found = session.scalar(select(ItemProposal).where(ItemProposal.public_id == public_id))
    if found is None or not may(actor, Permission.READ_ARTICLE, found) or not _is_shown(actor, found):
        raise NotFound(say("There is no such proposal."))
    asked = asked_in(found)
    shown = [each for each in (asked.matter, item_in(found), asked.into) if each is not None]
    # The wording of what was merged stands on the page of the other, and is read by whoever may read that.
    if not all(may(actor, Permission.READ_CONTRIBUTION, stands_as(each)) for each in shown):
        raise NotFound(say("There is no such proposal."))
    return found


def open_on(actor: Actor, ids: list[int]) -> list[ItemProposal]:
    """The proposals that wait about these and that this actor may see, oldest first."""
    found = select(ItemProposal).where(ItemProposal.contribution_id.in_(ids), ItemProposal.state == ProposalState.OPEN)
    return [each for each in session.scalars(found.order_by(ItemProposal.id)) if _is_shown(actor, each)]


def _is_shown(actor: Actor, proposal: ItemProposal) -> bool:
    """Where moderators look first, one that was not confirmed is for them, for curators and for whoever made it."""
    if not proposal.article.premoderated or proposal.state is ProposalState.CONFIRMED:
        return True
    mine = actor.signed_in and proposal.proposed_by == actor.key
    return mine or actor.is_moderator or may(actor, Permission.CURATE_ITEM, proposal)


def _settle(proposal: ItemProposal, actor: Actor, state: ProposalState) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, actor.key, now()


def _require_open(proposal: ItemProposal) -> None:
    if proposal.state is not ProposalState.OPEN:
        raise Conflict(say(_DECIDED[proposal.state]))
