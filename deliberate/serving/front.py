"""Kept pages of our own site are given in front of Flask: the same bytes and headers, without a context or a session.

What Flask would have done for them is proved by the page: it is kept only after a request for the very same address,
host and scheme included, was answered with it, whoever asked had no cookie, and reading has no limits. Its versions
are asked each time; where that fails, Flask is asked.
"""

from collections.abc import Callable, Iterable
from contextlib import closing
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import parse_accept_header

from deliberate.core.wording import Words
from deliberate.core.written import PageVersion
from deliberate.serving.requests import ROUTE_KEY
from deliberate.web.page_cache import KeptPage, PageCache, Place, matches, place_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Shorter ones are not worth packing.
_SHORT = 1000
#: What a 304 has no use for.
_OF_A_BODY = frozenset({"content-type", "content-length", "content-encoding"})


class Front:
    """Wraps the site and gives the pages that hold."""

    def __init__(
        self,
        site: "WSGIApplication",
        pages: PageCache,
        versions: Callable[..., tuple[int, ...]],
        seconds: int,
        language_of: Callable[[str, str], str],
    ) -> None:
        self.site = site
        self.language_of = language_of
        self.pages = pages
        self.versions = versions
        self.seconds = seconds

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        place = None
        if not environ.get("HTTP_COOKIE"):
            language = self.language_of(environ.get("QUERY_STRING", ""), environ.get("HTTP_ACCEPT_LANGUAGE", ""))
            place = place_of(environ, language)
        page = self.pages.find(place) if place is not None else None
        if place is None or page is None or not self._holds(page):
            return self.site(environ, start_response)
        environ[ROUTE_KEY] = page.route
        if matches(page.tag, environ.get("HTTP_IF_NONE_MATCH")):
            headers = [(name, value) for name, value in page.headers if name.lower() not in _OF_A_BODY]
            start_response("304 Not Modified", headers)
            return []
        body, encoding = self._packed(environ, place, page)
        start_response("200 OK", [*page.headers, *encoding, ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _holds(self, page: KeptPage) -> bool:
        try:
            return page.is_younger(self.seconds) and self.versions(page.about) == page.numbers
        except SQLAlchemyError:
            return False

    def _packed(self, environ: "WSGIEnvironment", place: Place, page: KeptPage) -> tuple[bytes, list[tuple[str, str]]]:
        if len(page.body) < _SHORT or not _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
            return page.body, []
        return self.pages.packed(place, page), [("Content-Encoding", "gzip")]


@lru_cache(maxsize=256)
def _takes_gzip(accepts: str) -> bool:
    return "gzip" in accepts and parse_accept_header(accepts).quality("gzip") > 0


def versions_in(engine: Engine) -> Callable[[tuple[int, ...]], tuple[int, ...]]:
    """Asks for versions in as few steps as there are: no unit of work, no session."""
    table = PageVersion.__tablename__
    failures: Any = engine.dialect.loaded_dbapi.Error

    def versions_of(about: tuple[int, ...]) -> tuple[int, ...]:
        asked = ", ".join(str(int(each)) for each in about)
        try:
            with closing(engine.raw_connection()) as connection:
                cursor = connection.cursor()
                cursor.execute(f"SELECT about, number FROM {table} WHERE about IN ({asked})")  # noqa: S608  # numbers
                found = dict(cursor.fetchall())
                cursor.close()
        except failures as failure:
            raise SQLAlchemyError("the versions cannot be read") from failure
        return tuple(found.get(each, 0) for each in about)

    return versions_of


def install(app: Flask, engine: Engine) -> None:
    """Give kept pages in front of this app; whatever should see its requests as well is to be wrapped around later."""
    state = app.extensions["deliberate"]
    if state.pages.most:
        state.pages.keeps_parts = True
        seconds = state.settings.page_cache_seconds
        language_of = partial(_language, state.words, state.settings.language)
        app.wsgi_app = Front(  # type: ignore[method-assign]
            app.wsgi_app, state.pages, versions_in(engine), seconds, language_of
        )


def _language(words: Words, site: str, query: str, accepts: str) -> str:
    """As ``visitors_language`` has it of a request."""
    if "lang=" in query:
        named = dict(reversed(parse_qsl(query, keep_blank_values=True))).get("lang")
        if named is not None and named in words.languages:
            return named
    return str(words.accepted(accepts) or site)
