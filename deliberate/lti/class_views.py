"""What a class has to do with courses of platforms: its roster, who left, and which grades they took."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select

from deliberate.classroom.models import Assignment, Classroom
from deliberate.classroom.queries import find_class, get_class
from deliberate.classroom.roster import members_of
from deliberate.classroom.services import Step, settle_member
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.core.errors import NotFound
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.site import names_of
from deliberate.core.text import whole_number
from deliberate.core.wording import N_, say
from deliberate.lti.forgetting import unlink_courses
from deliberate.lti.models import Course, ResourceLink, Score, ScoreState
from deliberate.lti.pages import Page, blueprint
from deliberate.lti.rosters import ask_for_roster, who_left
from deliberate.lti.scores import send_all_again
from deliberate.lti.site import is_on
from deliberate.web.identity import current_actor
from deliberate.web.rendering import for_templates

STATE_WORDS = {
    ScoreState.WAITING: N_("On its way"),
    ScoreState.TAKEN: N_("Taken"),
    ScoreState.FAILED: N_("Given up"),
}


@dataclass(frozen=True)
class LinkRow:
    """A link in a course, and what its platform took of each student's work."""

    link: ResourceLink
    assignment: Assignment
    scores: Sequence[Score]


@for_templates.register("class_has_courses")
def class_has_courses(classroom: Classroom) -> bool:
    """Whether there is a page of the class's courses for whoever looks. One query, for teachers alone."""
    if not is_on() or not may(current_actor(), Permission.CHANGE_CLASS, classroom):
        return False
    return session.scalar(select(Course.id).where(Course.classroom == classroom.public_id).limit(1)) is not None


@blueprint.get("/lti/classes/<uuid:classroom>")
def class_courses(classroom: uuid.UUID) -> Page:
    """Which courses a class is, and how far they and the class agree."""
    actor = current_actor()
    found = get_class(actor, classroom)
    authorize(actor, Permission.CHANGE_CLASS, found)
    courses = _courses_of(found)
    left = {course.id: who_left(course) for course in courses}
    rows = _rows_of(found, courses)
    given = {each.actor_id: each.given_name for each in members_of(found)}
    people = {*given, *(score.actor_id for row in rows for score in row.scores)}
    return render_template(
        "deliberate/lti/class.html",
        classroom=found,
        courses=courses,
        left=left,
        rows=rows,
        given=given,
        names=names_of(sorted(people)),
        states=STATE_WORDS,
    )


@blueprint.post("/lti/classes/<uuid:classroom>/roster")
def take_members(classroom: uuid.UUID) -> Page:
    """Take over who is in a course."""
    actor = current_actor()
    with transaction():
        ask_for_roster(_course_of(actor, classroom))
    flash(say("The members are being taken over. Load this page again in a moment."), "info")
    return redirect(url_for(".class_courses", classroom=classroom), 303)


@blueprint.post("/lti/classes/<uuid:classroom>/left")
def take_out_those_who_left(classroom: uuid.UUID) -> Page:
    """Take those out of the class who left the course, as far as they were ticked."""
    actor = current_actor()
    with transaction():
        course = _course_of(actor, classroom)
        found = get_class(actor, classroom)
        chosen = set(request.form.getlist("person")) & set(who_left(course))
        for person in sorted(chosen):
            settle_member(actor, found, person, Step.REMOVE)
    flash(say("They are no longer in the class. What they posted stays."), "info")
    return redirect(url_for(".class_courses", classroom=classroom), 303)


@blueprint.post("/lti/classes/<uuid:classroom>/grades")
def send_grades(classroom: uuid.UUID) -> Page:
    """Send the grades of an assignment once more."""
    actor = current_actor()
    with transaction():
        found = get_class(actor, classroom)
        authorize(actor, Permission.CHANGE_CLASS, found)
        assignment = session.scalar(
            select(Assignment).where(
                Assignment.classroom_id == found.id, Assignment.public_id == _uuid(request.form.get("assignment", ""))
            )
        )
        if assignment is None:
            raise NotFound(say("There is no such assignment any more."))
        send_all_again(assignment)
    flash(say("They are sent once more. Load this page again in a moment to see what came of it."), "info")
    return redirect(url_for(".class_courses", classroom=classroom), 303)


@blueprint.post("/lti/classes/<uuid:classroom>/unlink")
def unlink_course(classroom: uuid.UUID) -> Page:
    """Have a course be this class no more; everybody stays in the class."""
    actor = current_actor()
    with transaction():
        unlink_courses(select(Course.id).where(Course.id == _course_of(actor, classroom).id))
    flash(say("The course is linked with this class no more. Everybody stays in the class."), "info")
    return redirect(url_for("deliberate.classroom.classroom", classroom=classroom), 303)


def _course_of(actor: Actor, classroom: uuid.UUID) -> Course:
    """The course that a form names, of a class that somebody teaches. Raises NotFound, NotAllowed."""
    found = find_class(actor, classroom)
    if found is None:
        raise NotFound(say("There is no class at this address, or you are not in it."))
    authorize(actor, Permission.CHANGE_CLASS, found)
    number = whole_number(request.form.get("course", ""), 9)
    course = session.get(Course, number) if number is not None else None
    if course is None or course.classroom != classroom:
        raise NotFound(say("The class is linked with no such course."))
    return course


def _courses_of(classroom: Classroom) -> Sequence[Course]:
    return session.scalars(select(Course).where(Course.classroom == classroom.public_id).order_by(Course.id)).all()


def _rows_of(classroom: Classroom, courses: Sequence[Course]) -> list[LinkRow]:
    """Three queries, however many courses and students there are."""
    links = session.scalars(
        select(ResourceLink)
        .where(ResourceLink.course_id.in_([each.id for each in courses]), ResourceLink.assignment.is_not(None))
        .order_by(ResourceLink.id)
    ).all()
    own = select(Assignment).where(Assignment.classroom_id == classroom.id)
    by_id = {each.public_id: each for each in session.scalars(own)}
    scores = session.scalars(
        select(Score).where(Score.link_id.in_([each.id for each in links])).order_by(Score.actor_id)
    ).all()
    return [
        LinkRow(link, by_id[link.assignment], [each for each in scores if each.link_id == link.id])
        for link in links
        if link.assignment in by_id
    ]


def _uuid(given: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(given)
    except ValueError:
        return None
