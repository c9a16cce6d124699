"""The page on which somebody names the claims that break a link, be it between claims or from an item to a claim."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from deliberate.core.actors import Actor
from deliberate.core.contributions import PUBLIC, Status
from deliberate.core.db import transaction
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.policy import Permission, authorize, may
from deliberate.evidence.models import Bearing
from deliberate.evidence.pages import Page, blueprint, describe
from deliberate.evidence.queries import get_target
from deliberate.propositions.forms import UndercutForm
from deliberate.propositions.models import Relation
from deliberate.propositions.queries import propositions_of
from deliberate.propositions.services import relate
from deliberate.web.errors import status_of
from deliberate.web.identity import current_actor
from deliberate.web.repeating import stored


@blueprint.route("/contributions/<uuid:linking>/undercut", methods=["GET", "POST"])
def undercut(linking: UUID) -> Page:
    """Say which claims break a link."""
    actor = current_actor()
    form = UndercutForm(request.form if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        with transaction():
            form.offer(propositions_of(get_target(actor, linking, Bearing, Relation).article, PUBLIC))
        status = 422
        if form.validate():
            try:
                return redirect(stored(lambda: _undercut(actor, linking, form)), 303)
            except (Invalid, Conflict) as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
    return _page(actor, linking, form), status


def _undercut(actor: Actor, target: UUID, form: UndercutForm) -> str:
    link = get_target(actor, target, Bearing, Relation)
    made = relate(actor, link.article, form.draft(link.public_id))
    if made.status is Status.PENDING:
        flash(f"What you said is stored and waits. {made.held_because}")
    return url_for("deliberate.reading.contribution", contribution=link.public_id)


def _page(actor: Actor, target: UUID, form: UndercutForm) -> str:
    link = get_target(actor, target, Bearing, Relation)
    if not may(actor, Permission.EDIT_ARTICLE, link):
        authorize(actor, Permission.PROPOSE_CLAIM, link)
    form.offer(propositions_of(link.article, PUBLIC))
    return render_template("deliberate/evidence/undercut.html", form=form, link=link, about=describe(link))
