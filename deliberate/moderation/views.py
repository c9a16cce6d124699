"""Pages for everybody: to flag, and what became of one's own."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from deliberate.core.actors import Actor
from deliberate.core.errors import NotSignedIn
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.wording import say
from deliberate.moderation import services
from deliberate.moderation.forms import FlagForm
from deliberate.moderation.loading import get_readable, titles_of
from deliberate.moderation.pages import Page, attempt, before_asked, blueprint
from deliberate.moderation.statements import yours_page
from deliberate.moderation.wording import kind_word
from deliberate.web.identity import current_actor
from deliberate.web.networks import network_of


@blueprint.route("/contributions/<uuid:contribution>/flag", methods=["GET", "POST"])
def flag(contribution: UUID) -> Page:
    """Ask a moderator to look at something."""
    actor = current_actor()
    form = FlagForm(request.form)
    form.offer(actor)

    def work() -> None:
        network = network_of(request.remote_addr)
        thing = get_readable(actor, contribution)
        services.raise_flag(actor, thing, form.chosen(), form.note.data or "", network=network)

    if request.method == "POST":
        status = attempt(form, work) if form.validate() else 422
        if status == 200:
            flash(thanks_for_flag(actor), "info")
            return redirect(url_for("deliberate.reading.contribution", contribution=contribution), 303)
        return _flag_page(actor, contribution, form), status
    return _flag_page(actor, contribution, form)


def thanks_for_flag(actor: Actor) -> str:
    """What whoever flagged or reported something is told at once."""
    if actor.signed_in:
        return say("Thank you. A moderator will look at it, and you will find the outcome under “Yours”.")
    return say("Thank you. A moderator will look at it.")


def _flag_page(actor: Actor, public_id: UUID, form: FlagForm) -> str:
    thing = get_readable(actor, public_id)
    authorize(actor, Permission.REPORT_ILLEGAL, thing)
    return render_template(
        "deliberate/moderation/flag.html",
        form=form,
        back=url_for("deliberate.reading.contribution", contribution=public_id),
        what=kind_word(thing.kind),
        words=titles_of([thing])[thing.id],
        of_post=True,
        act="Flag" if may(actor, Permission.FLAG, thing) else "Report",
    )


@blueprint.get("/yours")
def yours() -> Page:
    """One's own contributions and flags, and what became of them."""
    actor = current_actor()
    if not actor.signed_in:
        raise NotSignedIn(say("Sign in to see what became of your contributions."))
    return render_template("deliberate/moderation/yours.html", page=yours_page(actor, before_asked()))
