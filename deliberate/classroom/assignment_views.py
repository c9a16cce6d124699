"""The pages of assignments: setting one, doing it, and how far everybody is."""

import csv
import io
import uuid
from collections.abc import Callable, Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from markupsafe import Markup

from deliberate.articles.models import Article
from deliberate.classroom import assignments
from deliberate.classroom.assignment_forms import (
    TASK_HEADS,
    TASK_WORDS,
    ChangeAssignmentForm,
    CheckVoiceForm,
    CopyAssignmentForm,
    NewAssignmentForm,
)
from deliberate.classroom.feedback.queries import own_name, sees_stances, told_to
from deliberate.classroom.feedback.reviewing import reviews_to_write
from deliberate.classroom.forms import DeleteAssignmentForm
from deliberate.classroom.grouping.comparing import is_open_to_students
from deliberate.classroom.grouping.queries import article_for, find_division, own_group
from deliberate.classroom.models import Assignment, TaskKind, Verdict
from deliberate.classroom.progress import (
    Row,
    articles_to_set,
    assignments_of,
    classes_to_copy_to,
    get_assignment,
    own_row,
    rows_of,
    set_on,
)
from deliberate.classroom.queries import find_class, get_class
from deliberate.classroom.views import Page, attempt, blueprint, sheet_response
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Status, get_contribution
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, StaleEdit
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.sheets import harmless
from deliberate.core.wording import say
from deliberate.propositions.models import Proposition
from deliberate.propositions.queries import get_proposition, propositions_of
from deliberate.web.errors import status_of
from deliberate.web.identity import current_actor
from deliberate.web.in_place import Told, beside
from deliberate.web.rendering import for_templates


@blueprint.route("/classes/<uuid:classroom>/assignments", methods=["GET", "POST"])
def new_assignment(classroom: uuid.UUID) -> Page:
    """Set the class something."""
    actor = current_actor()
    found = get_class(actor, classroom)
    authorize(actor, Permission.SET_ASSIGNMENT, found)
    form = (
        NewAssignmentForm(request.form) if request.method == "POST" else NewAssignmentForm(data=NewAssignmentForm.USUAL)
    )
    status = 200
    form.offer(articles_to_set(actor, found))
    if request.method == "POST":
        status = 422
        if form.validate():

            def work() -> str:
                own = get_class(actor, classroom)
                article: Article = form.chosen(articles_to_set(actor, own))
                made = assignments.set_assignment(actor, own, article, form.draft(), form.submission.data)
                return url_for(".assignment", assignment=made.public_id)

            outcome = attempt(form, work)
            if not isinstance(outcome, int):
                return outcome
            status = outcome
        found = get_class(actor, classroom)
    return (
        render_template("deliberate/classroom/set.html", form=form, classroom=found, assignment=None, current=""),
        status,
    )


@blueprint.get("/assignments/<uuid:assignment>")
def assignment(assignment: uuid.UUID) -> Page:
    """To a student what is to do and how far they are; to those who teach how far everybody is."""
    return _page(current_actor(), assignment)


@for_templates.register("set_here")
def set_here(article: Article) -> Sequence[tuple[Assignment, Row]]:
    """What the present actor is set on an article, and how far they are."""
    return set_on(current_actor(), article)


@beside.register("assignments")
def how_far_by_now(told: Told) -> Markup:
    """The same lines made anew, after something was done in place."""
    if told.about is None:
        return Markup()
    article = session.get_one(Article, get_contribution(told.about).article_id)
    return Markup(render_template("deliberate/classroom/_set_anew.html", article=article))  # noqa: S704  # ours


def _page(actor: Actor, public_id: uuid.UUID, voice_form: CheckVoiceForm | None = None) -> str:
    found = get_assignment(actor, public_id)
    staff = may(actor, Permission.SEE_CLASS_NAMES, found.classroom)
    doing = may(actor, Permission.DO_ASSIGNMENT, found)
    if voice_form is None and doing and TaskKind.CHECK_VOICE in found.tasks:
        voice_form = CheckVoiceForm()
        voice_form.offer(_claims(actor, found))
    division = find_division(found)
    grouped = division is not None and division.settled_at is not None
    copying = CopyAssignmentForm()
    if staff:
        copying.offer(classes_to_copy_to(actor, found))
    return render_template(
        "deliberate/classroom/assignment.html",
        assignment=found,
        classroom=found.classroom,
        moment=now(),
        staff=staff,
        rows=rows_of(actor, found) if staff else (),
        own=own_row(actor, found) if doing else None,
        member=own_name(actor, found),
        told=told_to(found, actor.key) if doing else None,
        to_review=reviews_to_write(found, actor.key) if doing else (),
        sees_stances=sees_stances(actor, found),
        article=article_for(found, actor.key),
        grouped=grouped,
        own_group=own_group(found, actor.key) if doing else None,
        may_compare=division is not None and grouped and (staff or is_open_to_students(division)),
        voice_form=voice_form,
        copying=copying,
        tasks=TASK_WORDS,
        heads=TASK_HEADS,
    )


def _claims(actor: Actor, found: Assignment) -> Sequence[Proposition]:
    """The claims of the article that somebody does it on; none of who is in no group yet."""
    article = article_for(found, actor.key)
    return propositions_of(article, (Status.VISIBLE,)) if article is not None else ()


