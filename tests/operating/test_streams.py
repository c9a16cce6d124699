"""Open pages told at once by the site as it is really served."""

import http.client
import time
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from bench.site_client import HOST, SERVE, Server, free_port, get
from deliberate.core.db import transaction
from deliberate.web.streams import HEARTBEAT
from tests.factories import make_article, make_proposition
from tests.kept import lay_folder
from tests.moderation.scenes import posted
from tests.operating.conftest import let_go
from tests.own_site import account, make_site

STREAM = "/a/bridge/stream"


def opened(port: int, until: ExitStack) -> http.client.HTTPResponse:
    """A stream that is held open, as far as it is given."""
    connection = until.enter_context(closing(http.client.HTTPConnection(HOST, port, timeout=30)))
    connection.request("GET", STREAM)
    return until.enter_context(closing(connection.getresponse()))


def status_of(port: int) -> int:
    with ExitStack() as done:
        return opened(port, done).status


def version_in(stream: http.client.HTTPResponse) -> bytes:
    """The next version that is told, past whatever else is sent."""
    while not (line := stream.readline()).startswith(b"data: "):
        assert line, "It ended and told nothing."
    return line


def told_up_to(newest: bytes, stream: http.client.HTTPResponse, told: bytes) -> bytes:
    """What is told last, when nothing is told of before the newest any more."""
    while told < newest:
        told = version_in(stream)
    return told


@pytest.mark.slow
def test_streams_tell_of_posts_are_bounded_and_keep_no_server_from_ending(empty_site: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    lay_folder(empty_site, data)
    app = make_site(data)
    with app.app_context():
        with transaction():
            claim = make_proposition(make_article(slug="bridge"))
        ann = account(app, "ann", level=1)
        port = free_port()
        command = [*SERVE, "--port", str(port), "--workers", "1", "--data", str(data)]
        settings = {"DELIBERATE_LIVE_STREAM": "true", "DELIBERATE_LIVE_STREAMS": "2", "DELIBERATE_DATABASE_URL": ""}
        server = Server(command, port, {**settings, "DELIBERATE_TRUSTED_HOSTS": HOST}, tmp_path / "log")
        with ExitStack() as closed, ExitStack() as left:
            closed.callback(server.kill)
            one, two = opened(port, closed), opened(port, left)
            assert (one.status, one.getheader("Content-Type")) == (200, "text/event-stream; charset=utf-8")
            assert one.getheader("Set-Cookie") is None
            before = version_in(one), version_in(two)
            assert status_of(port) == 503
            assert b'data-stream="/a/bridge/stream"' in get(port, "/a/bridge")[1]
            posted(ann, claim)
            after = version_in(one), version_in(two)
            assert after[0] > before[0]
            assert after[1] > before[1]
            # The server's own work after a post is a version too: whoever is told late is told of that one alone.
            newest = max(after)
            assert told_up_to(newest, one, after[0]) == told_up_to(newest, two, after[1]) == newest
            # Whoever has gone is noticed with the next beat, and another has the place.
            left.close()
            until = time.monotonic() + 2 * HEARTBEAT + 5
            while (status := status_of(port)) == 503 and time.monotonic() < until:
                time.sleep(0.5)
            assert status == 200
            began = time.monotonic()
            assert server.stop() == 0
            assert time.monotonic() - began < HEARTBEAT / 2
            # It was ended in order, not cut off.
            one.read()
    let_go(app)
