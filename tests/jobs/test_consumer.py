"""Who runs the jobs of a serving site, and that nobody else does."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from deliberate.core.db import session, transaction
from deliberate.jobs import tasks as registry
from deliberate.jobs.consumer import LOCK_FILE, start_consumer
from deliberate.jobs.messages import MOST_MESSAGES, QUEUE_FILE, JobQueue
from deliberate.jobs.models import Job, JobState
from deliberate.jobs.services import enqueue
from deliberate.jobs.tasks import JobFailed, Run, job
from tests.own_redis import REDIS, redis_or_skip
from tests.own_site import beside

PATIENCE = 30


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> dict[int, threading.Event]:
    """Set, by number, when the job of that number is run; those past 100 fail at first."""
    monkeypatch.setattr(registry.tasks, "_values", {})
    events = {number: threading.Event() for number in (1, 2, 3, 101)}

    @job("mark", pause=timedelta(seconds=0.2))
    def mark(run: Run) -> None:
        if run.payload["n"] > 100 and run.number == 1:
            raise JobFailed("Not yet.")
        events[run.payload["n"]].set()

    return events


@pytest.fixture
def started() -> Iterator[Callable[[Flask], bool]]:
    """Starts consumers that end with the test; says whether each did start."""
    stops: list[Callable[[], None]] = []

    def start(app: Flask) -> bool:
        stop = start_consumer(app)
        if stop is not None:
            stops.append(stop)
        return stop is not None

    yield start
    for stop in stops:
        stop()


def ask(app: Flask, number: int) -> None:
    with app.app_context(), transaction():
        enqueue("mark", {"n": number})


def consumer_threads() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name.startswith(("Worker-", "Scheduler"))]


def wait_until_done(app: Flask, count: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with app.app_context():
            if session.query(Job).filter_by(state=JobState.DONE).count() == count:
                return
        time.sleep(0.05)
    pytest.fail(f"{count} jobs were not done in time")


def test_a_job_is_done_soon_after_it_is_committed_and_one_from_before_at_the_start(
    own_site: Flask, done: dict[int, threading.Event], started: Callable[[Flask], bool]
) -> None:
    ask(own_site, 1)
    assert not (Path(own_site.instance_path) / QUEUE_FILE).exists()
    assert started(own_site)
    assert done[1].wait(PATIENCE)
    ask(own_site, 2)
    assert done[2].wait(PATIENCE)
    # What fails at first is tried again after its own short pause, not only when the clock comes round.
    ask(own_site, 101)
    assert done[101].wait(PATIENCE)
    wait_until_done(own_site, 3)


def test_another_process_wakes_whoever_runs_the_jobs(
    own_site: Flask, done: dict[int, threading.Event], started: Callable[[Flask], bool]
) -> None:
    started(own_site)
    other = beside(own_site)
    ask(other, 3)
    assert done[3].wait(PATIENCE)
    wait_until_done(own_site, 1)


def test_of_several_on_one_folder_only_the_first_runs_jobs_until_it_ends(own_site: Flask) -> None:
    stop = start_consumer(own_site)
    assert stop is not None
    other = beside(own_site)
    assert start_consumer(other) is None
    assert len(consumer_threads()) == 3
    stop()
    assert consumer_threads() == []
    stop = start_consumer(other)
    assert stop is not None
    stop()


def test_making_an_app_and_asking_for_jobs_starts_nothing(own_site: Flask, done: dict[int, threading.Event]) -> None:
    ask(own_site, 1)
    assert consumer_threads() == []
    names = {path.name for path in Path(own_site.instance_path).iterdir()}
    assert not names & {QUEUE_FILE, LOCK_FILE}
    assert not done[1].is_set()


def test_messages_that_nobody_reads_do_not_pile_up(own_site: Flask) -> None:
    queue = JobQueue(own_site)
    huey = queue.open()
    for _ in range(MOST_MESSAGES + 20):
        queue.wake()
    assert huey.pending_count() == MOST_MESSAGES
    queue.close()


def test_a_message_that_is_not_signed_by_this_site_is_not_read(own_site: Flask) -> None:
    queue = JobQueue(own_site)
    huey = queue.open()
    queue.wake()
    assert huey.dequeue().name == "look"
    huey.storage.enqueue(b"cos\nsystem\n(S'true'\ntR.")
    with pytest.raises(ValueError, match="not signed with this site"):
        huey.dequeue()
    queue.close()


def test_a_queue_that_is_away_delays_a_job_and_fails_no_request(
    own_site: Flask, done: dict[int, threading.Event], caplog: pytest.LogCaptureFixture
) -> None:
    away = beside(own_site, DELIBERATE_REDIS_URL="redis://127.0.0.1:1/0")
    ask(away, 1)
    assert "could not be woken" in caplog.text
    with away.app_context():
        assert session.query(Job).one().state is JobState.WAITING


def test_with_redis_the_word_goes_round_by_redis(
    own_site: Flask, done: dict[int, threading.Event], started: Callable[[Flask], bool]
) -> None:
    client = redis_or_skip()
    folder = Path(own_site.instance_path)
    secret = uuid4().hex
    serving, asking = (beside(own_site, DELIBERATE_REDIS_URL=REDIS, SECRET_KEY=secret) for _ in range(2))
    assert started(serving)
    ask(asking, 1)
    assert done[1].wait(PATIENCE)
    wait_until_done(asking, 1)
    assert not (folder / QUEUE_FILE).exists()
    for key in client.scan_iter("huey.*deliberate*"):
        client.delete(key)
    client.close()
