"""Open connections over which pages are told that there is a newer version of what they show, and nothing else.

One thread for each process asks for the versions of all of them at once, once a second and only while there is
anybody to tell: a connection that waits holds none to the database.
"""

import time
from collections import Counter
from threading import Condition, Thread
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from deliberate.core.written import shown_versions

#: So often versions are asked for, in seconds; and after so long without news something is sent, so that whoever has
#: gone is noticed, and no proxy takes it for dead.
OFTEN, HEARTBEAT = 1.0, 15.0
#: After so many seconds a connection ends, and the page opens another: none stays for good.
LONGEST = 600.0
#: What a browser waits before it opens another, in milliseconds.
AGAIN = 5000


class Streams:
    """Those of one process, so many at most."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._changed = Condition()
        self._followed: Counter[int] = Counter()
        self._versions: dict[int, int] = {}
        self._watching = False
        self._ended = False

    @property
    def open_now(self) -> int:
        """How many there are."""
        return self._followed.total()

    def open(self, engine: Any, about: int, version: int) -> "Stream | None":
        """One that tells of this article, whose version was that a moment ago.

        None where there are as many as may be, or the process is about to end.
        """
        with self._changed:
            if self._ended or self.open_now >= self.most:
                return None
            self._followed[about] += 1
            self._versions.setdefault(about, version)
            if not self._watching:
                self._watching = True
                Thread(target=self._watch, args=(engine,), name="streams", daemon=True).start()
        return Stream(self, about)

    def close(self) -> None:
        """End all of them, and open no more: the process is about to end."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def wait(self, about: int, seen: int, seconds: float) -> int | None:
        """The version once it is another than was seen, or as it is after so long; None where it is all over."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._versions.get(about) != seen, seconds)
            return None if self._ended else self._versions.get(about)

    def leave(self, about: int) -> None:
        """One that told of this article has ended."""
        with self._changed:
            self._followed[about] -= 1
            if not self._followed[about]:
                del self._followed[about]
                self._versions.pop(about, None)

    def _watch(self, engine: Any) -> None:
        """Look until nobody is there to be told. Where the versions cannot be read, all end, and come again."""
        try:
            while self._look(engine):
                time.sleep(OFTEN)
        except BaseException:
            with self._changed:
                # Whatever it was, those that are open end, and come again to be watched anew.
                self._watching, self._versions = False, {}
                self._changed.notify_all()
            raise

    def _look(self, engine: Any) -> bool:
        """Tell of what changed; whether anybody is left to be told."""
        with self._changed:
            about = tuple(sorted(self._followed))
            if not about or self._ended:
                self._watching = False
                return False
        try:
            with engine.connect() as connection:
                found = shown_versions(connection, about)
        except SQLAlchemyError:
            found = {}
        with self._changed:
            self._versions = {each: found[each] for each in self._followed if each in found} | {
                each: version for each, version in self._versions.items() if each not in about
            }
            self._changed.notify_all()
        return True


class Stream:
    """What is sent over one connection, piece by piece, as server-sent events."""

    def __init__(self, streams: Streams, about: int) -> None:
        self._streams = streams
        self._about = about
        self._seen = -1
        self._until = time.monotonic() + LONGEST
        self._over = False

    def __iter__(self) -> "Stream":
        return self

    def __next__(self) -> bytes:
        version = None
        if not self._over and time.monotonic() < self._until:
            version = self._streams.wait(self._about, self._seen, HEARTBEAT)
        if version is None:
            self.close()
            raise StopIteration
        if version == self._seen:
            return b":\n\n"
        begins = f"retry: {AGAIN}\n" if self._seen < 0 else ""
        self._seen = version
        return f"{begins}data: {version}\n\n".encode()

    def close(self) -> None:
        """Leave its place to another."""
        if not self._over:
            self._over = True
            self._streams.leave(self._about)
