"""The panel of passages that an editor has to confirm in a newer text."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from deliberate.articles.models import Article
from deliberate.articles.services import get_readable
from deliberate.core.db import transaction
from deliberate.core.errors import Invalid
from deliberate.core.policy import Permission, authorize
from deliberate.core.wording import say
from deliberate.propositions import confirming
from deliberate.propositions.forms import PlaceForm
from deliberate.propositions.passage_page import DECIDED, WAITING, passages_page
from deliberate.propositions.views import blueprint, refuse_invalid
from deliberate.web.identity import current_actor

#: The choice that says the words are gone.
NONE = "none"


@blueprint.get("/a/<slug>/passages")
def passages(slug: str) -> Any:
    actor = current_actor()
    article = get_readable(actor, slug)
    authorize(actor, Permission.EDIT_ARTICLE, article)
    return _panel(article)


def _panel(article: Article, trouble: tuple[str, str] | None = None) -> str:
    """A page of the passages; ``trouble`` is the key of the small form that was refused, and why."""
    return render_template(
        "deliberate/propositions/passages.html", page=passages_page(article, *_asked()), place=_place(), trouble=trouble
    )


def _asked() -> tuple[str, int]:
    given = request.args.get("page", "")
    show = DECIDED if request.args.get("show") == DECIDED else WAITING
    return show, int(given) if given.isdecimal() and 0 < len(given) < 6 and int(given) else 1


def _place() -> dict[str, Any]:
    """What an address says to come back to this page."""
    show, page = _asked()
    return {"show": show if show == DECIDED else None, "page": page if page > 1 else None}


@blueprint.post("/passages/<uuid:passage>/place")
def place_passage(passage: uuid.UUID) -> Any:
    """Take one of the places, or the words typed, or note that the words are gone."""
    actor = current_actor()
    form = PlaceForm(request.form)
    try:
        with transaction():
            found, article = confirming.get_passage(actor, passage)
            slug = article.slug
            authorize(actor, Permission.EDIT_ARTICLE, article)
            refuse_invalid(form, "words")
            if form.choice.data == NONE:
                confirming.leave_out(actor, found)
            else:
                choice = int(form.choice.data) if form.choice.data else None
                confirming.place(actor, found, choice=choice, words=form.words.data or "")
    except Invalid as refusal:
        return _panel(get_readable(actor, slug), (f"passage-{passage}", refusal.message)), 422
    flash(say("Noted. It stands under “Decided”, where it can be undone."))
    return redirect(url_for(".passages", slug=slug, **_place(), _anchor="passages"), 303)


@blueprint.post("/passages/<uuid:passage>/undo")
def undo_passage(passage: uuid.UUID) -> Any:
    actor = current_actor()
    with transaction():
        found, article = confirming.get_passage(actor, passage)
        confirming.undo(actor, found)
        slug = article.slug
    flash(say("Undone: it waits to be confirmed again."))
    return redirect(url_for(".passages", slug=slug, **_place(), _anchor="passages"), 303)
