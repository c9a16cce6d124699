"""The public pages of people."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from deliberate.core.contributions import Contribution
from deliberate.core.errors import NotSignedIn
from deliberate.core.text import whole_number
from deliberate.core.wording import N_, say
from deliberate.people.profile import Kind, has_profile, profile_of
from deliberate.web.identity import current_actor
from deliberate.web.keeping import shows_everything
from deliberate.web.rendering import for_templates

blueprint = Blueprint("people", __name__)

KIND_WORDS = {Kind.CLAIMS: N_("Claims"), Kind.EVIDENCE: N_("Evidence"), Kind.REMARKS: N_("Remarks")}


@for_templates.register("author_url")
def author_url(contribution: Contribution) -> str | None:
    """The page of whoever posted it, where that page tells of it."""
    return url_for("deliberate.people.person", person=contribution.author_id) if has_profile(contribution) else None


@blueprint.get("/people/<path:person>")
@shows_everything
def person(person: str) -> str:
    """What somebody posted where everybody may read it, and how it fared."""
    asked = request.args.get("kind", "")
    kind = Kind(asked) if asked in set(Kind) else None
    number = whole_number(request.args.get("before", ""))
    if len(person) > 255:
        abort(404)
    page = profile_of(current_actor(), person, kind=kind, slug=request.args.get("article") or None, before=number)
    return render_template("deliberate/people/person.html", page=page, kinds=KIND_WORDS)


@blueprint.get("/yours/profile")
def own() -> Response:
    """Lead to one's own."""
    actor = current_actor()
    if not actor.signed_in:
        raise NotSignedIn(say("Sign in to see your public page."))
    return redirect(url_for(".person", person=actor.key))
