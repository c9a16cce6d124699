"""Pages on which moderators mark sources, set profiles, and undo either; and lists of publishers for admins."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from deliberate.core.db import transaction
from deliberate.core.errors import Invalid
from deliberate.core.policy import Permission, authorize
from deliberate.core.wording import N_, say
from deliberate.evidence.citations import get_source
from deliberate.evidence.grades import entries_on, grade_of
from deliberate.evidence.list_reading import ListRow, read_lists
from deliberate.evidence.models import OriginSuggestion, Publisher, Reliability, Source
from deliberate.evidence.publishers import get_publisher
from deliberate.evidence.reach import articles_moved_by, articles_moved_by_publishers
from deliberate.evidence.source_lists import all_lists, get_list, import_lists, look_at_lists, withdraw_list
from deliberate.moderation.curating import previewing
from deliberate.moderation.curating.acts import (
    authorize_curating,
    get_act,
    permission_for,
    subject_of,
    undo_act,
)
from deliberate.moderation.curating.forms import BY_LISTS, ListForm, MarkForm, ProfileForm, UndoActForm
from deliberate.moderation.curating.marking import choices_for, curate_source
from deliberate.moderation.curating.models import SourceAct
from deliberate.moderation.curating.profiles import set_profile
from deliberate.moderation.pages import Page, attempt, blueprint
from deliberate.web.identity import current_actor

_CHANGES = {
    "retract_source": previewing.retracted,
    "correct_source": previewing.corrected,
    "archive_source": previewing.archived,
    "clear_source": previewing.cleared,
    "unlink_origin": previewing.unlinked,
}
_OF_WHAT = {
    "retract_source": N_("For a retraction:"),
    "correct_source": N_("For a correction:"),
    "archive_source": N_("For an archived copy:"),
    "clear_source": N_("For clearing the mark:"),
    "unlink_origin": N_("For taking back its origin:"),
}


@blueprint.route("/sources/<uuid:source>/mark", methods=["GET", "POST"])
def mark_source(source: UUID) -> Page:
    """Mark a source as retracted or corrected, clear it, or take its origin back; with what that would move."""
    actor = current_actor()
    record = get_source(actor, source)
    authorize_curating(actor, Permission.CURATE_SOURCE, record.source)
    form = MarkForm(request.form if request.method == "POST" else None)
    form.offer(_CHANGES)
    asked = form.action.data if form.action.data in _CHANGES else ""
    if request.method != "POST":
        return _mark_page(
            record.source, form, "retract_source" if record.source.retracted_at is None else "clear_source"
        )
    if "look" in request.form and asked:
        return _mark_page(record.source, form, asked)

    def work() -> None:
        chosen = get_source(actor, source).source
        curate_source(actor, chosen, form.action.data, form.reason.data or "", form.address.data or None)

    status = attempt(form, work) if form.validate() else 422
    if status == 200:
        flash(say("Done. It shows with everything that cites the source."), "info")
        return redirect(url_for("deliberate.reading.source", source=source), 303)
    return _mark_page(get_source(actor, source).source, form, asked or "retract_source"), status


def _mark_page(source: Source, form: MarkForm, action: str) -> str:
    form.offer(choices_for(source))
    would = previewing.preview(articles_moved_by([source.id]), _CHANGES[action](source))
    return render_template(
        "deliberate/moderation/curate.html",
        form=form,
        fields=("action", "address", "reason"),
        title=say("Mark a source"),
        heading=say("Mark this source"),
        lead=say("It moves everything that cites it, on every article. Whoever cited or weighed it is told."),
        name=source.citation,
        back=url_for("deliberate.reading.source", source=source.public_id),
        button=say("Store it"),
        would=would,
        of_what=say(_OF_WHAT[action]),
        entries=None,
    )


@blueprint.route("/publishers/<uuid:publisher>/profile", methods=["GET", "POST"])
def profile(publisher: UUID) -> Page:
    """Set what a publisher is called and which grade it has; with what that would move."""
    actor = current_actor()
    authorize(actor, Permission.SET_PROFILE)
    found = get_publisher(actor, publisher)
    if request.method != "POST":
        own = found.own_grade.value if found.own_grade else BY_LISTS
        form = ProfileForm(None, data={"name": found.name, "grade": own, "reason": found.own_reason or ""})
        return _profile_page(found, form)
    form = ProfileForm(request.form)
    if "look" in request.form:
        return _profile_page(found, form)

    def work() -> None:
        chosen = get_publisher(actor, publisher)
        set_profile(actor, chosen, form.name.data or "", _grade(form), form.reason.data or "")

    status = attempt(form, work) if form.validate() else 422
    if status == 200:
        flash(say("The profile is stored, and what cites this publisher is weighed anew."), "info")
        return redirect(url_for("deliberate.reading.publisher", publisher=publisher), 303)
    return _profile_page(get_publisher(actor, publisher), form), status


def _grade(form: ProfileForm) -> Reliability | None:
    return Reliability(form.grade.data) if form.grade.data in set(Reliability) else None


def _profile_page(publisher: Publisher, form: ProfileForm) -> str:
    entries = entries_on([publisher])[publisher.id]
    wanted = _grade(form) or grade_of(Publisher(own_grade=None), entries).value
    would = None
    if wanted is not publisher.reliability:
        change = previewing.graded(publisher, wanted)
        would = previewing.preview(articles_moved_by_publishers([publisher.id]), change)
    return render_template(
        "deliberate/moderation/curate.html",
        form=form,
        fields=("name", "grade", "reason"),
        title=say("Profile of %(name)s", name=publisher.name),
        heading=say("Set its profile"),
        lead=say("Everything that cites this publisher is weighed anew."),
        name=publisher.name,
        back=url_for("deliberate.reading.publisher", publisher=publisher.public_id),
        button=say("Store the profile"),
        would=would,
        of_what=None,
        entries=entries,
    )


@blueprint.route("/source-acts/<uuid:source_act>/undo", methods=["GET", "POST"])
def undo_source_act(source_act: UUID) -> Page:
    """Put back what an act on a source or publisher changed."""
    actor = current_actor()
    authorize(actor, Permission.SEE_QUEUE)
    act = get_act(source_act)
    authorize_curating(actor, permission_for(act), subject_of(act))
    form = UndoActForm(request.form if request.method == "POST" else None)
    back = _place_of(act)
    if request.method != "POST":
        return render_template("deliberate/moderation/undo_act.html", form=form, act=act, back=back)
    status = attempt(form, lambda: _undo(source_act, form)) if form.validate() else 422
    if status == 200:
        flash(say("Undone: everything is as it was before."), "info")
        return redirect(back, 303)
    return render_template("deliberate/moderation/undo_act.html", form=form, act=get_act(source_act), back=back), status


def _undo(source_act: UUID, form: UndoActForm) -> None:
    undo_act(current_actor(), get_act(source_act), form.reason.data or "")


def _place_of(act: SourceAct) -> str:
    subject = subject_of(act)
    if isinstance(subject, Publisher):
        return url_for("deliberate.reading.publisher", publisher=subject.public_id)
    if isinstance(subject, OriginSuggestion):
        return url_for(".origin", suggestion=subject.public_id)
    return url_for("deliberate.reading.source", source=subject.public_id)


@blueprint.route("/source-lists", methods=["GET", "POST"])
def source_lists() -> Page:
    """The lists of publishers that were imported, and a form to bring one: looked at first, or at once."""
    actor = current_actor()
    authorize(actor, Permission.MANAGE_SOURCE_LISTS)
    if request.method != "POST":
        return _lists_page(ListForm(None))
    sent: MultiDict[str, Any] = MultiDict(request.form)
    sent.setlist("file", request.files.getlist("file"))
    form = ListForm(sent)
    if not form.validate():
        return _lists_page(form), 422
    try:
        lists = _read(form)
    except Invalid as refusal:
        form.blame(refusal)
        return _lists_page(form), 422
    if "look" in request.form:
        with transaction():
            reports = look_at_lists(actor, lists)
        return _lists_page(form, reports=reports)
    with transaction():
        reports = import_lists(actor, lists)
    for report in reports:
        flash(report.sentence, "info")
    return redirect(url_for(".source_lists"), 303)


def _read(form: ListForm) -> Mapping[str, list[ListRow]]:
    """The rows of the form; a file's are put into it, so that what was looked at need not be chosen again."""
    data = (form.rows.data or "").encode()
    if getattr(form.file.data, "filename", ""):
        data = form.file.data.read()
        form.rows.data = data.decode("utf-8-sig", errors="replace")
    if not data.strip():
        raise Invalid(say("Choose a file, or paste its rows."), "file")
    return read_lists(data, form.name.data or "")


def _lists_page(form: ListForm, **more: Any) -> str:
    return render_template("deliberate/moderation/source_lists.html", form=form, lists=all_lists(), **more)


@blueprint.post("/source-lists/<uuid:source_list>/withdraw")
def withdraw_source_list(source_list: UUID) -> Response:
    """Have a list grade nobody any more."""
    actor = current_actor()
    authorize(actor, Permission.MANAGE_SOURCE_LISTS)
    with transaction():
        regraded = withdraw_list(actor, get_list(source_list))
    flash(
        say("The list is withdrawn. Publishers cited here that are graded otherwise now: %(num)s.", num=len(regraded)),
        "info",
    )
    return redirect(url_for(".source_lists"), 303)
