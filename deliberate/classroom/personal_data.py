"""What this room keeps of a person: the classes they are in, as what, and the name they gave there."""

from collections.abc import Iterator

from sqlalchemy import delete, select

from deliberate.classroom.grouping.models import SmallGroup, SmallGroupMember
from deliberate.classroom.models import Assignment, ClassMember, Classroom, Role, Submission, VoiceCheck
from deliberate.classroom.services import forget_class, take_out
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.personal_data import Remains, Row, erasers, sections
from deliberate.propositions.models import Proposition


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


@sections.register("assignments")
def assignments(actor_id: str) -> Iterator[Row]:
    """What they handed in, what they set, and what they found in originals."""
    handed_in = select(Submission, Assignment.title).join(Assignment, Assignment.id == Submission.assignment_id)
    for submission, title in session.execute(handed_in.where(Submission.actor_id == actor_id).order_by(Assignment.id)):
        yield {"assignment": title, "handed_in_at": submission.at, "late": submission.late}
    groups = (
        select(Assignment.title, SmallGroup.number)
        .join(SmallGroup, SmallGroup.assignment_id == Assignment.id)
        .join(SmallGroupMember, SmallGroupMember.small_group_id == SmallGroup.id)
        .where(SmallGroupMember.actor_id == actor_id)
    )
    for title, number in session.execute(groups.order_by(Assignment.id)):
        yield {"assignment": title, "small_group": number}
    own = select(Assignment).where(Assignment.author_id == actor_id).order_by(Assignment.id)
    for assignment in session.scalars(own):
        yield {"assignment": assignment.title, "set_at": assignment.created_at}
    checked = select(VoiceCheck, Proposition.text).join(Proposition, Proposition.id == VoiceCheck.claim_id)
    for check, text in session.execute(checked.where(VoiceCheck.actor_id == actor_id).order_by(VoiceCheck.claim_id)):
        yield {"claim": text, "found": check.verdict, "at": check.url, "looked_at": check.at}


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
    for assignment in session.scalars(select(Assignment).where(Assignment.author_id == actor.key)):
        assignment.author_id, assignment.submission = "", None
    session.execute(delete(Submission).where(Submission.actor_id == actor.key))
    session.execute(delete(SmallGroupMember).where(SmallGroupMember.actor_id == actor.key))
    session.execute(delete(VoiceCheck).where(VoiceCheck.actor_id == actor.key))
    session.flush()
