"""Backups of a site that people go on using, and what comes back from them."""

import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from deliberate.accounts.services import get_user
from deliberate.core import schema
from deliberate.core.actors import SYSTEM
from deliberate.core.db import session, transaction
from deliberate.core.errors import NotFound
from deliberate.core.events import ChainHead, Event, record, verify_chain
from deliberate.standalone import ACCOUNTS
from tests.factories import make_article, make_noise, make_proposition
from tests.operating.conftest import Place, let_go, run
from tests.own_site import account


class Writer:
    """A process that writes event after event."""

    def __init__(self) -> None:
        # In its own process, as a server's workers are.
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.operating.writer"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.acknowledged = 0

    def wait_for(self, more: int) -> int:
        """The number of the last write that was acknowledged, after so many more."""
        assert self.process.stdout
        assert self.process.stderr
        for _ in range(more):
            line = self.process.stdout.readline()
            assert line, self.process.stderr.read()
            self.acknowledged = int(line)
        return self.acknowledged

    def stop(self) -> int:
        """The number of the last write there can be."""
        self.process.send_signal(signal.SIGKILL)
        assert self.process.stdout
        told = self.process.stdout.read().split()
        self.process.communicate()
        # Whatever it was at when it was killed may be stored without having been told.
        return self.acknowledged + len(told) + 1


@pytest.fixture
def writer(site: Flask) -> Iterator[Callable[[], Writer]]:
    started: list[Writer] = []

    def start() -> Writer:
        started.append(Writer())
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.stop()


def numbers(app: Flask) -> list[int]:
    """What the writer wrote, as the database has it; its log has to verify."""
    with app.app_context():
        assert verify_chain().fault is None
        return [int(each) for each in session.scalars(select(Event.target).order_by(Event.id))]


@pytest.mark.slow
def test_a_backup_taken_during_writes_restores_to_a_committed_prefix_that_verifies(
    place: Place, site: Flask, writer: Callable[[], Writer], tmp_path: Path
) -> None:
    busy = writer()
    before = busy.wait_for(20)
    made = run("backup", str(tmp_path / "copy"))
    assert made.exit_code == 0, made.stderr
    busy.wait_for(5)
    last = busy.stop()
    let_go(site)
    outcome = run("restore", "--replace", str(tmp_path / "copy"))
    assert outcome.exit_code == 0, outcome.stderr
    restored = numbers(site)
    assert restored == list(range(1, len(restored) + 1))
    assert before <= len(restored) <= last
    assert f"its log verifies: {len(restored)} events" in outcome.stdout
    # And it goes on from there.
    again = writer()
    again.wait_for(1)
    again.stop()
    assert numbers(site)[: len(restored)] == restored


def test_a_backup_is_its_owners_alone_and_leaves_nothing_beside_it(site: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    assert run("backup", str(folder / "monday")).exit_code == 0
    assert [path.name for path in folder.iterdir()] == ["monday"]
    assert stat.S_IMODE((folder / "monday").stat().st_mode) == 0o600


def test_a_backup_does_not_hold_the_secret_and_says_so(place: Place, site: Flask, tmp_path: Path) -> None:
    outcome = run("backup", str(tmp_path / "monday"))
    secret = place.data / "secret.key"
    assert f"Not in it: {secret}." in outcome.stderr
    assert secret.read_bytes() not in (tmp_path / "monday").read_bytes()


def test_a_backup_does_not_take_the_place_of_another(site: Flask, tmp_path: Path) -> None:
    (tmp_path / "monday").write_text("last week's")
    outcome = run("backup", str(tmp_path / "monday"))
    assert outcome.exit_code == 1
    assert "is there already" in outcome.stderr
    assert (tmp_path / "monday").read_text() == "last week's"


def test_a_backup_that_cannot_be_written_is_said_in_one_line(site: Flask, tmp_path: Path) -> None:
    outcome = run("backup", str(tmp_path / "nowhere" / "monday"))
    assert outcome.exit_code == 1
    assert "cannot be written: No such file or directory." in outcome.stderr
    assert "Traceback" not in outcome.output


def test_everything_comes_back(site: Flask, tmp_path: Path) -> None:
    account(site, "cora", "editor", level=2)
    with site.app_context():
        make_noise()
    assert run("backup", str(tmp_path / "monday")).exit_code == 0
    account(site, "late")
    let_go(site)
    assert run("restore", "--replace", str(tmp_path / "monday")).exit_code == 0
    with site.app_context():
        assert {role.name for role in get_user("cora").roles} == {"editor"}
        with pytest.raises(NotFound):
            get_user("late")
    assert site.test_client().get("/").status_code == 200


def test_a_restored_log_still_refuses_to_be_rewritten(site: Flask, tmp_path: Path) -> None:
    with site.app_context(), transaction():
        record(SYSTEM, "posted", make_proposition(make_article()))
    assert run("backup", str(tmp_path / "monday")).exit_code == 0
    let_go(site)
    assert run("restore", "--replace", str(tmp_path / "monday")).exit_code == 0
    outcome = run("doctor")
    assert "ok    log: 1 events; guarded against rewriting." in outcome.stdout


def test_a_database_with_tables_is_not_replaced_unless_asked(site: Flask, tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "monday")).exit_code == 0
    account(site, "cora")
    let_go(site)
    outcome = run("restore", str(tmp_path / "monday"))
    assert outcome.exit_code == 1
    assert "There is a database already" in outcome.stderr
    with site.app_context():
        assert get_user("cora")


