"""The word that there are jobs, carried by huey from whoever commits one to whoever runs them.

The rows are the truth; a message only says that there are some. So one that is lost or doubled changes nothing.
"""

import hmac
import json
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask
from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.registry import Message

from deliberate.jobs.running import run_due
from deliberate.jobs.waking import WAKER

#: In the site's data folder.
QUEUE_FILE = "jobs.db"
#: More messages than these say nothing new; they would only pile up while nobody runs jobs.
MOST_MESSAGES = 100


class SignedWords:
    """What huey sends, as JSON with a signature: nobody who can write to the queue can have code of theirs run."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def serialize(self, message: Message) -> bytes:
        """Which task, and when: ours take nothing, give nothing back and are not tried again."""
        words = json.dumps([message.id, message.name, message.eta and message.eta.isoformat()]).encode()
        return self._signature(words) + words

    def deserialize(self, data: bytes) -> Message:
        """Raises ValueError where it is not ours."""
        signature, words = data[: sha256().digest_size], data[sha256().digest_size :]
        if not hmac.compare_digest(signature, self._signature(words)):
            raise ValueError("A message in the queue of jobs is not signed with this site's secret.")
        number, name, eta = json.loads(words)
        return Message(
            number, name, eta=eta and datetime.fromisoformat(eta), retries=0, retry_delay=0, args=(), kwargs={}
        )

    def _signature(self, words: bytes) -> bytes:
        return hmac.digest(self._key, words, "sha256")


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
        """Huey with its two tasks. Messages are signed: nobody else's are read."""
        if self._huey is None:
            # Sites that share a Redis do not read one another's; the name says nothing about the secret.
            name = f"deliberate-{self._derived('name').hex()[:16]}"
            options = {"results": False, "serializer": SignedWords(self._derived("signature"))}
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

    def _derived(self, purpose: str) -> bytes:
        key = self._app.secret_key
        if not key:
            raise RuntimeError("Running jobs needs the app's SECRET_KEY.")
        return hmac.digest(
            key.encode() if isinstance(key, str) else key, f"deliberate.jobs.{purpose}".encode(), "sha256"
        )


def _impatient(url: str) -> str:
    """The same Redis, but no request is held up by one that does not answer; what the address itself says is kept."""
    if "socket_connect_timeout" in url:
        return url
    return f"{url}{'&' if '?' in url else '?'}socket_connect_timeout=1&socket_timeout=5"


def install_queue(app: Flask) -> None:
    """Have whoever commits a job tell those who run them. Nothing is opened before there is something to tell."""
    app.extensions[WAKER] = JobQueue(app).wake
