"""Where readers stand on a claim: once before and once after the weights were seen. It weighs nothing by itself."""

from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.policy import Permission, authorize
from deliberate.core.signals import weights_due
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
        raise Conflict("This claim is not up for discussion at present.")
    if credence is not None and not 0 <= credence <= 100:
        raise Invalid("Say how sure you are as a whole number from 0 to 100, or leave it empty.", "credence")
    stance = find_stance(actor, proposition, after_weights=after_weights)
    if stance is None:
        stance = Stance(proposition_id=proposition.id, actor_id=actor.key, after_weights=after_weights)
        session.add(stance)
    stance.answer, stance.credence = answer, credence
    stance.revision, stance.created_at = proposition.revision, now()
    session.flush()
    weights_due.send(proposition.article)
    return stance
