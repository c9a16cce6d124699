"""Pages about conduct: sanctions and locks, and undoing them and findings."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.errors import Invalid
from deliberate.core.policy import Permission, authorize
from deliberate.core.site import find_person, names_of
from deliberate.core.wording import say
from deliberate.moderation.conduct import Measure
from deliberate.moderation.conduct_forms import LockForm, SanctionForm
from deliberate.moderation.conduct_pages import newest_cases, tell, told_to_others
from deliberate.moderation.deciding import authorize_deciding
from deliberate.moderation.forms import UndoForm
from deliberate.moderation.loading import get_readable, titles_of
from deliberate.moderation.locking import find_lock, lock
from deliberate.moderation.measures import get_measure, kind_of, undo_measure
from deliberate.moderation.pages import Page, attempt, blueprint
from deliberate.moderation.reports.deciding import reviewed_thing
from deliberate.moderation.reports.models import Review
from deliberate.moderation.reports.things import get_reported, title_of
from deliberate.moderation.sanctioning import SanctionDraft, sanction
from deliberate.moderation.waiting_kinds import standing_in
from deliberate.moderation.wording import kind_word
from deliberate.web.identity import current_actor


@blueprint.route("/conduct", methods=["GET", "POST"])
def conduct() -> Page:
    """What was decided about people, and the form to decide."""
    actor = current_actor()
    authorize(actor, Permission.SEE_QUEUE)
    if request.method != "POST":
        return _conduct_page(actor, _asked_form(actor))
    form = SanctionForm(request.form)
    form.offer()

    def work() -> None:
        person = find_person((form.person.data or "").strip())
        if person is None:
            raise Invalid(say("Nobody here has that name. Write it as their account has it."), "person")
        draft = SanctionDraft(
            person_id=person,
            name=form.what.data or "",
            reason_code=form.reason_code.data or "",
            reason=form.reason.data or "",
            days=form.days.data,
            minutes=form.minutes.data,
            about=_about(actor, form.about.data),
        )
        sanction(actor, draft)

    status = attempt(form, work) if form.validate() else 422
    if status == 200:
        flash(say("Done. They are shown what was decided, why, and how to appeal."), "info")
        return redirect(url_for(".conduct"), 303)
    return _conduct_page(actor, form), status


def _asked_form(actor: Actor) -> SanctionForm:
    """The form, about the author of the contribution that the address names."""
    about = _about(actor, request.args.get("about"))
    given = {"about": str(about.public_id), "person": names_of([about.author_id])[about.author_id]} if about else {}
    if (reported := request.args.get("reported", type=UUID)) is not None:
        given = {"person": title_of(get_reported(reported))}
    form = SanctionForm(None, data=given)
    form.offer()
    return form


def _about(actor: Actor, asked: str | None) -> Contribution | None:
    try:
        return get_readable(actor, UUID(asked)) if asked else None
    except ValueError:
        return None


def _conduct_page(actor: Actor, form: SanctionForm) -> str:
    about = _about(actor, form.about.data)
    return render_template(
        "deliberate/moderation/conduct.html",
        cases=newest_cases(actor),
        form=form,
        about=titles_of([about])[about.id] if about else None,
    )


@blueprint.post("/measures/<uuid:measure>/undo")
def undo_conduct(measure: UUID) -> Page:
    """Take back a sanction or a lock, or withdraw a finding."""
    actor = current_actor()
    form = UndoForm(request.form)

    def work() -> None:
        undo_measure(actor, get_measure(actor, measure), form.reason.data or "")

    status = attempt(form, work) if form.validate() else 422
    found = get_measure(actor, measure)
    if status == 200:
        flash(say("Undone: everything is as it was before."), "info")
        return _back_from(found)
    kind_of(found).authorize_undoing(actor, found)
    told, whom = told_to_others(found)
    return render_template("deliberate/moderation/undo_measure.html", form=form, told=told, whom=whom), status


def _back_from(measure: Measure) -> Response:
    if isinstance(measure, Review):
        return redirect(url_for(".reports_of", reported=reviewed_thing(measure).public_id), 303)
    target = kind_of(measure).target(measure)
    if target.kind == "person":
        return redirect(url_for(".conduct"), 303)
    if target.kind == "article":
        return redirect(url_for(".finding", slug=target.slug), 303)  # type: ignore[attr-defined]  # an article has one
    return redirect(url_for("deliberate.reading.contribution", contribution=target.public_id), 303)


@blueprint.route("/contributions/<uuid:contribution>/lock", methods=["GET", "POST"])
def lock_it(contribution: UUID) -> Page:
    """Have nothing new posted on something, and have it weighed no more."""
    actor = current_actor()
    authorize(actor, Permission.SEE_QUEUE)
    form = LockForm(request.form)

    def work() -> None:
        lock(actor, get_readable(actor, contribution), form.reason_code.data or "", form.reason.data or "")

    status = 200
    if request.method == "POST":
        status = attempt(form, work) if form.validate() else 422
        if status == 200:
            flash(say("It is locked. Its page says so, and why."), "info")
            return redirect(url_for("deliberate.reading.contribution", contribution=contribution), 303)
    thing = get_readable(actor, contribution)
    held = find_lock(thing)
    if held is None:
        authorize_deciding(actor, thing)
    return render_template(
        "deliberate/moderation/lock.html",
        form=form,
        thing=thing,
        what=kind_word(thing.kind),
        words=titles_of([thing])[thing.id],
        told=tell(held) if held else None,
        may_decide=standing_in(actor, thing) != "no",
    ), status
