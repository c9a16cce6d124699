"""Ratings that were put aside because they came in a burst; the queue lists those that wait."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field
from sqlalchemy import select

from deliberate.api.authentication import Caller
from deliberate.api.models import Scope
from deliberate.api.moderating import Reason
from deliberate.api.operations import operation
from deliberate.api.shapes import Given, Newest, Page, Shown, cut, next_address, words
from deliberate.core.db import session
from deliberate.core.policy import Permission, authorize
from deliberate.evidence.models import Bearing
from deliberate.moderation.bursts import burst_page, decide_burst, get_burst, undo_burst
from deliberate.moderation.deciding import LONGEST_REASON
from deliberate.weighting.models import BurstState, RatingBurst

TAG = "Moderation"
MODERATE = Scope.MODERATE


class AnswersShown(Shown):
    """One question, and how many gave which answer, where three or more did."""

    question: str
    counts: dict[str, int]


class BurstLine(Shown):
    """Ratings of one item that were put aside."""

    id: UUID
    bearing: UUID
    state: BurstState
    since: datetime = Field(description="When the first of them was given.")
    waiting_since: datetime


class BurstShown(BurstLine):
    """The same, with what they say as a whole. No rater is named."""

    people: int
    until: datetime = Field(description="Then they weigh by themselves, where nobody has decided.")
    answers: list[AnswersShown]
    may_decide: str = Field(description="Whether one may: yes, no, or as a review of one's own.")


class BurstsAsked(Newest):
    """Which of them."""

    state: BurstState | None = None


class BurstVerdict(Given):
    """Whether they weigh, or never do."""

    verdict: Literal["released", "discarded"]
    reason: str = words(LONGEST_REASON, 0, default="", description="Needed where they are discarded.")


@operation(
    "GET", "/ratings-aside", tag=TAG, query=BurstsAsked, answer=Page[BurstLine], scope=MODERATE, for_visitors=False
)
def list_bursts(caller: Caller, query: BurstsAsked) -> Page[BurstLine]:
    """Bursts of ratings that were put aside, the newest first; for moderators."""
    authorize(caller.actor, Permission.SEE_QUEUE)
    found = select(RatingBurst, Bearing.public_id).join(Bearing, Bearing.id == RatingBurst.bearing_id)
    found = found.order_by(RatingBurst.id.desc()).limit(query.limit + 1)
    if query.state is not None:
        found = found.where(RatingBurst.state == query.state)
    if query.before is not None:
        found = found.where(RatingBurst.id < query.before)
    rows, more = cut(list(session.execute(found)), query.limit)
    return Page(
        items=[BurstLine(**_line(burst, bearing)) for burst, bearing in rows],
        next=next_address(before=rows[-1][0].id) if more else None,
    )


def _line(burst: RatingBurst, bearing: UUID) -> dict[str, Any]:
    return {
        "id": burst.public_id,
        "bearing": bearing,
        "state": burst.state,
        "since": burst.since,
        "waiting_since": burst.waiting_since,
    }


def _burst(caller: Caller, burst: RatingBurst) -> BurstShown:
    page = burst_page(caller.actor, burst)
    return BurstShown(
        **_line(burst, page.bearing.public_id),
        people=page.people,
        until=page.until,
        answers=[AnswersShown(question=each.question, counts=dict(each.counts)) for each in page.answers],
        may_decide=page.standing,
    )


@operation("GET", "/ratings-aside/<uuid:burst>", tag=TAG, answer=BurstShown, scope=MODERATE, for_visitors=False)
def get_one_burst(caller: Caller, burst: UUID) -> BurstShown:
    """What was rated at once, as a whole; for moderators."""
    authorize(caller.actor, Permission.SEE_QUEUE)
    return _burst(caller, get_burst(burst))


@operation("POST", "/ratings-aside/<uuid:burst>/verdict", tag=TAG, body=BurstVerdict, answer=BurstShown, scope=MODERATE)
def decide_on_burst(caller: Caller, burst: UUID, body: BurstVerdict) -> BurstShown:
    """Let a burst's ratings weigh, or discard them; for moderators."""
    authorize(caller.actor, Permission.SEE_QUEUE)
    return _burst(caller, decide_burst(caller.actor, get_burst(burst), BurstState(body.verdict), body.reason))


@operation("POST", "/ratings-aside/<uuid:burst>/undo", tag=TAG, body=Reason, answer=BurstShown, scope=MODERATE)
def undo_on_burst(caller: Caller, burst: UUID, body: Reason) -> BurstShown:
    """Have a burst wait again; for moderators."""
    authorize(caller.actor, Permission.SEE_QUEUE)
    return _burst(caller, undo_burst(caller.actor, get_burst(burst), body.reason))
