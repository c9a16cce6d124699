"""The page that asks whether it was said, and the button that makes a claim of that where it is disputed."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from deliberate.core.actors import Actor
from deliberate.core.db import transaction
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.policy import Permission, authorize
from deliberate.core.wording import say
from deliberate.propositions import services
from deliberate.propositions.forms import SaidForm
from deliberate.propositions.models import Check, Proposition
from deliberate.propositions.queries import get_proposition
from deliberate.propositions.sayings import checks_of, described, reports_of
from deliberate.propositions.views import asked, blueprint, place, standing
from deliberate.propositions.voicing import voice_line
from deliberate.web.errors import status_of
from deliberate.web.identity import current_actor
from deliberate.web.repeating import stored


@blueprint.route("/claims/<uuid:claim>/said", methods=["GET", "POST"])
def said(claim: uuid.UUID) -> Any:
    actor = current_actor()
    if request.method != "POST":
        found = get_proposition(actor, claim)
        return _said_page(actor, found, SaidForm.of(found))
    form, current, status = SaidForm(request.form), "", 422
    if form.validate():
        try:
            with transaction():
                found = get_proposition(actor, claim)
                _check(actor, found, form)
                address = _address(found)
            return redirect(address, 303)
        except (Invalid, Conflict) as refusal:
            form.refuse(refusal)
            status, current = status_of(refusal), refusal.current
    found = get_proposition(actor, claim)
    # Whoever was overtaken has before their eyes what was recorded meanwhile, and may store theirs over it.
    form.version.raw_data, form.version.data = None, found.version
    return _said_page(actor, found, form, current), status


def _check(actor: Actor, saying: Proposition, form: SaidForm) -> None:
    services.check_saying(
        actor,
        saying,
        Check(form.said.data),
        form.version.data or 0,
        url=form.said_url.data or "",
        reason=form.said_reason.data or "",
    )


def _said_page(actor: Actor, saying: Proposition, form: SaidForm, current: str = "") -> str:
    authorize(actor, Permission.EDIT_ARTICLE, saying)
    return render_template(
        "deliberate/propositions/said.html",
        claim=saying,
        form=form,
        voice=voice_line(saying, reports_of([saying.id]).get(saying.id)),
        current=current,
        recorded=described(saying),
        checks=checks_of([saying.public_id]),
        back=_address(saying),
        place=asked().query() | {"back": request.args.get("back")},
    )


def _address(saying: Proposition) -> str:
    """The page one came from: the claim's, else the editor's screen."""
    shown = standing(saying)
    if request.args.get("back") == "claim":
        return url_for("deliberate.reading.claim", claim=shown.public_id)
    return place(shown)


@blueprint.post("/claims/<uuid:claim>/report")
def report(claim: uuid.UUID) -> Any:
    """Make the claim that it was said, and go there."""
    actor = current_actor()
    public_id = stored(lambda: services.report_saying(actor, get_proposition(actor, claim)).public_id)
    flash(say("That it was said is a claim of its own now, and takes evidence of its own."))
    return redirect(url_for("deliberate.reading.claim", claim=public_id), 303)
