"""The editor's screen and its small forms: each decision comes back to the place on the page it was made at."""

import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from deliberate.articles.models import Article
from deliberate.articles.services import get_readable
from deliberate.core.actors import Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotFound, StaleEdit
from deliberate.core.policy import Permission, authorize
from deliberate.core.text import whole_number
from deliberate.core.wording import say
from deliberate.propositions import services
from deliberate.propositions.editing import editor_page, place_of
from deliberate.propositions.forms import ClaimForm
from deliberate.propositions.models import Proposition
from deliberate.propositions.paging import ALL, FILTERS, View, entries_of
from deliberate.propositions.publishing import publish as publish_article
from deliberate.propositions.queries import get_proposition, propositions_by_id
from deliberate.propositions.splitting import check_unchanged
from deliberate.propositions.undoing import done_by_others, get_act, log_end
from deliberate.web.errors import status_of
from deliberate.web.identity import current_actor

blueprint = Blueprint("propositions", __name__)

_NUMBER = re.compile(r"\d{1,6}")


@blueprint.get("/a/<slug>/edit")
def editor(slug: str) -> Any:
    return render_editor(current_actor(), slug)


def render_editor(actor: Actor, slug: str, *, view: View | None = None, **forms: Any) -> str:
    """The editor's screen; a form given comes back with what was typed and what is wrong with it.

    ``trouble`` names the small form that was refused: (its key, the message).
    """
    article = get_readable(actor, slug)
    authorize(actor, Permission.EDIT_ARTICLE, article)
    view = view or asked()
    return render_template(
        "deliberate/propositions/editor.html",
        page=editor_page(actor, article, view),
        place=view.query(),
        filters=[ALL, *FILTERS],
        claim_form=forms.pop("claim_form", None) or ClaimForm(),
        trouble=forms.pop("trouble", None),
        since=log_end(),
    )


def asked() -> View:
    """The view of the page that the request comes from."""
    return View.of(request.args)


def place(proposition: Proposition) -> str:
    """The address of a claim on the editor's screen."""
    found = place_of(proposition, asked())
    return editor_address(proposition.article, found.view, found.anchor)


def standing(proposition: Proposition) -> Proposition:
    """The claim that one is shown on: itself, or what it was merged into."""
    if proposition.status is not Status.MERGED:
        return proposition
    return session.get_one(Proposition, proposition.merged_into_id)


def editor_address(article: Article, view: View, anchor: str | None = None) -> str:
    """The editor's screen as it was filtered."""
    return url_for("deliberate.propositions.editor", slug=article.slug, **view.query(), _anchor=anchor)


@blueprint.post("/claims/<uuid:claim>/accept")
def accept(claim: uuid.UUID) -> Any:
    return _decide_on_what_was_seen(claim, services.accept)


@blueprint.get("/a/<slug>/edit/news")
def news(slug: str) -> Any:
    """How much others did to the article since a page of its editor was made: a part of that page."""
    actor = current_actor()
    article = get_readable(actor, slug)
    authorize(actor, Permission.EDIT_ARTICLE, article)
    since = number_asked("since") or 0
    return render_template(
        "deliberate/propositions/_news.html", article=article, since=since, news=done_by_others(actor, article, since)
    )


@blueprint.post("/claims/<uuid:claim>/reject")
def reject(claim: uuid.UUID) -> Any:
    return _decide_on_what_was_seen(claim, services.reject)


def _decide_on_what_was_seen(claim: uuid.UUID, act: Callable[[Actor, Proposition, int | None], None]) -> Any:
    """Where somebody changed the claim since the page was opened, its card comes back as it is now."""
    seen = number_asked("version")
    try:
        return _decide(claim, lambda actor, proposition: act(actor, proposition, seen))
    except StaleEdit:
        actor = current_actor()
        found = get_proposition(actor, claim)
        trouble = (f"act-{claim}", say("Somebody changed this since you opened the page. This is how it stands now."))
        view = place_of(found, asked()).view
        return render_editor(actor, found.article.slug, view=view, trouble=trouble), 409


def number_asked(name: str) -> int | None:
    """A number that the address has under this name."""
    return whole_number(request.args.get(name, ""))


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


