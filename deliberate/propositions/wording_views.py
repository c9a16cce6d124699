"""Pages to put a claim in words: by hand, anew, or as several."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from deliberate.articles.services import current_version, get_readable
from deliberate.core.actors import Actor
from deliberate.core.contributions import Status
from deliberate.core.db import transaction
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.wording import say
from deliberate.propositions import services
from deliberate.propositions.forms import ClaimForm, RewordForm, SplitForm
from deliberate.propositions.marking import mark_blocks
from deliberate.propositions.models import Kind, Modality, Proposition
from deliberate.propositions.queries import get_proposition
from deliberate.propositions.relations import WAITS
from deliberate.propositions.views import asked, blueprint, place, render_editor
from deliberate.propositions.voicing import hedge_words, voice_line
from deliberate.web.errors import status_of
from deliberate.web.identity import current_actor
from deliberate.web.repeating import stored


@blueprint.route("/a/<slug>/claims", methods=["GET", "POST"])
def add(slug: str) -> Any:
    actor = current_actor()
    form = ClaimForm(request.form if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                return redirect(stored(lambda: _add(actor, slug, form)), 303)
            except (Invalid, Conflict) as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
    return _claim_page(actor, slug, form), status


def _add(actor: Actor, slug: str, form: ClaimForm) -> str:
    claim = services.add_by_hand(actor, get_readable(actor, slug), form.draft())
    if claim.status is Status.PENDING:
        flash(say("Your claim is stored and waits. %(why)s", why=say(claim.held_because or WAITS)))
    return _address(actor, claim)


def _address(actor: Actor, claim: Proposition) -> str:
    """Where an editor, or anybody else, sees the claim."""
    if may(actor, Permission.EDIT_ARTICLE, claim):
        return place(claim)
    return url_for("deliberate.reading.claim", claim=claim.public_id)


def _claim_page(actor: Actor, slug: str, form: ClaimForm) -> str:
    article = get_readable(actor, slug)
    if may(actor, Permission.EDIT_ARTICLE, article):
        return render_editor(actor, slug, claim_form=form)
    authorize(actor, Permission.PROPOSE_CLAIM, article)
    version = current_version(article)
    # Of a text that may not be shown whole, whoever has it before them types the words they mean.
    shown = () if article.excerpt else version.blocks
    return render_template(
        "deliberate/propositions/claim.html",
        article=article,
        claim_form=form,
        blocks=mark_blocks(version.text, shown, list[tuple[int, list[tuple[int, int]]]]()),
    )


@blueprint.route("/claims/<uuid:claim>/reword", methods=["GET", "POST"])
def reword(claim: uuid.UUID) -> Any:
    actor = current_actor()
    if request.method != "POST":
        found = get_proposition(actor, claim)
        return _wording_page(actor, found, "reword", RewordForm.of(found))
    form = RewordForm(request.form)
    return _edit(actor, claim, "reword", form, lambda found: _reword(actor, found, form))


def _reword(actor: Actor, claim: Proposition, form: RewordForm) -> None:
    warnings = services.reword(
        actor,
        claim,
        form.text.data or "",
        form.version.data or 0,
        claim_kind=Kind(form.claim_kind.data),
        modality=Modality(form.modality.data),
        scope=form.scope.data or "",
        speakers=form.speaker_lines(),
        substantive=not form.spelling_only.data,
    )
    if "accept" in request.form and claim.status is Status.SUGGESTED:
        services.accept(actor, claim)
    for warning in warnings:
        flash(say("%(warning)s If that was not meant, reword it once more.", warning=warning))


@blueprint.route("/claims/<uuid:claim>/split", methods=["GET", "POST"])
def split(claim: uuid.UUID) -> Any:
    actor = current_actor()
    if request.method != "POST":
        found = get_proposition(actor, claim)
        return _wording_page(actor, found, "split", SplitForm(version=found.version, text_1=found.text))
    form = SplitForm(request.form)
    return _edit(actor, claim, "split", form, lambda found: _split(actor, found, form))


def _split(actor: Actor, claim: Proposition, form: SplitForm) -> None:
    texts, words = zip(*form.parts(), strict=True)
    parts = services.split(
        actor, claim, texts, words=words, version=form.version.data or 0, submission=form.submission.data
    )
    flash(say("It is %(count)s claims now. What was posted and rated stays with the first of them.", count=len(parts)))


def _edit(
    actor: Actor, claim: uuid.UUID, page: str, form: RewordForm | SplitForm, act: Callable[[Proposition], None]
) -> Any:
    """Store an edit and go to the claim; or the same page again, with what is wrong and everything typed."""
    current, status = "", 422
    if form.validate():
        try:
            with transaction():
                found = get_proposition(actor, claim)
                act(found)
                address = _address(actor, found)
            return redirect(address, 303)
        except (Invalid, Conflict) as refusal:
            form.refuse(refusal)
            status, current = status_of(refusal), refusal.current
    found = get_proposition(actor, claim)
    # Whoever was overtaken has the other wording before their eyes now, and may store theirs over it.
    form.version.raw_data, form.version.data = None, found.version
    return _wording_page(actor, found, page, form, current), status


def _wording_page(actor: Actor, claim: Proposition, page: str, form: RewordForm | SplitForm, current: str = "") -> str:
    if page == "split" or not may(actor, Permission.EDIT_CONTRIBUTION, claim):
        authorize(actor, Permission.EDIT_ARTICLE, claim)
    return render_template(
        f"deliberate/propositions/{page}.html",
        claim=claim,
        form=form,
        current=current,
        voice=voice_line(claim),
        hedges=hedge_words(claim),
        statement=[anchor.exact for anchor in claim.anchors if anchor.role.value == "statement"],
        back=_address(actor, claim),
        place=asked().query(),
    )
