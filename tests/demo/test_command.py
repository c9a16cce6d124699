"""The command serves the demo, says where it is, and stops when told."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask

from deliberate.demo.command import start_over
from deliberate.demo.people import PASSWORD, PEOPLE
from dev import LMS_CLIENT

ROOT = Path(__file__).parents[2]
RUN = [sys.executable, "-c", "from deliberate.cli import main; main()", "demo"]


@pytest.fixture
def copied(demo_site: Flask, demo_folder: Path, tmp_path: Path) -> Path:
    """The seeded folder, to be run on and spoilt. Other tests may have the database open, hence no plain copy."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(demo_folder / "secret.key", data)
    with (
        closing(sqlite3.connect(demo_folder / "deliberate.db")) as seeded,
        closing(sqlite3.connect(data / "deliberate.db")) as copy,
    ):
        seeded.backup(copy)
    return data


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _running(data: Path, port: int, *more: str) -> Iterator["subprocess.Popen[str]"]:
    environment = {**os.environ, "DELIBERATE_DATABASE_URL": "sqlite:////nowhere/else.db"}
    process = subprocess.Popen(
        [*RUN, "--port", str(port), "--data", str(data), *more],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_it_prints_address_and_logins_serves_and_stops_at_sigterm(copied: Path) -> None:
    port = _free_port()
    with _running(copied, port, "--embed") as process:
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        while "Somebody else's page" not in lines[-1]:
            lines.append(process.stdout.readline())
        with urllib.request.urlopen(f"http://127.0.0.1:{port + 1}/") as answer:
            assert f'src="http://127.0.0.1:{port}/embed.js"' in answer.read().decode()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=20)
    said = "".join(lines)
    assert f"http://127.0.0.1:{port}/" in said
    assert PASSWORD in said
    assert PEOPLE[-1].name in said
    assert "People of differing views" not in said
    assert "Stopped" in rest
    assert process.returncode == 0


#: `dev.py demo --lms` with the environment that runs this.
WITH_LMS = """
import pathlib, sys, dev
dev.VENV, dev.setup = pathlib.Path(sys.prefix), lambda: None
sys.exit(dev.main(["demo", "--lms", *sys.argv[1:]]))
"""


@pytest.mark.slow
def test_beside_it_a_learning_platform_knows_it_and_is_known(copied: Path) -> None:
    port = _free_port()
    command = [sys.executable, "-c", WITH_LMS, "--port", str(port), "--data", str(copied)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            lines = [process.stdout.readline()]
            while "gradebook" not in lines[-1] and lines[-1]:
                lines.append(process.stdout.readline())
            platform = re.findall(r"http://localhost:\d+", "".join(lines))[0]
            browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
            browser.open(f"{platform}/as/7d0e4c", b"").close()
            page = browser.open(f"{platform}/launch/choosing/{LMS_CLIENT}").read().decode()
            fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
            arrived = browser.open(f"http://127.0.0.1:{port}/lti/launch", urlencode(fields).encode())
            assert "Which class is this?" in arrived.read().decode()
        finally:
            process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=20)
    assert "Stopped" in rest
    assert process.returncode == 0


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [*RUN, "--port", str(port), "--data", str(tmp_path / "data"), "--fresh"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"Port {port}" in done.stderr
    assert not (tmp_path / "data").exists()


def test_starting_over_deletes_all_files_of_the_demo_and_nothing_else(copied: Path) -> None:
    (copied / "notes.txt").write_text("mine")
    start_over(copied)
    assert [path.name for path in copied.iterdir()] == ["notes.txt"]
    start_over(copied / "not there")
