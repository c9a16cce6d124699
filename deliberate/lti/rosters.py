"""Who is in a course, taken over into its class. Nobody loses a place by it: whoever teaches says who does."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from deliberate.classroom.models import ClassMember, Classroom, Role
from deliberate.classroom.services import take_in
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.jobs.services import enqueue
from deliberate.jobs.tasks import JobFailed, Run, job
from deliberate.lti.arrivals import LISTED, class_of, find_person, keep_place, make_person
from deliberate.lti.messages import is_name, name_in, role_in
from deliberate.lti.models import Course, Place
from deliberate.lti.platform_services import Services, Unserved
from deliberate.lti.refusals import Refused
from deliberate.lti.scores import catch_up
from deliberate.lti.site import is_on

TASK = "take_lti_roster"
#: So many people are stored at once, so that nobody else waits for long.
_AT_ONCE = 25


def ask_for_roster(course: Course) -> None:
    """Have the members of a course taken over; asked twice meanwhile, it is done once. The caller authorises."""
    course.roster_problem = None
    enqueue(TASK, {"course": course.id}, key=f"{TASK}:{course.id}")


@job(TASK, attempts=4)
def take_roster(run: Run) -> None:
    """Take the members of a course over."""
    course = session.get(Course, run.payload["course"]) if is_on() else None
    if course is None or class_of(course) is None:
        return
    course_id = course.id
    try:
        members = Services(course.platform).members(course)
    except Unserved as trouble:
        with transaction():
            session.get_one(Course, course_id).roster_problem = trouble.message
        raise JobFailed(trouble.message) from None
    here = [each for each in members if _is_there(each)]
    for first in range(0, len(here), _AT_ONCE):
        with transaction():
            course = session.get(Course, course_id)
            classroom = class_of(course) if course is not None else None
            if course is None or classroom is None:
                return
            for each in here[first : first + _AT_ONCE]:
                _take(course, classroom, each)
    with transaction():
        _note_who_left(course_id, {each["user_id"] for each in here})


def _is_there(member: Mapping[str, Any]) -> bool:
    fit = is_name(member.get("user_id"))
    return fit and member.get("status", "Active") == "Active" and role_in(member.get("roles")) is not None


def _take(course: Course, classroom: Classroom, member: Mapping[str, Any]) -> None:
    subject, role = member["user_id"], role_in(member.get("roles"))
    try:
        user = find_person(course.platform, subject) or make_person(course.platform, subject, LISTED)
    except Refused:
        # Nobody may sign in with that account; a moderator of this site knows why.
        return
    keep_place(course, user.actor_id, subject)
    take_in(classroom, user.actor_id, role or Role.STUDENT, name_in(member))


def _note_who_left(course_id: int, subjects: set[str]) -> None:
    for place in session.scalars(select(Place).where(Place.course_id == course_id)):
        place.active = place.subject in subjects
    course = session.get_one(Course, course_id)
    course.roster_at, course.roster_problem = now(), None
    catch_up(course)


def who_left(course: Course) -> list[str]:
    """Those of the class who are no members of the course any more; whoever teaches is not asked about."""
    left = (
        select(Place.actor_id)
        .join(ClassMember, ClassMember.actor_id == Place.actor_id)
        .join(Classroom, Classroom.id == ClassMember.classroom_id)
        .where(Place.course_id == course.id, Place.active.is_(False), Classroom.public_id == course.classroom)
        .where(ClassMember.role != Role.TEACHER)
    )
    return list(session.scalars(left.order_by(Place.actor_id)))
