"""Deciding on many things at once: one reason, one unit of work, one event for each, one name for the batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, NotAllowed, NotFound
from deliberate.core.policy import Permission, authorize
from deliberate.core.signals import weighed_together
from deliberate.core.wording import say
from deliberate.moderation.claiming import refuse_held
from deliberate.moderation.deciding import decide
from deliberate.moderation.effects import changes, leans_in
from deliberate.moderation.facts import near_to
from deliberate.moderation.models import Decision
from deliberate.moderation.reversing import REVERSALS, undo
from deliberate.moderation.waiting_kinds import standing_in
from deliberate.propositions.models import Proposition
from deliberate.weighting.models import Score

MOST = 100


@dataclass(frozen=True)
class Ruling:
    """What is decided on all of them."""

    action: str
    reason_code: str = ""
    reason: str = ""


@dataclass(frozen=True)
class LeftOut:
    """One that nothing was decided on, and why."""

    contribution: Contribution
    why: str


@dataclass(frozen=True)
class Move:
    """A claim whose sum changed, in log-odds."""

    claim: Proposition
    before: float
    after: float


@dataclass(frozen=True)
class Outcome:
    """What became of a batch."""

    batch: str
    decisions: Sequence[Decision]
    left_out: Sequence[LeftOut]
    moves: Sequence[Move]


def decide_together(actor: Actor, chosen: Sequence[tuple[Contribution, int]], ruling: Ruling) -> Outcome:
    """Decide on contributions, each given with the version it was chosen at.

    What the actor may not decide on, or what somebody was faster with, is left out and named. Raises Invalid where the
    ruling lacks something, or none or more than a hundred are chosen.
    """
    authorize(actor, Permission.SEE_QUEUE)
    if not 0 < len(chosen) <= MOST:
        raise Invalid(say("Choose between one item and %(most)s.", most=MOST))
    articles = {each.article_id for each, _version in chosen}
    leans, sums = leans_in(articles), _sums_in(articles)
    batch = uuid4().hex
    decisions: list[Decision] = []
    left_out: list[LeftOut] = []
    with weighed_together():
        for contribution, version in chosen:
            try:
                # What is refused may be half done: its words taken over before its quote turned out to be taken.
                with session.begin_nested():
                    decision = _decide(actor, contribution, version, ruling, batch)
                decisions.append(decision)
            except (NotAllowed, Conflict) as refusal:
                left_out.append(LeftOut(contribution, refusal.message))
    _keep_effects(batch, changes(leans, leans_in(articles)))
    # Sent twice, it is the batch that is there.
    known = {each.batch for each in decisions}
    batch = known.pop() or batch if len(known) == 1 else batch
    return Outcome(batch, decisions, left_out, _moves(sums, _sums_in(articles)))


def undo_together(actor: Actor, batch: str, reason: str = "") -> int:
    """Put back all that a batch decided and nobody has put back since; returns how many. All of it, or Conflict."""
    authorize(actor, Permission.SEE_QUEUE)
    leads = leads_of(batch)
    standing = [each for each in leads if each.undone_by_id is None]
    articles = {each.contribution.article_id for each in standing}
    leans = leans_in(articles)
    name = uuid4().hex
    with weighed_together():
        # What was decided last may rest on what was decided before it.
        for decision in reversed(standing):
            undo(actor, decision, reason, batch=name)
    _keep_effects(name, changes(leans, leans_in(articles)))
    return len(standing)


def own_among(actor: Actor, leads: Sequence[Decision]) -> Sequence[Decision]:
    """Those that somebody may not put back, as they have a part in what was decided on."""
    near = near_to(actor, [each.contribution for each in leads])
    return [each for each in leads if each.contribution_id in near and standing_in(actor, each) == "no"]


def leads_of(batch: str) -> Sequence[Decision]:
    """What was decided in a batch, but for what came along. Raises NotFound."""
    found = session.scalars(
        select(Decision)
        .where(Decision.batch == batch, Decision.lead_id.is_(None), Decision.action.not_in(REVERSALS))
        .options(joinedload(Decision.contribution))
        .order_by(Decision.id)
    ).all()
    if not found:
        raise NotFound(say("There is no such batch of decisions."))
    return found


def _decide(actor: Actor, contribution: Contribution, version: int, ruling: Ruling, batch: str) -> Decision:
    refuse_held(actor, contribution)
    return decide(actor, contribution, ruling.action, ruling.reason_code, ruling.reason, version=version, batch=batch)


def _keep_effects(batch: str, effects: list[object]) -> None:
    """All of a batch is weighed at its end: what it did to the balances is what each of its decisions tells."""
    for decision in session.scalars(select(Decision).where(Decision.batch == batch)):
        decision.effects = effects
    session.flush()


def _sums_in(articles: set[int]) -> Mapping[int, float]:
    rows = session.execute(select(Score.proposition_id, Score.log_odds).where(Score.article_id.in_(articles)))
    return dict(rows.all())


def _moves(before: Mapping[int, float], after: Mapping[int, float]) -> Sequence[Move]:
    moved = {
        each: (before.get(each, 0.0), after.get(each, 0.0))
        for each in {**before, **after}
        if abs(before.get(each, 0.0) - after.get(each, 0.0)) >= 0.005
    }
    claims = session.scalars(select(Proposition).where(Proposition.id.in_(moved)).order_by(Proposition.id))
    return [Move(claim, *moved[claim.id]) for claim in claims]
