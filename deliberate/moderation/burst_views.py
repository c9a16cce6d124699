"""The page on which moderators decide on ratings that were put aside."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from deliberate.core.policy import Permission, authorize
from deliberate.core.wording import N_, say
from deliberate.moderation.bursts import burst_page, decide_burst, get_burst, undo_burst
from deliberate.moderation.forms import BurstForm, UndoForm
from deliberate.moderation.pages import Page, attempt, blueprint
from deliberate.web.identity import current_actor
from deliberate.weighting.models import BurstState

_DONE = {
    BurstState.RELEASED: N_("Done: they weigh now."),
    BurstState.DISCARDED: N_("Done: they are kept, and never weigh."),
}


@blueprint.route("/ratings-aside/<uuid:burst>", methods=["GET", "POST"], endpoint="burst")
def decide_on(burst: UUID) -> Page:
    """What was rated at once, as a whole, and the form to decide on it."""
    actor = current_actor()
    authorize(actor, Permission.SEE_QUEUE)
    if request.method != "POST":
        return _page(burst, BurstForm(None))
    form = BurstForm(request.form)

    def work() -> None:
        decide_burst(actor, get_burst(burst), BurstState(form.action.data), form.reason.data or "")

    status = attempt(form, work) if form.validate() else 422
    if status == 200:
        flash(say(_DONE[BurstState(form.action.data)]), "info")
        return redirect(url_for(".burst", burst=burst), 303)
    return _page(burst, form), status


@blueprint.post("/ratings-aside/<uuid:burst>/undo")
def undo_ratings(burst: UUID) -> Page:
    """Have them wait again."""
    actor = current_actor()
    authorize(actor, Permission.SEE_QUEUE)
    form = UndoForm(request.form)

    def work() -> None:
        undo_burst(actor, get_burst(burst), form.reason.data or "")

    status = attempt(form, work) if form.validate() else 422
    if status == 200:
        flash(say("Undone: they wait again."), "info")
        return redirect(url_for(".burst", burst=burst), 303)
    return _page(burst, undoing=form), status


def _page(burst: UUID, form: BurstForm | None = None, undoing: UndoForm | None = None) -> str:
    return render_template(
        "deliberate/moderation/burst.html",
        page=burst_page(current_actor(), get_burst(burst)),
        form=form or BurstForm(None),
        undoing=undoing or UndoForm(None),
    )
