"""The word that there are jobs, carried by huey from whoever commits one to whoever runs them.

The rows are the truth; a message only says that there are some. So one that is lost or doubled changes nothing.
"""

from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask
from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.serializer import SignedSerializer

from deliberate.jobs.running import run_due
from deliberate.jobs.waking import WAKER

#: In the site's data folder.
QUEUE_FILE = "jobs.db"
#: More messages than these say nothing new; they would only pile up while nobody runs jobs.
MOST_MESSAGES = 100


class JobQueue:
    """The messages between those who ask for jobs and those who run them, by Redis or by a file all processes share."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._redis: str | None = app.extensions["deliberate"].settings.redis_url
        self._file = Path(app.instance_path) / QUEUE_FILE
        self._huey: Huey | None = None

    def wake(self, after: float = 0) -> None:
        """Tell them, if there is anybody: the file is made by the first who runs jobs."""
        if self._redis is None and not self._file.exists():
            return
        huey = self.open()
        if after > 0:
            huey.look.schedule(delay=after)
        elif huey.pending_count() < MOST_MESSAGES:
            huey.look()

    def open(self) -> Any:
        """Huey with its two tasks. Messages are signed: nobody else's are read, for they could hold code."""
        if self._huey is None:
            secret = self._secret()
            # Sites that share a Redis do not read one another's.
            name = f"deliberate-{sha256(secret.encode()).hexdigest()[:8]}"
            options = {"results": False, "serializer": SignedSerializer(secret=secret, salt="deliberate.jobs")}
            if self._redis is not None:
                self._huey = RedisHuey(name, url=_impatient(self._redis), **options)
            else:
                self._huey = SqliteHuey(name, filename=str(self._file), **options)
            self._huey.look = self._huey.task(name="look")(self._look)
            self._huey.periodic_task(crontab(), name="look_each_minute")(self._look)
        return self._huey

    def close(self) -> None:
        """Let go of the file or the connection."""
        if self._huey is not None:
            self._huey.storage.close()
            self._huey = None

    def _look(self) -> None:
        with self._app.app_context():
            run_due()

    def _secret(self) -> str:
        key = self._app.secret_key
        if not key:
            raise RuntimeError("Running jobs needs the app's SECRET_KEY.")
        return key if isinstance(key, str) else key.hex()


def _impatient(url: str) -> str:
    """The same Redis, but no request is held up by one that does not answer; what the address itself says is kept."""
    if "socket_connect_timeout" in url:
        return url
    return f"{url}{'&' if '?' in url else '?'}socket_connect_timeout=1&socket_timeout=5"


def install_queue(app: Flask) -> None:
    """Have whoever commits a job tell those who run them. Nothing is opened before there is something to tell."""
    app.extensions[WAKER] = JobQueue(app).wake
