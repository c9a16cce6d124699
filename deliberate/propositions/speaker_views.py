"""The page on who is quoted in an article, and whether they are party to the dispute."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from deliberate.articles.models import Article
from deliberate.articles.services import get_readable
from deliberate.core.actors import Actor
from deliberate.core.db import transaction
from deliberate.core.errors import Invalid
from deliberate.core.policy import Permission, authorize
from deliberate.core.wording import say
from deliberate.propositions import services
from deliberate.propositions.forms import PARTIES, PartyForm
from deliberate.propositions.models import Party, Speaker
from deliberate.propositions.queries import get_speaker, speakers_of
from deliberate.propositions.speakers import latest_party_act
from deliberate.propositions.views import blueprint, refuse_invalid
from deliberate.web.identity import current_actor

PAGE = 60


@blueprint.get("/a/<slug>/speakers")
def speakers(slug: str) -> Any:
    return _speakers_page(current_actor(), slug, _first_asked())


def _first_asked() -> str:
    return request.args.get("first", "")


def _speakers_page(actor: Actor, slug: str, start: str, trouble: tuple[str, str] | None = None) -> str:
    """Those whose names do not come before ``start``; ``trouble`` is the key of the form that was refused, and why."""
    article = get_readable(actor, slug)
    authorize(actor, Permission.EDIT_ARTICLE, article)
    everybody = sorted(speakers_of(article), key=lambda each: each.name)
    found = [each for each in everybody if each.name >= start]
    return render_template(
        "deliberate/propositions/speakers.html",
        article=article,
        speakers=found[:PAGE],
        total=len(everybody),
        start=start or None,
        following=found[PAGE].name if len(found) > PAGE else None,
        parties=PARTIES,
        trouble=trouble,
        latest=latest_party_act(actor, article, everybody),
    )


@blueprint.post("/speakers/<int:speaker>")
def speaker(speaker: int) -> Any:
    actor = current_actor()
    form = PartyForm(request.form)
    slug = start = ""
    try:
        with transaction():
            named, article = get_speaker(actor, speaker)
            slug, start = article.slug, _page_with(named)
            refuse_invalid(form, "reason")
            services.set_party(actor, named, Party(form.party.data), form.reason.data or "")
            address = _address(article, start, named)
    except Invalid as refusal:
        return _speakers_page(actor, slug, start, (f"speaker-{speaker}", refusal.message)), 422
    return redirect(address, 303)


@blueprint.post("/speakers/<int:speaker>/undo/<int:event>")
def undo_party(speaker: int, event: int) -> Any:
    """Label a speaker again as before that event of the log."""
    actor = current_actor()
    with transaction():
        named, article = get_speaker(actor, speaker)
        services.undo_party(actor, named, event)
        address = _address(article, _page_with(named), named)
    flash(say("Undone: everything is as it was before."))
    return redirect(address, 303)


def _page_with(speaker: Speaker) -> str:
    """Where the page starts that one is on, if it can hold this speaker; else with them."""
    return min(_first_asked(), speaker.name)


def _address(article: Article, start: str, speaker: Speaker) -> str:
    anchor = f"speaker-{speaker.id}"
    return url_for("deliberate.propositions.speakers", slug=article.slug, first=start or None, _anchor=anchor)
