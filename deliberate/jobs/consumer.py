"""Who runs the jobs of a serving site: threads of huey, woken by whoever commits one, and by the clock each minute."""

import fcntl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from flask import Flask
from huey.consumer import Consumer

from deliberate.jobs.messages import JobQueue
from deliberate.jobs.waking import WAKER

#: In the site's data folder: whoever holds it runs the jobs.
LOCK_FILE = "jobs.lock"
WORKERS = 2


class _Threads(Consumer):  # type: ignore[misc]
    """Huey's consumer inside a server, whose signals are the server's own."""

    def _set_signal_handlers(self) -> None:
        pass


def start_consumer(app: Flask) -> Callable[[], None] | None:
    """Run the site's jobs in threads of this process from now on; the function given back ends that.

    For the process that serves, called once it does. Of several on one data folder only the first does it, and the
    others get None. Commands, tests and imports start nothing.
    """
    folder = Path(app.instance_path)
    folder.mkdir(parents=True, exist_ok=True)
    lock = _lock(folder / LOCK_FILE)
    if lock is None:
        return None
    queue = JobQueue(app)
    huey = queue.open()
    app.extensions[WAKER] = queue.wake
    threads = _Threads(huey, workers=WORKERS, max_delay=1.0, check_worker_health=False)
    threads.start()
    # Whatever came due while nobody was there.
    huey.look()

    def stop() -> None:
        threads.stop(graceful=True)
        queue.close()
        lock.close()

    return stop


def _lock(path: Path) -> IO[bytes] | None:
    """The open file that says it is us, for as long as it stays open; None where it is another."""
    file = path.open("ab")
    with suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return file
    file.close()
    return None
