"""The peers that a bench compares with: fetched from PyPI into var/bench, filled, and started, each in its own way."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
import urllib.parse
from http.client import HTTPConnection
from pathlib import Path

import dev
from bench.flaskbb_site import WORDS
from bench.site_client import HOST, Server, free_port, get

WORKERS, THREADS = 2, 8
#: Where peers are installed.
ROOM = Path("var") / "bench"


class Started(Server):
    """A server that says by listening that it is ready."""

    def __init__(self, command: list[str], port: int, log: Path, **environment: str) -> None:
        super().__init__(command, port, environment, log)

    def wait_until_ready(self, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            try:
                get(self.port, "/")
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(self.log.read_text()[-2000:])


def _environment(name: str, python: str, *packages: str) -> Path:
    """The programs of an environment with these packages; without them where they cannot be had."""
    programs = ROOM / name / "bin"
    if not (programs / "done").exists():
        subprocess.run([python, "-m", "venv", str(ROOM / name)], check=True)
        got = subprocess.run([programs / "pip", "install", "-q", "--no-compile", *packages], check=False)
        if got.returncode == 0:
            (programs / "done").touch()
    return programs


def under_granian(program: str, port: int, factory: str) -> list[str]:
    """The command that serves an app as `deliberate serve` does ours."""
    command = [program, "--interface", "wsgi", "--host", HOST, "--port", str(port), "--workers", str(WORKERS)]
    return [*command, "--blocking-threads", str(THREADS), "--log-level", "error", "--factory", factory]


def isso_server(folder: Path, comments: int) -> Server | None:
    """Isso 0.14 under its own server, with a thread of so many comments; None where it cannot be had."""
    if not (_environment("isso", sys.executable, "isso==0.14.0") / "isso").exists():
        return None
    port = free_port()
    settings = folder / "isso.cfg"
    settings.write_text(
        f"[general]\ndbpath = {folder}/isso.db\nhost = http://{HOST}:{port}/\n[server]\nlisten = http://{HOST}:{port}\n"
        "[guard]\nenabled = false\n"
    )
    command = [str(ROOM / "isso" / "bin" / "isso"), "-c", str(settings), "run"]
    if not _comments_in(folder / "isso.db"):
        first = Started(command, port, folder / "isso.log")
        first.stop()
        with sqlite3.connect(folder / "isso.db") as database:
            database.execute("INSERT INTO threads (id, uri, title) VALUES (1, '/page', 'A page')")
            rows = [(1, time.time() + n, 1, "127.0.0.0", WORDS.format(n), f"Person {n}") for n in range(comments)]
            database.executemany(
                "INSERT INTO comments (tid, created, mode, remote_addr, text, author, likes, dislikes, voters,"
                " notification) VALUES (?, ?, ?, ?, ?, ?, 0, 0, x'00', 0)",
                rows,
            )
        database.close()
    return Started(command, port, folder / "isso.log")


def _comments_in(path: Path) -> int:
    if not path.exists():
        return 0
    database = sqlite3.connect(path)
    try:
        return int(database.execute("SELECT count(*) FROM comments").fetchone()[0])
    finally:
        database.close()


def flaskbb_server(folder: Path, posts: int) -> tuple[Server, str] | None:
    """FlaskBB 2.2 under Granian with a topic of so many posts, and the topic's address; None where it cannot be had."""
    python = dev.find_forum_python()
    if python is None or not (_environment("flaskbb", python, dev.FLASKBB, "granian") / "granian").exists():
        return None
    programs, forum = (ROOM / "flaskbb" / "bin").absolute(), folder / "forum"
    forum.mkdir(exist_ok=True)
    here = Path(__file__).parent
    settings = {"FLASKBB_FOLDER": str(forum), "PYTHONPATH": f"{here}:{dev.FORUM_SCRIPT.parent.absolute()}"}
    made = subprocess.run(
        [programs / "python", here / "flaskbb_site.py", str(posts)],
        env={**os.environ, **settings}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    port = free_port()
    command = under_granian(str(programs / "granian"), port, "flaskbb_site:site")
    return Started(command, port, folder / "forum.log", **settings), made.stdout.split()[-1]


class ForumPerson:
    """Somebody signed in to FlaskBB, on one kept connection."""

    def __init__(self, port: int, name: str, topic: str) -> None:
        self.connection = HTTPConnection(HOST, port, timeout=60)
        self.topic = topic
        self.cookie = ""
        token = self._token("/auth/login")
        self._send("/auth/login", {"csrf_token": token, "login": name, "password": name, "submit": "Login"})
        self.token = self._token(topic)

    def post(self, number: int) -> None:
        """Answer in the topic. Raises RuntimeError where that is refused."""
        fields = {"csrf_token": self.token, "content": WORDS.format(number), "submit": "Reply"}
        if self._send(self.topic, fields) not in {302, 303}:
            raise RuntimeError("FlaskBB took no post.")

    def _send(self, path: str, fields: dict[str, str]) -> int:
        return self._ask("POST", path, urllib.parse.urlencode(fields))[0]

    def _token(self, path: str) -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self._ask("GET", path)[1])
        if found is None:
            raise RuntimeError(f"{path} has no form.")
        return found[1]

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        self.connection.request(method, path, body, {"Cookie": self.cookie, **form})
        response = self.connection.getresponse()
        text = response.read().decode()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie" and value.startswith("session="):
                self.cookie = value.partition(";")[0]
        return response.status, text


class Commenter:
    """Somebody who comments under Isso, on one kept connection."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection(HOST, port, timeout=60)

    def post(self, number: int) -> None:
        """Add a comment. Raises RuntimeError where that is refused."""
        body = json.dumps({"text": WORDS.format(number), "author": f"Person {number}"})
        self.connection.request("POST", "/new?uri=%2Fpage", body, {"Content-Type": "application/json"})
        response = self.connection.getresponse()
        response.read()
        if response.status not in {201, 202}:
            raise RuntimeError(f"Isso took no comment: {response.status}")
