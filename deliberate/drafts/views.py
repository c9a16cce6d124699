"""Keeping drafts as people type, and throwing them away."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from deliberate.core.actors import Actor
from deliberate.core.db import transaction
from deliberate.core.errors import NotSignedIn
from deliberate.core.wording import say
from deliberate.drafts.models import Draft
from deliberate.drafts.services import discard_draft, drafted_forms, drafts_of, first_words, keep_draft
from deliberate.web.identity import current_actor
from deliberate.web.in_place import DRAFT, draft_named
from deliberate.web.rendering import for_templates

blueprint = Blueprint("drafts", __name__)


@dataclass(frozen=True)
class ListedDraft:
    """A draft in a list: which form, how it begins, and where one goes on."""

    draft: Draft
    form: str
    begins: str
    address: str


@for_templates.register("own_drafts")
def own_drafts() -> list[ListedDraft]:
    """What the present actor left unfinished."""
    return [
        ListedDraft(
            draft,
            say(drafted_forms.get(draft.form).words),
            first_words(draft),
            drafted_forms.get(draft.form).address(draft.about),
        )
        for draft in drafts_of(current_actor())
        if draft.form in drafted_forms.names()
    ]


def _named() -> tuple[Actor, str, UUID]:
    actor = current_actor()
    if not actor.signed_in:
        raise NotSignedIn(say("Sign in to have your drafts kept."))
    named = draft_named(request.form.get(DRAFT, ""))
    if named is None:
        abort(422, say("It does not say which form it is a draft of."))
    return actor, *named


@blueprint.post("/drafts")
def keep() -> Response | tuple[str, int]:
    """Keep what is typed so far: the script sends the form as it is, and wants no page."""
    actor, form, about = _named()
    words = {name: given for name, given in request.form.lists() if name not in {DRAFT, "by"}}
    with transaction():
        keep_draft(actor, form, about, words)
    if request.form.get("by") == "script":
        return "", 204
    return redirect(drafted_forms.get(form).address(about), 303)


@blueprint.post("/drafts/discard")
def discard() -> Response | tuple[str, int]:
    """Throw a draft away: the form comes back empty."""
    actor, form, about = _named()
    with transaction():
        discard_draft(actor, form, about)
    if request.form.get("by") == "script":
        return "", 204
    if request.form.get("then") == "yours" or form not in drafted_forms.names():
        return redirect(url_for("deliberate.moderation.yours", _anchor="drafts"), 303)
    return redirect(drafted_forms.get(form).address(about), 303)
