"""The editor's screen and its small forms: each decision comes back to the place on the page it was made at."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from deliberate.articles.models import Article
from deliberate.articles.services import get_readable
from deliberate.core.actors import Actor
from deliberate.core.db import transaction
from deliberate.core.errors import Invalid, NotFound
from deliberate.core.policy import Permission, authorize
from deliberate.propositions import services
from deliberate.propositions.editing import ALL, FILTERS, anchor_of, editor_page
from deliberate.propositions.forms import (
    CHECKS,
    PARTIES,
    ClaimForm,
    PartyForm,
    RelationForm,
    SaidForm,
)
from deliberate.propositions.models import Check, Party, Proposition
from deliberate.propositions.publishing import publish as publish_article
from deliberate.propositions.queries import get_proposition, get_relation, get_speaker
from deliberate.web.identity import current_actor

blueprint = Blueprint("propositions", __name__)


@blueprint.get("/a/<slug>/edit")
def editor(slug: str) -> Any:
    return render_editor(current_actor(), slug)


def render_editor(actor: Actor, slug: str, **forms: Any) -> str:
    """The editor's screen; a form given comes back with what was typed and what is wrong with it.

    ``trouble`` names the small form that was refused: (its key, the message).
    """
    article = get_readable(actor, slug)
    authorize(actor, Permission.EDIT_ARTICLE, article)
    page = editor_page(article, shown())
    relation_form = forms.pop("relation_form", None) or RelationForm()
    relation_form.offer(page.claims)
    return render_template(
        "deliberate/propositions/editor.html",
        page=page,
        filters=[ALL, *FILTERS],
        claim_form=forms.pop("claim_form", None) or ClaimForm(),
        relation_form=relation_form,
        parties=PARTIES,
        checks=CHECKS,
        trouble=forms.pop("trouble", None),
    )


def shown() -> str:
    """The filter of the page that the request comes from."""
    return request.args.get("show", ALL)


def place(proposition: Proposition) -> str:
    """The address of a claim on the editor's screen."""
    return editor_address(proposition.article, anchor_of(proposition, shown()))


def editor_address(article: Article, anchor: str | None = None) -> str:
    """The editor's screen as it was filtered."""
    show = shown() if shown() in FILTERS else None
    return url_for("deliberate.propositions.editor", slug=article.slug, show=show, _anchor=anchor)


@blueprint.post("/claims/<uuid:claim>/accept")
def accept(claim: uuid.UUID) -> Any:
    return _decide(claim, services.accept)


@blueprint.post("/claims/<uuid:claim>/reject")
def reject(claim: uuid.UUID) -> Any:
    return _decide(claim, services.reject)


@blueprint.post("/claims/<uuid:claim>/restore")
def restore(claim: uuid.UUID) -> Any:
    return _decide(claim, services.restore)


@blueprint.post("/claims/<uuid:claim>/main")
def make_main(claim: uuid.UUID) -> Any:
    return _decide(claim, services.make_main)


def _decide(claim: uuid.UUID, act: Callable[[Actor, Proposition], None]) -> Any:
    actor = current_actor()
    with transaction():
        proposition = get_proposition(actor, claim)
        act(actor, proposition)
        address = place(proposition)
    return redirect(address, 303)


@blueprint.post("/a/<slug>/merge")
def merge(slug: str) -> Any:
    """First the ticked claims are shown to choose whose wording stays, then they are merged."""
    actor = current_actor()
    ticked = [_uuid(value) for value in request.form.getlist("merge")]
    if "keep" not in request.form:
        article = get_readable(actor, slug)
        authorize(actor, Permission.EDIT_ARTICLE, article)
        claims = [get_proposition(actor, each) for each in ticked]
        status = 200 if len(claims) > 1 else 422
        return render_template("deliberate/propositions/merge.html", article=article, claims=claims), status
    with transaction():
        get_readable(actor, slug)
        keep = get_proposition(actor, _uuid(request.form["keep"]))
        services.merge(actor, [get_proposition(actor, each) for each in ticked], keep)
        address = place(keep)
    flash("They are one claim now. Every wording is kept.")
    return redirect(address, 303)


def _uuid(value: str) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except ValueError:
        raise NotFound("There is no such claim, or it is not open to you.") from None


@blueprint.post("/claims/<uuid:claim>/said")
def said(claim: uuid.UUID) -> Any:
    actor = current_actor()
    form = SaidForm(request.form)
    slug = ""
    try:
        with transaction():
            proposition = get_proposition(actor, claim)
            slug = proposition.article.slug
            _refuse_invalid(form, "said_url")
            services.check_saying(actor, proposition, Check(form.said.data), form.said_url.data)
            address = place(proposition)
    except Invalid as refusal:
        return render_editor(actor, slug, trouble=(f"said-{claim}", refusal.message)), 422
    return redirect(address, 303)


@blueprint.post("/speakers/<int:speaker>")
def speaker(speaker: int) -> Any:
    actor = current_actor()
    form = PartyForm(request.form)
    slug = ""
    try:
        with transaction():
            named, article = get_speaker(actor, speaker)
            slug = article.slug
            _refuse_invalid(form, "reason")
            services.set_party(actor, named, Party(form.party.data), form.reason.data or "")
            address = editor_address(article, f"speaker-{speaker}")
    except Invalid as refusal:
        return render_editor(actor, slug, trouble=(f"speaker-{speaker}", refusal.message)), 422
    return redirect(address, 303)


def _refuse_invalid(form: Any, field: str) -> None:
    """Raise what a small form says is wrong, so that it is shown as a refusal of the service is."""
    if not form.validate():
        raise Invalid(" ".join(message for errors in form.errors.values() for message in errors), field)


@blueprint.post("/relations/<uuid:relation>/confirm")
def confirm_relation(relation: uuid.UUID) -> Any:
    actor = current_actor()
    with transaction():
        found = get_relation(actor, relation)
        services.confirm_relation(actor, found)
        address = editor_address(found.article, "relations")
    return redirect(address, 303)


@blueprint.post("/relations/<uuid:relation>/remove")
def unrelate(relation: uuid.UUID) -> Any:
    actor = current_actor()
    with transaction():
        found = get_relation(actor, relation)
        services.unrelate(actor, found)
        address = editor_address(found.article, "relations")
    return redirect(address, 303)


@blueprint.post("/a/<slug>/publish")
def publish(slug: str) -> Any:
    actor = current_actor()
    try:
        with transaction():
            publish_article(actor, get_readable(actor, slug))
    except Invalid as refusal:
        return render_editor(actor, slug, trouble=("publish", refusal.message)), 422
    flash("The article is open. Readers can now post evidence and weigh it.")
    return redirect(url_for("deliberate.reading.article", slug=slug), 303)
