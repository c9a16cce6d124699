"""How fast pages are, beside a bare Flask view of the same bytes and beside Isso and FlaskBB.

python -m bench.reading [--items 10 --items 1000 --items 10000] [--rounds 5] [--seconds 4] [--without-peers]

Ours, the bare view and FlaskBB 2.2 run under Granian with two workers, as `deliberate serve` starts them; Isso 0.14
runs under its own server. The peers are fetched from PyPI into var/bench, FlaskBB where there is a Python 3.12 or 3.13.
The sides take turns within each round. Bodies are sent unpacked. What is measured is one claim with all items on one
page, `?all=1` (R1, R3), the same signed in (R6), the page of an article of 200 claims with as many items (R4), also
against FlaskBB's topic of ten posts (R2), and its 304 (R5). The load comes from wrk on the same machine (Debian:
`apt-get install wrk`), one thread of it, eight connections.
"""

import argparse
import http.client
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
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
REPORT = Path(__file__).with_name("wrk.lua")
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
    #: What all its processes hold of the memory afterwards, in MB.
    memory: float


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


def load(
    server: Server,
    path: str,
    seconds: float,
    headers: Mapping[str, str] | None = None,
    connections: int = CONNECTIONS,
) -> Load:
    """Connections of wrk, each asking again as soon as it has its answer; for longer until there is one.

    Raises RuntimeError where one fails.
    """
    size = _size(server.port, path, headers or {})
    asked = [part for name, value in (headers or {}).items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds:g}s", "--timeout", f"{PATIENCE}s"]
    command += ["-s", str(REPORT), *asked, f"http://{HOST}:{server.port}{path}"]
    cpu = server.cpu_seconds()
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    spent = server.cpu_seconds() - cpu
    found = json.loads(said.rpartition("JSON ")[2])
    if not found["requests"] and seconds < PATIENCE:
        return load(server, path, seconds * 2, headers, connections)
    if found["failed"] or found["refused"] or not found["requests"]:
        raise RuntimeError(f"{path}: {said}")
    rate = found["requests"] * 1e6 / found["duration"]
    each = spent * 1000 / found["requests"]
    return Load(rate, found["p50"] / 1e6, found["p99"] / 1e6, each, size, server.memory())


def _size(port: int, path: str, headers: Mapping[str, str]) -> int:
    """How long the body of an answer is."""
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers=dict(headers))
        return len(connection.getresponse().read())
    finally:
        connection.close()


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
            # It works on one answer at a time, and a long thread takes it seconds: several would only wait.
            at_once = CONNECTIONS if size.items < 1000 else 1
            sides["Isso"] = lambda: load(isso, "/?uri=%2Fpage", options.seconds, connections=at_once)
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
    print(f"\n{items} items, medians:  requests/s   p50 ms   p99 ms   CPU ms      bytes      MB")
    rates = {}
    for name, loads in found.items():
        rate, median, slow, cpu = (
            statistics.median(getattr(each, part) for each in loads) for part in ("rate", "median", "slow", "cpu")
        )
        rates[name] = rate
        size, memory = loads[0].size, loads[-1].memory
        print(f"{name:22}{rate:12.2f}{median * 1000:9.2f}{slow * 1000:9.2f}{cpu:9.3f}{size:11}{memory:8.0f}")
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
    if shutil.which("wrk") is None:
        parser.error("wrk is not installed: apt-get install wrk")
    print(f"load of the machine as it begins: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for items in options.items or [10, 1000, 10_000]:
            found = measure(Path(folder), Size(options.claims, items, 5), options)
            table(items, found)
            lines += [f"ratio {name} {value:.2f} {TARGETS[name]}" for name, value in ratios(found).items()]
            lines += [f"{peer} not run" for peer in ("Isso", "FlaskBB, ten posts") if peer not in found]
    print(f"load of the machine as it ends: {os.getloadavg()[0]:.1f}")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
