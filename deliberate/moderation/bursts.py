"""Deciding on ratings that were put aside because they came in a burst: they weigh, or they never do; and undoing it.

It is a matter of the item they are of, so that whoever wrote, rated, flagged or challenged that does not decide. No
rater is named and nothing is held against one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, NotFound
from deliberate.core.events import Event, pseudonym_of, record
from deliberate.core.policy import Permission, authorize
from deliberate.core.text import check_text
from deliberate.core.wording import N_, say
from deliberate.evidence.models import Bearing
from deliberate.moderation.deciding import LONGEST_REASON, authorize_deciding
from deliberate.moderation.reversing import SOON
from deliberate.moderation.waiting_kinds import standing_in
from deliberate.weighting.choosing import find_bearing
from deliberate.weighting.models import BurstState, Dimension, Rating, RatingBurst
from deliberate.weighting.questions import QUESTIONS
from deliberate.weighting.setting_aside import WAIT, move
from deliberate.weighting.weigh import DEFAULT_MODEL

ACTIONS = {BurstState.RELEASED: "release_ratings", BurstState.DISCARDED: "discard_ratings"}
UNDO = "undo_ratings"
_DECIDED = {
    BurstState.RELEASED: N_("This was decided meanwhile: they are released. Undo that first."),
    BurstState.DISCARDED: N_("This was decided meanwhile: they are discarded. Undo that first."),
}


def get_burst(public_id: UUID) -> RatingBurst:
    """The burst of that id, or NotFound."""
    found = session.scalar(select(RatingBurst).where(RatingBurst.public_id == public_id))
    if found is None:
        raise NotFound(say("There are no such ratings."))
    return found


def decide_burst(actor: Actor, burst: RatingBurst, state: BurstState, reason: str = "") -> RatingBurst:
    """Let a burst's ratings weigh, or discard them. The same decision sent twice is taken once.

    Raises Invalid where they are discarded without a reason, Conflict where somebody was quicker.
    """
    self_review = authorize_deciding(actor, _bearing(burst))
    if state not in ACTIONS:
        raise Invalid(say("Choose what should happen."), "action")
    words = _checked(reason)
    if not words and state is BurstState.DISCARDED:
        raise Invalid(say("Say why they are discarded: the public log is shown it."), "reason")
    if burst.state is state and burst.decided_by == actor.key:
        return burst
    if burst.state is not BurstState.WAITING:
        raise Conflict(say(_DECIDED[burst.state]))
    record(
        actor,
        ACTIONS[state],
        burst,
        before=burst.state.value,
        after=state.value,
        reason=words or None,
        self_review=self_review,
    )
    move(burst, state)
    burst.decided_by, burst.decided_at = actor.key, now()
    session.flush()
    return burst


def undo_burst(actor: Actor, burst: RatingBurst, reason: str = "") -> RatingBurst:
    """Have a burst wait again, for as long as at first, whoever or whatever decided on it.

    Whoever decided needs no reason while it is fresh. Raises Invalid without one, Conflict where nothing was decided.
    """
    self_review = authorize_deciding(actor, _bearing(burst))
    if burst.state is BurstState.WAITING:
        if _undone_by(actor, burst):
            return burst
        raise Conflict(say("Nothing was decided on these ratings that could be undone."))
    words = _checked(reason)
    fresh = burst.decided_by == actor.key and burst.decided_at is not None and now() - burst.decided_at <= SOON
    if not words and not fresh:
        raise Invalid(say("Say why: the public log is shown it."), "reason")
    before, after = burst.state.value, BurstState.WAITING
    record(actor, UNDO, burst, before=before, after=after.value, reason=words or None, self_review=self_review)
    move(burst, after)
    burst.decided_by = burst.decided_at = None
    burst.waiting_since = now()
    session.flush()
    return burst


def _undone_by(actor: Actor, burst: RatingBurst) -> bool:
    last = select(Event).where(Event.target == str(burst.public_id)).order_by(Event.id.desc()).limit(1)
    event = session.scalar(last)
    return event is not None and (event.action, event.actor) == (UNDO, pseudonym_of(actor))


def _checked(reason: str) -> str:
    words = check_text(reason, "reason")
    if len(words) > LONGEST_REASON:
        raise Invalid(say("Keep the reason under %(most)s characters.", most=str(LONGEST_REASON)), "reason")
    return words


def _bearing(burst: RatingBurst) -> Bearing:
    return session.get_one(Bearing, burst.bearing_id)


@dataclass(frozen=True)
class Answers:
    """One question, and how many gave which answer, where three or more did."""

    question: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class BurstPage:
    """What a moderator needs to decide on a burst."""

    burst: RatingBurst
    bearing: Bearing
    people: int
    until: datetime
    answers: Sequence[Answers]
    #: Whether this moderator may decide: "yes", "self-review", or "no".
    standing: str


def burst_page(actor: Actor, burst: RatingBurst) -> BurstPage:
    """The item, how many ratings wait and what they say as a whole. A fixed number of queries."""
    authorize(actor, Permission.SEE_QUEUE)
    bearing = find_bearing(burst.bearing_id)
    if bearing is None:
        raise NotFound(say("The item they were of is gone."))
    given = session.scalars(select(Rating).where(Rating.burst_id == burst.id)).all()
    return BurstPage(
        burst=burst,
        bearing=bearing,
        people=len({each.actor_id for each in given}),
        until=burst.waiting_since + WAIT,
        answers=[_answers(dimension, given) for dimension in Dimension],
        standing=standing_in(actor, bearing),
    )


def _answers(dimension: Dimension, given: Sequence[Rating]) -> Answers:
    asked = QUESTIONS[dimension]
    counts = Counter(each.quarters for each in given if each.dimension is dimension)
    shown = {say(words): counts[quarters] for quarters, words in enumerate(asked.answers)}
    least = DEFAULT_MODEL.picture_people
    return Answers(say(asked.text), {words: count for words, count in shown.items() if count >= least})
