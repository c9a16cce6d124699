"""What is fetched, and what stops it: size, time, type, redirects, robots."""

import gzip
import json
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from deliberate.fetching.errors import (
    BadStatus,
    FetchError,
    NotWelcome,
    Refused,
    TooLarge,
    TooSlow,
    Unintelligible,
    Unreachable,
)
from deliberate.fetching.fetcher import MOST_REDIRECTS, Fetcher, Page, agent_of
from tests.fetching.servers import Server, answer, knowing, only_here, pages, serving

HTML = ("text/html", "application/xhtml+xml", "text/plain")


def fetch(server: Server, path: str = "/", **options: Any) -> Page:
    return fetcher_for(server, **options).get(f"http://site.test:{server.port}{path}", types=HTML)


def fetcher_for(server: Server, **options: Any) -> Fetcher:
    resolver = knowing({"site.test": ["127.0.0.1"], "other.test": ["127.0.0.1"]})
    return Fetcher("test", ports=[server.port], allows=only_here, resolver=resolver, **options)


def test_a_page_comes_with_its_type_its_charset_and_where_it_is() -> None:
    site = pages(
        {
            "/": answer(status="301 Moved", headers={"Location": "/a?b=1#c"}),
            "/a?b=1": answer("Grüße".encode("latin-1"), kind='Text/HTML; charset="iso-8859-1"'),
        }
    )
    with serving(site) as server:
        page = fetch(server)
        assert page == Page(
            f"http://site.test:{server.port}/a?b=1", "text/html", "iso-8859-1", "Grüße".encode("latin-1")
        )
        assert server.paths == ["/robots.txt", "/", "/a?b=1"]


def test_a_service_is_asked_once_without_robots_and_led_nowhere_else() -> None:
    site = pages(
        {
            "/token": answer('{"a": 1}', kind="application/json", status="400 Bad Request"),
            "/away": answer(status="307 Temporary Redirect", headers={"Location": "/token"}),
            "/large": answer("x" * 2000),
        }
    )
    with serving(site) as server:
        asks, own = fetcher_for(server, limit=1000).ask, f"http://site.test:{server.port}"
        reply = asks(f"{own}/token", headers={"Authorization": "Basic abc"}, body=b"code=1")
        assert (reply.status, reply.content_type, reply.body) == (400, "application/json", b'{"a": 1}')
        assert server.asked[0].startswith("POST /token HTTP/1.1")
        assert "Authorization: Basic abc\r\n" in server.asked[0]
        assert "Content-Length: 6\r\n" in server.asked[0]
        assert asks(f"{own}/away").status == 307
        assert server.paths == ["/token", "/away"]
        with pytest.raises(TooLarge):
            asks(f"{own}/large")
        with pytest.raises(Refused):
            Fetcher("test", ports=[server.port]).ask(f"http://127.0.0.1:{server.port}/token", body=b"code=1")


def test_nothing_of_ours_goes_along() -> None:
    site = pages(
        {
            "/": answer(status="302 Found", headers={"Location": "/b", "Set-Cookie": "id=1"}),
            "/b": answer("Hello."),
        }
    )
    with serving(site) as server:
        fetch(server)
        for request in server.asked:
            names = {line.partition(":")[0].lower() for line in request.splitlines()[1:] if line}
            assert names == {"host", "user-agent", "accept", "accept-encoding", "connection"}
            assert "\r\nUser-Agent: test\r\n" in request


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with serving(pages({"/": answer("Hello.")})) as server:
        assert fetch(server).body == b"Hello."


def test_the_agent_says_whose_it_is_and_nothing_that_breaks_a_header() -> None:
    assert agent_of("Bridges") == "deliberate/1.0 (Bridges)"
    assert agent_of("Brücken (\r\nX: y)") == "deliberate/1.0 (Br?cken X: y)"
    assert agent_of("") == "deliberate/1.0 (a site for deliberation)"


def test_redirects_end_somewhere() -> None:
    steps = {f"/{n}": answer(status="302 Found", headers={"Location": f"/{n + 1}"}) for n in range(MOST_REDIRECTS + 1)}
    with serving(pages({**steps, f"/{MOST_REDIRECTS}": answer("Here.")})) as server:
        assert fetch(server, "/0").body == b"Here."
    with serving(pages({"/": answer(status="302 Found", headers={"Location": "/"})})) as server:
        with pytest.raises(Unintelligible, match="more than 5 times"):
            fetch(server)
        assert server.paths.count("/") == MOST_REDIRECTS + 1


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/json", "", "text/html-ish"])
def test_what_is_no_page_is_not_read(kind: str) -> None:
    with serving(pages({"/": answer("x", kind=kind)})) as server, pytest.raises(Unintelligible, match="not a page"):
        fetch(server)


