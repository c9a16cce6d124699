"""Jobs: done once, tried again, given up in time, and found by whoever comes next."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.core.db import session, transaction
from deliberate.jobs import tasks as registry
from deliberate.jobs.models import Job, JobState
from deliberate.jobs.running import ABANDONED, LONGEST_PAUSE, pause_before, run_due
from deliberate.jobs.services import enqueue
from deliberate.jobs.tasks import Hopeless, JobFailed, Run, Task, every, job, tasks

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PATIENCE = 30


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Registers handlers for one test; the site's own clocks are put away meanwhile."""
    monkeypatch.setattr(registry.tasks, "_values", {})

    def add(name: str, handler: Callable[[Run], None], **options: Any) -> None:
        job(name, **options)(handler)

    return add


def ask(name: str, payload: dict[str, Any] | None = None, **options: Any) -> int:
    with transaction():
        return enqueue(name, payload or {}, due=options.pop("due", NOON), **options).id


def reload(job_id: int) -> Job:
    session.rollback()
    return session.get_one(Job, job_id)


def test_a_job_is_done_once_its_time_has_come_and_not_again(context: Flask, register: Any) -> None:
    runs: list[Run] = []
    register("greet", runs.append)
    asked = ask("greet", {"whom": 7})
    assert run_due(NOON - SECOND) == 0
    assert run_due(NOON) == 1
    assert run_due(NOON + timedelta(days=1)) == 0
    assert runs == [Run({"whom": 7}, 1, last=False)]
    done = reload(asked)
    assert (done.state, done.finished_at, done.lease, done.last_error) == (JobState.DONE, NOON, None, None)


def test_a_job_asked_for_in_a_transaction_that_fails_is_not_there(context: Flask, register: Any) -> None:
    register("greet", lambda run: None)
    with pytest.raises(RuntimeError), transaction():
        enqueue("greet", {})
        raise RuntimeError
    assert session.scalars(select(Job)).all() == []


def test_what_nobody_can_do_is_not_asked_for_and_what_nobody_can_do_any_more_waits(
    context: Flask, register: Any
) -> None:
    with pytest.raises(KeyError, match="There is no job"), transaction():
        enqueue("unknown", {})
    with transaction():
        session.add(Job(task="of a later version", payload={}, due_at=NOON))
    assert run_due(NOON) == 0
    assert session.scalars(select(Job.state)).all() == [JobState.WAITING]


def test_of_jobs_with_one_key_only_one_waits_and_a_finished_one_makes_room(context: Flask, register: Any) -> None:
    runs: list[Run] = []
    register("greet", runs.append)
    first = ask("greet", key="once")
    assert ask("greet", key="once") == first
    assert ask("greet", key="another") != first
    assert run_due(NOON) == 2
    assert ask("greet", key="once") != first
    assert run_due(NOON) == 1


def test_a_job_that_fails_is_tried_again_after_pauses_that_double(context: Flask, register: Any) -> None:
    runs: list[Run] = []

    def fail(run: Run) -> None:
        runs.append(run)
        raise JobFailed("The site is away.")

    register("fetch", fail, attempts=4, pause=timedelta(seconds=40))
    asked, moment = ask("fetch"), NOON
    for number, least, most in ((1, 30, 50), (2, 60, 100), (3, 120, 200)):
        assert run_due(moment) == 1
        waiting = reload(asked)
        assert (waiting.state, waiting.attempts) == (JobState.WAITING, number)
        assert waiting.last_error == "The site is away."
        assert timedelta(seconds=least) <= waiting.due_at - moment <= timedelta(seconds=most)
        assert run_due(waiting.due_at - SECOND) == 0
        moment = waiting.due_at
    assert run_due(moment) == 1
    assert reload(asked).state is JobState.DEAD
    assert [run.last for run in runs] == [False, False, False, True]
    assert run_due(moment + timedelta(days=30)) == 0


def test_no_pause_is_longer_than_hours_nor_than_a_clocks_period() -> None:
    task = Task(lambda run: None, 99, timedelta(seconds=30), SECOND)
    assert max(pause_before(number, task) for number in range(2, 99)) <= LONGEST_PAUSE * 1.25
    clock = Task(lambda run: None, 1, timedelta(minutes=1), SECOND, timedelta(hours=1))
    assert max(pause_before(number, clock) for number in range(2, 99)) <= timedelta(hours=1.25)


def test_a_hopeless_job_is_not_tried_again(context: Flask, register: Any) -> None:
    def fail(run: Run) -> None:
        raise Hopeless("There is no such article.")

    register("fetch", fail)
    asked = ask("fetch")
    assert run_due(NOON) == 1
    assert (reload(asked).state, reload(asked).last_error) == (JobState.DEAD, "There is no such article.")


def test_of_an_error_nobody_foresaw_only_its_kind_and_place_are_stored(context: Flask, register: Any) -> None:
    def fail(run: Run) -> None:
        raise ValueError("ann@example.org is no number")

    register("count", fail)
    asked = ask("count")
    run_due(NOON)
    said = reload(asked).last_error or ""
    assert said.startswith("ValueError, test_running.py line ")
    assert "example.org" not in said


def test_what_a_failed_job_left_open_is_rolled_back_before_the_next(context: Flask, register: Any) -> None:
    def fail(run: Run) -> None:
        session.add(Job(task="stray", payload={}, due_at=NOON))
        session.flush()
        raise JobFailed("Halfway.")

    register("halfway", fail)
    register("greet", lambda run: None)
    ask("halfway")
    ask("greet")
    assert run_due(NOON) == 2
    assert session.scalars(select(Job.task).order_by(Job.id)).all() == ["halfway", "greet"]


