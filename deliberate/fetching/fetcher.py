"""GET and POST, guarded: bounded in time, size, redirects and ports, and only to the public internet.

Nothing of ours goes along: no cookie, no referrer, no credentials, no proxy of the environment. What a service is asked
by ``ask`` is the caller's to say, credentials for it included.
"""

import json
import re
import ssl
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore
from protego import Protego

from deliberate.fetching.addresses import Machine, is_public
from deliberate.fetching.bodies import ACCEPTED, bounded
from deliberate.fetching.connecting import Deadline, GuardedBackend, Resolver, resolve
from deliberate.fetching.errors import (
    ANOTHER_PORT,
    N_,
    NO_PAGE,
    TOO_LARGE,
    TOO_MANY_REDIRECTS,
    BadStatus,
    NotWelcome,
    Refused,
    TooLarge,
    Unintelligible,
    Unreachable,
)
from deliberate.fetching.robots import EVERYTHING, LONGEST, RobotsCache
from deliberate.fetching.urls import Url, read_url

#: The name that robots.txt files may address us by.
ROBOT = "deliberate"
MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Page:
    """What came back: where from after all redirects, of which type, in which declared encoding."""

    url: str
    content_type: str
    charset: str | None
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What a service answered, whatever its status."""

    status: int
    content_type: str
    body: bytes
    #: Its Link header, where long lists say where they go on.
    link: str = ""

    def json_object(self) -> dict[str, Any] | None:
        """The JSON object that it holds, or None where it holds none."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None


@dataclass(frozen=True)
class _Answer:
    """The head of an answer, and its body as it arrives."""

    status: int
    headers: dict[str, str]
    chunks: Iterator[bytes]


@cache
def _tls() -> ssl.SSLContext:
    """Certificates are checked against a list that comes along, which takes a moment to read."""
    return httpcore.default_ssl_context()


def agent_of(site_name: str) -> str:
    """The User-Agent: the robot's name, and whose it is."""
    plain = re.sub(r"[^\x20-\x7e]|[()\\]", "", site_name.encode("ascii", "replace").decode()).strip()
    return f"{ROBOT}/1.0 ({plain[:100] or 'a site for deliberation'})"


