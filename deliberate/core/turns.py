"""Who writes next to a SQLite file, which lets in whoever happens to ask first once a writer is done.

Within a process it is first come, first served, and of processes that wait, another than the one that wrote last.
"""

import random
import sqlite3
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

#: Whoever is next asks again after so many seconds; at random, so that two do not go on asking in step.
STEPS = (0.0005, 0.002)

#: So many seconds those of a process that just wrote leave to those of others: more than the longest step.
COURTESY = 0.003


class Turns:
    """The writers of one process to one file. Who may write is SQLite's to say; this is about who asks it, and when."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._line: deque[Event] = deque()
        self._writer: sqlite3.Connection | None = None
        self._ended = 0.0

    @property
    def waiting(self) -> int:
        """How many have not begun yet."""
        return len(self._line)

    def begin(self, database: sqlite3.Connection, until: float) -> bool:
        """Begin to write with a connection that itself does not wait, once it is its turn.

        False where that has not come by then, in seconds of ``time.monotonic``, and where SQLite cannot begin at all.
        """
        with self._in_line(until) as waited:
            while time.monotonic() < until:
                if waited:
                    time.sleep(max(0.0, self._ended + COURTESY - time.monotonic()))
                try:
                    database.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                        return False
                    waited = True
                    time.sleep(random.uniform(*STEPS))  # noqa: S311  # to be out of step, not to be secret
                    continue
                if waited and self._has_just_written():
                    database.execute("ROLLBACK")
                    continue
                self._writer = database
                return True
        return False

    def _has_just_written(self) -> bool:
        """Whether another of this process stored something since it was last looked at."""
        if self._writer is not None:
            # It has, or nobody else could have begun, and is about to say so.
            self.end(self._writer)
        return time.monotonic() < self._ended + COURTESY

    def end(self, database: sqlite3.Connection) -> None:
        """This connection is at rest again, whether it wrote or not."""
        if self._writer is database:
            self._writer, self._ended = None, time.monotonic()

    @contextmanager
    def _in_line(self, until: float) -> Iterator[bool]:
        """At the head of those who wait, or until the time is over; whether others were before."""
        own = Event()
        with self._guard:
            self._line.append(own)
            waited = self._line[0] is not own
        try:
            if waited:
                own.wait(max(0.0, until - time.monotonic()))
            yield waited
        finally:
            with self._guard:
                self._line.remove(own)
                if self._line:
                    self._line[0].set()
