"""Bodies that come in slowly hold some of a worker's threads, never all: reading pages and probes go on."""

from collections.abc import Iterator
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.exceptions import ServiceUnavailable

from deliberate.core.wording import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

BUSY = N_("Too many are sending something slowly at this moment.")


class BoundedReading:
    """Wraps the site: at most so many requests wait for bytes of their bodies at once; one more gets a 503."""

    def __init__(self, site: "WSGIApplication", most: int) -> None:
        self.site = site
        self.places = BoundedSemaphore(most)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        environ["wsgi.input"] = _Body(environ["wsgi.input"], self.places)
        return self.site(environ, start_response)


class _Body:
    """A body of which every read takes a place while it waits, and raises ServiceUnavailable where none is free."""

    def __init__(self, body: Any, places: BoundedSemaphore) -> None:
        self._body = body
        self._places = places

    def read(self, size: int = -1) -> bytes:
        return self._in_a_place(self._body.read, size)

    def readline(self, size: int = -1) -> bytes:
        return self._in_a_place(self._body.readline, size)

    def readlines(self, hint: int = -1) -> list[bytes]:
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _in_a_place(self, read: Any, size: int) -> bytes:
        # Waiting for a place would hold the very thread that is to stay free.
        if not self._places.acquire(blocking=False):
            raise ServiceUnavailable(BUSY)
        try:
            given: bytes = read() if size is None or size < 0 else read(size)
            return given
        finally:
            self._places.release()


def install(app: Flask, most: int) -> None:
    """Let at most so many requests of this process wait for bodies."""
    app.wsgi_app = BoundedReading(app.wsgi_app, most)  # type: ignore[method-assign]
