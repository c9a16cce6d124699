"""Locks: nothing new is posted on something, and it is not weighed, until a moderator or an appeal takes it off."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from deliberate.core.actors import SYSTEM, Actor
from deliberate.core.clock import now
from deliberate.core.contributions import PUBLIC, Contribution
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.events import record
from deliberate.core.signals import contribution_changed, contribution_locked
from deliberate.core.text import check_text
from deliberate.core.wording import say
from deliberate.evidence.services import companions
from deliberate.jobs.tasks import every
from deliberate.moderation.actions import REASONS
from deliberate.moderation.conduct import Lock
from deliberate.moderation.deciding import LONGEST_REASON, authorize_deciding
from deliberate.moderation.facts import people_involved
from deliberate.moderation.measures import MeasureKind, kinds, reverse_measure

#: So many locks are taken off in one unit.
_AT_ONCE = 100


def lock(actor: Actor, contribution: Contribution, reason_code: str, reason: str) -> Lock:
    """Lock it, and what shares its fate. Locked already by this moderator in these words, it is left so.

    Raises Conflict where it is locked or not shown, Invalid where a reason is missing.
    """
    self_review = authorize_deciding(actor, contribution)
    words = _checked(reason_code, reason)
    standing = find_lock(contribution)
    if standing is not None and (standing.actor_id, standing.reason_code, standing.reason) == (
        actor.key,
        reason_code,
        words,
    ):
        return standing
    if contribution.locked_at is not None:
        raise Conflict(say("It is locked already."))
    if contribution.status not in PUBLIC:
        raise Conflict(say("It is not shown at the moment, so there is nothing to lock."))
    along = [each for each in companions(contribution) if each.locked_at is None and each.status in PUBLIC]
    made = Lock(
        contribution_id=contribution.id,
        also=[each.id for each in along],
        actor_id=actor.key,
        role=actor.role_name,
        reason_code=reason_code,
        reason=words,
        self_review=self_review,
    )
    session.add(made)
    for each in (contribution, *along):
        each.locked_at = each.changed_at = now()
    session.flush()
    record(actor, "lock", contribution, reason_code=reason_code, reason=words, self_review=self_review)
    contribution_changed.send(contribution, action="lock")
    contribution_locked.send(contribution, lock=made)
    return made


def find_lock(contribution: Contribution) -> Lock | None:
    """The lock that holds on it, also where it was locked along with another."""
    if contribution.locked_at is None:
        return None
    holding = select(Lock).where(Lock.undone_at.is_(None)).order_by(Lock.id.desc())
    found = session.scalar(holding.where(Lock.contribution_id == contribution.id).limit(1))
    if found is not None:
        return found
    of_article = select(Contribution.id).where(Contribution.article_id == contribution.article_id)
    others = session.scalars(holding.where(Lock.contribution_id.in_(of_article))).all()
    return next((each for each in others if contribution.id in each.also), None)


def _checked(code: str, reason: str) -> str:
    if code not in REASONS:
        raise Invalid(say("Choose the rule this rests on."), "reason_code")
    words = check_text(reason, "reason")
    if not words:
        raise Invalid(say("Give the reason in words: readers and the log are shown them."), "reason")
    if len(words) > LONGEST_REASON:
        raise Invalid(say("Keep the reason under %(most)s characters.", most=str(LONGEST_REASON)), "reason")
    return words


def locked_thing(made: Lock) -> Contribution:
    """What was locked."""
    return session.get_one(Contribution, made.contribution_id)


def _put_back(made: Lock) -> None:
    ids = [made.contribution_id, *made.also]
    rows = session.scalars(select(Contribution).where(Contribution.id.in_(ids))).all()
    for each in rows:
        each.locked_at, each.changed_at = None, now()
    session.flush()
    contribution_changed.send(locked_thing(made), action="unlock")


@every(timedelta(minutes=10), "end_locks")
def end_locks() -> None:
    """Take off the locks whose time is over."""
    with transaction():
        over = select(Lock).where(Lock.undone_at.is_(None), Lock.until <= now()).order_by(Lock.id)
        for made in session.scalars(over.limit(_AT_ONCE)).all():
            reverse_measure(SYSTEM, made)
            record(SYSTEM, "unlock", locked_thing(made))


def _touches(actor: Actor, made: Lock) -> bool:
    """Whoever wrote it, or what was locked along with it."""
    ids: list[Any] = [made.contribution_id, *made.also]
    if not actor.signed_in:
        return False
    mine = select(Contribution.id).where(Contribution.id.in_(ids), Contribution.author_id == actor.key)
    return session.scalar(mine.limit(1)) is not None


kinds.register(
    "lock",
    MeasureKind(
        name="lock",
        model=Lock,
        touches=_touches,
        involved=lambda made: people_involved(locked_thing(made)),
        target=locked_thing,
        authorize_undoing=lambda actor, made: authorize_deciding(actor, locked_thing(made)),
        put_back=_put_back,
        undoing="unlock",
    ),
)
