"""How those who answer appeals have decided: for moderators, and for what is published of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.policy import Permission, authorize
from deliberate.core.site import names_of
from deliberate.moderation.models import Appeal, AppealState


@dataclass(frozen=True)
class Answers:
    """The appeals that one person answered: how many, how many of them overturned or made milder, and how many in
    their own matter."""

    actor_id: str
    answered: int
    overturned: int
    modified: int
    self_reviews: int


@dataclass(frozen=True)
class Reviewer:
    """One of those who answered appeals, by name."""

    name: str
    answers: Answers


def answers_by_reviewer(since: datetime | None = None, until: datetime | None = None) -> Sequence[Answers]:
    """What was answered from one moment to before another, by who did, the busiest first; one query."""
    query = select(
        Appeal.decided_by,
        func.count(),
        func.sum(case((Appeal.state == AppealState.OVERTURNED, 1), else_=0)),
        func.sum(case((Appeal.state == AppealState.MODIFIED, 1), else_=0)),
        func.sum(case((Appeal.self_review, 1), else_=0)),
    ).where(Appeal.decided_by.is_not(None))
    if since is not None:
        query = query.where(Appeal.decided_at >= since)
    if until is not None:
        query = query.where(Appeal.decided_at < until)
    rows = session.execute(query.group_by(Appeal.decided_by).order_by(func.count().desc(), Appeal.decided_by))
    return [Answers(str(who), int(count), int(over), int(milder), int(own)) for who, count, over, milder, own in rows]


def reviewers(actor: Actor) -> Sequence[Reviewer]:
    """The same for moderators, with names."""
    authorize(actor, Permission.SEE_QUEUE)
    found = answers_by_reviewer()
    names = names_of({each.actor_id for each in found})
    return [Reviewer(names[each.actor_id], each) for each in found]
