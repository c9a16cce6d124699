"""What goes through the queue of jobs: words alone, and nobody's but ours."""

import pickle
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from huey.registry import Message

from deliberate.jobs.messages import JobQueue, SignedWords

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MESSAGE = Message("1", "look", retries=0, retry_delay=0, args=(), kwargs={})


@pytest.mark.parametrize("eta", [None, NOON.replace(tzinfo=None), NOON])
def test_a_message_comes_back_as_it_was(eta: datetime | None) -> None:
    words = SignedWords(b"key")
    message = MESSAGE._replace(eta=eta)
    assert words.deserialize(words.serialize(message)) == message


def test_a_message_that_was_changed_or_signed_by_others_is_not_read() -> None:
    words = SignedWords(b"key")
    sent = words.serialize(MESSAGE)
    for other in (SignedWords(b"other").serialize(MESSAGE), sent[:-1] + b" ", sent[:40], b"", pickle.dumps(MESSAGE)):
        with pytest.raises(ValueError, match="not signed with this site's secret"):
            words.deserialize(other)


def test_nothing_in_the_queue_is_a_pickle_or_gives_the_secret_away(own_site: Flask) -> None:
    queue = JobQueue(own_site)
    huey = queue.open()
    queue.wake()
    queue.wake(after=60)
    kept = Path(own_site.instance_path, "jobs.db").read_bytes()
    messages = huey.storage.enqueued_items() + huey.storage.scheduled_items()
    queue.close()
    assert len(messages) == 2
    for message in messages:
        assert b'look"' in message
        assert not message.startswith(b"\x80")
        with pytest.raises((pickle.UnpicklingError, ValueError, EOFError, KeyError, IndexError)):
            pickle.loads(message[32:])
    assert sha256(own_site.config["SECRET_KEY"].encode()).hexdigest()[:8].encode() not in kept
