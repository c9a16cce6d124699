"""The pages of small groups: dividing a class, who is in which, and the groups beside each other."""

import uuid
from collections.abc import Callable, Mapping

from flask import flash, redirect, render_template, request, url_for

from deliberate.classroom.grouping import services
from deliberate.classroom.grouping.comparing import compared, is_open_to_students
from deliberate.classroom.grouping.forms import WAY_WORDS, CompareForm, DivisionForm, MoveForm
from deliberate.classroom.grouping.models import Division
from deliberate.classroom.grouping.queries import find_division, groups_with_people
from deliberate.classroom.models import Assignment
from deliberate.classroom.progress import get_assignment
from deliberate.classroom.views import Page, attempt, blueprint
from deliberate.core.actors import Actor
from deliberate.core.contributions import Status
from deliberate.core.db import transaction
from deliberate.core.errors import Conflict, Invalid, StaleEdit
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.text import whole_number
from deliberate.core.wording import say, say_many
from deliberate.propositions.queries import propositions_of
from deliberate.web.errors import status_of
from deliberate.web.identity import current_actor


@blueprint.route("/assignments/<uuid:assignment>/groups", methods=["GET", "POST"])
def groups(assignment: uuid.UUID) -> Page:
    """Who is in which group, and how the class is divided; sent, it is divided anew."""
    actor = current_actor()
    found = get_assignment(actor, assignment)
    authorize(actor, Permission.SET_ASSIGNMENT, found)
    if request.method != "POST":
        return _page(actor, found)
    form, status = DivisionForm(request.form), 422
    claims = propositions_of(found.article, (Status.VISIBLE,))
    form.offer(claims)
    if form.validate():

        def work() -> str:
            own = get_assignment(actor, assignment)
            here = propositions_of(own.article, (Status.VISIBLE,))
            services.propose(actor, own, form.draft(here))
            return url_for(".groups", assignment=assignment)

        outcome = attempt(form, work)
        if not isinstance(outcome, int):
            return outcome
        status = outcome
    return _page(actor, get_assignment(actor, assignment), form=form), status


def _page(
    actor: Actor,
    assignment: Assignment,
    *,
    form: DivisionForm | None = None,
    move_form: MoveForm | None = None,
    chosen: Mapping[str, str] | None = None,
) -> str:
    division = find_division(assignment)
    if form is None:
        form = DivisionForm.of(division)
        claims = propositions_of(assignment.article, (Status.VISIBLE,))
        form.offer(claims)
        claim = next((each for each in claims if division is not None and each.id == division.claim_id), None)
        form.claim.data = str(claim.public_id) if claim else ""
    listed, waiting = groups_with_people(assignment)
    settled = division is not None and division.settled_at is not None
    return render_template(
        "deliberate/classroom/groups.html",
        assignment=assignment,
        classroom=assignment.classroom,
        division=division,
        settled=settled,
        begun=settled and services.has_begun(assignment),
        groups=listed,
        waiting=waiting,
        form=form,
        chosen=chosen or {},
        move_form=move_form or MoveForm(data={"version": division.version if division else 0}),
        compare_form=CompareForm(obj=division),
        ways=WAY_WORDS,
    )


@blueprint.post("/assignments/<uuid:assignment>/groups/shuffle")
def shuffle_groups(assignment: uuid.UUID) -> Page:
    """Draw anew."""
    return _step(assignment, services.shuffle, say("They are drawn anew."))


@blueprint.post("/assignments/<uuid:assignment>/groups/make")
def make_groups(assignment: uuid.UUID) -> Page:
    """Give each group its copy."""
    return _step(assignment, services.settle, say("The groups are made. Each has a copy of its own."))


@blueprint.post("/assignments/<uuid:assignment>/groups/add")
def add_group(assignment: uuid.UUID) -> Page:
    """One more."""
    number = whole_number(request.form.get("number", "")) or 0

    def work(actor: Actor, division: Division) -> None:
        services.add_group(actor, division, number)

    return _step(assignment, work, say("There is one group more."))


@blueprint.post("/assignments/<uuid:assignment>/groups/remove")
def remove_group(assignment: uuid.UUID) -> Page:
    """One less, which nobody is in."""
    number = whole_number(request.form.get("number", "")) or 0

    def work(actor: Actor, division: Division) -> None:
        services.remove_group(actor, division, number)

    return _step(assignment, work, say("The group is removed."))


@blueprint.post("/assignments/<uuid:assignment>/groups/take-back")
def take_back_groups(assignment: uuid.UUID) -> Page:
    """No groups after all."""
    return _step(assignment, services.take_back, say("The groups are taken back. The class does it together."))


@blueprint.post("/assignments/<uuid:assignment>/groups/comparing")
def open_comparison(assignment: uuid.UUID) -> Page:
    """Let students compare the groups, or not."""
    form = CompareForm(request.form)

    def work(actor: Actor, division: Division) -> None:
        services.compare(actor, division, is_compared=form.is_compared.data)

    return _step(assignment, work, say("It is stored."))


def _step(public_id: uuid.UUID, step: Callable[[Actor, Division], object], told: str) -> Page:
    actor = current_actor()
    with transaction():
        found = get_assignment(actor, public_id)
        authorize(actor, Permission.SET_ASSIGNMENT, found)
        division = find_division(found)
        if division is not None:
            step(actor, division)
        elif step is not services.take_back:
            raise Conflict(say("Divide the class first."))
    flash(told)
    return redirect(url_for(".groups", assignment=public_id), 303)


@blueprint.post("/assignments/<uuid:assignment>/groups/people")
def move_people(assignment: uuid.UUID) -> Page:
    """Put people into other groups."""
    actor = current_actor()
    authorize(actor, Permission.SET_ASSIGNMENT, get_assignment(actor, assignment))
    people, numbers = request.form.getlist("person"), request.form.getlist("group")
    form, status = MoveForm(request.form), 422
    if form.validate():
        try:
            places = form.places(people, numbers)
            with transaction():
                division = find_division(get_assignment(actor, assignment))
                if division is None:
                    raise Conflict(say("Divide the class first."))
                moved = services.move(actor, division, places, form.version.data or 0)
            flash(say_many("%(num)s person is moved.", "%(num)s people are moved.", moved))
            return redirect(url_for(".groups", assignment=assignment), 303)
        except (Invalid, Conflict, StaleEdit) as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
    found = get_assignment(actor, assignment)
    division = find_division(found)
    form.version.data, form.version.raw_data = division.version if division else 0, None
    return _page(actor, found, move_form=form, chosen=dict(zip(people, numbers, strict=False))), status


@blueprint.get("/assignments/<uuid:assignment>/groups/compared")
def compare_groups(assignment: uuid.UUID) -> Page:
    """Claim by claim what each group found."""
    actor = current_actor()
    found = get_assignment(actor, assignment)
    division = find_division(found)
    if division is None or division.settled_at is None:
        # There is nothing to compare, or not yet.
        return redirect(url_for(".assignment", assignment=assignment))
    return render_template(
        "deliberate/classroom/compared.html",
        assignment=found,
        classroom=found.classroom,
        compared=compared(actor, division),
        is_open=is_open_to_students(division),
        staff=may(actor, Permission.SEE_CLASS_NAMES, found.classroom),
    )
