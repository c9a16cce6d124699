"""What is kept of somebody, a class or an assignment goes with them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete, select, update

from deliberate.accounts.models import User
from deliberate.accounts.site import EXTENSION as ACCOUNTS
from deliberate.classroom.models import Assignment, Classroom
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.personal_data import Remains, Row, erasers, sections
from deliberate.core.signals import assignment_forgotten, class_forgotten, taken_out_of_class
from deliberate.jobs.tasks import every
from deliberate.lti.models import Course, Invitation, Launch, Place, Platform, ResourceLink, Score


def _is_ours() -> bool:
    """A host in a process that knows of platforms has no table of them."""
    return ACCOUNTS in current_app.extensions


@sections.register("learning platforms")
def learning_platforms(actor_id: str) -> Iterator[Row]:
    """What platforms know somebody by, and what they were told of their work."""
    if not _is_ours():
        return
    places = (
        select(Place, Course, Platform)
        .join(Course, Course.id == Place.course_id)
        .join(Platform, Platform.id == Course.platform_id)
    )
    for place, course, platform in session.execute(places.where(Place.actor_id == actor_id).order_by(Course.id)):
        yield {"platform": platform.issuer, "course": course.context, "you": place.subject, "member": place.active}
    for score in session.scalars(select(Score).where(Score.actor_id == actor_id).order_by(Score.link_id)):
        yield {"link": score.link.link, "told": score.taken, "at": score.taken_at}


@erasers.register("learning platforms")
def leave_platforms(actor: Actor, _remains: Remains) -> None:
    """Forget who they are there. What a platform was told is the platform's."""
    if not _is_ours():
        return
    own = select(User.id).where(User.actor_id == actor.key)
    for gone in (
        delete(Score).where(Score.actor_id == actor.key),
        delete(Place).where(Place.actor_id == actor.key),
        delete(Launch).where(Launch.user_id.in_(own)),
    ):
        session.execute(gone)


@class_forgotten.connect
def unlink_class(classroom: Classroom, **_more: Any) -> None:
    """A course without its class is none of ours."""
    if _is_ours():
        unlink_courses(select(Course.id).where(Course.classroom == classroom.public_id))


def unlink_courses(courses: Any) -> None:
    """Forget everybody in these courses, their links and grades, and which class they are."""
    links = select(ResourceLink.id).where(ResourceLink.course_id.in_(courses))
    for gone in (
        delete(Score).where(Score.link_id.in_(links)),
        delete(ResourceLink).where(ResourceLink.course_id.in_(courses)),
        delete(Place).where(Place.course_id.in_(courses)),
    ):
        session.execute(gone, execution_options={"synchronize_session": False})
    unlinked = {"classroom": None, "roster_at": None, "roster_problem": None}
    found = update(Course).where(Course.id.in_(courses.scalar_subquery())).values(**unlinked)
    session.execute(found, execution_options={"synchronize_session": False})
    session.expire_all()


@assignment_forgotten.connect
def unlink_assignment(assignment: Assignment, **_more: Any) -> None:
    """Links to it lead nowhere, and nothing of it is sent any more."""
    if not _is_ours():
        return
    links = select(ResourceLink.id).where(ResourceLink.assignment == assignment.public_id)
    session.execute(delete(Score).where(Score.link_id.in_(links)))
    session.execute(update(ResourceLink).where(ResourceLink.assignment == assignment.public_id).values(assignment=None))


@taken_out_of_class.connect
def unlink_member(classroom: Classroom, person: str, **_more: Any) -> None:
    """Whoever is taken out of a class has no place in its courses; a launch gives them another."""
    if not _is_ours():
        return
    courses = select(Course.id).where(Course.classroom == classroom.public_id)
    links = select(ResourceLink.id).where(ResourceLink.course_id.in_(courses))
    session.execute(delete(Score).where(Score.link_id.in_(links), Score.actor_id == person))
    session.execute(delete(Place).where(Place.course_id.in_(courses), Place.actor_id == person))


@every(timedelta(hours=1), "sweep_learning_platforms")
def sweep_platforms() -> None:
    """Forget launches and invitations that have run out."""
    if not _is_ours():
        return
    with transaction():
        for table in (Launch, Invitation):
            session.execute(delete(table).where(table.expires_at <= now()))