@blueprint.route("/assignments/<uuid:assignment>/settings", methods=["GET", "POST"])
def change_assignment(assignment: uuid.UUID) -> Page:
    """Settle it anew."""
    actor = current_actor()
    found = get_assignment(actor, assignment)
    authorize(actor, Permission.SET_ASSIGNMENT, found)
    form, status, current = ChangeAssignmentForm.of(found), 200, ""
    if request.method == "POST":
        form, status = ChangeAssignmentForm(request.form), 422
        if form.validate():
            try:
                with transaction():
                    own = get_assignment(actor, assignment)
                    assignments.change_assignment(actor, own, form.draft(), form.version.data or 0)
                return redirect(url_for(".assignment", assignment=assignment), 303)
            except (Invalid, StaleEdit) as refusal:
                form.refuse(refusal)
                status, current = status_of(refusal), refusal.current
        found = get_assignment(actor, assignment)
        if current:
            form.version.data, form.version.raw_data = found.version, None
    return (
        render_template(
            "deliberate/classroom/set.html", form=form, classroom=found.classroom, assignment=found, current=current
        ),
        status,
    )


@blueprint.post("/assignments/<uuid:assignment>/start")
def start(assignment: uuid.UUID) -> Page:
    """Let students do it."""
    return _step(assignment, assignments.start, say("It is started: the class sees it."))


@blueprint.post("/assignments/<uuid:assignment>/stop")
def stop(assignment: uuid.UUID) -> Page:
    """Take nothing more."""
    return _step(assignment, assignments.stop, say("It is stopped: nothing is taken."))


@blueprint.post("/assignments/<uuid:assignment>/hand-in")
def hand_in(assignment: uuid.UUID) -> Page:
    """Say that one is finished."""
    return _step(assignment, assignments.hand_in, say("It is handed in."))


@blueprint.post("/assignments/<uuid:assignment>/take-back")
def take_back(assignment: uuid.UUID) -> Page:
    """Go on with it after all."""
    return _step(assignment, assignments.take_back, say("It is yours again. Hand it in when you are finished."))


def _step(public_id: uuid.UUID, step: Callable[[Actor, Assignment], object], told: str) -> Page:
    actor = current_actor()
    with transaction():
        step(actor, get_assignment(actor, public_id))
    flash(told)
    return redirect(url_for(".assignment", assignment=public_id), 303)


@blueprint.post("/assignments/delete")
def delete_assignment() -> Page:
    """Take one back, with what was handed in; gone already, nothing happens."""
    actor = current_actor()
    authorize(actor, Permission.LEAVE_CLASS)
    form = DeleteAssignmentForm(request.form)
    with transaction():
        classroom = find_class(actor, form.public_id)
        for found in assignments_of(actor, classroom) if classroom is not None else ():
            if str(found.public_id) == form.assignment.data:
                assignments.delete_assignment(actor, found)
    flash(say("The assignment is deleted. What was posted stays."))
    if classroom is None:
        return redirect(url_for(".classes"), 303)
    return redirect(url_for(".classroom", classroom=form.classroom.data), 303)


@blueprint.post("/assignments/<uuid:assignment>/copy")
def copy_assignment(assignment: uuid.UUID) -> Page:
    """The same for another class."""
    actor = current_actor()
    found = get_assignment(actor, assignment)
    authorize(actor, Permission.SET_ASSIGNMENT, found)
    form = CopyAssignmentForm(request.form)
    form.offer(classes_to_copy_to(actor, found))
    if not form.validate():
        raise Conflict(say("Choose a class that you teach."))
    with transaction():
        other = get_class(actor, uuid.UUID(form.classroom.data))
        found = get_assignment(actor, assignment)
        made = assignments.copy_assignment(actor, found, other, form.submission.data)
        address = url_for(".assignment", assignment=made.public_id)
    flash(say("It is copied, without its days. Start it when you like."))
    return redirect(address, 303)


@blueprint.post("/assignments/<uuid:assignment>/voices")
def check_voice(assignment: uuid.UUID) -> Page:
    """Say what one found in the original."""
    actor = current_actor()
    found = get_assignment(actor, assignment)
    authorize(actor, Permission.DO_ASSIGNMENT, found)
    form, status = CheckVoiceForm(request.form), 422
    form.offer(_claims(actor, found))
    if form.validate():

        def work() -> str:
            claim = get_proposition(actor, uuid.UUID(form.claim.data))
            own, verdict = get_assignment(actor, assignment), Verdict(form.verdict.data)
            assignments.check_voice(actor, own, claim, verdict, form.url.data or "")
            return url_for(".assignment", assignment=assignment)

        outcome = attempt(form, work)
        if not isinstance(outcome, int):
            flash(say("It is noted what you found."))
            return outcome
        status = outcome
    return _page(actor, assignment, form), status


@blueprint.get("/assignments/<uuid:assignment>/progress.csv")
def progress_csv(assignment: uuid.UUID) -> Response:
    """How far everybody is, as a sheet."""
    actor = current_actor()
    found = get_assignment(actor, assignment)
    page = io.StringIO()
    sheet = csv.writer(page, lineterminator="\r\n")
    rows = rows_of(actor, found)
    # Where it is done in groups, which one.
    grouped = ["group"] if any(row.group for row in rows) else []
    sheet.writerow(["account", "name", *grouped, *found.tasks, "handed_in", "late"])
    for row in rows:
        handed_in = row.submission.at.isoformat(timespec="minutes") if row.submission else ""
        late = "late" if row.submission and row.submission.late else ""
        done = [str(row.done.get(kind, 0)) for kind in found.tasks]
        number = [str(row.group or "") for _ in grouped]
        sheet.writerow([harmless(row.account), harmless(row.given_name or ""), *number, *done, handed_in, late])
    return sheet_response(page.getvalue(), "assignment.csv")