@pytest.mark.parametrize(
    ("status", "passing"),
    [("404 Not Found", False), ("403 Forbidden", False), ("410 Gone", False), ("429 Slow", True), ("503 Busy", True)],
)
def test_an_error_of_the_site_is_named_and_may_or_may_not_pass(status: str, passing: bool) -> None:
    with serving(pages({"/": answer("x", status=status)})) as server, pytest.raises(BadStatus) as error:
        fetch(server)
    assert (error.value.status, error.value.passing) == (int(status[:3]), passing)


def test_a_site_that_is_away_may_be_back_later() -> None:
    with serving(pages({})) as server:
        fetcher, address = fetcher_for(server), f"http://site.test:{server.port}/"
    with pytest.raises(Unreachable) as error:
        fetcher.get(address, types=HTML)
    assert error.value.passing


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"HTTP/1.1",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 50\r\n\r\ncut",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000,
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1_000_000,
    ],
    ids=["nothing", "a piece", "another protocol", "broken off", "bad chunks", "endless headers", "an endless header"],
)
def test_an_answer_that_is_none_is_said_to_be_none(raw: bytes) -> None:
    site = pages({"/": [raw]})
    with serving(site) as server, pytest.raises((Unintelligible, Unreachable)):
        fetch(server)


def test_a_plain_http_site_asked_for_by_https_is_not_read() -> None:
    with serving(lambda _: []) as server, pytest.raises(FetchError):
        fetcher_for(server, seconds=0.5).get(f"https://site.test:{server.port}/", types=HTML)


# Size


def zipped(body: bytes, **headers: str) -> list[bytes]:
    return answer(body, headers={"Content-Encoding": "gzip", **headers})


def test_a_zipped_page_is_unzipped() -> None:
    two_members = gzip.compress(b"Hello, ") + gzip.compress(b"world.") + b"\0" * 9
    with serving(pages({"/": zipped(two_members)})) as server:
        assert fetch(server).body == b"Hello, world."


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(b"not zipped at all", "gzip"), (gzip.compress(b"x" * 999)[:-9], "gzip"), (b"x", "br"), (b"x", "gzip, gzip")],
    ids=["not zipped", "cut short", "unknown", "twice"],
)
def test_a_body_packed_otherwise_or_damaged_is_not_read(body: bytes, encoding: str) -> None:
    site = pages({"/": answer(body, headers={"Content-Encoding": encoding})})
    with serving(site) as server, pytest.raises(Unintelligible):
        fetch(server)


def test_a_page_of_exactly_the_limit_is_read_and_one_byte_more_is_not() -> None:
    def chunked(_request: str) -> list[bytes]:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
        return [head, *(b"400\r\n" + b"x" * 1024 + b"\r\n" for _ in range(64)), b"0\r\n\r\n"]

    with serving(chunked) as server:
        assert len(fetch(server, limit=65536).body) == 65536
        with pytest.raises(TooLarge):
            fetch(server, limit=65535)
    for body in (answer(b"x" * 65536), zipped(gzip.compress(b"x" * 65536))):
        with serving(pages({"/": body})) as server:
            assert len(fetch(server, limit=65536).body) == 65536
            with pytest.raises(TooLarge):
                fetch(server, limit=65535)


#: Ten gigabytes of zeros as one stream of gzip: a megabyte whose dictionary is reset at its end, again and again.
BOMB_MEGABYTES = 10_000


