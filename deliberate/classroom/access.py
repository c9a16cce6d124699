"""Who is what in a class, as facts for the policy."""

from typing import Any

from deliberate.classroom.models import STAFF, ClassMember, Classroom, Role
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.rules import answers


def member_of(actor: Actor, subject: Any) -> ClassMember | None:
    """Somebody's place in a class, or in the class that a thing belongs to."""
    classroom: Classroom = getattr(subject, "classroom", subject)
    return session.get(ClassMember, (classroom.id, actor.key)) if actor.signed_in else None


@answers("in_this_class")
def in_class(actor: Actor, subject: Any) -> bool:
    return member_of(actor, subject) is not None


@answers("teaching_this_class")
def teaches(actor: Actor, subject: Any) -> bool:
    """Teachers and assistants."""
    found = member_of(actor, subject)
    return found is not None and found.role in STAFF


@answers("a_teacher_of_this_class")
def is_teacher(actor: Actor, subject: Any) -> bool:
    found = member_of(actor, subject)
    return found is not None and found.role is Role.TEACHER


@answers("a_student_of_this_class")
def is_student(actor: Actor, subject: Any) -> bool:
    found = member_of(actor, subject)
    return found is not None and found.role is Role.STUDENT
