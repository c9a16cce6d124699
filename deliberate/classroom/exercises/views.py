"""The pages of exercises: making one and its key, trying it, and how the class did."""

import csv
import io
import uuid
from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from deliberate.classroom.exercises import services
from deliberate.classroom.exercises.comparing import beyond_chance, hardest_first, tallies
from deliberate.classroom.exercises.feedback import feedback_on, key_in_words, marked
from deliberate.classroom.exercises.forms import (
    ChangeExerciseForm,
    CopyExerciseForm,
    DeleteExerciseForm,
    KeyForm,
    NewExerciseForm,
    TryForm,
    answered,
    answering,
)
from deliberate.classroom.exercises.materials import Material
from deliberate.classroom.exercises.models import Exercise, ExerciseKind, Mark
from deliberate.classroom.exercises.queries import (
    classes_taught,
    exercises_of,
    get_exercise,
    own_tries,
    peers_answers,
    tried_rows,
)
from deliberate.classroom.exercises.wording import KIND_TASKS, KIND_WORDS
from deliberate.classroom.queries import articles_of, find_class, get_class
from deliberate.classroom.views import Page, attempt, blueprint, sheet_response
from deliberate.core.actors import Actor
from deliberate.core.db import transaction
from deliberate.core.errors import Conflict, Invalid, StaleEdit
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.sheets import harmless
from deliberate.core.wording import say
from deliberate.web.errors import status_of
from deliberate.web.forms import DomainForm
from deliberate.web.identity import current_actor


@blueprint.route("/classes/<uuid:classroom>/exercises", methods=["GET", "POST"])
def new_exercise(classroom: uuid.UUID) -> Page:
    """Make the class an exercise."""
    actor = current_actor()
    found = get_class(actor, classroom)
    authorize(actor, Permission.SET_EXERCISE, found)
    form, status = NewExerciseForm(request.form or None, data={"shows_peers": True}), 200
    form.offer(articles_of(actor, found))
    if request.method == "POST":
        status = 422
        if form.validate():

            def work() -> str:
                own = get_class(actor, classroom)
                article, draft = form.chosen(articles_of(actor, own)), form.draft(ExerciseKind(form.kind.data))
                made = services.make_exercise(actor, own, draft, article, form.submission.data)
                return url_for(".exercise_key", exercise=made.public_id)

            outcome = attempt(form, work)
            if not isinstance(outcome, int):
                return outcome
            status = outcome
        found = get_class(actor, classroom)
    return _form_page(form, found, None), status


def _form_page(form: DomainForm, classroom: Any, exercise: Exercise | None, current: str = "") -> str:
    return render_template(
        "deliberate/classroom/exercises/set.html", form=form, classroom=classroom, exercise=exercise, current=current
    )


@blueprint.route("/exercises/<uuid:exercise>/settings", methods=["GET", "POST"])
def change_exercise(exercise: uuid.UUID) -> Page:
    """Settle it anew."""
    actor = current_actor()
    found = get_exercise(actor, exercise)
    authorize(actor, Permission.SET_EXERCISE, found)
    if request.method != "POST":
        return _form_page(ChangeExerciseForm.of(found), found.classroom, found)
    form = ChangeExerciseForm(request.form)

    def store(own: Exercise) -> None:
        services.change_exercise(actor, own, form.draft(own.kind), form.version.data or 0)

    return _stored(actor, exercise, form, store, lambda own, now: _form_page(form, own.classroom, own, now))


@blueprint.route("/exercises/<uuid:exercise>/key", methods=["GET", "POST"])
def exercise_key(exercise: uuid.UUID) -> Page:
    """Answer it oneself: that is the key."""
    actor = current_actor()
    found = get_exercise(actor, exercise)
    authorize(actor, Permission.SET_EXERCISE, found)
    if request.method != "POST":
        return _key_page(answering(KeyForm, found, answer=found.key, version=found.version), found)
    form = answering(KeyForm, found, request.form)

    def store(own: Exercise) -> None:
        services.set_key(actor, own, answered(form, own), form["version"].data or 0)

    return _stored(actor, exercise, form, store, lambda own, now: _key_page(form, own, now))


def _key_page(form: DomainForm, found: Exercise, current: str = "") -> str:
    return render_template(
        "deliberate/classroom/exercises/key.html",
        form=form,
        exercise=found,
        classroom=found.classroom,
        material=Material.of(found.material),
        current=current,
        task=KIND_TASKS[found.kind],
    )


def _stored(
    actor: Actor,
    public_id: uuid.UUID,
    form: DomainForm,
    store: Callable[[Exercise], None],
    again: Callable[[Exercise, str], str],
) -> Page:
    """Do what a form opened on a version says; or show it once more, with why not."""
    status, current = 422, ""
    if form.validate():
        try:
            with transaction():
                store(get_exercise(actor, public_id))
            return redirect(url_for(".exercise", exercise=public_id), 303)
        except (Invalid, StaleEdit, Conflict) as refusal:
            form.refuse(refusal)
            status, current = status_of(refusal), refusal.current
    found = get_exercise(actor, public_id)
    if current:
        form["version"].data, form["version"].raw_data = found.version, None
    return again(found, current), status


@blueprint.get("/exercises/<uuid:exercise>")
def exercise(exercise: uuid.UUID) -> Page:
    """To a student what to do and how their last try went; to those who teach how the class did."""
    return _page(current_actor(), exercise)


