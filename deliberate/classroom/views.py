"""The pages of classes: making one, joining one, who is in it, and letting it go."""

import uuid
from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from deliberate.articles.groups import note_join_attempt
from deliberate.classroom import services
from deliberate.classroom.exercises.queries import exercises_of
from deliberate.classroom.exercises.wording import KIND_WORDS
from deliberate.classroom.forms import (
    ClassSettingsForm,
    DeleteClassForm,
    JoinClassForm,
    MakeClassForm,
    MemberForm,
    RosterForm,
    WhichClassForm,
)
from deliberate.classroom.models import STAFF, Classroom, Role
from deliberate.classroom.progress import assignments_of, handed_in_by
from deliberate.classroom.queries import articles_of, classes_of, find_class, get_class, is_in_a_class
from deliberate.classroom.roster import TROUBLES_TOLD, members_of, roster_sheet, take_roster
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import transaction
from deliberate.core.errors import Conflict, Invalid, NotSignedIn, StaleEdit
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.site import names_of
from deliberate.core.wording import N_, say, say_many
from deliberate.web.errors import status_of
from deliberate.web.forms import DomainForm
from deliberate.web.identity import current_actor
from deliberate.web.rendering import for_templates
from deliberate.web.repeating import stored
from deliberate.web.squares import square_of

blueprint = Blueprint("classroom", __name__)

Page = str | AnyResponse | tuple[str, int]

ROLE_WORDS = {Role.TEACHER: N_("Teacher"), Role.ASSISTANT: N_("Assistant"), Role.STUDENT: N_("Student")}


@for_templates.register("in_a_class")
def in_a_class() -> bool:
    """Whether the ways through the site lead to classes for the present actor."""
    return is_in_a_class(current_actor())


def attempt(form: DomainForm, work: Callable[[], str]) -> AnyResponse | int:
    """Where ``work`` leads, once it is stored; or the status of its refusal, whose words the form then holds."""
    try:
        with transaction():
            address = work()
        return redirect(address, 303)
    except (Invalid, Conflict) as refusal:
        form.refuse(refusal)
        return status_of(refusal)


@blueprint.route("/classes", methods=["GET", "POST"])
def classes() -> Page:
    """One's classes, and a new one."""
    actor = current_actor()
    if not actor.signed_in:
        raise NotSignedIn(say("Sign in to see your classes."))
    form, status = MakeClassForm(request.form), 200
    if request.method == "POST":
        authorize(actor, Permission.MAKE_CLASS)
        status = 422
        if form.validate():

            def work() -> str:
                made = services.make_class(actor, form.draft(), form.submission.data)
                return url_for(".classroom", classroom=made.public_id)

            outcome = attempt(form, work)
            if not isinstance(outcome, int):
                return outcome
            status = outcome
    found = classes_of(actor)
    return render_template("deliberate/classroom/classes.html", classes=found, form=form, roles=ROLE_WORDS), status


@blueprint.route("/classes/join", methods=["GET", "POST"])
def join() -> Page:
    """Enter a class by its code."""
    actor = current_actor()
    if not actor.signed_in and request.method == "GET":
        # They are sent to sign in, and would wonder where the class is.
        flash(say("To join the class, sign in first, or make an account: then you are asked for the rest."))
    authorize(actor, Permission.JOIN_GROUP)
    form, status = JoinClassForm(request.form, data={"code": request.args.get("code", "")[:40]}), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            with transaction():
                note_join_attempt(actor)
            try:
                joined = stored(
                    lambda: services.join_class(actor, form.code.data or "", form.given_name.data or "").public_id
                )
                flash(say("You are in the class."))
                return redirect(url_for(".classroom", classroom=joined), 303)
            except Invalid as refusal:
                form.blame(refusal)
    return render_template("deliberate/classroom/join.html", form=form), status


@blueprint.get("/classes/<uuid:classroom>")
def classroom(classroom: uuid.UUID) -> Page:
    """What the class reads, and who is in it."""
    return _class_page(current_actor(), classroom)


def _class_page(actor: Actor, public_id: uuid.UUID, member_form: MemberForm | None = None) -> str:
    found = get_class(actor, public_id)
    members = members_of(found)
    staff = may(actor, Permission.SEE_CLASS_NAMES, found)
    join_address = url_for(".join", code=found.group.join_code, _external=True)
    return render_template(
        "deliberate/classroom/classroom.html",
        classroom=found,
        members=members,
        own=next(each for each in members if each.actor_id == actor.key),
        names=names_of([each.actor_id for each in members]),
        articles=articles_of(actor, found),
        assignments=assignments_of(actor, found),
        handed_in=handed_in_by(actor, found),
        moment=now(),
        exercises=exercises_of(actor, found),
        skills=KIND_WORDS,
        staff=staff,
        teacher=may(actor, Permission.CHANGE_CLASS, found),
        join_address=join_address,
        square=square_of(join_address) if staff else None,
        member_form=member_form,
        roles=ROLE_WORDS,
        taught=STAFF,
    )


