"""The page on which somebody names the claims that break a link, be it between claims or from an item to a claim."""

from functools import partial
from uuid import UUID

from flask import render_template, request, url_for

from deliberate.core.actors import Actor
from deliberate.core.contributions import PUBLIC
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.wording import say
from deliberate.evidence.models import Bearing
from deliberate.evidence.pages import Done, Page, attempt, blueprint, describe, posted
from deliberate.evidence.queries import get_target
from deliberate.propositions.forms import UndercutForm
from deliberate.propositions.models import Relation
from deliberate.propositions.queries import propositions_of
from deliberate.propositions.services import relate
from deliberate.web.identity import current_actor


@blueprint.route("/contributions/<uuid:linking>/undercut", methods=["GET", "POST"])
def undercut(linking: UUID) -> Page:
    """Say which claims break a link."""
    actor = current_actor()
    form = UndercutForm(request.form if request.method == "POST" else None)
    page = partial(_page, actor, linking, form)
    if request.method != "POST":
        return page()
    form.offer(propositions_of(get_target(actor, linking, Bearing, Relation).article, PUBLIC))
    if not form.validate():
        return page(), 422

    def work() -> Done:
        link = get_target(actor, linking, Bearing, Relation)
        made = relate(actor, link.article, form.draft(link.public_id))
        address = url_for("deliberate.reading.contribution", contribution=link.public_id)
        return Done(address, posted(made, say("What you said is stored.")), link.public_id)

    outcome = attempt(form, work)
    return outcome.response() if isinstance(outcome, Done) else (page(), outcome.status)


def _page(actor: Actor, target: UUID, form: UndercutForm) -> str:
    link = get_target(actor, target, Bearing, Relation)
    if not may(actor, Permission.EDIT_ARTICLE, link):
        authorize(actor, Permission.PROPOSE_CLAIM, link)
    form.offer(propositions_of(link.article, PUBLIC))
    return render_template("deliberate/evidence/undercut.html", form=form, link=link, about=describe(link))
