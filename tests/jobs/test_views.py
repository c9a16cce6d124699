"""The admins' page about jobs."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.jobs.models import Job, JobState
from deliberate.jobs.running import run_due
from deliberate.jobs.tasks import tasks
from deliberate.jobs.wording import KNOWN
from tests.host import person, send, sign_in
from tests.queries import count_queries

JOBS = "/deliberate/jobs"


@pytest.fixture
def admin(app: Flask, client: FlaskClient) -> None:
    sign_in(client, person(app, "ada", "admin"))


def make_jobs(app: Flask, count: int, **fields: object) -> list[str]:
    fields = {"task": "fetch_article", "payload": {}, "due_at": now(), "attempts": 3, **fields}
    with app.app_context(), transaction():
        made = [Job(**fields) for _ in range(count)]
        session.add_all(made)
        session.flush()
        return [str(job.public_id) for job in made]


def test_the_page_shows_what_failed_what_is_tried_again_and_what_comes_round(
    app: Flask, client: FlaskClient, admin: None
) -> None:
    with app.app_context():
        run_due()
    make_jobs(app, 1, state=JobState.DEAD, last_error="ValueError, <b>.")
    make_jobs(app, 1, state=JobState.WAITING, last_error="The site is away.", due_at=now() + timedelta(hours=1))
    page = client.get(JOBS).get_data(as_text=True)
    assert "fetch article" in page
    assert "ValueError, &lt;b&gt;." in page
    assert "The site is away." in page
    assert "prune jobs" in page
    assert "Nobody seems to be running jobs" not in page


def test_an_empty_page_says_so_and_jobs_that_nobody_runs_are_noticed(
    app: Flask, client: FlaskClient, admin: None
) -> None:
    page = client.get(JOBS).get_data(as_text=True)
    assert "Nothing failed for good" in page
    assert "have not been run on this site so far" in page
    make_jobs(app, 1, attempts=0, due_at=now() - timedelta(minutes=6))
    assert "Nobody seems to be running jobs" in client.get(JOBS).get_data(as_text=True)


def test_an_admin_decides_and_the_log_tells_of_it(app: Flask, client: FlaskClient, admin: None) -> None:
    again, gone = make_jobs(app, 2, state=JobState.DEAD)
    for job, verb, says in ((again, "retry", "tried again now"), (gone, "discard", "given up")):
        answer = send(client, f"{JOBS}/{job}/{verb}")
        assert (answer.status_code, answer.location) == (303, JOBS)
        assert says in client.get(JOBS).get_data(as_text=True)
        # Pressed twice it is done once; the other decision comes too late.
        assert send(client, f"{JOBS}/{job}/{verb}").status_code == 303
        other = {"retry": "discard", "discard": "retry"}[verb]
        assert send(client, f"{JOBS}/{job}/{other}").status_code == 409
    log = client.get("/deliberate/log").get_data(as_text=True)
    assert "had a background job tried again" in log
    assert "gave a background job up" in log


def test_every_job_has_words_for_the_page() -> None:
    of_tests = {"tidy", "mark"}
    assert {name.replace("_", " ") for name in tasks.names() if name not in of_tests} <= KNOWN


def test_only_admins_see_it(app: Flask, client: FlaskClient) -> None:
    (job,) = make_jobs(app, 1, state=JobState.DEAD)
    sign_in(client, person(app, "mo", "moderator"))
    assert JOBS not in client.get("/deliberate/articles").get_data(as_text=True)
    assert client.get(JOBS).status_code == 403
    assert send(client, f"{JOBS}/{job}/retry").status_code == 403
    with app.app_context():
        assert session.query(Job).one().state is JobState.DEAD


def test_no_number_of_jobs_raises_the_number_of_queries(app: Flask, client: FlaskClient, admin: None) -> None:
    make_jobs(app, 1, state=JobState.DEAD)
    few = count_queries(app, lambda: client.get(JOBS))
    make_jobs(app, 60, state=JobState.DEAD)
    make_jobs(app, 60, state=JobState.WAITING)
    assert count_queries(app, lambda: client.get(JOBS)) == few
