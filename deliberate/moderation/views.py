"""Pages for everybody: to flag and to appeal, and what became of one's own."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from deliberate.core.actors import Actor
from deliberate.core.errors import NotSignedIn
from deliberate.core.policy import Permission, authorize
from deliberate.moderation import services
from deliberate.moderation.forms import AppealForm, FlagForm
from deliberate.moderation.loading import get_readable, titles_of
from deliberate.moderation.pages import Page, attempt, before_asked, blueprint, get_decision
from deliberate.moderation.statements import statement_of, yours_page
from deliberate.moderation.wording import kind_word
from deliberate.web.identity import current_actor


@blueprint.route("/contributions/<uuid:contribution>/flag", methods=["GET", "POST"])
def flag(contribution: UUID) -> Page:
    """Ask a moderator to look at something."""
    actor = current_actor()
    form = FlagForm(request.form)
    form.offer(actor)

    def work() -> None:
        services.raise_flag(actor, get_readable(actor, contribution), form.chosen(), form.note.data or "")

    if request.method == "POST":
        status = attempt(form, work) if form.validate() else 422
        if status == 200:
            flash("Thank you. A moderator will look at it, and you will find the outcome under “Yours”.", "info")
            return redirect(url_for("deliberate.reading.contribution", contribution=contribution), 303)
        return _flag_page(actor, contribution, form), status
    return _flag_page(actor, contribution, form)


def _flag_page(actor: Actor, public_id: UUID, form: FlagForm) -> str:
    thing = get_readable(actor, public_id)
    authorize(actor, Permission.REPORT_ILLEGAL, thing)
    return render_template(
        "deliberate/moderation/flag.html",
        form=form,
        thing=thing,
        what=kind_word(thing.kind),
        words=titles_of([thing])[thing.id],
    )


@blueprint.route("/decisions/<uuid:decision>/appeal", methods=["GET", "POST"])
def appeal(decision: UUID) -> Page:
    """Ask another moderator to look at a decision again."""
    actor = current_actor()
    form = AppealForm(request.form)

    def work() -> None:
        services.appeal(actor, get_decision(actor, decision), form.text.data or "")

    if request.method == "POST":
        status = attempt(form, work) if form.validate() else 422
        if status == 200:
            flash("Your appeal waits for a moderator who did not take the decision.", "info")
            return redirect(url_for(".yours"), 303)
        return _appeal_page(actor, decision, form), status
    return _appeal_page(actor, decision, form)


def _appeal_page(actor: Actor, public_id: UUID, form: AppealForm) -> str:
    decision = get_decision(actor, public_id)
    authorize(actor, Permission.APPEAL, decision)
    thing = decision.contribution
    return render_template(
        "deliberate/moderation/appeal.html",
        form=form,
        statement=statement_of(decision),
        words=titles_of([thing])[thing.id],
    )


@blueprint.get("/yours")
def yours() -> Page:
    """One's own contributions and flags, and what became of them."""
    actor = current_actor()
    if not actor.signed_in:
        raise NotSignedIn("Sign in to see what became of your contributions.")
    return render_template("deliberate/moderation/yours.html", page=yours_page(actor, before_asked()))
