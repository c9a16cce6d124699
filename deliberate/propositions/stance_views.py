"""Where a reader stands on a claim: said, and confirmed once the claim was reworded."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import render_template, request, url_for

from deliberate.core.actors import Actor
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.policy import Permission, authorize
from deliberate.core.rules import fact
from deliberate.core.wording import say
from deliberate.propositions import services
from deliberate.propositions.forms import ConfirmForm, StanceForm
from deliberate.propositions.models import Answer
from deliberate.propositions.queries import get_proposition
from deliberate.propositions.stances import is_stale, latest_stance
from deliberate.propositions.views import blueprint
from deliberate.propositions.voicing import voice_line
from deliberate.web.errors import status_of
from deliberate.web.identity import current_actor
from deliberate.web.in_place import Told, told
from deliberate.web.repeating import stored

#: What has just become of a claim, for what somebody may want to do next.
STATED = "stated"

#: Known to the room of weighting above: whether this person has looked at the sums of the article.
has_seen_weights = fact("has_seen_how_it_adds_up")


@blueprint.route("/claims/<uuid:claim>/stance", methods=["GET", "POST"])
def stance(claim: uuid.UUID) -> Any:
    actor = current_actor()
    if request.method != "POST":
        return _stance_page(actor, claim)
    form = StanceForm(request.form)
    return _store(actor, claim, form, _state, say("Where you stand is stored. You can change it at any time."))


@blueprint.post("/claims/<uuid:claim>/stance/confirm")
def confirm_stance(claim: uuid.UUID) -> Any:
    """The answer of before holds for the claim as it is worded now."""
    form = ConfirmForm(request.form)
    return _store(current_actor(), claim, form, _confirm, say("Your answer holds for the present wording."))


def _store(actor: Actor, claim: uuid.UUID, form: Any, work: Callable[[Actor, uuid.UUID, Any], str], done: str) -> Any:
    """Store an answer and go on; or the page of the stance, with what is wrong."""
    status = 422
    if form.validate():
        try:
            slug = stored(lambda: work(actor, claim, form))
            return told(Told(done, _next(claim, slug, form.then.data), claim, STATED, "message"))
        except (Invalid, Conflict) as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
    return _stance_page(actor, claim, form), status


def _next(claim: uuid.UUID, slug: str, then: str | None) -> str:
    if then == "weigh":
        return url_for("deliberate.weighting.five", slug=slug)
    if then == "yours":
        return url_for("deliberate.moderation.yours", _anchor="stances")
    return url_for("deliberate.reading.claim", claim=claim)


def _state(actor: Actor, claim: uuid.UUID, form: StanceForm) -> str:
    """Store it, and say in which article."""
    found = get_proposition(actor, claim)
    seen = has_seen_weights(actor, found)
    services.state_stance(actor, found, Answer(form.answer.data), form.credence.data, after_weights=seen)
    return str(found.article.slug)


def _confirm(actor: Actor, claim: uuid.UUID, form: ConfirmForm) -> str:
    """Store that it holds, and say in which article."""
    found = get_proposition(actor, claim)
    services.confirm_stance(actor, found, form.number.data or 0, after_weights=has_seen_weights(actor, found))
    return str(found.article.slug)


def _stance_page(actor: Actor, claim: uuid.UUID, refused: Any = None) -> str:
    found = get_proposition(actor, claim)
    authorize(actor, Permission.STATE_STANCE, found)
    before = latest_stance(actor, found)
    stale = before is not None and is_stale(before, found)
    form = StanceForm(answer=before.answer.value, credence=before.credence) if before and not stale else StanceForm()
    if isinstance(refused, StanceForm):
        form = refused
    elif refused is not None:
        form.form_errors.extend(message for messages in refused.errors.values() for message in messages)
    return render_template(
        "deliberate/propositions/stance.html",
        claim=found,
        form=form,
        voice=voice_line(found),
        stale=before if stale else None,
    )
