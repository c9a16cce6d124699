"""How far somebody has read, what changed since they were last there, and being shown around."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from deliberate.articles.services import get_readable
from deliberate.core.db import transaction
from deliberate.core.errors import NotSignedIn
from deliberate.core.policy import Permission, authorize
from deliberate.core.text import whole_number
from deliberate.core.wording import say
from deliberate.reading.since_page import changes_since
from deliberate.reading.views import blueprint
from deliberate.reading.visits import is_to_be_shown_around, note_place, see_all, was_shown_around
from deliberate.web.identity import current_actor
from deliberate.web.rendering import for_templates


@for_templates.register("shown_around")
def shown_around() -> bool:
    """Whether the present actor needs no showing around; nothing is asked for a visitor."""
    return not is_to_be_shown_around(current_actor())


@blueprint.post("/a/<slug>/place")
def place(slug: str) -> Response | tuple[str, int]:
    """Keep how far one has read: the script says so as one reads and wants no page, the button wants to be back."""
    actor = current_actor()
    position, version = _number("position"), _number("version")
    with transaction():
        article = get_readable(actor, slug)
        authorize(actor, Permission.KEEP_PLACE, article)
        if position is None or version is None or not 1 <= version <= article.version_number:
            abort(422, say("It does not say how far you have read. Nothing was stored."))
        note_place(actor, article, position, version)
    if request.form.get("by") == "script":
        return "", 204
    flash(say("Your place is kept: next time you can go on from here."), "success")
    return redirect(url_for(".article", slug=slug, at=position, _anchor=f"p-{position}"), 303)


@blueprint.post("/a/<slug>/seen")
def seen(slug: str) -> Response:
    """Call everything in an article seen."""
    with transaction():
        see_all(current_actor(), get_readable(current_actor(), slug))
    return redirect(url_for(".since"), 303)


@blueprint.get("/since")
def since() -> str:
    """What changed since one's last visit, in each article one reads, or in one of them."""
    actor = current_actor()
    if not actor.signed_in:
        raise NotSignedIn(say("Sign in to see what changed since your last visit."))
    asked = request.args.get("article")
    only = get_readable(actor, asked) if asked else None
    found = changes_since(actor, only)
    return render_template("deliberate/reading/since.html", changes=found, only=only)


@blueprint.post("/welcome")
def welcome() -> Response:
    """Be shown around no more, and go on where one was."""
    actor = current_actor()
    with transaction():
        was_shown_around(actor)
    slug = request.form.get("article", "")
    if slug:
        return redirect(url_for(".article", slug=slug), 303)
    return redirect(url_for(".articles"), 303)


def _number(name: str) -> int | None:
    return whole_number(request.form.get(name, ""), 9)
