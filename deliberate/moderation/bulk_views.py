"""Deciding on many things at once: choose them, see what it would move, do it, undo it."""

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from deliberate.core.contributions import Contribution
from deliberate.core.errors import Invalid
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.wording import say, say_many
from deliberate.moderation.bulk import MOST, Outcome, Ruling, decide_together, leads_of, own_among, undo_together
from deliberate.moderation.forms import BulkForm, UndoForm
from deliberate.moderation.loading import load_public, titles_of
from deliberate.moderation.pages import Page, attempt, blueprint
from deliberate.moderation.queue import decidable
from deliberate.moderation.queue_models import BUCKETS
from deliberate.web.identity import current_actor


class _DryRun(Exception):
    """Ends a unit of work that nothing is to be stored of."""


@blueprint.get("/queue/together")
def choose_together() -> Page:
    """Those that were ticked in the queue, or the first of all that waits there, and the form to decide on them."""
    actor = current_actor()
    authorize(actor, Permission.SEE_QUEUE)
    asked = request.args.get("all")
    if asked is None:
        return _page(BulkForm(None))
    return _page(BulkForm(None), waiting=decidable(actor, BUCKETS.get(asked), MOST))


@blueprint.post("/queue/together")
def together() -> Page:
    """Show what a decision on all of them would do, or take it."""
    actor = current_actor()
    authorize(actor, Permission.SEE_QUEUE)
    form = BulkForm(request.form)
    if not form.validate():
        return _page(form), 422
    ruling = Ruling(form.action.data or "", form.reason_code.data or "", form.reason.data or "")
    dry = request.form.get("step") != "decide"
    found: list[Outcome] = []

    def work() -> None:
        found.append(decide_together(actor, _chosen(), ruling))

    status = _try_out(form, work) if dry else attempt(form, work)
    if status != 200:
        return _page(form), status
    if dry:
        return _page(form, found[0])
    if not found[0].decisions:
        return _page(form, found[0], decided=True), 409
    flash(_done(found[0]), "info")
    return redirect(url_for(".batch", batch=UUID(found[0].batch)), 303)


@blueprint.route("/queue/batches/<uuid:batch>", methods=["GET", "POST"])
def batch(batch: UUID) -> Page:
    """What was decided together, and undoing all of it."""
    actor = current_actor()
    authorize(actor, Permission.SEE_QUEUE)
    form = UndoForm(request.form if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = attempt(form, lambda: _undo(batch, form.reason.data or "")) if form.validate() else 422
        if status == 200:
            flash(say("Undone: everything is as it was before."), "info")
            return redirect(url_for(".batch", batch=batch), 303)
    decisions = leads_of(batch.hex)
    titles = titles_of(list(_loaded([each.contribution for each in decisions])))
    return render_template(
        "deliberate/moderation/batch.html",
        batch=batch,
        decisions=decisions,
        titles=titles,
        form=form,
        own={each.id for each in own_among(actor, [each for each in decisions if not each.is_undone])},
    ), status


def _undo(batch: UUID, reason: str) -> None:
    undo_together(current_actor(), batch.hex, reason)


def _try_out(form: BulkForm, work: Callable[[], None]) -> int:
    """Do it and take all of it back: 200, or the status to show the form again with."""

    def dry() -> None:
        work()
        raise _DryRun

    try:
        return attempt(form, dry)
    except _DryRun:
        return 200


def _chosen() -> list[tuple[Contribution, int]]:
    """What the form names, in its order, as ``id:version``. Raises Invalid for what it cannot read."""
    actor = current_actor()
    named: dict[UUID, int] = {}
    for value in request.values.getlist("item")[: MOST + 1]:
        public_id, _, version = value.partition(":")
        try:
            named[UUID(public_id)] = int(version)
        except ValueError:
            raise Invalid(say("Choose the items from the queue.")) from None
    found = load_public(list(named))
    readable = {key: each for key, each in found.items() if may(actor, Permission.READ_CONTRIBUTION, each)}
    return [(readable[key], version) for key, version in named.items() if key in readable]


def _loaded(contributions: Sequence[Contribution]) -> Sequence[Contribution]:
    return list(load_public([each.public_id for each in contributions]).values())


def _done(outcome: Outcome) -> str:
    count = len(outcome.decisions)
    done = say_many("Done: %(num)s decision.", "Done: %(num)s decisions.", count)
    if not outcome.left_out:
        return done
    titles = titles_of(list(_loaded([each.contribution for each in outcome.left_out])))
    named = " ".join(
        say("“%(title)s”: %(why)s", title=titles[each.contribution.id], why=each.why) for each in outcome.left_out[:5]
    )
    left_out = say("Left out: %(num)s.", num=len(outcome.left_out))
    return f"{done} {left_out} {named}"


def _page(
    form: BulkForm,
    outcome: Outcome | None = None,
    *,
    decided: bool = False,
    waiting: Sequence[Contribution] | None = None,
) -> str:
    try:
        chosen = _chosen() if waiting is None else [(each, each.version) for each in waiting]
    except Invalid as refusal:
        form.blame(refusal)
        chosen = []
    return render_template(
        "deliberate/moderation/together.html",
        form=form,
        chosen=chosen,
        titles=titles_of([each for each, _version in chosen]),
        outcome=outcome,
        decided=decided,
    )
