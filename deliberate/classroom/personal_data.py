"""What this room keeps of a person: the classes they are in, as what, and the name they gave there."""

from collections.abc import Iterator

from sqlalchemy import select

from deliberate.classroom.models import ClassMember, Classroom, Role
from deliberate.classroom.services import forget_class, take_out
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.personal_data import Remains, Row, erasers, sections


@sections.register("classes")
def classes(actor_id: str) -> Iterator[Row]:
    found = (
        select(ClassMember, Classroom)
        .join(Classroom, Classroom.id == ClassMember.classroom_id)
        .where(ClassMember.actor_id == actor_id)
        .order_by(Classroom.id)
    )
    for member, classroom in session.execute(found):
        yield {
            "class": classroom.name,
            "as": member.role,
            "given_name": member.given_name,
            "joined_at": member.joined_at,
            "made_it": classroom.author_id == actor_id,
        }


@erasers.register("classes")
def leave_classes(actor: Actor, _remains: Remains) -> None:
    """Take them out of every class. One that nobody teaches any more is let go, for its names are in nobody's care."""
    own = select(Classroom).join(ClassMember, ClassMember.classroom_id == Classroom.id)
    for classroom in session.scalars(own.where(ClassMember.actor_id == actor.key).order_by(Classroom.id)).all():
        take_out(classroom, actor.key)
        taught = select(ClassMember.actor_id).where(
            ClassMember.classroom_id == classroom.id, ClassMember.role == Role.TEACHER
        )
        if session.scalar(taught.limit(1)) is None:
            forget_class(classroom)
    for classroom in session.scalars(select(Classroom).where(Classroom.author_id == actor.key)):
        # Others teach it by now.
        classroom.author_id, classroom.submission = "", None
    session.flush()
