"""A site under `deliberate serve` for benchmarks, and people of the demo who post to it over real connections."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

from deliberate.demo.people import PASSWORD

HOST = "127.0.0.1"
SERVE = [str(Path(sys.executable).with_name("deliberate")), "serve"]

#: Limits per person would end a measurement; these are said wherever a figure is.
ENVIRONMENT = dict.fromkeys(
    ("DELIBERATE_POSTS_PER_HOUR", "DELIBERATE_POSTS_PER_DAY", "DELIBERATE_RATINGS_PER_DAY"), "1000000"
)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class Server:
    """A server in a process group of its own, so that all of it can be stopped or killed at once."""

    def __init__(self, command: Sequence[str], port: int, environment: Mapping[str, str], log: Path) -> None:
        self.port = port
        self.log = log
        began = time.monotonic()
        with log.open("a") as stream:
            self.process = subprocess.Popen(
                command,
                stdout=stream,
                stderr=stream,
                env={**os.environ, **ENVIRONMENT, **environment},
                start_new_session=True,
            )
        try:
            self.wait_until_ready()
        except BaseException:
            self.kill()
            raise
        self.seconds_to_start = time.monotonic() - began

    def wait_until_ready(self, seconds: float = 60) -> None:
        """Return when it answers that it is ready. Raises RuntimeError, with its log, if it does not in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if get(self.port, "/readyz")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.02)
        raise RuntimeError(f"The server did not come up.\n{self.log.read_text()[-4000:]}")

    def cpu_seconds(self) -> float:
        """What all its processes have used of the processors so far; unlike a rate, it minds little what else runs."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue  # It ended meanwhile.
            if int(fields[2]) == self.process.pid:
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """What all its processes hold of the memory, in MB; what they share is counted once for each (RSS)."""
        pages = 0
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if int((folder / "stat").read_text().rpartition(")")[2].split()[2]) == self.process.pid:
                    pages += int((folder / "statm").read_text().split()[1])
            except OSError:
                continue  # It ended meanwhile.
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def stop(self) -> int:
        """Ask it to end, as a supervisor does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)

    def kill(self) -> None:
        """End every process of it at once."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)


def get(port: int, path: str, timeout: float = 10) -> tuple[int, bytes]:
    """One request on a connection of its own: status and body."""
    connection = http.client.HTTPConnection(HOST, port, timeout=timeout)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


class Person:
    """Somebody signed in, on one kept connection."""

    def __init__(self, port: int, name: str, password: str = PASSWORD) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=20)
        self.cookies: dict[str, str] = {}
        token = self.token("/sign-in")
        status = self.send("/sign-in", {"csrf_token": token, "identity": name, "password": password})
        if status not in {302, 303}:
            raise RuntimeError(f"{name} cannot sign in: {status}")

    def request(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return response.status, text

    def token(self, path: str) -> str:
        """The token of the form on a page."""
        status, page = self.request("GET", path)
        found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
        if not found:
            raise RuntimeError(f"{path} has no form ({status})")
        return found[1]

    def send(self, path: str, fields: Mapping[str, str]) -> int:
        """Send a form; the status of the answer."""
        return self.request("POST", path, urllib.parse.urlencode(fields))[0]

    def close(self) -> None:
        self.connection.close()


def evidence(token: str) -> dict[str, str]:
    """A form of evidence like no other; its submission tells it from every other in the database."""
    name = uuid.uuid4().hex
    return {
        "csrf_token": token,
        "side": "for" if int(name[0], 16) % 2 else "against",
        "link": f"https://bridges.example/{name}",
        "quote": f"Report {name} says that the cable was measured twice.",
        "warrant": f"Whoever measures twice ({name}) knows the strain on it.",
        "kind": "document",
        "submission": name,
    }


def copy_of(data: Path, to: Path) -> Path:
    """A copy of a data folder that nobody has open."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(data, to)
    return to
