"""What an open page asks for again and again: whether there is anything new, and how much."""

from uuid import UUID

from flask import Response, abort, current_app, make_response, render_template, request

from deliberate.articles.models import Article
from deliberate.articles.services import get_readable
from deliberate.articles.shown import by_slug
from deliberate.core.contributions import Contribution, get_contribution
from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.site import settings
from deliberate.core.text import whole_number
from deliberate.core.wording import say
from deliberate.notices.queries import unread_count
from deliberate.reading.news import news_since, version_of
from deliberate.reading.views import blueprint
from deliberate.web.identity import current_actor
from deliberate.web.keeping import shows_article
from deliberate.web.page_cache import matches
from deliberate.web.rendering import for_templates
from deliberate.web.streams import Streams

#: A version has at most so many digits.
_DIGITS = 17
#: The kinds of posts whose pages learn of what is new on them.
_HAVE_PAGES = frozenset({"proposition", "evidence"})


@for_templates.register("live_version")
def live_version(article: Article) -> int | None:
    """The version that a page made now is of; None where open pages are not to ask for news."""
    return version_of(article) if settings.live_seconds else None


@for_templates.register("live_seconds")
def live_seconds() -> int:
    """How often open pages ask."""
    return settings.live_seconds


@for_templates.register("live_stream")
def live_stream() -> bool:
    """Whether open pages are told at once."""
    return settings.live_stream


@blueprint.get("/a/<slug>/news")
@shows_article(by_slug)
def news(slug: str) -> Response:
    """What is new since the version that a page was made of. Visitors share the answer like a page.

    To somebody who is signed in, 304 is said by the version and by how many notices are unread, before anything else
    is looked at.
    """
    actor = current_actor()
    article = get_readable(actor, slug)
    since = whole_number(request.args.get("since", ""), _DIGITS) or 0
    unread = unread_count(actor) if actor.signed_in else None
    version = version_of(article)
    on = _asked_about(article)
    tag = f"{since}-{version}-{unread}"
    if actor.signed_in and matches(tag, request.headers.get("If-None-Match")):
        response = make_response("", 304)
    else:
        found = news_since(actor, article, since, on) if since < version else None
        response = make_response(
            render_template("deliberate/reading/_news.html", article=article, news=found, unread=unread)
        )
    if actor.signed_in:
        response.set_etag(tag, weak=True)
    return response


def _asked_about(article: Article) -> Contribution | None:
    """The claim or the item whose page asks; None for the article's."""
    named = request.args.get("on")
    if named is None:
        return None
    try:
        found = get_contribution(UUID(named))
    except ValueError:
        raise NotFound(say("There is no such claim or item.")) from None
    if found.article_id != article.id or found.kind not in _HAVE_PAGES or not found.is_visible:
        raise NotFound(say("There is no such claim or item."))
    return found


@blueprint.get("/a/<slug>/stream")
def stream(slug: str) -> Response:
    """The versions of an article as they come, as server-sent events; the page then asks what is new.

    204 where the site has none, 503 where this process has as many as it may: the page asks now and then instead.
    """
    article = get_readable(current_actor(), slug)
    article_id = article.id
    if not settings.live_stream or request.method == "HEAD":
        return Response(status=204, headers={"Cache-Control": "no-store"})
    streams: Streams = current_app.extensions["deliberate"].streams
    engine, version = session.get_bind(), version_of(article)
    # What this request holds of the database is given back: a connection that waits holds none.
    session.rollback()
    opened = streams.open(engine, article_id, version)
    if opened is None:
        abort(503, say("As many pages are told at once as can be. This one can ask now and then."))
    # A proxy that gathers what it passes on would keep it to itself.
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Response(opened, mimetype="text/event-stream", headers=headers)
