"""Who writes next to a SQLite file."""

import sqlite3
import threading
import time
from pathlib import Path

import pytest

from deliberate.core import turns as turns_of
from deliberate.core.turns import Turns


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with sqlite3.connect(tmp_path / "written.db") as database:
        database.execute("PRAGMA journal_mode=WAL")
    database.close()
    return tmp_path / "written.db"


def opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=0, isolation_level=None, check_same_thread=False)


class Writing:
    """Somebody who has begun to write to a file."""

    def __init__(self, turns: Turns, file: Path) -> None:
        self.turns, self.database = turns, opened(file)
        assert turns.begin(self.database, time.monotonic() + 60)

    def stop(self) -> None:
        self.database.execute("COMMIT")
        self.turns.end(self.database)
        self.database.close()


class Crowd:
    """Writers in threads, who note their names in the order in which their turns come."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.order: list[str] = []
        self.threads: list[threading.Thread] = []

    def come(self, name: str, turns: Turns) -> None:
        """One more waits, and stands in line when this returns."""

        def write() -> None:
            writing = Writing(turns, self.file)
            self.order.append(name)
            time.sleep(0.01)
            writing.stop()

        before = turns.waiting
        self.threads.append(threading.Thread(target=write))
        self.threads[-1].start()
        while turns.waiting == before:
            time.sleep(0.001)

    def leave(self) -> list[str]:
        for each in self.threads:
            each.join()
        return self.order


def test_those_who_wait_write_in_the_order_in_which_they_came(file: Path) -> None:
    turns, crowd = Turns(), Crowd(file)
    first = Writing(turns, file)
    for name in "abcdef":
        crowd.come(name, turns)
    first.stop()
    assert crowd.leave() == list("abcdef")


def test_a_process_that_wrote_leaves_the_next_turn_to_another_that_waits(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has turns of its own: nothing but the file is between them."""
    # However slow the machine is at this moment, whoever asks every few milliseconds asks within this time.
    monkeypatch.setattr(turns_of, "COURTESY", 0.5)
    ours, theirs, crowd = Turns(), Turns(), Crowd(file)
    first = Writing(ours, file)
    for name, turns in (("a", ours), ("b", ours), ("x", theirs)):
        crowd.come(name, turns)
    first.stop()
    assert crowd.leave() == ["x", "a", "b"]


def test_whoever_waited_in_vain_holds_up_nobody(file: Path) -> None:
    turns, crowd, database = Turns(), Crowd(file), opened(file)
    first = Writing(turns, file)
    crowd.come("a", turns)
    assert not turns.begin(database, time.monotonic() + 0.05)
    database.close()
    crowd.come("b", turns)
    first.stop()
    assert crowd.leave() == ["a", "b"]


def test_where_nothing_can_be_begun_sqlite_is_not_asked_again(file: Path) -> None:
    database, began = opened(file), time.monotonic()
    database.execute("BEGIN")
    assert not Turns().begin(database, began + 60)
    assert time.monotonic() - began < 30
    database.close()
