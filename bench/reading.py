"""How fast pages are, beside a bare Flask view of the same bytes and beside Isso and FlaskBB.

python -m bench.reading [--items 1000 --items 10000] [--rounds 5] [--seconds 4] [--without-peers]

Ours, the bare view and FlaskBB 2.2 run under Granian with two workers, as `deliberate serve` starts them; Isso 0.14
runs under its own server. The peers are fetched from PyPI into var/bench, FlaskBB where there is a Python 3.12 or 3.13.
The sides take turns within each round. Bodies are sent unpacked. What is measured is one claim with all items on one
page, `?all=1` (R1, R3), the same signed in (R6), the page of an article of 200 claims with as many items (R4), also
against FlaskBB's topic of ten posts (R2), and its 304 (R5). The load comes from Python processes on the same machine:
rates say less than the CPU time per request.
"""

import argparse
import multiprocessing
import os
import re
import select as selecting
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask, request
from sqlalchemy import select

from bench.filling import Size, fill
from bench.peers import WORKERS, Started, flaskbb_server, isso_server, under_granian
from bench.site_client import HOST, SERVE, Person, Server, free_port, get
from deliberate.accounts.services import create_user
from deliberate.articles.models import Article
from deliberate.core.db import session, transaction
from deliberate.demo.people import PASSWORD
from deliberate.jobs.running import run_due
from deliberate.propositions.models import Proposition
from deliberate.standalone import create_app, upgrade_database
from deliberate.weighting.services import reweigh

CONNECTIONS = 8
#: Seconds after which an answer is not waited for any longer.
PATIENCE = 120
#: Seconds for which nothing may change on a page before it is measured.
SETTLED = 6.0
BODY = "DELIBERATE_BENCH_BODY"
#: The name of a ratio, and what it is to reach.
TARGETS = {"R1": 400.0, "R2": 60.0, "R3": 0.85, "R4": 0.65, "R5": 0.70, "R6": 0.50}
READER = "a-reader"


@dataclass(frozen=True)
class Load:
    """What one side did in one round."""

    rate: float
    median: float
    slow: float
    cpu: float
    size: int


def bare() -> Flask:
    """A view that returns what is in a file, or says that it did not change, and nothing else."""
    app = Flask("bare")
    body = Path(os.environ[BODY]).read_bytes()

    @app.get("/page")
    def page() -> Any:
        if request.headers.get("If-None-Match"):
            return "", 304, {"ETag": 'W/"same"'}
        return body, {"Content-Type": "text/html; charset=utf-8", "ETag": 'W/"same"'}

    @app.get("/readyz")
    def ready() -> str:
        return "ready"

    return app


def load(server: Server, path: str, seconds: float, headers: Mapping[str, str] | None = None) -> Load:
    """Some connections, each asking again as soon as it has its answer, from two processes."""
    cpu = server.cpu_seconds()
    asked = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
    message = f"GET {path} HTTP/1.1\r\nHost: {HOST}:{server.port}\r\n{asked}\r\n".encode()
    with multiprocessing.Pool(WORKERS) as pool:
        each = CONNECTIONS // WORKERS
        results = pool.starmap(_ask, [(server.port, message, seconds, each)] * WORKERS)
    spent = server.cpu_seconds() - cpu
    times = [one for taken, _, _ in results for one in taken]
    rate = sum(len(taken) / took for taken, took, _ in results)
    cuts = statistics.quantiles(times, n=100)
    return Load(rate, cuts[49], cuts[98], spent * 1000 / len(times), results[0][2])


def _ask(port: int, message: bytes, seconds: float, connections: int) -> tuple[list[float], float, int]:
    """The time of each answer, how long all took, and how long one is."""
    taken: list[float] = []
    size = 0
    sockets = [socket.create_connection((HOST, port), timeout=PATIENCE) for _ in range(connections)]
    begun = time.perf_counter()
    until = begun + seconds
    sent = []
    for one in sockets:
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sent.append(time.perf_counter())
        one.sendall(message)
    # Whichever answers next: a server that keeps some of them waiting for good, as Isso does, is asked by the others.
    while time.perf_counter() < until or not taken:
        for one in selecting.select(sockets, (), (), PATIENCE)[0]:
            size = _read(one)
            now = time.perf_counter()
            turn = sockets.index(one)
            taken.append(now - sent[turn])
            sent[turn] = now
            one.sendall(message)
    for one in sockets:
        one.close()
    return taken, time.perf_counter() - begun, size


