"""The pages of feedback: what is judged, one student after the other, and letting them see it."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from deliberate.classroom.assignment_forms import TASK_HEADS, TASK_WORDS, VERDICT_WORDS
from deliberate.classroom.feedback import judging
from deliberate.classroom.feedback.forms import (
    LEVEL_WORDS,
    SKILL_WORDS,
    GiveFeedbackForm,
    RubricForm,
    WhichForm,
    feedback_form,
    words_of,
)
from deliberate.classroom.feedback.points import points_of_levels
from deliberate.classroom.feedback.queries import (
    Judged,
    comments_on,
    get_student,
    judged_in,
    own_name,
    reviews_told,
    scale_of,
    sees_stances,
    told_to,
)
from deliberate.classroom.feedback.sheet import feedback_sheet
from deliberate.classroom.feedback.summaries import summaries_of
from deliberate.classroom.models import Assignment, ClassMember
from deliberate.classroom.progress import get_assignment, own_row
from deliberate.classroom.views import Page, blueprint, sheet_response
from deliberate.core.actors import Actor
from deliberate.core.db import transaction
from deliberate.core.errors import Invalid, NotFound, StaleEdit
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.wording import say, say_many
from deliberate.web.errors import status_of
from deliberate.web.identity import current_actor

#: What every page here says with.
WORDS = {
    "skill_words": SKILL_WORDS,
    "level_words": LEVEL_WORDS,
    "tasks": TASK_WORDS,
    "heads": TASK_HEADS,
    "verdicts": VERDICT_WORDS,
    "words_of": words_of,
}


def page(name: str, assignment: Assignment, **values: Any) -> str:
    """A page of an assignment."""
    return render_template(
        f"deliberate/classroom/feedback/{name}.html",
        assignment=assignment,
        classroom=assignment.classroom,
        scale=scale_of(assignment),
        staff=may(current_actor(), Permission.SEE_CLASS_NAMES, assignment.classroom),
        **WORDS,
        **values,
    )


def address_of_work(actor: Actor, assignment: Assignment) -> str | None:
    """Where a student finds what they did, and what was said of it."""
    member = own_name(actor, assignment)
    return url_for(".work", assignment=assignment.public_id, member=member) if member is not None else None


def for_staff(actor: Actor, public_id: uuid.UUID) -> Assignment:
    """An assignment whose class this actor teaches. Raises NotFound, NotAllowed."""
    found = get_assignment(actor, public_id)
    authorize(actor, Permission.SEE_CLASS_NAMES, found.classroom)
    return found


@blueprint.get("/assignments/<uuid:assignment>/feedback")
def feedback(assignment: uuid.UUID) -> Page:
    """Everybody: what they did, and how far the feedback is."""
    actor = current_actor()
    found = for_staff(actor, assignment)
    return page("feedback", found, everybody=judged_in(actor, found))


@blueprint.route("/assignments/<uuid:assignment>/feedback/rubric", methods=["GET", "POST"])
def rubric(assignment: uuid.UUID) -> Page:
    """Which skills count, and how many points there are."""
    actor = current_actor()
    found = get_assignment(actor, assignment)
    authorize(actor, Permission.GIVE_FEEDBACK, found)
    form, status, current = RubricForm.of(scale_of(found)), 200, ""
    if request.method == "POST":
        form, status = RubricForm(request.form), 422
        if form.validate():
            try:
                with transaction():
                    own = get_assignment(actor, assignment)
                    judging.settle_rubric(actor, own, form.chosen(), form.out_of.data or 0, form.version.data or 0)
                flash(say("It is stored what counts."))
                return redirect(url_for(".feedback", assignment=assignment), 303)
            except (Invalid, StaleEdit) as refusal:
                form.refuse(refusal)
                status, current = status_of(refusal), refusal.current
        found = get_assignment(actor, assignment)
        if current:
            form.version.data, form.version.raw_data = scale_of(found).version, None
    return page("rubric", found, form=form, current=current), status


@blueprint.route("/assignments/<uuid:assignment>/feedback/<uuid:member>", methods=["GET", "POST"])
def give_feedback(assignment: uuid.UUID, member: uuid.UUID) -> Page:
    """One student's work, and what is said of it; then the next."""
    actor = current_actor()
    found = for_staff(actor, assignment)
    if request.method != "POST":
        return _giving_page(actor, found, member)
    authorize(actor, Permission.GIVE_FEEDBACK, found)
    form = _form_for(found, get_student(actor, found, member), request.form)
    if not form.validate():
        return _giving_page(actor, found, member, form), 422
    try:
        with transaction():
            own = get_assignment(actor, assignment)
            student = get_student(actor, own, member)
            judging.write_feedback(actor, own, student, form.draft(), form.version.data or 0)
            going_on = "next" in request.form
            address = (
                _after(judged_in(actor, own), own, member)
                if going_on
                else url_for(".give_feedback", assignment=assignment, member=member)
            )
    except (Invalid, StaleEdit) as refusal:
        form.refuse(refusal)
        found = for_staff(actor, assignment)
        return _giving_page(actor, found, member, form, refusal), status_of(refusal)
    flash(say("Your feedback is kept."))
    return redirect(address, 303)


def _form_for(found: Assignment, student: ClassMember, typed: Any = None) -> GiveFeedbackForm:
    """The form for one student, in a few queries."""
    pieces = summaries_of(found, [student.actor_id])[student.actor_id].pieces
    return feedback_form(scale_of(found), [each.bearing for each in pieces], typed)


