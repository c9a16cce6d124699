"""Which server: the demo's article page and posts of evidence under Granian and gunicorn, both with two workers.

python bench/serving.py [--rounds 5] [--seconds 5]

Both sides run in turns in one run. Loopback only; needs `wrk` (Debian) and `pip install gunicorn`.
"""

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench.site_client import HOST, SERVE, Person, Server, copy_of, evidence, free_port, get
from deliberate.demo.command import prepare
from deliberate.operating.serve import THREADS
from deliberate.standalone import create_app

WORKERS = 2
POSTERS = ("quiet-heron", "tall-birch", "blue-lynx", "amber-fox")
GUNICORN = Path(sys.executable).with_name("gunicorn")


def command(server: str, port: int) -> list[str]:
    if server == "granian":
        return [*SERVE, "--port", str(port), "--workers", str(WORKERS)]
    workers = ["--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS)]
    bound = ["--bind", f"{HOST}:{port}", "--keep-alive", "30", "--log-level", "warning"]
    return [str(GUNICORN), *workers, *bound, "deliberate.operating.worker:load()"]


def read_pages(server: Server, path: str, seconds: int) -> dict[str, float]:
    """Eight connections reading one page."""
    used = server.cpu_seconds()
    wrk = ["wrk", "-t1", "-c8", f"-d{seconds}s", "--latency", "--timeout", "60s", f"http://{HOST}:{server.port}{path}"]
    said = subprocess.run(wrk, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    count, rate = re.search(r"(\d+) requests in", said), re.search(r"Requests/sec:\s+([\d.]+)", said)
    percentiles = dict(re.findall(r"(50|99)%\s+([\d.]+(?:us|ms|s))", said))
    return {
        "reads/s": float(rate[1]) if rate else 0,
        "CPU ms a read": (server.cpu_seconds() - used) * 1000 / int(count[1]) if count else 0,
        **{f"read p{which} ms": milliseconds(value) for which, value in percentiles.items()},
    }


def milliseconds(said: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", said).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def post_evidence(server: Server, path: str, seconds: int) -> dict[str, float]:
    """Four people, each posting one item after the other."""
    people = [Person(server.port, name) for name in POSTERS]
    used = server.cpu_seconds()
    taken: list[float] = []
    refused: list[int] = []
    end = time.monotonic() + seconds

    def post(person: Person) -> None:
        token = person.token(path)
        while time.monotonic() < end:
            began = time.perf_counter()
            status = person.send(path, evidence(token))
            taken.append((time.perf_counter() - began) * 1000)
            if status != 303:
                refused.append(status)

    threads = [threading.Thread(target=post, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for person in people:
        person.close()
    if refused:
        raise RuntimeError(f"{len(refused)} of {len(taken)} posts were refused: {set(refused)}")
    cuts = statistics.quantiles(taken, n=100)
    return {
        "posts/s": len(taken) / seconds,
        "CPU ms a post": (server.cpu_seconds() - used) * 1000 / len(taken),
        "post p50 ms": cuts[49],
        "post p99 ms": cuts[98],
        "slowest post ms": max(taken),
    }


def places(data: Path) -> tuple[str, str]:
    """The page that is read and the one that is posted to: the article with the most claims, and its main one."""
    app = create_app({"DELIBERATE_DATA": str(data)})
    client = app.test_client()
    found = re.findall(r'href="(/a/[a-z0-9-]+)"', client.get("/articles").text)
    pages = {path: client.get(path).text for path in dict.fromkeys(found)}
    article = max(pages, key=lambda path: len(pages[path]))
    claim = re.search(r'href="(/claims/[0-9a-f-]{36})', pages[article])
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
    if claim is None:
        raise RuntimeError(f"{article} links no claim")
    print(f"article page {article}: {len(pages[article].encode())} bytes")
    return article, f"{claim[1]}/evidence"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5)
    options = parser.parse_args()
    figures: dict[str, dict[str, list[float]]] = {"granian": {}, "gunicorn": {}}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        prepare(root / "demo")
        article, claim = places(root / "demo")
        for _ in range(options.rounds):
            for server, rows in figures.items():
                measure(server, rows, copy_of(root / "demo", root / "run"), (article, claim), options.seconds)
    names = list(figures["granian"])
    for name in names:
        row = {server: statistics.median(rows[name]) for server, rows in figures.items()}
        print(f"{name:26}" + "".join(f"{server} {value:10.2f}   " for server, value in row.items()))


def measure(server: str, rows: dict[str, list[float]], data: Path, pages: tuple[str, str], seconds: int) -> None:
    port = free_port()
    running = Server(command(server, port), port, {"DELIBERATE_DATA": str(data)}, data.with_suffix(".log"))
    try:
        for _ in range(20):
            get(port, pages[0])
        light = read_pages(running, "/healthz", seconds)
        figures = {"answers without a page/s": light["reads/s"], "CPU ms of such": light["CPU ms a read"]}
        figures |= read_pages(running, pages[0], seconds) | post_evidence(running, pages[1], seconds)
        figures["seconds to start"] = running.seconds_to_start
    finally:
        running.stop()
    for name, value in figures.items():
        rows.setdefault(name, []).append(value)
    print(server, {name: round(value, 2) for name, value in figures.items()}, flush=True)


if __name__ == "__main__":
    if not shutil.which("wrk") or not GUNICORN.exists():
        sys.exit("This needs wrk (apt-get install wrk) and gunicorn (pip install gunicorn).")
    main()
