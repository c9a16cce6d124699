"""Visitors' pages that the processes of a site make for each other, in a Redis between its machines.

What lies there is signed with the site's secret, for whoever can write to that Redis is not to write our pages. It
may be emptied at any time, and be away: a page is then made, as it is when nobody asked for it before.
"""

import gzip
import hmac
import json
import logging
import time
from collections.abc import Callable
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from flask import Flask

from deliberate.web.page_cache import KeptPage, Place
from deliberate.web.static_files import stamp

#: For how long a page lies there, in seconds, whatever happens to it.
_KEPT_FOR = 3600
#: How long Redis may take, in seconds, and how long nobody asks it after it did not answer.
_PATIENCE, _PAUSE = 0.25, 30.0
_SIGNATURE = 32

_log = logging.getLogger(__name__)


class SharedPages:
    """The pages that lie in a Redis, found by where they were asked for and the versions they were made of.

    ``secret`` and ``maker`` are asked for when the first page is, for an app is still being set up before.
    """

    def __init__(
        self, redis: Any, failures: type[Exception], secret: Callable[[], bytes], maker: Callable[[], bytes]
    ) -> None:
        self._redis = redis
        self._failures = failures
        self._secret = secret
        self._maker = maker
        self._asked_again_at = 0.0

    def find(self, place: Place, about: tuple[int, ...], numbers: tuple[int, ...]) -> KeptPage | None:
        """The page there that was made of these versions, by code and templates like ours."""
        name = self._name(place, about, numbers)
        found = self._ask(lambda redis: redis.get(name))
        return _read(found, name, self._key) if found else None

    def keep(self, place: Place, page: KeptPage) -> None:
        """Lay a page there for the others."""
        name = self._name(place, page.about, page.numbers)
        written = _written(page, name, self._key)
        self._ask(lambda redis: redis.set(name, written, ex=_KEPT_FOR))

    def _ask(self, question: Callable[[Any], Any]) -> Any:
        if time.monotonic() < self._asked_again_at:
            return None
        try:
            return question(self._redis)
        except self._failures as failure:
            _log.warning("Pages are not shared for %.0f seconds: %s", _PAUSE, failure)
            self._asked_again_at = time.monotonic() + _PAUSE
            return None

    @cached_property
    def _key(self) -> bytes:
        return hmac.digest(self._secret(), b"deliberate.pages", "sha256")

    @cached_property
    def _made_by(self) -> str:
        return self._maker().hex()

    def _name(self, place: Place, about: tuple[int, ...], numbers: tuple[int, ...]) -> str:
        words = json.dumps([place, about, numbers, self._made_by]).encode()
        return f"deliberate:page:{hmac.digest(self._key, words, 'sha256').hex()}"


def _written(page: KeptPage, name: str, key: bytes) -> bytes:
    about = [page.about, page.numbers, page.tag, page.kind, page.route, list(page.headers)]
    age = time.monotonic() - page.made_at
    words = json.dumps([*about, time.time() - age]).encode() + b"\n" + page.packed()
    return hmac.digest(key, name.encode() + words, "sha256") + words


def _read(written: bytes, name: str, key: bytes) -> KeptPage | None:
    words = written[_SIGNATURE:]
    if not hmac.compare_digest(written[:_SIGNATURE], hmac.digest(key, name.encode() + words, "sha256")):
        return None
    head, _, packed = words.partition(b"\n")
    about, numbers, tag, kind, route, headers, made_at = json.loads(head)
    # Clocks of machines differ; none makes a page younger than now.
    age = max(0.0, time.time() - made_at)
    headers = [(field, value) for field, value in headers]
    return KeptPage(
        tuple(about), tuple(numbers), gzip.decompress(packed), tag, kind, route, time.monotonic() - age, headers, packed
    )


def shared_pages(app: Flask, url: str | None) -> SharedPages | None:
    """Those of this app; None where it names no Redis for them. Raises ImportError without the extra ``redis``."""
    if not url:
        return None
    import redis  # noqa: PLC0415  # of an extra

    client = redis.Redis.from_url(url, socket_connect_timeout=_PATIENCE, socket_timeout=_PATIENCE)
    return SharedPages(client, redis.RedisError, lambda: _secret(app), lambda: _maker(app))


def _maker(app: Flask) -> bytes:
    """A digest of what makes a page beside what is on it: our code's version, templates, static files,
    settings and catalogues.

    Another release, or a host's other template, makes pages of its own.
    """
    environment = app.jinja_env
    digest = sha256(f"{version('flask-deliberate')} {app.extensions['deliberate'].settings!r}".encode())
    digest.update(stamp(app.blueprints["deliberate"].static_folder).encode())
    for name in sorted(environment.list_templates()):
        # What a host keeps beside its templates may be no text.
        if environment.loader is not None and name.endswith((".html", ".txt")):
            digest.update(environment.loader.get_source(environment, name)[0].encode())
    for folder in app.extensions["deliberate"].words.folders:
        for path in sorted(folder.rglob("*.mo")):
            digest.update(path.read_bytes())
    return digest.digest()


def _secret(app: Flask) -> bytes:
    key = app.secret_key
    if not key:
        raise RuntimeError("Sharing pages needs the app's SECRET_KEY.")
    return key.encode() if isinstance(key, str) else key
