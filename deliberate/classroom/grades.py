"""How people stand in an assignment, as it may be told outside, and who is told when that changes."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from deliberate.classroom.feedback.models import Feedback
from deliberate.classroom.feedback.points import points_of
from deliberate.classroom.feedback.queries import scale_of
from deliberate.classroom.grouping.queries import articles_of_assignment
from deliberate.classroom.models import Assignment, ClassMember, Role, Submission
from deliberate.classroom.progress import done_on
from deliberate.core.db import session


@dataclass(frozen=True)
class Grade:
    """What may be told outside of how somebody stands in an assignment."""

    person: str
    handed_in_at: datetime | None
    #: How many of the tasks are done, and how many there are.
    complete: int
    asked: int
    #: None until feedback is released, and where it gives none.
    points: Decimal | None
    #: The most points of the assignment.
    out_of: Decimal
    #: The comment on the whole, empty until feedback is released.
    comment: str
    released_at: datetime | None


#: Called after somebody handed in or took back, and after feedback was released, changed after its release or taken
#: back, in the same transaction; the people are those whom it is about.
grade_listeners: list[Callable[[Assignment, Collection[str]], None]] = []


def tell(assignment: Assignment, people: Collection[str]) -> None:
    """Let everybody who listens know that these people stand otherwise by now."""
    for listener in grade_listeners if people else ():
        listener(assignment, people)


def grades_of(assignment: Assignment, people: Collection[str] | None = None) -> Sequence[Grade]:
    """How its students stand, or those of these people who are students of the class. Eight queries at most."""
    students = select(ClassMember.actor_id).where(
        ClassMember.classroom_id == assignment.classroom_id, ClassMember.role == Role.STUDENT
    )
    if people is not None:
        students = students.where(ClassMember.actor_id.in_(people))
    scale = scale_of(assignment)
    released = select(Feedback).where(Feedback.assignment_id == assignment.id, Feedback.released_at.is_not(None))
    told = {each.actor_id: each for each in session.scalars(released)}
    handed_in = dict(
        session.execute(
            select(Submission.actor_id, Submission.at).where(Submission.assignment_id == assignment.id)
        ).all()
    )
    done = done_on(articles_of_assignment(assignment))

    def grade(person: str) -> Grade:
        feedback = told.get(person)
        return Grade(
            person=person,
            handed_in_at=handed_in.get(person),
            complete=sum(done[person][kind] >= count for kind, count in assignment.tasks.items()),
            asked=len(assignment.tasks),
            points=points_of(feedback, scale.skills, scale.out_of) if feedback is not None else None,
            out_of=scale.out_of,
            comment=feedback.comment if feedback is not None else "",
            released_at=feedback.released_at if feedback is not None else None,
        )

    return [grade(person) for person in session.scalars(students.order_by(ClassMember.actor_id))]
