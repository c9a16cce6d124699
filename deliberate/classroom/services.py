"""What can be done with a class: make it, join and leave it, settle who is what in it, and let it go."""

import enum
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, func, select

from deliberate.articles.groups import LONGEST_NAME, found_group, new_code, plain_code
from deliberate.articles.models import Group, GroupMember
from deliberate.classroom.exercises.models import Exercise, Try
from deliberate.classroom.feedback.forgetting import forget_feedback, forget_feedback_on
from deliberate.classroom.grouping.audiences import (
    forget_groups,
    forget_staff,
    place_joiner,
    settle_places,
    take_from_groups,
)
from deliberate.classroom.grouping.models import SmallGroup
from deliberate.classroom.models import Assignment, ClassMember, Classroom, Role, Submission, VoiceCheck
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotFound, StaleEdit
from deliberate.core.policy import Permission, authorize
from deliberate.core.signals import class_forgotten, taken_out_of_class
from deliberate.core.site import settings
from deliberate.core.text import check_text
from deliberate.core.wording import say
from deliberate.jobs.tasks import every
from deliberate.propositions.models import Proposition

#: How long a name may be by which a teacher knows somebody.
LONGEST_GIVEN_NAME = 100


@dataclass(frozen=True)
class ClassDraft:
    """A class as its teacher wants it."""

    name: str
    asks_names: bool
    keep_until: date | None = None
    joining: bool = True


class Step(enum.StrEnum):
    """What a teacher does about one person of a class."""

    TEACHER = "teacher"
    ASSISTANT = "assistant"
    STUDENT = "student"
    REMOVE = "remove"


def make_class(actor: Actor, draft: ClassDraft, submission: str | None = None) -> Classroom:
    """A new class, which whoever makes it teaches. The same submission gives the class it made. Raises Invalid."""
    authorize(actor, Permission.MAKE_CLASS)
    return open_class(actor, draft, submission)


def open_class(actor: Actor, draft: ClassDraft, submission: str | None = None) -> Classroom:
    """The same, by whatever right."""
    if submission:
        same = select(Classroom).where(Classroom.author_id == actor.key, Classroom.submission == submission)
        if earlier := session.scalar(same):
            return earlier
    group = found_group(actor, _name(draft.name), is_class=True)
    classroom = Classroom(
        group=group,
        group_id=group.id,
        asks_names=draft.asks_names,
        keep_until=_last_day(draft.keep_until),
        author_id=actor.key,
        submission=submission,
    )
    session.add(classroom)
    session.flush()
    session.add(ClassMember(classroom_id=classroom.id, actor_id=actor.key, role=Role.TEACHER))
    session.flush()
    return classroom


def join_class(actor: Actor, code: str, given_name: str = "") -> Classroom:
    """Enter the class with that code, as a student; whoever is in it stays what they are. Raises Invalid."""
    authorize(actor, Permission.JOIN_GROUP)
    of_class = select(Classroom).join(Classroom.group).where(Group.join_code == plain_code(code), Group.is_class)
    classroom = session.scalar(of_class)
    if classroom is None or not classroom.joining:
        raise Invalid(
            say("No class that can be joined now has this code. Look at it again, or ask your teacher."), "code"
        )
    if session.get(ClassMember, (classroom.id, actor.key)) is not None:
        return classroom
    name = clean_given_name(given_name) if classroom.asks_names else None
    if classroom.asks_names and not name:
        raise Invalid(say("This class asks for your name. Only those who teach it see it."), "given_name")
    session.add(ClassMember(classroom_id=classroom.id, actor_id=actor.key, role=Role.STUDENT, given_name=name))
    session.add(GroupMember(group_id=classroom.group_id, actor_id=actor.key))
    session.flush()
    place_joiner(classroom, actor.key)
    return classroom


def take_in(classroom: Classroom, person: str, role: Role, given_name: str = "") -> None:
    """Have somebody be in the class, whom whoever keeps its people elsewhere names. It lowers nobody who is in it.

    The name is kept where the class asks for names. The caller has looked by whatever right.
    """
    rank = (Role.STUDENT, Role.ASSISTANT, Role.TEACHER)
    member = session.get(ClassMember, (classroom.id, person))
    before = member.role if member is not None else None
    if member is None:
        member = ClassMember(classroom_id=classroom.id, actor_id=person, role=role)
        session.add(member)
    if session.get(GroupMember, (classroom.group_id, person)) is None:
        session.add(GroupMember(group_id=classroom.group_id, actor_id=person))
    member.role = max(member.role, role, key=rank.index)
    if classroom.asks_names and given_name:
        member.given_name = clean_given_name(given_name[:LONGEST_GIVEN_NAME])
    session.flush()
    if member.role is not before:
        settle_places(classroom, member)


def clean_given_name(typed: str) -> str | None:
    """A name as it is kept; None for an empty one. Raises Invalid."""
    name = " ".join(check_text(typed, "given_name").split())
    if len(name) > LONGEST_GIVEN_NAME:
        raise Invalid(say("This is longer than %(number)s characters.", number=LONGEST_GIVEN_NAME), "given_name")
    return name or None


def change_class(actor: Actor, classroom: Classroom, draft: ClassDraft, version: int) -> None:
    """Settle name, names, joining and how long it is kept, if they are as the form showed them. Raises as it must."""
    authorize(actor, Permission.CHANGE_CLASS, classroom)
    wanted = (_name(draft.name), draft.asks_names, draft.joining, _last_day(draft.keep_until))
    present = (classroom.name, classroom.asks_names, classroom.joining, classroom.keep_until)
    if classroom.version != version and wanted != present:
        current = say("%(name)s, kept until %(day)s", name=classroom.name, day=classroom.keep_until.isoformat())
        raise StaleEdit(say("Somebody changed this meanwhile. Look at it as it is now, then store yours."), current)
    classroom.group.name, classroom.asks_names, classroom.joining, classroom.keep_until = wanted
    if not draft.asks_names:
        # What is not asked for any more is not kept either.
        for member in session.scalars(select(ClassMember).where(ClassMember.classroom_id == classroom.id)):
            member.given_name = None
    session.flush()