def test_a_job_whose_worker_is_gone_is_given_to_another_when_its_lease_ends(context: Flask, register: Any) -> None:
    runs: list[Run] = []

    def killed_at_first(run: Run) -> None:
        runs.append(run)
        if run.number == 1:
            raise SystemExit

    register("greet", killed_at_first, lease=timedelta(minutes=2))
    asked = ask("greet")
    with pytest.raises(SystemExit):
        run_due(NOON)
    assert reload(asked).state is JobState.RUNNING
    assert run_due(NOON + timedelta(minutes=2) - SECOND) == 0
    assert run_due(NOON + timedelta(minutes=2)) == 1
    assert reload(asked).state is JobState.DONE
    assert [run.number for run in runs] == [1, 2]


def test_a_job_that_kills_each_of_its_workers_is_given_up(context: Flask, register: Any) -> None:
    def killed(run: Run) -> None:
        raise SystemExit

    register("greet", killed, attempts=2, lease=timedelta(minutes=2))
    register("other", lambda run: None)
    asked, moment = ask("greet"), NOON
    for _ in range(2):
        with pytest.raises(SystemExit):
            run_due(moment)
        moment += timedelta(minutes=3)
    other = ask("other")
    assert run_due(moment) == 1
    assert (reload(asked).state, reload(asked).last_error) == (JobState.DEAD, ABANDONED)
    assert reload(other).state is JobState.DONE


def test_a_worker_that_took_too_long_does_not_report_for_its_successor(context: Flask, register: Any) -> None:
    later = NOON + timedelta(minutes=5)

    def slow(run: Run) -> None:
        if run.number == 1:
            session.rollback()
            assert run_due(later) == 1
            raise JobFailed("Too late.")

    register("slow", slow)
    asked = ask("slow")
    assert run_due(NOON) == 1
    done = reload(asked)
    assert (done.state, done.finished_at, done.last_error) == (JobState.DONE, later, None)


def test_a_clock_comes_round_and_one_that_fails_comes_round_sooner(context: Flask, register: Any) -> None:
    rounds: list[int] = []

    @every(timedelta(hours=1), "tidy")
    def tidy() -> None:
        rounds.append(len(rounds))
        if len(rounds) == 2:
            raise JobFailed("Not now.")

    assert run_due(NOON) == 1
    assert run_due(NOON + timedelta(minutes=59)) == 0
    second = NOON + timedelta(hours=1)
    assert run_due(second) == 1
    (row,) = session.scalars(select(Job))
    assert (row.state, row.attempts, row.last_error) == (JobState.WAITING, 1, "Not now.")
    assert row.due_at - second <= timedelta(minutes=2)
    third = row.due_at
    assert run_due(third) == 1
    (row,) = session.scalars(select(Job).execution_options(populate_existing=True))
    assert (row.attempts, row.last_error, row.due_at) == (0, None, third + timedelta(hours=1))


def test_the_sites_own_clocks_are_planned_once(context: Flask) -> None:
    run_due(NOON)
    run_due(NOON)
    clocks = {name for name in tasks.names() if tasks.get(name).period is not None}
    planned = Counter(session.scalars(select(Job.task).where(Job.task.in_(clocks))))
    assert planned == dict.fromkeys(clocks, 1)
    assert {"prune_jobs", "prune_address_imports"} <= set(planned)


def test_eight_workers_at_once_do_each_job_once(app: Flask, register: Any) -> None:
    done: Counter[int] = Counter()
    counting = threading.Lock()

    def count(run: Run) -> None:
        with counting:
            done[run.payload["n"]] += 1

    register("count", count)
    with app.app_context():
        for n in range(60):
            ask("count", {"n": n})
    tried: list[int] = []
    together = threading.Barrier(8)

    def work() -> None:
        with app.app_context():
            together.wait()
            tried.append(run_due(NOON))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == dict.fromkeys(range(60), 1)
    assert sum(tried) == 60
    with app.app_context():
        assert set(session.scalars(select(Job.state))) == {JobState.DONE}


def test_sixteen_who_ask_for_the_same_at_once_get_one_job(app: Flask, register: Any) -> None:
    register("greet", lambda run: None)
    got: list[int] = []
    together = threading.Barrier(16)

    def work() -> None:
        with app.app_context():
            together.wait()
            got.append(ask("greet", key="once"))

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 16
    assert len(set(got)) == 1


def test_jobs_wait_while_the_database_is_too_busy_and_none_is_lost(
    app: Flask, register: Any, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[Run] = []
    register("greet", done.append)
    with app.app_context():
        asked = ask("greet")
        held, over = threading.Event(), threading.Event()

        def write_for_long() -> None:
            with app.app_context(), transaction():
                held.set()
                over.wait(PATIENCE)

        writer = threading.Thread(target=write_for_long)
        writer.start()
        assert held.wait(PATIENCE)
        # Nobody waits for their turn as long as they would.
        impatient = {"sqlite": "PRAGMA busy_timeout=10", "postgresql": "SET lock_timeout = 10"}
        connection = session.connection()
        connection.exec_driver_sql(impatient[connection.dialect.name])
        session.commit()
        assert run_due(NOON) == 0
        over.set()
        writer.join()
        assert "the database is busy" in caplog.text
        assert run_due(NOON) == 1
        assert reload(asked).state is JobState.DONE
    assert len(done) == 1
