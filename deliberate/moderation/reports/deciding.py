"""Deciding on the reports of a thing: one event, those who reported it told, undone and appealed like a measure."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.signals import reports_answered
from deliberate.core.wording import say
from deliberate.moderation.appeals import find_appeal
from deliberate.moderation.deciding import authorize_deciding, checked_reason
from deliberate.moderation.measures import MeasureKind, kinds
from deliberate.moderation.models import AppealState, Flag
from deliberate.moderation.reports.acts import KEEP, Act, Ruling, acts, acts_on
from deliberate.moderation.reports.models import ReportedThing, Review
from deliberate.moderation.reports.things import brought_up, owner_of, people_in, target_of


def decide_reports(
    actor: Actor, thing: ReportedThing, act: str, reason_code: str = "", reason: str = "", *, revision: int
) -> Review:
    """Decide on all reports of it that wait. The same again, with nothing new reported, is the decision that is there.

    ``revision`` is what the moderator had before them. Raises Conflict where it says something else now, where nothing
    is reported any more or what is chosen no longer fits; Invalid where a reason is missing.
    """
    self_review = authorize_deciding(actor, thing)
    if act not in acts.names() or thing.sort not in acts.get(act).sorts:
        raise Invalid(say("Choose what should happen."), "action")
    chosen = acts.get(act)
    code, words = checked_reason(reason_code, reason, needed=chosen.needs_reason)
    flags = open_reports(thing)
    if not flags:
        return _same(actor, thing, act, words)
    if brought_up(thing).revision != revision:
        raise Conflict(say("It says something else now than what you had before you. Look again, and decide on that."))
    if chosen not in acts_on(actor, thing):
        raise Conflict(say("“%(act)s” is not possible as it stands now, or not open to you.", act=say(chosen.label)))
    prior = {"kept": thing.kept_revision, **chosen.carry_out(Ruling(actor, thing, code, words, self_review))}
    made = Review(
        reported_id=thing.id,
        revision=revision,
        actor_id=actor.key,
        action=act,
        reason_code=code,
        reason=words,
        prior=prior,
        self_review=self_review,
    )
    session.add(made)
    session.flush()
    for flag in flags:
        flag.settled_at, flag.review_id, flag.upheld = made.created_at, made.id, _verdict(chosen, flag, revision)
    thing.kept_revision = revision if act == KEEP else None
    session.flush()
    reports_answered.send(made, actor=actor, thing=thing, flags=flags)
    return made


def _verdict(chosen: Act, flag: Flag, revision: int) -> bool | None:
    """Whether a report was right: what is kept now says nothing of words that were changed meanwhile."""
    return None if chosen.agrees is False and flag.revision != revision else chosen.agrees


def open_reports(thing: ReportedThing) -> Sequence[Flag]:
    """The reports of it that wait, the oldest first."""
    waiting = select(Flag).where(Flag.reported_id == thing.id, Flag.settled_at.is_(None))
    return session.scalars(waiting.order_by(Flag.created_at, Flag.id)).all()


def reviews_of(thing: ReportedThing) -> Sequence[Review]:
    """What was decided on it, the newest first."""
    found = select(Review).where(Review.reported_id == thing.id).order_by(Review.id.desc()).limit(20)
    return session.scalars(found).all()


def reviewed_thing(made: Review) -> ReportedThing:
    """What it was decided on."""
    return session.get_one(ReportedThing, made.reported_id)


def _same(actor: Actor, thing: ReportedThing, act: str, words: str) -> Review:
    newest = next(iter(reviews_of(thing)), None)
    if newest is None or newest.is_undone or (newest.actor_id, newest.action, newest.reason) != (actor.key, act, words):
        raise Conflict(say("Nothing is reported about it any more: somebody has decided meanwhile."))
    return newest


def _touches(actor: Actor, made: Review) -> bool:
    """Whose it is, where something was taken from them; whose reports were turned down, where it was kept."""
    if not actor.signed_in:
        return False
    if acts.get(made.action).restricts:
        return owner_of(reviewed_thing(made)) == actor.key
    turned_down = select(Flag.id).where(Flag.review_id == made.id, Flag.actor_id == actor.key, Flag.upheld.is_(False))
    return made.action == KEEP and session.scalar(turned_down.limit(1)) is not None


def _put_back(made: Review) -> None:
    """Undone, the reports wait again. On appeal, those that were upheld turn out wrong."""
    thing = reviewed_thing(made)
    newer = select(Review.id).where(Review.reported_id == thing.id, Review.id > made.id, Review.undone_at.is_(None))
    if session.scalar(newer.limit(1)) is not None:
        raise Conflict(say("Something newer was decided on this since. Undo that first."))
    acts.get(made.action).put_back(made, thing)
    case = find_appeal(made)
    on_appeal = case is not None and case.state is AppealState.OVERTURNED
    for flag in session.scalars(select(Flag).where(Flag.review_id == made.id)).all():
        if on_appeal and flag.upheld:
            flag.upheld = False
        else:
            flag.settled_at = flag.review_id = flag.upheld = None
    thing.kept_revision = made.prior["kept"]
    session.flush()


def _target(made: Review) -> Any:
    return target_of(reviewed_thing(made))


kinds.register(
    "review",
    MeasureKind(
        name="review",
        model=Review,
        touches=_touches,
        involved=lambda made: people_in(reviewed_thing(made)),
        target=_target,
        authorize_undoing=lambda actor, made: authorize_deciding(actor, reviewed_thing(made)),
        put_back=_put_back,
        undoing="undo_review",
    ),
)
