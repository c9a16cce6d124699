"""Cards of links to articles and claims, for sites that ask what an address leads to (oEmbed 1.0, JSON)."""

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Response, abort, current_app, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from deliberate.articles.services import get_readable
from deliberate.core.errors import NotFound
from deliberate.core.site import settings
from deliberate.core.wording import languages, say, speak
from deliberate.embedding.pages import embedded_article, embedded_claim
from deliberate.embedding.views import blueprint
from deliberate.propositions.queries import get_proposition
from deliberate.reading.views import number_in
from deliberate.web.feeds import full_address
from deliberate.web.identity import current_actor

#: How wide and high a card is, in pixels, where whoever shows it has room.
WIDTH, HEIGHT = 600, 220
#: For how long, in seconds, a card may be shown as it is.
AGE = 3600
#: No address of ours is as long.
LONGEST = 1000


@blueprint.get("/oembed")
def oembed() -> Response:
    """The card of an address here: words and links to be put into another page, with nothing that runs or loads."""
    if request.args.get("format", "json") != "json":
        abort(501, say("Cards are made in JSON only."))
    asked = request.args.get("url", "")
    if not asked or len(asked) > LONGEST:
        abort(400, say("Say in “url” which page of this site the card is of."))
    endpoint, values = _page_at(asked)
    spoken = dict(parse_qsl(urlsplit(asked).query)).get("lang")
    if spoken is not None and spoken in languages():
        speak(spoken)
    if endpoint == "deliberate.reading.article":
        return _card(**_of_article(values["slug"]))
    if endpoint == "deliberate.reading.claim":
        return _card(**_of_claim(values["claim"]))
    raise NotFound(say("Cards are made of articles and claims of this site."))


def _page_at(address: str) -> tuple[str, Mapping[str, Any]]:
    """Which page of this site has that address. Raises NotFound where none has."""
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise NotFound(say("That is no address.")) from error
    known = {urlsplit(each).netloc.lower() for each in (request.host_url, full_address("deliberate.reading.home"))}
    root = request.script_root
    if parts.scheme not in {"http", "https"} or parts.netloc.lower() not in known or not parts.path.startswith(root):
        raise NotFound(say("That is no address of this site."))
    adapter = current_app.url_map.bind(request.host, script_name=root or "/")
    try:
        return adapter.match(parts.path.removeprefix(root), "GET")
    except HTTPException as error:
        raise NotFound(say("No page of this site has that address.")) from error


def _of_article(slug: str) -> dict[str, Any]:
    page = embedded_article(current_actor(), get_readable(current_actor(), slug))
    address = full_address("deliberate.reading.article", slug=slug)
    html = render_template("deliberate/embedding/card_of_article.html", page=page, address=address)
    return {"title": page.article.title, "html": html}


def _of_claim(claim: uuid.UUID) -> dict[str, Any]:
    page = embedded_claim(current_actor(), get_proposition(current_actor(), claim))
    address = full_address("deliberate.reading.claim", claim=claim)
    home = full_address("deliberate.reading.article", slug=page.article.slug)
    html = render_template("deliberate/embedding/card_of_claim.html", page=page, address=address, home=home)
    return {"title": page.claim.text, "html": html}


def _card(**said: Any) -> Response:
    return jsonify(
        version="1.0",
        type="rich",
        provider_name=settings.site_name,
        provider_url=full_address("deliberate.reading.home"),
        cache_age=AGE,
        width=min(WIDTH, number_in("maxwidth", 99_999) or WIDTH),
        height=min(HEIGHT, number_in("maxheight", 99_999) or HEIGHT),
        **said,
    )