@pytest.mark.parametrize("damage", ["junk", "half a page"])
def test_a_damaged_database_is_kept_aside_and_replaced_only_if_asked(
    place: Place, site: Flask, tmp_path: Path, damage: str
) -> None:
    if place.url:
        pytest.skip("a file can be damaged, a server's database is the server's")
    account(site, "cora")
    assert run("backup", str(tmp_path / "monday")).exit_code == 0
    let_go(site)
    database = place.data / "deliberate.db"
    database.write_bytes(b"junk" * 5000 if damage == "junk" else (tmp_path / "monday").read_bytes()[:6000])
    broken = database.read_bytes()
    database.with_name("deliberate.db-wal").write_bytes(b"its log")
    refused = run("restore", str(tmp_path / "monday"))
    assert refused.exit_code == 1
    assert "deliberate restore --replace FILE" in refused.stderr
    assert database.read_bytes() == broken
    outcome = run("restore", "--replace", str(tmp_path / "monday"))
    assert outcome.exit_code == 0, outcome.stderr
    aside = min(place.data.glob("deliberate.db.broken-*"))
    assert aside.read_bytes() == broken
    assert aside.with_name(f"{aside.name}-wal").read_bytes() == b"its log"
    assert f"It is kept as {aside}." in outcome.stderr
    with site.app_context():
        assert get_user("cora")


def test_an_empty_place_is_filled_without_asking(place: Place, site: Flask, tmp_path: Path) -> None:
    account(site, "cora")
    assert run("backup", str(tmp_path / "monday")).exit_code == 0
    empty(place, site)
    assert run("restore", str(tmp_path / "monday")).exit_code == 0
    with site.app_context():
        assert get_user("cora")


def empty(place: Place, app: Flask) -> None:
    with app.app_context():
        if place.url:
            session.execute(text("DROP SCHEMA public CASCADE"))
            session.execute(text("CREATE SCHEMA public"))
            session.commit()
    let_go(app)
    if not place.url:
        (place.data / "deliberate.db").unlink()


def test_a_backup_of_an_older_version_is_brought_up_to_date(site: Flask, tmp_path: Path) -> None:
    with site.app_context():
        with transaction():
            schema.downgrade(session.connection(), ACCOUNTS)
        session.remove()  # type: ignore[attr-defined]
    made = run("backup", str(tmp_path / "monday"))
    assert made.exit_code == 0
    let_go(site)
    assert run("restore", "--replace", str(tmp_path / "monday")).exit_code == 0
    assert "ok    tables: up to date." in run("doctor").stdout


def test_a_broken_log_is_not_restored_and_nothing_is_changed(site: Flask, tmp_path: Path) -> None:
    with site.app_context():
        with transaction():
            record(SYSTEM, "posted", make_proposition(make_article()))
        with transaction():
            session.get_one(ChainHead, 1).event_id = 7
    made = run("backup", str(tmp_path / "monday"))
    account(site, "cora")
    let_go(site)
    if made.exit_code == 0:  # PostgreSQL's copies are verified when they are restored
        outcome = run("restore", "--replace", str(tmp_path / "monday"))
        assert outcome.exit_code == 1
        assert "The log in the copy is broken" in outcome.stderr
    else:
        assert "The log in the copy is broken" in made.stderr
        assert not (tmp_path / "monday").exists()
    with site.app_context():
        assert get_user("cora")


@pytest.mark.parametrize(
    "content", [b"", b"no database at all", b"PGDMP and nothing", b"SQLite format 3\x00 and nothing"]
)
def test_a_file_that_is_no_backup_is_refused_and_nothing_is_changed(
    site: Flask, tmp_path: Path, content: bytes
) -> None:
    account(site, "cora")
    let_go(site)
    (tmp_path / "file").write_bytes(content)
    outcome = run("restore", "--replace", str(tmp_path / "file"))
    assert outcome.exit_code == 1
    assert "Traceback" not in outcome.output
    assert outcome.stderr.count("Error: ") == 1
    with site.app_context():
        assert get_user("cora")


def test_without_its_programs_a_postgresql_backup_says_what_to_install(
    place: Place, site: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if place.url is None:
        pytest.skip("SQLite needs no program")
    monkeypatch.setenv("PATH", str(tmp_path))
    outcome = run("backup", str(tmp_path / "monday"))
    assert outcome.exit_code == 1
    assert "pg_dump is not installed. It comes with PostgreSQL: apt-get install postgresql-client" in outcome.stderr
    assert not (tmp_path / "monday").exists()
