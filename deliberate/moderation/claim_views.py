"""What moderators do about an item in the queue short of deciding: look at it, put it off, leave a note."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from deliberate.core.policy import Permission, authorize
from deliberate.moderation.claiming import LEASE, claim, defer, note, release
from deliberate.moderation.forms import DeferForm, HandOnForm, NoteForm
from deliberate.moderation.handing_on import hand_on, whom
from deliberate.moderation.loading import get_readable, titles_of
from deliberate.moderation.matters import standing_in
from deliberate.moderation.pages import Page, attempt, blueprint
from deliberate.web.forms import DomainForm
from deliberate.web.identity import current_actor


@blueprint.post("/contributions/<uuid:contribution>/claim")
def claim_it(contribution: UUID) -> Page:
    """Have others know that one is looking at it."""
    actor = current_actor()
    authorize(actor, Permission.SEE_QUEUE)
    form = DomainForm(request.form)
    status = attempt(form, lambda: _discard(claim(actor, get_readable(actor, contribution))))
    if status != 200:
        return _page(contribution, refused=form), status
    minutes = int(LEASE.total_seconds() // 60)
    flash(f"It is yours for {minutes} minutes: the others see that you are looking at it.", "info")
    return _back(contribution)


@blueprint.post("/contributions/<uuid:contribution>/let-go")
def let_go(contribution: UUID) -> Page:
    """Leave it to others."""
    actor = current_actor()
    authorize(actor, Permission.SEE_QUEUE)
    form = DomainForm(request.form)
    status = attempt(form, lambda: release(actor, get_readable(actor, contribution)))
    if status != 200:
        return _page(contribution, refused=form), status
    return _back(contribution)


@blueprint.route("/contributions/<uuid:contribution>/put-off", methods=["GET", "POST"])
def put_off(contribution: UUID) -> Page:
    """Have it come back later, or leave a note about it."""
    actor = current_actor()
    authorize(actor, Permission.SEE_QUEUE)
    if request.method != "POST":
        return _page(contribution)
    form = DeferForm(request.form)

    def work() -> None:
        defer(actor, get_readable(actor, contribution), form.hours.data or 0, form.reason.data or "")

    status = attempt(form, work) if form.validate() else 422
    if status != 200:
        return _page(contribution, delay=form), status
    flash("Put off: it waits under Watch until then.", "info")
    return redirect(url_for(".queue"), 303)


@blueprint.post("/contributions/<uuid:contribution>/note")
def leave_note(contribution: UUID) -> Page:
    """Tell the other moderators something about it."""
    actor = current_actor()
    authorize(actor, Permission.SEE_QUEUE)
    form = NoteForm(request.form)
    status = 422
    if form.validate():
        status = attempt(form, lambda: _discard(note(actor, get_readable(actor, contribution), form.text.data or "")))
    if status != 200:
        return _page(contribution, words=form), status
    return _back(contribution)


def _discard(_made: object) -> None:
    """What was made is not shown."""


def _back(contribution: UUID) -> Page:
    return redirect(url_for(".queue", item=contribution, _anchor="item"), 303)


def _page(
    public_id: UUID,
    delay: DeferForm | None = None,
    words: NoteForm | None = None,
    refused: DomainForm | None = None,
) -> str:
    actor = current_actor()
    contribution = get_readable(actor, public_id)
    return render_template(
        "deliberate/moderation/put_off.html",
        contribution=contribution,
        what=titles_of([contribution])[contribution.id],
        decidable=standing_in(actor, contribution) != "no",
        delay=delay or DeferForm(None),
        words=words or NoteForm(None),
        refused=refused,
    )


@blueprint.route("/contributions/<uuid:contribution>/hand-on", methods=["GET", "POST"])
def hand_it_on(contribution: UUID) -> Page:
    """Leave it to another moderator, or to the admins."""
    actor = current_actor()
    authorize(actor, Permission.SEE_QUEUE)
    form = HandOnForm(request.form if request.method == "POST" else None)
    form.offer(whom(actor, get_readable(actor, contribution)))

    def work() -> None:
        _discard(hand_on(actor, get_readable(actor, contribution), form.to.data or "", form.words.data or ""))

    status = 200
    if request.method == "POST":
        status = attempt(form, work) if form.validate() else 422
        if status == 200:
            flash("Handed on. It stays in the queue until it is decided.", "info")
            return redirect(url_for(".queue"), 303)
    found = get_readable(actor, contribution)
    return render_template(
        "deliberate/moderation/hand_on.html", contribution=found, what=titles_of([found])[found.id], form=form
    ), status
