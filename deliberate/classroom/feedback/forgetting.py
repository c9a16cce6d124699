"""Letting go of what was said of people's work."""

from sqlalchemy import Select, delete, or_, select

from deliberate.classroom.feedback.models import (
    Feedback,
    ItemComment,
    KeptStance,
    PeerReview,
    ReviewRound,
    Rubric,
    StanceLook,
)
from deliberate.classroom.feedback.telling import forget_notices
from deliberate.core.db import session
from deliberate.evidence.models import Bearing


def forget_feedback(assignments: Select[int]) -> None:
    """All there is on these assignments, given as a query for their ids."""
    forget_notices(assignments)
    for table in (Rubric, Feedback, ItemComment, ReviewRound, PeerReview, KeptStance, StanceLook):
        session.execute(delete(table).where(table.assignment_id.in_(assignments)))


def forget_feedback_on(person: str, assignments: Select[int]) -> None:
    """What is kept there of one student: judgements, comments and reviews of their work and by them, and stances."""
    items = select(Bearing.id).where(Bearing.author_id == person)
    forget_notices(assignments, person)
    for gone in (
        delete(Feedback).where(Feedback.assignment_id.in_(assignments), Feedback.actor_id == person),
        delete(ItemComment).where(ItemComment.assignment_id.in_(assignments), ItemComment.bearing_id.in_(items)),
        delete(PeerReview).where(
            PeerReview.assignment_id.in_(assignments),
            or_(PeerReview.actor_id == person, PeerReview.reviewer_id == person),
        ),
        delete(KeptStance).where(KeptStance.assignment_id.in_(assignments), KeptStance.actor_id == person),
    ):
        session.execute(gone)
