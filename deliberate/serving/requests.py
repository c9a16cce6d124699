"""Every request has a name, and leaves one line in the log that says nothing about who made it."""

import logging
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from secrets import token_hex
from typing import TYPE_CHECKING

from flask import Flask, request

from deliberate.web.request_ids import ENVIRON_KEY

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger("deliberate.requests")

#: What a name from a proxy may look like; another is replaced, so that no line can be forged by a header.
SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")

#: Where the WSGI environment holds the pattern of the route that answered.
ROUTE_KEY = "deliberate.route"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestLines:
    """Wraps the whole site: gives each request its name and writes its line once the last byte is out."""

    def __init__(self, site: "WSGIApplication", *, named_by_proxy: bool) -> None:
        self.site = site
        self.named_by_proxy = named_by_proxy

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        name = environ.get("HTTP_X_REQUEST_ID", "") if self.named_by_proxy else ""
        if not SANE.fullmatch(name):
            name = token_hex(8)
        environ[ENVIRON_KEY] = name
        line = _Line(environ, name)

        def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> object:
            line.status = int(status.split(" ", 1)[0])
            line.whole = any(key.lower() == "content-length" for key, _ in headers)
            return start_response(status, [*headers, ("X-Request-ID", name)], exc_info)  # type: ignore[arg-type]

        try:
            body = _Counted(self.site(environ, start), line)  # type: ignore[arg-type]
        except BaseException:
            line.write()
            raise
        if not line.whole:
            return body
        # Its length is known, so it is in memory already: servers send one piece faster than an iterator.
        with closing(body):
            return [b"".join(body)]


class _Line:
    """What is known of a request so far."""

    def __init__(self, environ: "WSGIEnvironment", name: str) -> None:
        self.environ = environ
        self.name = name
        self.status = 500
        self.bytes = 0
        #: Whether the response said how long it is.
        self.whole = False
        self.began = time.perf_counter()

    def write(self) -> None:
        # A method is a word the client chose: one that nobody knows could be anything.
        method = self.environ.get("REQUEST_METHOD")
        fields = {
            "request_id": self.name,
            "method": method if method in _METHODS else "other",
            "route": self.environ.get(ROUTE_KEY),
            "status": self.status,
            "ms": round((time.perf_counter() - self.began) * 1000, 1),
            "bytes": self.bytes,
        }
        logger.info("request", extra={"fields": fields})


class _Counted:
    """A response's body; its end writes the line."""

    def __init__(self, body: Iterable[bytes], line: _Line) -> None:
        self.body = body
        self.line = line

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.body:
            self.line.bytes += len(chunk)
            yield chunk

    def close(self) -> None:
        try:
            close = getattr(self.body, "close", None)
            if close is not None:
                close()
        finally:
            self.line.write()


def install(app: Flask, *, named_by_proxy: bool) -> None:
    """Name and note every request of the app; with ``named_by_proxy`` a proxy in front may have named it already.

    Wrap nothing around it later that should be in the lines.
    """
    app.before_request(_note_the_route)
    app.wsgi_app = RequestLines(app.wsgi_app, named_by_proxy=named_by_proxy)  # type: ignore[method-assign]


def _note_the_route() -> None:
    """The pattern, never the address: names and search words stand in addresses."""
    request.environ[ROUTE_KEY] = request.url_rule.rule if request.url_rule else None
