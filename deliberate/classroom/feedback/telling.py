"""Notices that there is feedback on somebody's work: that it is there and where, and nothing of what it says."""

from collections.abc import Collection

from sqlalchemy import Select, delete, select

from deliberate.classroom.models import Assignment
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.notices.models import Notice, NoticeKind
from deliberate.notices.telling import News, tell


def tell_of_feedback(actor: Actor, assignment: Assignment, people: Collection[str]) -> None:
    """Tell those who have not been told of this assignment's already, or have read that."""
    waiting = select(Notice.actor_id).where(
        Notice.kind == NoticeKind.FEEDBACK, Notice.target == assignment.public_id, Notice.read_at.is_(None)
    )
    fresh = {*people} - {*session.scalars(waiting)}
    # Of no article: a student of a small group, or of none, is told as any other.
    tell(fresh, News(NoticeKind.FEEDBACK, None, assignment.public_id), by=actor.key)


def unsay_feedback(assignment: Assignment, people: Collection[str]) -> None:
    """What is taken back is told no more to these people, unless they have read that it is there."""
    unread = delete(Notice).where(
        Notice.kind == NoticeKind.FEEDBACK, Notice.target == assignment.public_id, Notice.read_at.is_(None)
    )
    session.execute(unread.where(Notice.actor_id.in_(people)))


def forget_notices(assignments: Select[int], person: str | None = None) -> None:
    """Let go of what told of these assignments, given as a query for their ids; to one person alone, where asked."""
    names = select(Assignment.public_id).where(Assignment.id.in_(assignments))
    gone = delete(Notice).where(Notice.kind == NoticeKind.FEEDBACK, Notice.target.in_(names))
    session.execute(gone if person is None else gone.where(Notice.actor_id == person))