@blueprint.route("/classes/<uuid:classroom>/settings", methods=["GET", "POST"])
def settings(classroom: uuid.UUID) -> Page:
    """Its name, whom it asks for theirs, and how long it is kept."""
    actor = current_actor()
    found = get_class(actor, classroom)
    authorize(actor, Permission.CHANGE_CLASS, found)
    if request.method != "POST":
        return _settings_page(ClassSettingsForm.of(found), found)
    form, status, current = ClassSettingsForm(request.form), 422, ""
    if form.validate():
        try:
            with transaction():
                own = get_class(actor, classroom)
                services.change_class(actor, own, form.draft(), form.version.data or 0)
            flash(say("The settings are stored."))
            return redirect(url_for(".classroom", classroom=classroom), 303)
        except (Invalid, StaleEdit) as refusal:
            form.refuse(refusal)
            status, current = status_of(refusal), refusal.current
    found = get_class(actor, classroom)
    if current:
        form.version.data, form.version.raw_data = found.version, None
    return _settings_page(form, found, current), status


def _settings_page(form: ClassSettingsForm, found: Classroom, current: str = "") -> str:
    return render_template("deliberate/classroom/settings.html", form=form, classroom=found, current=current)


@blueprint.post("/classes/<uuid:classroom>/code")
def renew_code(classroom: uuid.UUID) -> Page:
    """Another join code."""
    actor = current_actor()
    with transaction():
        services.renew_code(actor, get_class(actor, classroom))
    flash(say("The class has another code now; the old one lets nobody in."))
    return redirect(url_for(".classroom", classroom=classroom), 303)


@blueprint.post("/classes/<uuid:classroom>/members")
def members(classroom: uuid.UUID) -> Page:
    """Make somebody something else, or take them out."""
    actor = current_actor()
    authorize(actor, Permission.CHANGE_CLASS, get_class(actor, classroom))
    form, status = MemberForm(request.form), 422
    if form.validate():

        def work() -> str:
            step = services.Step(form.step.data)
            services.settle_member(actor, get_class(actor, classroom), form.person.data or "", step)
            gone = form.person.data == actor.key and step is services.Step.REMOVE
            return url_for(".classes") if gone else url_for(".classroom", classroom=classroom)

        outcome = attempt(form, work)
        if not isinstance(outcome, int):
            return outcome
        status = outcome
    return _class_page(actor, classroom, form), status


@blueprint.post("/classes/leave")
def leave() -> Page:
    """Go, by oneself; gone already, nothing happens."""
    actor = current_actor()
    authorize(actor, Permission.LEAVE_CLASS)
    form = WhichClassForm(request.form)
    with transaction():
        found = find_class(actor, form.public_id)
        if found is not None:
            services.leave_class(actor, found)
    flash(say("You have left the class. The name you gave there is deleted."))
    return redirect(url_for(".classes"), 303)


@blueprint.route("/classes/<uuid:classroom>/roster", methods=["GET", "POST"])
def roster(classroom: uuid.UUID) -> Page:
    """Bring the sheet of the class back."""
    actor = current_actor()
    found = get_class(actor, classroom)
    authorize(actor, Permission.CHANGE_CLASS, found)
    form, status = RosterForm(request.form), 200
    if request.method == "POST":
        status = 422
        if form.validate():

            def work() -> str:
                taken = take_roster(actor, get_class(actor, classroom), form.sheet.data or "")
                flash(say_many("%(num)s line was taken", "%(num)s lines were taken", taken.lines))
                for trouble in taken.troubles[:TROUBLES_TOLD]:
                    flash(trouble)
                return url_for(".roster", classroom=classroom)

            outcome = attempt(form, work)
            if not isinstance(outcome, int):
                return outcome
            status = outcome
        found = get_class(actor, classroom)
    return render_template("deliberate/classroom/roster.html", form=form, classroom=found), status


@blueprint.get("/classes/<uuid:classroom>/roster.csv")
def roster_csv(classroom: uuid.UUID) -> Response:
    """The class as a sheet."""
    actor = current_actor()
    return sheet_response(roster_sheet(actor, get_class(actor, classroom)), "class.csv")


def sheet_response(sheet: str, name: str) -> Response:
    """A CSV sheet for its reader alone; with its mark, a spreadsheet knows the letters for what they are."""
    response = Response("\ufeff" + sheet, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/classes/<uuid:classroom>/delete")
def ask_to_delete(classroom: uuid.UUID) -> Page:
    """What that means, and whether they mean it."""
    actor = current_actor()
    found = get_class(actor, classroom)
    authorize(actor, Permission.CHANGE_CLASS, found)
    return _delete_page(DeleteClassForm(), found)


@blueprint.post("/classes/delete")
def delete() -> Page:
    """Let the class go, once somebody has said twice that they mean it; gone already, nothing happens."""
    actor = current_actor()
    authorize(actor, Permission.LEAVE_CLASS)
    form = DeleteClassForm(request.form)
    found = find_class(actor, form.public_id)
    if found is not None:
        authorize(actor, Permission.CHANGE_CLASS, found)
        if not form.validate():
            return _delete_page(form, found), 422
        with transaction():
            services.delete_class(actor, get_class(actor, found.public_id))
    flash(say("The class is deleted."))
    return redirect(url_for(".classes"), 303)


def _delete_page(form: DeleteClassForm, found: Classroom) -> str:
    return render_template("deliberate/classroom/delete.html", form=form, classroom=found)