def renew_code(actor: Actor, classroom: Classroom) -> None:
    """Another join code; whoever has the old one is not let in by it any more."""
    authorize(actor, Permission.CHANGE_CLASS, classroom)
    classroom.group.join_code = new_code()
    session.flush()


def settle_member(actor: Actor, classroom: Classroom, person: str, step: Step) -> None:
    """Make somebody something else in the class, or take them out of it. Raises NotFound, Conflict."""
    authorize(actor, Permission.CHANGE_CLASS, classroom)
    member = session.get(ClassMember, (classroom.id, person))
    if member is None:
        raise NotFound(say("Nobody of that name is in this class."))
    if step is not Step.TEACHER:
        _keep_a_teacher(classroom, member)
    if step is Step.REMOVE:
        take_out(classroom, person)
    else:
        member.role = Role(step.value)
        session.flush()
        settle_places(classroom, member)


def leave_class(actor: Actor, classroom: Classroom) -> None:
    """Go, by oneself. The last teacher stays, or lets the class go. Raises Conflict."""
    authorize(actor, Permission.SEE_CLASS, classroom)
    member = session.get_one(ClassMember, (classroom.id, actor.key))
    _keep_a_teacher(classroom, member)
    take_out(classroom, actor.key)


def take_out(classroom: Classroom, person: str) -> None:
    """Forget that somebody was in the class, what they handed in and tried, and what was said of it.

    What they posted is theirs and stays.
    """
    taken_out_of_class.send(classroom, person=person)
    own = select(Assignment.id).where(Assignment.classroom_id == classroom.id)
    exercises = select(Exercise.id).where(Exercise.classroom_id == classroom.id)
    forget_feedback_on(person, own)
    for gone in (
        delete(Try).where(Try.exercise_id.in_(exercises), Try.actor_id == person),
        delete(Submission).where(Submission.assignment_id.in_(own), Submission.actor_id == person),
        delete(ClassMember).where(ClassMember.classroom_id == classroom.id, ClassMember.actor_id == person),
        delete(GroupMember).where(GroupMember.group_id == classroom.group_id, GroupMember.actor_id == person),
    ):
        session.execute(gone)
    take_from_groups(classroom, person)


def delete_class(actor: Actor, classroom: Classroom) -> None:
    """Forget the class, who was in it and what they were set. Its articles are left to their editors."""
    authorize(actor, Permission.CHANGE_CLASS, classroom)
    forget_class(classroom)


def forget_class(classroom: Classroom) -> None:
    """The same, by whatever right. The group stays, with nobody in it, so that its articles stay closed to others."""
    class_forgotten.send(classroom)
    own = select(Assignment.id).where(Assignment.classroom_id == classroom.id)
    articles = select(Assignment.article_id).where(Assignment.classroom_id == classroom.id)
    exercises = select(Exercise.id).where(Exercise.classroom_id == classroom.id)
    copies = select(SmallGroup.article_id).where(SmallGroup.assignment_id.in_(own))
    claims = select(Proposition.id).where(Proposition.article_id.in_(articles) | Proposition.article_id.in_(copies))
    session.execute(delete(VoiceCheck).where(VoiceCheck.claim_id.in_(claims)))
    forget_feedback(own)
    forget_groups(session.scalars(own).all())
    forget_staff(classroom)
    for table, of_class in (
        (Try, Try.exercise_id.in_(exercises)),
        (Exercise, Exercise.classroom_id == classroom.id),
        (Submission, Submission.assignment_id.in_(own)),
        (Assignment, Assignment.classroom_id == classroom.id),
        (ClassMember, ClassMember.classroom_id == classroom.id),
        (GroupMember, GroupMember.group_id == classroom.group_id),
    ):
        session.execute(delete(table).where(of_class))
    group = classroom.group
    session.delete(classroom)
    session.flush()
    # Its name may tell of people too, and its code leads nowhere any more.
    group.name, group.join_code = "", new_code()
    session.flush()


@every(timedelta(days=1), "forget_old_classes")
def forget_old_classes() -> None:
    """Let go of the classes whose last day is over."""
    today = now().date()
    due = list(session.scalars(select(Classroom.id).where(Classroom.keep_until < today).order_by(Classroom.id)))
    for each in due:
        with transaction():
            classroom = session.get(Classroom, each)
            if classroom is not None and classroom.keep_until < today:
                forget_class(classroom)


def _keep_a_teacher(classroom: Classroom, member: ClassMember) -> None:
    if member.role is not Role.TEACHER:
        return
    teachers = select(func.count()).where(ClassMember.classroom_id == classroom.id, ClassMember.role == Role.TEACHER)
    if (session.scalar(teachers) or 0) < 2:
        raise Conflict(say("A class needs a teacher. Make somebody else one first, or delete the class."))


def _name(typed: str) -> str:
    name = " ".join(check_text(typed, "name").split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(say("Give the class a name of at most %(number)s characters.", number=LONGEST_NAME), "name")
    return name


def _last_day(wish: date | None) -> date:
    today = now().date()
    latest = today + timedelta(days=settings.class_days)
    if wish is not None and not today <= wish <= latest:
        words = say("Choose a day from today to %(day)s at the latest.", day=latest.isoformat())
        raise Invalid(words, "keep_until")
    return wish or latest