def _read(one: socket.socket) -> int:
    """One answer, to its end; how long its body is. Raises RuntimeError on any but 200 and 304."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += one.recv(262_144)
    head, _, rest = data.partition(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    if status not in {200, 304}:
        raise RuntimeError(head.decode())
    length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
    whole = int(length[1]) if length and status == 200 else 0
    got = len(rest)
    while got < whole:
        got += len(one.recv(262_144))
    return whole


def filled(folder: Path, size: Size) -> tuple[str, str]:
    """A site with an article of that size, and one with all of it on one claim; the addresses of the two pages."""
    app = create_app({"DELIBERATE_DATA": str(folder)})
    upgrade_database(app)
    with app.app_context():
        with transaction():
            create_user(READER, PASSWORD, level=2)
        wide, deep = fill([size, replace(size, claims=1)])
        for key in (wide, deep):
            with transaction():
                reweigh(session.get_one(Article, key))
        # What a new site does first, such as fitting viewpoints, changes pages.
        while run_due():
            pass
        claim = session.scalars(select(Proposition).where(Proposition.main_of_id == deep)).one()
        paths = f"/a/{session.get_one(Article, wide).slug}", f"/claims/{claim.public_id}?all=1"
        session.remove()
        app.extensions["sqlalchemy"].engine.dispose()
    return paths


def bare_server(folder: Path, body: bytes) -> Server:
    page = folder / f"{len(body)}.html"
    page.write_bytes(body)
    port = free_port()
    command = under_granian(str(Path(sys.executable).with_name("granian")), port, "bench.reading:bare")
    return Started(command, port, folder / "bare.log", **{BODY: str(page), "PYTHONPATH": str(Path.cwd())})


def settled(port: int, path: str) -> bytes:
    """A page, once the jobs that a new site begins with have left it as it is for a while."""
    before, body, since = b"", get(port, path, 120)[1], time.monotonic()
    while body != before or time.monotonic() - since < SETTLED:
        if body != before:
            since = time.monotonic()
        time.sleep(0.5)
        before, body = body, get(port, path, 120)[1]
    return body


def tag_of(port: int, path: str) -> str:
    """The tag of a page."""
    with socket.create_connection((HOST, port), timeout=60) as one:
        one.sendall(f"HEAD {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n\r\n".encode())
        data = b""
        while part := one.recv(65_536):
            data += part
    found = re.search(rb"etag: *([^\r]+)", data, re.IGNORECASE)
    if found is None:
        raise RuntimeError("The page has no tag, so it is not kept.")
    return found[1].decode()


def measure(root: Path, size: Size, options: argparse.Namespace) -> dict[str, list[Load]]:
    """Every side, in turns."""
    folder = root / str(size.items)
    folder.mkdir()
    screen, whole = filled(folder / "site", size)
    port = free_port()
    command = [*SERVE, "--port", str(port), "--workers", str(WORKERS)]
    servers: list[Server] = []
    found: dict[str, list[Load]] = {}
    try:
        ours = Server(command, port, {"DELIBERATE_DATA": str(folder / "site")}, folder / "ours.log")
        servers.append(ours)
        bodies = {path: settled(port, path) for path in (whole, screen)}
        both = {path: bare_server(folder, bodies[path]) for path in (whole, screen)}
        servers += both.values()
        isso = None if options.without_peers else isso_server(folder, size.items)
        forum = None if options.without_peers else flaskbb_server(folder, 10)
        servers += [isso] if isso else []
        servers += [forum[0]] if forum else []
        for path in bodies:
            for _ in range(20):
                get(port, path, 120)
        same = {"If-None-Match": tag_of(port, screen)}
        reader = Person(port, READER)
        signed_in = {"Cookie": "; ".join(f"{name}={value}" for name, value in reader.cookies.items())}
        sides: dict[str, Callable[[], Load]] = {
            "whole": lambda: load(ours, whole, options.seconds),
            "bare whole": lambda: load(both[whole], "/page", options.seconds),
            "first screen": lambda: load(ours, screen, options.seconds),
            "bare first screen": lambda: load(both[screen], "/page", options.seconds),
            "304": lambda: load(ours, screen, options.seconds, same),
            "bare 304": lambda: load(both[screen], "/page", options.seconds, same),
        }
        sides["signed in"] = lambda: load(ours, whole, options.seconds, signed_in)
        if isso:
            sides["Isso"] = lambda: load(isso, "/?uri=%2Fpage", options.seconds)
        if forum:
            sides["FlaskBB, ten posts"] = lambda: load(*forum, options.seconds)
        for number in range(options.rounds):
            for name, side in sides.items():
                # Isso takes seconds for each answer of a long thread: two rounds say as much.
                if name != "Isso" or number < 2:
                    found.setdefault(name, []).append(side())
    finally:
        for server in servers:
            server.kill()
    return found


def table(items: int, found: Mapping[str, list[Load]]) -> dict[str, float]:
    """Print what was measured; the rates in the middle."""
    print(f"\n{items} items, medians:  requests/s   p50 ms   p99 ms   CPU ms      bytes")
    rates = {}
    for name, loads in found.items():
        rate, median, slow, cpu = (
            statistics.median(getattr(each, part) for each in loads) for part in ("rate", "median", "slow", "cpu")
        )
        rates[name] = rate
        print(f"{name:22}{rate:12.2f}{median * 1000:9.2f}{slow * 1000:9.2f}{cpu:9.3f}{loads[0].size:11}")
    return rates


def ratios(found: Mapping[str, list[Load]]) -> dict[str, float]:
    """The median of the ratios within each round."""
    pairs = {"R1": ("whole", "Isso"), "R3": ("whole", "bare whole")}
    pairs |= {"R4": ("first screen", "bare first screen"), "R5": ("304", "bare 304")}
    pairs |= {"R2": ("first screen", "FlaskBB, ten posts"), "R6": ("signed in", "whole")}
    return {
        name: statistics.median(a.rate / b.rate for a, b in zip(found[ours], found[theirs], strict=False))
        for name, (ours, theirs) in pairs.items()
        if theirs in found
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, action="append")
    parser.add_argument("--claims", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--without-peers", action="store_true")
    options = parser.parse_args()
    print(f"load of the machine as it begins: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for items in options.items or [1000, 10_000]:
            found = measure(Path(folder), Size(options.claims, items, 5), options)
            table(items, found)
            lines += [f"ratio {name} {value:.2f} {TARGETS[name]}" for name, value in ratios(found).items()]
            lines += [f"{peer} not run" for peer in ("Isso", "FlaskBB, ten posts") if peer not in found]
    print(f"load of the machine as it ends: {os.getloadavg()[0]:.1f}")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