@blueprint.post("/acts/<uuid:act>/undo")
def undo(act: uuid.UUID) -> Any:
    """Put back what an act changed."""
    actor = current_actor()
    with transaction():
        found = get_act(actor, act)
        services.undo_act(actor, found)
        address = place(standing(found.proposition))
    flash(say("Undone: everything is as it was before."))
    return redirect(address, 303)


@blueprint.post("/a/<slug>/merge")
def merge(slug: str) -> Any:
    """First the chosen claims are shown to choose whose wording stays, then they are merged."""
    actor = current_actor()
    ticked = dict(_ticked(value) for value in request.form.getlist("merge"))
    if "keep" not in request.form:
        return _ask_which_stays(actor, slug, ticked)
    try:
        with transaction():
            get_readable(actor, slug)
            keep = get_proposition(actor, _uuid(request.form["keep"]))
            services.merge(actor, [get_proposition(actor, each) for each in ticked], keep, seen=_versions(ticked))
            address = place(keep)
    except (Invalid, Conflict) as refusal:
        return _ask_which_stays(actor, slug, ticked, refusal)
    flash(say("They are one claim now. Every wording is kept."))
    return redirect(address, 303)


def _ask_which_stays(
    actor: Actor, slug: str, ticked: dict[uuid.UUID, int | None], refused: Invalid | Conflict | None = None
) -> Any:
    """The page with every claim that was chosen, as it stands now, and what was changed since it was seen."""
    article = get_readable(actor, slug)
    authorize(actor, Permission.EDIT_ARTICLE, article)
    try:
        claims = _chosen(actor, article, list(ticked), request.form.get("numbers", ""))
        check_unchanged(claims, _versions(ticked))
    except Invalid as refusal:
        return render_editor(actor, slug, trouble=("merge", refusal.message)), 422
    except StaleEdit as stale:
        refused = stale
    page = render_template(
        "deliberate/propositions/merge.html",
        article=article,
        claims=claims,
        place=asked().query(),
        refused=refused.message if refused else None,
        keep=request.form.get("keep"),
    )
    return page, status_of(refused) if refused else 200


def _chosen(actor: Actor, article: Article, ticked: list[uuid.UUID], numbers: str) -> list[Proposition]:
    """The ticked claims, and those of other pages that are named by their numbers. Raises Invalid."""
    named = _NUMBER.findall(numbers)
    if _NUMBER.sub("", numbers).strip(" ,;.\n\r\t"):
        raise Invalid(say("Give the numbers of claims, with commas between them."), "numbers")
    by_number = {entry.number: entry.id for entry in entries_of(article)}
    missing = [each for each in named if int(each) not in by_number]
    if missing:
        raise Invalid(say("No claim here has the number %(number)s.", number=missing[0]), "numbers")
    claims = [get_proposition(actor, each) for each in ticked]
    claims += propositions_by_id([by_number[int(each)] for each in named])
    claims = list(dict.fromkeys(claims))
    if len(claims) < 2:
        raise Invalid(say("Tick at least two claims that say the same, then merge them."), "numbers")
    return claims


def _ticked(value: str) -> tuple[uuid.UUID, int | None]:
    """A ticked claim, and the version of it that was on the page, where it is said."""
    key, _, version = value.partition(".")
    return _uuid(key), whole_number(version)


def _versions(ticked: Mapping[uuid.UUID, int | None]) -> dict[uuid.UUID, int]:
    return {key: version for key, version in ticked.items() if version is not None}


def _uuid(value: str) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except ValueError:
        raise NotFound(say("There is no such claim, or it is not open to you.")) from None


def refuse_invalid(form: Any, field: str) -> None:
    """Raise what a small form says is wrong, so that it is shown as a refusal of the service is."""
    if not form.validate():
        raise Invalid(" ".join(message for errors in form.errors.values() for message in errors), field)


@blueprint.post("/a/<slug>/publish")
def publish(slug: str) -> Any:
    actor = current_actor()
    try:
        with transaction():
            publish_article(actor, get_readable(actor, slug))
    except Invalid as refusal:
        return render_editor(actor, slug, trouble=("publish", refusal.message)), 422
    flash(say("The article is open. Readers can now post evidence and weigh it."))
    return redirect(url_for("deliberate.reading.article", slug=slug), 303)