def _giving_page(
    actor: Actor,
    found: Assignment,
    member: uuid.UUID,
    form: GiveFeedbackForm | None = None,
    refusal: Invalid | StaleEdit | None = None,
) -> str:
    everybody = judged_in(actor, found)
    judged, before, after = _neighbours(everybody, get_student(actor, found, member))
    scale, person = scale_of(found), judged.member.actor_id
    summary = summaries_of(found, [person])[person]
    if form is None:
        items = [each.bearing for each in summary.pieces]
        form = feedback_form(scale, items, None, judged.feedback, comments_on(found, [person]))
    elif isinstance(refusal, StaleEdit):
        form.version.data, form.version.raw_data = judged.feedback.version if judged.feedback else 0, None
    levels = judged.feedback.levels if judged.feedback else {}
    return page(
        "give",
        found,
        form=form,
        current=refusal.current if refusal else "",
        judged=judged,
        summary=summary,
        before=before,
        after=after,
        left=sum(each.feedback is None for each in everybody),
        all=len(everybody),
        reviews=reviews_told(found, person),
        by_levels=points_of_levels(levels, scale.skills, scale.out_of),
    )


def _neighbours(everybody: list[Judged], student: ClassMember) -> tuple[Judged, Judged | None, Judged | None]:
    at = next((number for number, each in enumerate(everybody) if each.member.actor_id == student.actor_id), None)
    if at is None:
        raise NotFound(say("Nobody of that name is in this class."))
    return everybody[at], everybody[at - 1] if at else None, everybody[at + 1] if at + 1 < len(everybody) else None


def _after(everybody: list[Judged], found: Assignment, member: uuid.UUID) -> str:
    """Where "save and next" leads: to the next of whom nothing is written, from the start again; else to all."""
    at = next(number for number, each in enumerate(everybody) if each.member.public_id == member)
    waiting = [each for each in everybody[at + 1 :] + everybody[:at] if each.feedback is None]
    if not waiting:
        return url_for(".feedback", assignment=found.public_id)
    return url_for(".give_feedback", assignment=found.public_id, member=waiting[0].member.public_id)


@blueprint.post("/assignments/<uuid:assignment>/feedback/release")
def release_feedback(assignment: uuid.UUID) -> Page:
    """Let everybody of whom something is written see it, or the one student that the form names."""

    def work(actor: Actor, found: Assignment, student: ClassMember | None) -> None:
        fresh = judging.release(actor, found, student)
        flash(say_many("%(num)s student sees it now", "%(num)s students see it now", fresh))

    return _step(assignment, work)


@blueprint.post("/assignments/<uuid:assignment>/feedback/withhold")
def withhold_feedback(assignment: uuid.UUID) -> Page:
    """Keep from one student again what is said of their work."""

    def work(actor: Actor, found: Assignment, student: ClassMember | None) -> None:
        if student is None:
            raise NotFound(say("Nobody of that name is in this class."))
        judging.take_release_back(actor, found, student)
        flash(say("It is taken back: the student does not see it any more."))

    return _step(assignment, work)


def _step(public_id: uuid.UUID, work: Callable[[Actor, Assignment, ClassMember | None], None]) -> Page:
    actor, form = current_actor(), WhichForm(request.form)
    member = form.id_of("member") if form.member.data else None
    with transaction():
        found = get_assignment(actor, public_id)
        authorize(actor, Permission.GIVE_FEEDBACK, found)
        work(actor, found, get_student(actor, found, member) if member else None)
    if member is None:
        return redirect(url_for(".feedback", assignment=public_id), 303)
    return redirect(url_for(".give_feedback", assignment=public_id, member=member), 303)


@blueprint.get("/assignments/<uuid:assignment>/feedback.csv")
def feedback_csv(assignment: uuid.UUID) -> Response:
    """What is said of everybody, as a sheet."""
    actor = current_actor()
    found = for_staff(actor, assignment)
    return sheet_response(feedback_sheet(found, scale_of(found), judged_in(actor, found)), "feedback.csv")


@blueprint.get("/assignments/<uuid:assignment>/feedback/print")
def print_feedback(assignment: uuid.UUID) -> Page:
    """Everybody, each on a sheet of paper: what they did, and what is said of it."""
    actor = current_actor()
    found = for_staff(actor, assignment)
    everybody = judged_in(actor, found)
    people = [each.member.actor_id for each in everybody]
    return page(
        "print",
        found,
        everybody=everybody,
        summaries=summaries_of(found, people),
        comments=comments_on(found, people),
    )


@blueprint.get("/assignments/<uuid:assignment>/work/<uuid:member>")
def work(assignment: uuid.UUID, member: uuid.UUID) -> Page:
    """What one student did, and what was said of it: for those who teach, and for the student."""
    actor = current_actor()
    found = get_assignment(actor, assignment)
    student = get_student(actor, found, member)
    person, own = student.actor_id, student.actor_id == actor.key
    if own:
        row, told = own_row(actor, found), told_to(found, person)
    else:
        judged = next(each for each in judged_in(actor, found) if each.member.actor_id == person)
        row, told = judged.row, None
    return page(
        "work",
        found,
        own=own,
        sees=sees_stances(actor, found),
        member=student,
        row=row,
        summary=summaries_of(found, [person])[person],
        feedback=told.feedback if told else judged.feedback,
        points=told.points if told else judged.points,
        comments=told.comments if told else comments_on(found, [person]),
        reviews=told.reviews if told else reviews_told(found, person),
    )
