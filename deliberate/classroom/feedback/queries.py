"""What is read of feedback: by those who teach, of everybody; by a student, their own and once it is released."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Select, select

from deliberate.classroom.feedback.models import (
    USUAL_POINTS,
    Feedback,
    ItemComment,
    PeerReview,
    ReviewRound,
    Rubric,
    Skill,
)
from deliberate.classroom.feedback.points import points_of
from deliberate.classroom.models import Assignment, ClassMember, Role
from deliberate.classroom.progress import Row, rows_of
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.wording import say
from deliberate.evidence.models import Bearing


@dataclass(frozen=True)
class Scale:
    """What is judged in an assignment, and what it is worth."""

    skills: tuple[Skill, ...]
    out_of: Decimal
    #: 0 where nobody has settled it.
    version: int


@dataclass(frozen=True)
class Judged:
    """One student of a class with what they did, and what is said of it so far."""

    member: ClassMember
    row: Row
    feedback: Feedback | None
    points: Decimal | None

    @property
    def name(self) -> str:
        return self.row.given_name or self.row.account


@dataclass(frozen=True)
class Told:
    """What a student is told: the feedback, once it is released, and what peers wrote, once that is."""

    feedback: Feedback | None
    points: Decimal | None
    comments: Mapping[int, str]
    reviews: Sequence[PeerReview]


def scale_of(assignment: Assignment) -> Scale:
    """As it was settled for this assignment; else all skills, and the usual points. One query."""
    rubric = session.get(Rubric, assignment.id)
    if rubric is None:
        return Scale(tuple(Skill), Decimal(USUAL_POINTS), 0)
    return Scale(tuple(each for each in Skill if each in rubric.skills), Decimal(rubric.out_of), rubric.version)


def judged_in(actor: Actor, assignment: Assignment) -> list[Judged]:
    """Every student of the class, in the order of their names. Nine queries. Raises NotAllowed."""
    authorize(actor, Permission.SEE_CLASS_NAMES, assignment.classroom)
    scale = scale_of(assignment)
    members = {each.actor_id: each for each in session.scalars(_students(assignment))}
    found = session.scalars(select(Feedback).where(Feedback.assignment_id == assignment.id))
    written = {each.actor_id: each for each in found}

    def judged(row: Row) -> Judged:
        feedback = written.get(row.person)
        points = points_of(feedback, scale.skills, scale.out_of) if feedback is not None else None
        return Judged(members[row.person], row, feedback, points)

    return [judged(row) for row in rows_of(actor, assignment) if row.person in members]


def get_student(actor: Actor, assignment: Assignment, public_id: uuid.UUID) -> ClassMember:
    """A student of the assignment's class: anybody for those who teach, oneself for a student. Raises NotFound."""
    member = session.scalar(_students(assignment).where(ClassMember.public_id == public_id))
    own = member is not None and member.actor_id == actor.key
    if member is None or not (own or may(actor, Permission.SEE_CLASS_NAMES, assignment.classroom)):
        raise NotFound(say("Nobody of that name is in this class."))
    return member


def find_feedback(assignment: Assignment, person: str) -> Feedback | None:
    """What is written of somebody's work, released or not. One query."""
    return session.scalar(select(Feedback).where(Feedback.assignment_id == assignment.id, Feedback.actor_id == person))


def comments_on(assignment: Assignment, people: Collection[str]) -> dict[int, str]:
    """What is written of the items of these people, by the items' ids. One query."""
    found = (
        select(ItemComment.bearing_id, ItemComment.text)
        .join(Bearing, Bearing.id == ItemComment.bearing_id)
        .where(ItemComment.assignment_id == assignment.id, Bearing.author_id.in_(people))
    )
    return dict(session.execute(found).all())


def told_to(assignment: Assignment, person: str) -> Told:
    """What a student is told of their own work by now. Five queries at most."""
    feedback = find_feedback(assignment, person)
    if feedback is not None and feedback.released_at is None:
        feedback = None
    scale = scale_of(assignment)
    return Told(
        feedback,
        points_of(feedback, scale.skills, scale.out_of) if feedback is not None else None,
        comments_on(assignment, [person]) if feedback is not None else {},
        reviews_told(assignment, person),
    )


def reviews_told(assignment: Assignment, person: str) -> Sequence[PeerReview]:
    """What peers wrote of somebody, once the round is released, without what is hidden. One query."""
    found = (
        select(PeerReview)
        .join(ReviewRound, ReviewRound.assignment_id == PeerReview.assignment_id)
        .where(
            PeerReview.assignment_id == assignment.id,
            PeerReview.actor_id == person,
            PeerReview.done_at.is_not(None),
            ~PeerReview.hidden,
            ReviewRound.released_at.is_not(None),
        )
    )
    # In an order that tells nothing of who came when.
    return session.scalars(found.order_by(PeerReview.public_id)).all()


def sees_stances(actor: Actor, assignment: Assignment) -> bool:
    """Whether somebody is shown where the class stood: those who teach at any time, students once it has closed or
    they have their feedback."""
    if may(actor, Permission.SEE_CLASS_NAMES, assignment.classroom) or assignment.has_closed(now()):
        return True
    feedback = find_feedback(assignment, actor.key)
    return feedback is not None and feedback.released_at is not None


def own_name(actor: Actor, assignment: Assignment) -> uuid.UUID | None:
    """What stands for a student of the class in addresses; None for everybody else."""
    member = session.get(ClassMember, (assignment.classroom_id, actor.key))
    return member.public_id if member is not None and member.role is Role.STUDENT else None


def _students(assignment: Assignment) -> Select[ClassMember]:
    return select(ClassMember).where(
        ClassMember.classroom_id == assignment.classroom_id, ClassMember.role == Role.STUDENT
    )
