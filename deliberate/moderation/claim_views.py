"""What moderators do about something in the queue short of deciding: look at it, put it off, note, hand it on."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.policy import Permission, authorize
from deliberate.core.wording import say
from deliberate.moderation.claiming import LEASE, claim, defer, note, release
from deliberate.moderation.forms import DeferForm, HandOnForm, NoteForm
from deliberate.moderation.handing_on import hand_on, whom
from deliberate.moderation.loading import load_all, titles_of
from deliberate.moderation.pages import Page, attempt, blueprint
from deliberate.moderation.queue import find_entry
from deliberate.moderation.waiting_kinds import Subject, get_subject, kind_called, sort_of, standing_in
from deliberate.web.forms import DomainForm
from deliberate.web.identity import current_actor


def get_waiting(actor: Actor, kind: str, subject: UUID) -> Subject:
    """What the address names, for whoever sees the queue. Raises NotFound, NotAllowed."""
    authorize(actor, Permission.SEE_QUEUE)
    return get_subject(actor, kind_called(kind), subject)


@blueprint.post("/queue/<kind>/<uuid:subject>/claim")
def claim_it(kind: str, subject: UUID) -> Page:
    """Have others know that one is looking at it."""
    form, status = _attempt(kind, subject, claim)
    if status != 200:
        return _page(kind, subject, refused=form), status
    minutes = int(LEASE.total_seconds() // 60)
    flash(
        say("It is yours for %(num)s minutes: the others see that you are looking at it.", num=minutes),
        "info",
    )
    return _back(subject)


@blueprint.post("/queue/<kind>/<uuid:subject>/let-go")
def let_go(kind: str, subject: UUID) -> Page:
    """Leave it to others."""
    form, status = _attempt(kind, subject, release)
    if status != 200:
        return _page(kind, subject, refused=form), status
    return _back(subject)


def _attempt(kind: str, subject: UUID, work: Callable[[Actor, Subject], object]) -> tuple[DomainForm, int]:
    actor, form = current_actor(), DomainForm(request.form)
    return form, attempt(form, lambda: _discard(work(actor, get_waiting(actor, kind, subject))))


@blueprint.route("/queue/<kind>/<uuid:subject>/put-off", methods=["GET", "POST"])
def put_off(kind: str, subject: UUID) -> Page:
    """Have it come back later, or leave a note about it."""
    actor = current_actor()
    authorize(actor, Permission.SEE_QUEUE)
    if request.method != "POST":
        return _page(kind, subject)
    form = DeferForm(request.form)

    def work() -> None:
        defer(actor, get_waiting(actor, kind, subject), form.hours.data or 0, form.reason.data or "")

    status = attempt(form, work) if form.validate() else 422
    if status != 200:
        return _page(kind, subject, delay=form), status
    flash(say("Put off: it waits under Watch until then."), "info")
    return redirect(url_for(".queue"), 303)


@blueprint.post("/queue/<kind>/<uuid:subject>/note")
def leave_note(kind: str, subject: UUID) -> Page:
    """Tell the other moderators something about it."""
    actor = current_actor()
    authorize(actor, Permission.SEE_QUEUE)
    form = NoteForm(request.form)
    status = 422
    if form.validate():
        status = attempt(form, lambda: _discard(note(actor, get_waiting(actor, kind, subject), form.text.data or "")))
    if status != 200:
        return _page(kind, subject, words=form), status
    return _back(subject)


def _discard(_made: object) -> None:
    """What was made is not shown."""


def _back(subject: UUID) -> Page:
    """To the queue, with it open."""
    return redirect(url_for(".queue", item=subject, _anchor="item"), 303)


def _page(
    kind: str,
    public_id: UUID,
    delay: DeferForm | None = None,
    words: NoteForm | None = None,
    refused: DomainForm | None = None,
) -> str:
    actor = current_actor()
    subject = get_waiting(actor, kind, public_id)
    return render_template(
        "deliberate/moderation/put_off.html",
        **_named(kind, subject),
        decidable=standing_in(actor, subject) != "no",
        delay=delay or DeferForm(None),
        words=words or NoteForm(None),
        refused=refused,
    )


def _named(kind: str, subject: Subject) -> dict[str, object]:
    """What pages about it need to name it and to come back to it."""
    return {"address": {"kind": kind, "subject": subject.public_id}, "what": _words_for(subject)}


def _words_for(subject: Subject) -> str:
    if isinstance(subject, Contribution):
        return titles_of([subject])[subject.id]
    sort, entry = sort_of(subject), find_entry(subject)
    about = load_all([entry.contribution_id]) if entry is not None and entry.contribution_id is not None else {}
    (words,) = (titles_of(list(about.values())) or sort.titles([subject])).values()
    return f"{words} ({sort.note(subject)})"


@blueprint.route("/queue/<kind>/<uuid:subject>/hand-on", methods=["GET", "POST"])
def hand_it_on(kind: str, subject: UUID) -> Page:
    """Leave it to another moderator, or to the admins."""
    actor = current_actor()
    form = HandOnForm(request.form if request.method == "POST" else None)
    form.offer(whom(actor, get_waiting(actor, kind, subject)))

    def work() -> None:
        hand_on(actor, get_waiting(actor, kind, subject), form.to.data or "", form.words.data or "")

    status = 200
    if request.method == "POST":
        status = attempt(form, work) if form.validate() else 422
        if status == 200:
            flash(say("Handed on. It stays in the queue until it is decided."), "info")
            return redirect(url_for(".queue"), 303)
    named = _named(kind, get_waiting(actor, kind, subject))
    return render_template("deliberate/moderation/hand_on.html", **named, form=form), status
