"""Whole pages as visitors got them, kept in the memory of one process and bounded by their bytes."""

import gzip
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

#: Where a page was asked for, and in which language: scheme, host, where the app hangs, path, query, code.
Place = tuple[str, str, str, str, str, str]

#: What one page takes beside its body, roughly; and how long an address may be for its page to be kept.
_FRAME, LONGEST_PLACE = 2048, 512


@dataclass
class KeptPage:
    """A page, and the versions it was made of: it holds for as long as these are the present ones."""

    about: tuple[int, ...]
    numbers: tuple[int, ...]
    body: bytes
    tag: str
    kind: str
    #: The route that answered, for log lines.
    route: str
    #: By ``time.monotonic()``.
    made_at: float
    #: Its headers as they went out in the end.
    headers: Sequence[tuple[str, str]] = field(default=())
    _packed: bytes | None = None

    def is_younger(self, seconds: int) -> bool:
        """Whether it is younger than that; any is, where it is 0."""
        return not seconds or time.monotonic() - self.made_at < seconds

    @property
    def size(self) -> int:
        return len(self.body) + len(self._packed or b"") + _FRAME

    def packed(self) -> bytes:
        """The body in gzip, which is made once."""
        if self._packed is None:
            self._packed = gzip.compress(self.body, 6, mtime=0)
        return self._packed


class PageCache:
    """The pages asked for last, up to so many bytes; none with a bound of 0."""

    def __init__(self, most: int) -> None:
        self.most = most
        #: Whether parts of pages are kept for people who are signed in: where all templates are ours.
        self.keeps_parts = False
        self._pages: OrderedDict[Place, KeptPage] = OrderedDict()
        self._sizes: dict[Place, int] = {}
        self.bytes = 0
        self._lock = Lock()

    def find(self, place: Place) -> KeptPage | None:
        """What was kept of that place, whether it still holds or not."""
        with self._lock:
            page = self._pages.get(place)
            if page is not None:
                self._pages.move_to_end(place)
        return page

    def keep(self, place: Place, page: KeptPage) -> None:
        """Keep it, in place of what was kept there, and let go of what was not asked for longest."""
        size = page.size
        with self._lock:
            self._drop(place)
            # One page is not to push out all others.
            if size > self.most // 2:
                return
            self._pages[place], self._sizes[place] = page, size
            self.bytes += size
            while self.bytes > self.most:
                self._drop(next(iter(self._pages)))

    def packed(self, place: Place, page: KeptPage) -> bytes:
        """Its body in gzip, which counts from then on as well."""
        counted = page.size
        packed = page.packed()
        if page.size != counted and self.find(place) is page:
            self.keep(place, page)
        return packed

    def clear(self) -> None:
        """Let go of all."""
        with self._lock:
            self._pages.clear()
            self._sizes.clear()
            self.bytes = 0

    def _drop(self, place: Place) -> None:
        self._pages.pop(place, None)
        self.bytes -= self._sizes.pop(place, 0)


def place_of(environ: Mapping[str, Any], language: str) -> Place | None:
    """Where a page is asked for that may be anybody's; None where whoever asks could be somebody."""
    if environ.get("REQUEST_METHOD") not in {"GET", "HEAD"} or "HTTP_HOST" not in environ:
        return None
    # Any cookie at all: a host may know people by others than its session's.
    if environ.get("HTTP_COOKIE") or environ.get("HTTP_AUTHORIZATION"):
        return None
    place = (
        environ["wsgi.url_scheme"],
        environ["HTTP_HOST"],
        environ.get("SCRIPT_NAME", ""),
        environ.get("PATH_INFO", ""),
        environ.get("QUERY_STRING", ""),
        language,
    )
    # No address of ours is as long; one that somebody made so would fill the memory by itself.
    return place if sum(map(len, place)) <= LONGEST_PLACE else None


def matches(tag: str, if_none_match: str | None) -> bool:
    """Whether a browser says that it has what this tag stands for. Tags are digests: none is a part of another."""
    return if_none_match is not None and f'"{tag}"' in if_none_match
