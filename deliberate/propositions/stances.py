"""Where readers stand on a claim: once before and once after the weights were seen. It weighs nothing by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased, contains_eager

from deliberate.articles.access import readable
from deliberate.articles.models import Article, State
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Revision, Status
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.policy import Permission, authorize
from deliberate.core.signals import weights_due
from deliberate.core.wording import say
from deliberate.propositions.models import Answer, Proposition, Stance


def find_stance(actor: Actor, proposition: Proposition, *, after_weights: bool = False) -> Stance | None:
    """Where the actor said they stand."""
    if not actor.signed_in:
        return None
    return session.scalar(
        select(Stance).where(
            Stance.proposition_id == proposition.id,
            Stance.actor_id == actor.key,
            Stance.after_weights == after_weights,
        )
    )


def latest_stance(actor: Actor, proposition: Proposition) -> Stance | None:
    """What the actor said last: after the weights were seen, if they said so then."""
    if not actor.signed_in:
        return None
    mine = select(Stance).where(Stance.proposition_id == proposition.id, Stance.actor_id == actor.key)
    return session.scalar(mine.order_by(Stance.after_weights.desc()).limit(1))


def is_stale(stance: Stance, proposition: Proposition) -> bool:
    """Whether the claim was reworded in substance since. Such an answer is kept, and is not counted as current."""
    return stance.revision < proposition.substance


@dataclass(frozen=True)
class StaleStance:
    """An answer that awaits confirmation, with the claim as it is now and as it was worded then."""

    stance: Stance
    proposition: Proposition
    answered: str | None


def stale_stances(actor: Actor, limit: int) -> Sequence[StaleStance]:
    """The actor's answers that they can confirm or change, on claims reworded in substance since. One query."""
    newer = aliased(Stance)
    current = exists().where(
        newer.proposition_id == Proposition.id,
        newer.actor_id == actor.key,
        newer.revision >= Proposition.substance,
    )
    rows = session.execute(
        select(Stance, Proposition, Revision.body)
        .join(Proposition, Proposition.id == Stance.proposition_id)
        .join(Article, Article.id == Proposition.article_id)
        .outerjoin(Revision, (Revision.contribution_id == Proposition.id) & (Revision.number == Stance.revision))
        .options(contains_eager(Proposition.article))
        .where(Stance.actor_id == actor.key, Proposition.status == Status.VISIBLE, ~current)
        .where(Article.state == State.OPEN, readable(actor))
        .order_by(Proposition.changed_at.desc(), Proposition.id, Stance.after_weights)
        .limit(2 * limit)
    )
    # The one made after the weights were seen comes last, and stays.
    found = {claim.id: StaleStance(stance, claim, body["text"] if body else None) for stance, claim, body in rows}
    return list(found.values())[:limit]


def confirm_stance(actor: Actor, proposition: Proposition, number: int, *, after_weights: bool = False) -> Stance:
    """Say that one's answer holds for the present wording too. Confirmed already, it is left alone.

    ``number`` is that of the last wording of substance that the actor has before them. Raises Conflict where it is
    another by now, and where they have not answered.
    """
    authorize(actor, Permission.STATE_STANCE, proposition)
    stance = latest_stance(actor, proposition)
    if stance is None:
        raise Conflict(say("You have not said where you stand on this claim, so there is nothing to confirm."))
    if not is_stale(stance, proposition):
        return stance
    if number != proposition.substance:
        raise Conflict(
            say("The claim was reworded once more meanwhile. Read it before you say whether your answer holds.")
        )
    after_weights = after_weights or stance.after_weights
    return state_stance(actor, proposition, stance.answer, stance.credence, after_weights=after_weights)


def state_stance(
    actor: Actor,
    proposition: Proposition,
    answer: Answer,
    credence: int | None = None,
    *,
    after_weights: bool = False,
) -> Stance:
    """Say where one stands and, if one likes, how sure one is (0 to 100). A new answer replaces the old.

    It is kept against the present revision. The log never hears of it.
    """
    authorize(actor, Permission.STATE_STANCE, proposition)
    if not proposition.is_visible:
        raise Conflict(say("This claim is not up for discussion at present."))
    if credence is not None and not 0 <= credence <= 100:
        raise Invalid(say("Say how sure you are as a whole number from 0 to 100, or leave it empty."), "credence")
    stance = find_stance(actor, proposition, after_weights=after_weights)
    if stance is None:
        stance = Stance(proposition_id=proposition.id, actor_id=actor.key, after_weights=after_weights)
        session.add(stance)
    stance.answer, stance.credence = answer, credence
    stance.revision, stance.created_at = proposition.revision, now()
    session.flush()
    if proposition.main_of_id is not None:
        weights_due.send(proposition.article, cause="stance", person=actor.key)
    return stance
