"""Articles and claims as frames in pages of others: read-only, the same for everybody, and shown where the site allows.

No view here changes anything, so nobody can be made to press something in a frame they do not see.
"""

import uuid
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, make_response, render_template, request, url_for

from deliberate.articles.services import get_readable
from deliberate.articles.shown import by_claim, by_slug
from deliberate.core.errors import DomainError, Gone, NotFound, NotSignedIn
from deliberate.core.wording import say
from deliberate.embedding.pages import embedded_article, embedded_claim
from deliberate.propositions.queries import get_proposition
from deliberate.reading.views import number_in
from deliberate.web.errors import status_of
from deliberate.web.feeds import full_address
from deliberate.web.identity import current_actor
from deliberate.web.keeping import shows_article
from deliberate.web.origins import embedding_origins
from deliberate.web.reader import read_in_colours
from deliberate.web.rendering import SAME_FOR_ALL

blueprint = Blueprint("embedding", __name__)

SCRIPT = "embed.js"
#: For how long, in seconds, a browser may use the script without asking whether there is another.
SCRIPT_AGE = 300
#: The same of counts.
COUNTS_AGE = 60

#: Nothing inline, nothing from elsewhere, and nothing to send.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors {}"
)


@blueprint.get("/embed/a/<slug>")
@shows_article(by_slug)
def article(slug: str) -> Response:
    """An article's claims with the most evidence, a few at a time."""
    try:
        found = get_readable(current_actor(), slug)
    except (NotFound, Gone) as error:
        return _nothing(error, url_for("deliberate.reading.article", slug=slug))
    page = embedded_article(current_actor(), found, number_in("page", 99_999) or 1)
    pages = {at: _own_address(page=at) for at in (page.page - 1, page.page + 1) if 1 <= at <= page.pages}
    return _framed("deliberate/embedding/article.html", page=page, pages=pages)


@blueprint.get("/embed/claims/<uuid:claim>")
@shows_article(by_claim)
def claim(claim: uuid.UUID) -> Response:
    """One claim: what speaks for and against it, and how that leans."""
    try:
        found = get_proposition(current_actor(), claim)
    except (NotFound, Gone) as error:
        return _nothing(error, url_for("deliberate.reading.claim", claim=claim))
    return _framed("deliberate/embedding/claim.html", page=embedded_claim(current_actor(), found))


@blueprint.get("/embed/a/<slug>/counts.json")
def article_counts(slug: str) -> Response:
    """How many claims an article has, and how much is posted for and against them."""
    page = embedded_article(current_actor(), get_readable(current_actor(), slug))
    address = full_address("deliberate.reading.article", slug=slug)
    return _counts(page.for_count, page.against_count, address, claims=page.claims)


@blueprint.get("/embed/claims/<uuid:claim>/counts.json")
def claim_counts(claim: uuid.UUID) -> Response:
    """How much is posted for and against a claim."""
    balance = embedded_claim(current_actor(), get_proposition(current_actor(), claim)).card.balance
    address = full_address("deliberate.reading.claim", claim=claim)
    return _counts(balance["for_count"], balance["against_count"], address)


@blueprint.get(f"/{SCRIPT}")
def script() -> Response:
    """The script that pages of others name. Its address stays, so it is asked for anew every few minutes."""
    setattr(g, SAME_FOR_ALL, True)
    folder = current_app.blueprints["deliberate"].static_folder
    response = Response(Path(str(folder), SCRIPT).read_bytes(), mimetype="text/javascript")
    response.add_etag()
    response.headers["Cache-Control"] = f"public, max-age={SCRIPT_AGE}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.make_conditional(request)
    return response


@blueprint.get("/embed/signed-in")
def signed_in() -> str:
    """Where the window of an embed's sign-in ends: it says so to the embed and closes."""
    if not current_actor().signed_in:
        raise NotSignedIn(say("Sign in to take part."))
    return render_template("deliberate/embedding/signed_in.html")


def _own_address(**changes: Any) -> str:
    """This view's address with other questions; how it is to look stays."""
    kept = {name: request.args[name] for name in ("theme", "lang") if name in request.args}
    return url_for(str(request.endpoint), **{**(request.view_args or {}), **kept, **changes})


def _framed(template: str, status: int = 200, **shown: object) -> Response:
    """A page that the sites which may show it can show, as the address says it is to look."""
    current_actor()
    read_in_colours(request.args.get("theme"))
    origins = embedding_origins()
    # By now they came back from signing in; where the browser keeps that from frames, they are told.
    back = "signed-in" in request.args
    response = make_response(render_template(template, origins=origins, came_back=back, **shown), status)
    response.headers["Content-Security-Policy"] = _POLICY.format(" ".join(origins) or "'none'")
    return response


def _nothing(error: DomainError, full: str) -> Response:
    """Alike for what is not there and what is not open to whoever asks; signing in may help."""
    return _framed("deliberate/embedding/nothing.html", status_of(error), happened=error.message, full=full)


def _counts(for_count: int, against_count: int, address: str, **more: int) -> Response:
    words = {
        "for": say("%(count)s for", count=for_count),
        "against": say("%(count)s against", count=against_count),
    }
    response = jsonify({"for": for_count, "against": against_count, **more, "words": words, "address": address})
    origin = request.headers.get("Origin")
    if origin in embedding_origins():
        response.headers["Access-Control-Allow-Origin"] = origin
    response.vary.add("Origin")
    if not request.cookies and not current_actor().signed_in:
        response.headers["Cache-Control"] = f"public, max-age={COUNTS_AGE}"
    response.add_etag()
    response.make_conditional(request)
    return response
