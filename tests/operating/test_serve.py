"""The site as it is really served: workers, health, limits, and an end that loses nothing."""

import http.client
import json
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from bench.site_client import HOST, SERVE, Server, free_port, get
from deliberate.operating.serve import faces_the_net
from tests.operating.conftest import Place, run
from tests.own_site import make_site

SIXTY_MEGABYTES = 60 * 1024 * 1024


@pytest.fixture
def server(empty_site: Path, tmp_path: Path) -> Iterator[Server]:
    """Two workers on a site of their own."""
    port = free_port()
    command = [*SERVE, "--port", str(port), "--workers", "2", "--data", str(tmp_path / "data")]
    running = Server(
        command, port, {"DELIBERATE_TRUSTED_HOSTS": "127.0.0.1", "DELIBERATE_DATABASE_URL": ""}, tmp_path / "log"
    )
    yield running
    running.kill()


def test_it_makes_its_tables_and_its_secret_and_answers(server: Server, tmp_path: Path) -> None:
    assert get(server.port, "/healthz")[0] == 200
    assert get(server.port, "/articles")[0] == 200
    for name in ("secret.key", "deliberate.db"):
        assert (tmp_path / "data" / name).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_one_of_its_workers_runs_the_jobs(server: Server, tmp_path: Path) -> None:
    """What comes round by itself has run once, and waits for its next time."""
    later = "SELECT count(*) FROM deliberate_job WHERE task = 'prune_jobs' AND due_at > datetime('now', '+1 hour')"
    for _ in range(600):
        with closing(sqlite3.connect(tmp_path / "data" / "deliberate.db")) as database:
            if database.execute(later).fetchone()[0]:
                break
        time.sleep(0.1)
    else:
        pytest.fail(f"Nothing ran in a minute.\n{server.log.read_text()}")


def test_it_ends_with_0_when_it_is_told_to_and_its_lines_are_json(server: Server) -> None:
    assert get(server.port, "/articles")[0] == 200
    assert server.stop() == 0
    lines = server.log.read_text().splitlines()
    written = [json.loads(line) for line in lines if line.startswith("{")]
    assert {line["route"] for line in written if line["message"] == "request"} >= {"/readyz", "/articles"}
    assert [line for line in lines if not line.startswith("{")] == [
        f"Database: sqlite:///{server.log.parent}/data/deliberate.db",
        f"Serving on http://127.0.0.1:{server.port} with 2 workers",
    ]


@pytest.mark.slow
def test_a_request_under_way_is_answered_before_it_ends(server: Server) -> None:
    """The head and half of the body are there when SIGTERM comes; the rest follows."""
    body = b"csrf_token=none&text=" + b"a" * 2000
    with socket.create_connection((HOST, server.port), timeout=20) as connection:
        head = f"POST /remarks HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:500])
        # Another request, sent later and answered, says that the worker has long had the first.
        get(server.port, "/articles")
        server.process.send_signal(signal.SIGTERM)
        threading.Timer(0.3, connection.sendall, [body[500:]]).start()
        answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert server.process.wait(40) == 0


@pytest.mark.slow
def test_bodies_that_trickle_in_do_not_keep_others_from_reading(server: Server) -> None:
    """Forty to two workers, each with a head and one byte; none of them ever goes on."""
    head = f"POST /sign-in HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    with ExitStack() as slow:
        for _ in range(40):
            connection = slow.enter_context(socket.create_connection((HOST, server.port), timeout=20))
            connection.sendall(f"{head}Content-Length: 500\r\n\r\na".encode())
        for _ in range(20):
            assert get(server.port, "/healthz")[0] == 200
            assert get(server.port, "/articles")[0] == 200


@pytest.mark.slow
def test_workers_do_not_outlive_a_server_that_is_killed(server: Server) -> None:
    server.process.kill()
    server.process.wait(10)
    with pytest.raises(OSError, match=r"refused|reset"):
        for _ in range(200):
            get(server.port, "/healthz")
            time.sleep(0.05)


def _send_too_much(port: int, *, chunked: bool) -> tuple[bytes, int]:
    """Send sixty megabytes as far as the server lets us: the head of its answer, and how much it took."""
    head = f"POST /remarks HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    head += "Transfer-Encoding: chunked\r\n\r\n" if chunked else f"Content-Length: {SIXTY_MEGABYTES}\r\n\r\n"
    block = b"a" * 65536
    sent = 0
    with socket.create_connection((HOST, port), timeout=20) as connection:
        connection.sendall(head.encode())
        try:
            while sent < SIXTY_MEGABYTES:
                connection.sendall(b"10000\r\n" + block + b"\r\n" if chunked else block)
                sent += len(block)
        except OSError:
            pass  # It does not listen any more, which is the point.
        return connection.recv(1024).split(b"\r\n")[0], sent


@pytest.mark.slow
def test_a_body_of_60_megabytes_gets_a_413_and_is_not_read(server: Server) -> None:
    line, sent = _send_too_much(server.port, chunked=False)
    assert line.startswith(b"HTTP/1.1 413 ")
    assert sent < SIXTY_MEGABYTES / 2


@pytest.mark.slow
def test_a_body_that_does_not_say_how_long_it_is_gets_a_411_and_is_not_read(server: Server) -> None:
    line, sent = _send_too_much(server.port, chunked=True)
    assert line.startswith(b"HTTP/1.1 411 ")
    assert sent < SIXTY_MEGABYTES / 2


def test_a_host_that_is_not_ours_is_refused(server: Server) -> None:
    connection = http.client.HTTPConnection(HOST, server.port, timeout=10)
    connection.request("GET", "/articles", headers={"Host": "evil.example"})
    assert connection.getresponse().status == 400
    connection.close()


def test_a_port_in_use_is_said_in_one_line(empty_site: Path) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        outcome = run("serve", "--port", str(port), "--data", str(empty_site))
    assert outcome.exit_code == 1
    assert (
        f"Port {port} of 127.0.0.1 cannot be used (Address already in use). Choose another: --port N" in outcome.stderr
    )


@pytest.mark.parametrize(
    ("host", "proxies", "warns"),
    [
        *(("0.0.0.0", 0, True), ("::", 0, True), ("weigh.example", 0, True), ("0.0.0.0", 1, False)),
        *(("127.0.0.1", 0, False), ("::1", 0, False), ("localhost", 0, False)),
    ],
)
def test_a_site_that_faces_the_net_by_itself_is_warned_of_slow_clients(
    empty_site: Path, host: str, proxies: int, warns: bool
) -> None:
    assert faces_the_net(make_site(empty_site, DELIBERATE_TRUSTED_PROXIES=proxies), host) is warns


@pytest.mark.slow
def test_servers_that_start_at_once_on_a_new_database_take_turns(place: Place) -> None:
    upgrade = [SERVE[0], "upgrade"]
    started = [subprocess.Popen(upgrade, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = [each.communicate()[1] for each in started]
    assert [each.returncode for each in started] == [0, 0, 0], said