def bomb(request: str) -> Iterator[bytes]:
    if "robots.txt" in request:
        yield answer("none", status="404 Not Found")[0]
        return
    packing = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    head = packing.compress(b"\0" * 2**20) + packing.flush(zlib.Z_FULL_FLUSH)
    megabyte = packing.compress(b"\0" * 2**20) + packing.flush(zlib.Z_FULL_FLUSH)
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + head
    for _ in range(BOMB_MEGABYTES // 100):
        yield megabyte * 100


MEASURE = """
import json, resource, sys, tracemalloc
from ipaddress import ip_address
from deliberate.fetching.errors import FetchError
from deliberate.fetching.fetcher import Fetcher
local = ip_address("127.0.0.1")
port = int(sys.argv[1])
fetcher = Fetcher("test", ports=[port], allows=lambda m: m == local, resolver=lambda h, p: ["127.0.0.1"])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
tracemalloc.start()
said = None
try:
    fetcher.get(f"http://site.test:{port}/", types=["text/html"])
except FetchError as error:
    said = type(error).__name__
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"said": said, "grown": (after - before) * 1024, "peak": tracemalloc.get_traced_memory()[1]}))
"""


def test_ten_gigabytes_in_ten_megabytes_are_stopped_at_the_bound_in_little_memory() -> None:
    with serving(bomb) as server:
        run = subprocess.run(
            [sys.executable, "-c", MEASURE, str(server.port)], capture_output=True, text=True, check=True
        )
    measured = json.loads(run.stdout)
    assert measured["said"] == "TooLarge"
    assert measured["grown"] < 50_000_000
    assert measured["peak"] < 50_000_000


# Time


def dripping(head: bytes, drop: bytes) -> Any:
    def drip(request: str) -> Iterator[bytes]:
        if "robots.txt" in request:
            yield answer("none", status="404 Not Found")[0]
            return
        yield head
        for _ in range(600):
            time.sleep(0.05)
            yield drop

    return drip


@pytest.mark.parametrize(
    "drip",
    [
        dripping(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        dripping(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x"),
        dripping(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    ],
    ids=["headers", "body", "hints"],
)
def test_a_site_that_drips_is_cut_off(drip: Any) -> None:
    with serving(drip) as server, pytest.raises(TooSlow, match=r"longer than 0\.5 seconds") as error:
        fetch(server, seconds=0.5)
    assert error.value.passing


def test_the_time_is_for_the_whole_and_not_for_each_step() -> None:
    def slow(request: str) -> Iterator[bytes]:
        time.sleep(0.3)
        yield (answer(status="302 Found", headers={"Location": "/on"}) if "robots" not in request else answer(""))[0]

    with serving(slow) as server, pytest.raises(TooSlow):
        fetch(server, seconds=0.5)


# Robots


def robots(text: str) -> list[bytes]:
    return answer(text, kind="text/plain")


def test_a_page_that_robots_are_asked_to_leave_alone_is_left_alone() -> None:
    rules = "User-agent: deliberate\nDisallow: /private\n\nUser-agent: *\nDisallow: /\n"
    with serving(pages({"/robots.txt": robots(rules), "/a": answer("a"), "/private/b": answer("b")})) as server:
        fetcher = fetcher_for(server)
        at = f"http://site.test:{server.port}"
        assert fetcher.get(f"{at}/a", types=HTML).body == b"a"
        with pytest.raises(NotWelcome, match="Paste its text"):
            fetcher.get(f"{at}/private/b", types=HTML)
        # Asked once, remembered for the second page.
        assert server.paths == ["/robots.txt", "/a"]


def test_a_redirect_is_asked_about_where_it_leads() -> None:
    def site(request: str) -> list[bytes]:
        path, other = request.split(" ")[1], "Host: other.test" in request
        if path == "/robots.txt":
            return robots("User-agent: *\nDisallow: /" if other else "")
        return answer(status="302 Found", headers={"Location": f"http://other.test:{server.port}/x"})

    with serving(site) as server:
        with pytest.raises(NotWelcome):
            fetch(server)
        assert server.paths == ["/robots.txt", "/", "/robots.txt"]


def test_a_site_whose_robots_txt_is_broken_for_now_is_not_read_for_now() -> None:
    site = pages({"/robots.txt": answer("x", status="500 Broken"), "/": answer("a")})
    with serving(site) as server:
        with pytest.raises(BadStatus) as error:
            fetch(server)
        assert error.value.passing
        assert server.paths == ["/robots.txt"]


def test_a_robots_txt_may_be_elsewhere_and_only_its_beginning_counts() -> None:
    rules = "User-agent: *\nDisallow: /a\n" + "# talk\n" * 200_000 + "Disallow: /b\n"
    for body in (robots(rules), answer(gzip.compress(rules.encode()), headers={"Content-Encoding": "gzip"})):
        site = pages(
            {
                "/robots.txt": answer(status="301 Moved", headers={"Location": "/rules"}),
                "/rules": body,
                "/a": answer("a"),
                "/b": answer("b"),
            }
        )
        with serving(site) as server:
            assert fetch(server, "/b").body == b"b"
            with pytest.raises(NotWelcome):
                fetch(server, "/a")