class Fetcher:
    """Fetches for one site.

    ``allows`` and ``resolver`` are for tests against a server of their own; no setting reaches them.
    """

    def __init__(
        self,
        agent: str,
        *,
        seconds: float = 10.0,
        limit: int = 5_000_000,
        ports: Collection[int] = (80, 443),
        allows: Callable[[Machine], bool] = is_public,
        resolver: Resolver = resolve,
    ) -> None:
        self._agent = agent
        self._seconds = seconds
        self._limit = limit
        self._ports = frozenset(ports)
        self._allows = allows
        self._resolver = resolver
        self._robots = RobotsCache()

    def get(self, address: str, *, types: Collection[str]) -> Page:
        """The page at an address, if it is of one of these types. Raises FetchError, in words for a person."""
        deadline = Deadline(self._seconds)
        url = read_url(address)
        for _ in range(MOST_REDIRECTS + 1):
            self._ask_robots(url, deadline)
            with self._answer(url, deadline) as answer:
                if (onward := _redirect(url, answer)) is None:
                    return self._page(url, answer, types)
            url = onward
        raise Unintelligible(TOO_MANY_REDIRECTS % {"most": MOST_REDIRECTS})

    def look(self, address: str) -> str:
        """Where an address leads in the end, if something answers there; no body is read. Raises FetchError.

        Sites that do not answer a HEAD are asked once more, as for the page.
        """
        deadline = Deadline(self._seconds)
        url = read_url(address)
        for _ in range(MOST_REDIRECTS + 1):
            self._ask_robots(url, deadline)
            status, onward = self._head_of(url, deadline, "HEAD")
            if status >= 400:
                status, onward = self._head_of(url, deadline, "GET")
            if onward is None:
                if not 200 <= status < 300:
                    raise BadStatus(status)
                return str(url)
            url = onward
        raise Unintelligible(TOO_MANY_REDIRECTS % {"most": MOST_REDIRECTS})

    def ask(
        self,
        address: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        beginning: bool = False,
    ) -> Reply:
        """Ask a service whose operator agreed to it: once, by POST where there is a body. Raises FetchError.

        No robots.txt is read, and no redirect followed: what goes along is for this address alone. With ``beginning``
        an answer that is too long, or cannot be unpacked, is given as far as it goes.
        """
        url, method = read_url(address), "GET" if body is None else "POST"
        with self._answer(url, Deadline(self._seconds), method, headers, body) as answer:
            kind, _ = _type_of(answer.headers.get("content-type", ""))
            encoding = answer.headers.get("content-encoding", "").strip().lower()
            read = bytearray()
            with suppress(*((TooLarge, Unintelligible) if beginning else ())):
                for piece in bounded(answer.chunks, encoding, self._limit):
                    read += piece
            return Reply(answer.status, kind, bytes(read), answer.headers.get("link", ""))

    def _head_of(self, url: Url, deadline: Deadline, method: str) -> tuple[int, Url | None]:
        with self._answer(url, deadline, method) as answer:
            return answer.status, _redirect(url, answer)

    def _page(self, url: Url, answer: _Answer, types: Collection[str]) -> Page:
        if not 200 <= answer.status < 300:
            raise BadStatus(answer.status)
        content_type, charset = _type_of(answer.headers.get("content-type", ""))
        if content_type not in types:
            raise Unintelligible(
                NO_PAGE % {"type": content_type}
                if content_type
                else N_("What is there is not a page to read, but of no stated type.")
            )
        announced = answer.headers.get("content-length", "")
        if announced.isdecimal() and len(announced) < 20 and int(announced) > self._limit:
            raise TooLarge(TOO_LARGE % {"most": f"{self._limit / 1e6:g}"})
        encoding = answer.headers.get("content-encoding", "").strip().lower()
        return Page(str(url), content_type, charset, b"".join(bounded(answer.chunks, encoding, self._limit)))

    def _ask_robots(self, url: Url, deadline: Deadline) -> None:
        """Return where the site lets robots read this. Raises NotWelcome, or what kept it from saying so."""
        rules = self._robots.find(url.origin)
        if rules is None:
            rules = self._read_robots(url.join("/robots.txt"), deadline)
            self._robots.keep(url.origin, rules)
        if not rules.can_fetch(str(url), ROBOT):
            raise NotWelcome(N_("The site asks robots not to read this page. Paste its text instead, if you may."))

    def _read_robots(self, url: Url, deadline: Deadline) -> Protego:
        """A site without rules allows everything; one that cannot say allows nothing for now."""
        for _ in range(MOST_REDIRECTS + 1):
            with self._answer(url, deadline) as answer:
                if answer.status == 429 or answer.status >= 500:
                    raise BadStatus(answer.status)
                if (onward := _redirect(url, answer)) is None:
                    return _rules(answer)
            url = onward
        return EVERYTHING

    @contextmanager
    def _answer(
        self,
        url: Url,
        deadline: Deadline,
        method: str = "GET",
        further: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Iterator[_Answer]:
        """Ask once. Everything that can go wrong on the way comes out as a FetchError."""
        if url.port not in self._ports:
            raise Refused(ANOTHER_PORT % {"port": url.port})
        target = httpcore.URL(
            scheme=url.scheme.encode(), host=url.host.encode(), port=url.port, target=url.target.encode()
        )
        headers: dict[bytes | str, bytes | str] = {
            "Host": url.authority,
            "User-Agent": self._agent,
            "Accept": "text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.1",
            "Accept-Encoding": ACCEPTED,
            "Connection": "close",
        }
        headers.update(further or {})
        if body is not None:
            headers["Content-Length"] = str(len(body))
        backend = GuardedBackend(self._allows, self._resolver, deadline)
        try:
            with (
                httpcore.ConnectionPool(ssl_context=_tls(), network_backend=backend, max_connections=1) as pool,
                pool.stream(method, target, headers=headers, content=body) as response,
            ):
                yield _Answer(response.status, _headers(response.headers), response.iter_stream())
        except httpcore.TimeoutException:
            raise deadline.missed() from None
        except httpcore.NetworkError:
            raise Unreachable(N_("The site does not answer, or not safely.")) from None
        except httpcore.ProtocolError:
            raise Unintelligible(N_("The site's answer cannot be read.")) from None


def _headers(pairs: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """The first of each, by its name in lower case."""
    found: dict[str, str] = {}
    for name, value in pairs:
        found.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
    return found


def _redirect(url: Url, answer: _Answer) -> Url | None:
    """Where the answer sends us, if it does."""
    location = answer.headers.get("location", "")
    if answer.status not in _REDIRECTS or not location:
        return None
    # Sites write addresses in UTF-8 where only ASCII belongs.
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    return url.join(location)


def _rules(answer: _Answer) -> Protego:
    """The rules in a robots.txt, or none where there is no such file."""
    if not 200 <= answer.status < 300:
        return EVERYTHING
    read = bytearray()
    with suppress(TooLarge):
        for piece in bounded(answer.chunks, answer.headers.get("content-encoding", "").strip().lower(), LONGEST):
            read += piece
    return Protego.parse(read.decode("utf-8", "replace"))


def _type_of(header: str) -> tuple[str, str | None]:
    """The media type and the charset of a Content-Type."""
    kind, _, parameters = header.partition(";")
    charset = re.search(r"""charset\s*=\s*["']?([A-Za-z0-9_.:\-]{2,40})""", parameters, re.IGNORECASE)
    return kind.strip().lower(), charset[1] if charset else None
