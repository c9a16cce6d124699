"""A visitor's page is made once for each version of what it shows, and given from memory until that turns over.

Whoever may be somebody gets a page of their own: a cookie of any name, or somebody whom the host knows without one.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any, TypeVar

from flask import Response, current_app, g, request
from flask import session as cookie

from deliberate.core.db import session
from deliberate.core.site import settings
from deliberate.core.wording import visitors_language
from deliberate.core.written import EVERYTHING, SITE, versions_of
from deliberate.web.identity import current_actor
from deliberate.web.page_cache import KeptPage, PageCache, Place, matches, place_of
from deliberate.web.shared_pages import SharedPages

_SHOWS, _WAITING = "deliberate_shows", "deliberate_page_to_keep"
#: What a page may vary by: the first two are in its place, the third in how it is packed.
_VARIES_BY = frozenset({"cookie", "accept-language", "accept-encoding"})
FEED = "application/atom+xml"
_KEPT_TYPES = frozenset({"text/html", FEED})
_SHARED = "public, no-cache"
_POLICIES = frozenset({"content-security-policy", "content-security-policy-report-only"})

View = TypeVar("View", bound=Callable[..., Any])


def shows_article(find: Callable[..., int | None]) -> Callable[[View], View]:
    """For a view that shows one article and nothing of others but what is on it; ``find`` has its id from the address.

    Such a page may not depend on the present moment: what no transaction turns over stays as it was.
    """
    return partial(_shows, find)


def shows_everything(view: View) -> View:
    """For a view that may show anything of the site, but nothing by the present moment."""
    return _shows(lambda **_: EVERYTHING, view)


def shows_the_site(view: View) -> View:
    """For a view that shows nothing of what people post."""
    return _shows(lambda **_: SITE, view)


def _shows(find: Callable[..., int | None], view: View) -> View:
    setattr(view, _SHOWS, find)
    return view


def shown_by(view: Callable[..., Any] | None) -> Callable[..., int | None] | None:
    """What tells the article, or the like, that a view's page is of; None of views whose pages are not kept."""
    find: Callable[..., int | None] | None = getattr(view, _SHOWS, None)
    return find


def kept_pages() -> PageCache:
    """Those of this app in this process."""
    pages: PageCache = current_app.extensions["deliberate"].pages
    return pages


def shared_pages() -> SharedPages | None:
    """Those of this app in all its processes."""
    pages: SharedPages | None = current_app.extensions["deliberate"].shared_pages
    return pages


def give_kept() -> Response | None:
    """The page as it was kept, where it still holds; a view is asked for any other."""
    find = shown_by(current_app.view_functions.get(request.endpoint or ""))
    place = place_of(request.environ, _language()) if find is not None and kept_pages().most else None
    if find is None or place is None or bool(cookie) or current_actor().signed_in:
        return None
    page = kept_pages().find(place)
    if page is not None and _is_young(page) and versions_of(session, page.about) == page.numbers:
        return _as_response(page)
    shown = find(**(request.view_args or {}))
    if shown is None:
        return None
    about = (SITE, shown) if shown > 0 else (shown,)
    # Asked before the page is made: what changes meanwhile makes it older than it is, never newer.
    numbers = versions_of(session, about)
    shared = shared_pages()
    page = shared.find(place, about, numbers) if shared is not None else None
    if page is not None and _is_young(page):
        kept_pages().keep(place, page)
        return _as_response(page)
    setattr(g, _WAITING, (place, about, numbers))
    return None


def is_to_be_kept() -> bool:
    """Whether what this request is answered with will be kept, if nothing in it turns out to be somebody's."""
    return _WAITING in g


def _language() -> str:
    """In which language a visitor asks; as they said it, where templates may be of a host that speaks others."""
    spoken = visitors_language()
    return spoken if kept_pages().keeps_parts else f"{spoken} {request.headers.get('Accept-Language', '')}"


def _is_young(page: KeptPage) -> bool:
    return page.is_younger(settings.page_cache_seconds)


def _as_response(page: KeptPage) -> Response:
    response = Response(page.body, content_type=page.kind)
    _tag(response, page.tag)
    if matches(page.tag, request.headers.get("If-None-Match")):
        response.status_code = 304
    return response


def _tag(response: Response, tag: str) -> None:
    response.set_etag(tag, weak=True)
    response.vary.add("Accept-Encoding")


def keep(response: Response) -> Response:
    """Tag a page that anybody may have, and keep it once it is out, if nothing in it turned out to be somebody's."""
    waiting = g.pop(_WAITING, None)
    if waiting is None or response.status_code != 200 or not _is_shared(response) or "ETag" in response.headers:
        return response
    place, about, numbers = waiting
    body = response.get_data()
    tag = sha256(body).hexdigest()[:32]
    rule = request.url_rule.rule if request.url_rule else ""
    page = KeptPage(about, numbers, body, tag, response.headers["Content-Type"], rule, time.monotonic())
    _tag(response, tag)
    if response.mimetype == FEED and matches(tag, request.headers.get("If-None-Match")):
        # Programs come back for feeds long after what was kept has gone, and are not sent the same again.
        response.status_code = 304
        return response
    response.call_on_close(partial(_keep_sent, kept_pages(), shared_pages(), place, page, response))
    return response


def _keep_sent(pages: PageCache, shared: SharedPages | None, place: Place, page: KeptPage, response: Response) -> None:
    """By now the host's own hooks have had their say: no page is kept that sets a cookie, varies, or was reworded."""
    if _is_shared(response) and response.get_data() == page.body:
        left_out = {"content-length", "date"}
        headers = [(name, value) for name, value in response.headers.items() if name.lower() not in left_out]
        page = replace(page, headers=headers)
        pages.keep(place, page)
        if shared is not None:
            shared.keep(place, page)


def _is_shared(response: Response) -> bool:
    # A host may add a header of the same name instead of adding to ours.
    varies = {each.strip().lower() for line in response.headers.getlist("Vary") for each in line.split(",")}
    return (
        response.headers.getlist("Cache-Control") == [_SHARED]
        and "Set-Cookie" not in response.headers
        and varies <= _VARIES_BY
        and response.mimetype in _KEPT_TYPES
        and not response.is_streamed
        # A nonce is for one answer: kept, the page would have an old one in it and a new one beside it.
        and not any("'nonce-" in value for name, value in response.headers if name.lower() in _POLICIES)
    )