def _page(actor: Actor, public_id: uuid.UUID, form: DomainForm | None = None) -> str:
    found = get_exercise(actor, public_id)
    common = {
        "exercise": found,
        "classroom": found.classroom,
        "material": Material.of(found.material),
        "skill": KIND_WORDS[found.kind],
        "task": KIND_TASKS[found.kind],
    }
    if may(actor, Permission.SEE_CLASS_NAMES, found):
        return render_template("deliberate/classroom/exercises/class.html", **common, **_of_class(actor, found))
    tries = own_tries(actor, found)
    last = tries[-1].answer if tries else None
    limit = found.most_tries or services.MOST_TRIES
    if form is None and found.running and len(tries) < limit and may(actor, Permission.DO_EXERCISE, found):
        form = answering(TryForm, found, answer=last)
    peers = peers_answers(actor, found) if last and found.shows_peers else []
    return render_template(
        "deliberate/classroom/exercises/exercise.html",
        **common,
        form=form,
        tries=tries,
        left=limit - len(tries) if found.most_tries else None,
        feedback=feedback_on(found, last, with_key=found.shows_key) if last else None,
        peers=tallies(found, peers, last) if peers and last else (),
        others=len(peers),
    )


def _of_class(actor: Actor, found: Exercise) -> dict[str, Any]:
    copying = CopyExerciseForm(data={"classroom": str(found.classroom.public_id)})
    copying.offer(classes_taught(actor))
    rows = tried_rows(actor, found)
    latest = [row.tries[-1].answer for row in rows if row.tries]
    material, of_claims = Material.of(found.material), found.kind is ExerciseKind.CLAIMS
    return {
        "copying": copying,
        "rows": rows,
        "tried": len(latest),
        "hardest": hardest_first(found, latest) if latest else (),
        "said": tallies(found, latest, found.key) if latest else (),
        "kappa": beyond_chance(found, latest),
        "key": key_in_words(found),
        "blocks": marked(material.lead, [("key", [(a, b) for a, b in found.key])]) if of_claims else (),
    }


@blueprint.post("/exercises/<uuid:exercise>/tries")
def try_exercise(exercise: uuid.UUID) -> Page:
    """Answer it."""
    actor = current_actor()
    found = get_exercise(actor, exercise)
    authorize(actor, Permission.DO_EXERCISE, found)
    form, status = answering(TryForm, found, request.form), 422
    if form.validate():

        def work() -> str:
            own = get_exercise(actor, exercise)
            services.try_it(actor, own, answered(form, own), form["submission"].data)
            return url_for(".exercise", exercise=exercise)

        outcome = attempt(form, work)
        if not isinstance(outcome, int):
            return outcome
        status = outcome
    return _page(actor, exercise, form), status


@blueprint.post("/exercises/<uuid:exercise>/start")
def start_exercise(exercise: uuid.UUID) -> Page:
    """Let students try it."""
    return _step(exercise, services.start_exercise, say("It is started: the class sees it."))


@blueprint.post("/exercises/<uuid:exercise>/stop")
def stop_exercise(exercise: uuid.UUID) -> Page:
    """Take no more tries."""
    return _step(exercise, services.stop_exercise, say("It is stopped: nothing is taken."))


def _step(public_id: uuid.UUID, step: Callable[[Actor, Exercise], object], told: str) -> Page:
    actor = current_actor()
    with transaction():
        step(actor, get_exercise(actor, public_id))
    flash(told)
    return redirect(url_for(".exercise", exercise=public_id), 303)


@blueprint.post("/exercises/<uuid:exercise>/copy")
def copy_exercise(exercise: uuid.UUID) -> Page:
    """The same for another class, or once more for this one."""
    actor = current_actor()
    authorize(actor, Permission.SET_EXERCISE, get_exercise(actor, exercise))
    form = CopyExerciseForm(request.form)
    form.offer(classes_taught(actor))
    if not form.validate():
        raise Conflict(say("Choose a class that you teach."))
    with transaction():
        other = get_class(actor, uuid.UUID(form.classroom.data))
        made = services.copy_exercise(actor, get_exercise(actor, exercise), other, form.submission.data)
        address = url_for(".exercise", exercise=made.public_id)
    flash(say("It is copied with its key. Start it when you like."))
    return redirect(address, 303)


@blueprint.post("/exercises/delete")
def delete_exercise() -> Page:
    """Take one back, with everybody's tries; gone already, nothing happens."""
    actor = current_actor()
    authorize(actor, Permission.LEAVE_CLASS)
    form = DeleteExerciseForm(request.form)
    with transaction():
        classroom = find_class(actor, form.public_id)
        for found in exercises_of(actor, classroom) if classroom is not None else ():
            if str(found.public_id) == form.exercise.data:
                services.delete_exercise(actor, found)
    flash(say("The exercise is deleted, and what was answered."))
    if classroom is None:
        return redirect(url_for(".classes"), 303)
    return redirect(url_for(".classroom", classroom=form.classroom.data), 303)


@blueprint.get("/exercises/<uuid:exercise>/tries.csv")
def tries_csv(exercise: uuid.UUID) -> Response:
    """How everybody did, as a sheet."""
    actor = current_actor()
    found = get_exercise(actor, exercise)
    page = io.StringIO()
    sheet = csv.writer(page, lineterminator="\r\n")
    sheet.writerow(["account", "name", "tries", "right", "near", "parts", "agreement", "first_try", "last_try"])
    for row in tried_rows(actor, found):
        cells = [""] * 6
        if (best := row.best) is not None:
            days = [each.at.isoformat(timespec="minutes") for each in (row.tries[0], row.tries[-1])]
            counts = [str(best.marks.count(mark)) for mark in (Mark.RIGHT, Mark.NEAR)]
            cells = [*counts, str(len(best.marks)), f"{best.share:.2f}", *days]
        sheet.writerow([harmless(row.account), harmless(row.given_name or ""), len(row.tries), *cells])
    return sheet_response(page.getvalue(), "exercise.csv")
