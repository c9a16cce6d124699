"""An import by address: asked for, fetched by a job, led on, or told why not."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from deliberate.articles.by_address import FETCHER, KEPT, prune_address_imports
from deliberate.articles.groups import make_group
from deliberate.articles.models import AddressImport, Article, Audience, FetchState, State
from deliberate.articles.web_pages import can_read
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.standing import set_level
from deliberate.fetching.fetcher import Fetcher
from deliberate.jobs.models import Job, JobState
from deliberate.jobs.running import run_due
from tests.articles.test_web_pages import PAGE
from tests.factories import create_tables
from tests.fetching.servers import NOTHING, Server, answer, knowing, only_here, serving
from tests.host import make_host, person, send, sign_in

pytestmark = pytest.mark.skipif(not can_read(), reason="needs trafilatura: pip install flask-deliberate[articles]")

NEW = "/deliberate/articles/new"


@pytest.fixture
def editor(app: Flask, client: FlaskClient) -> Actor:
    actor = person(app, "edda", "editor")
    sign_in(client, actor)
    return actor


@contextmanager
def site(app: Flask, *answers: list[bytes]) -> Iterator[Server]:
    """A site whose page gives these answers in turn, and the last one from then on; the app may reach it."""
    left = list(answers)

    def respond(request: str) -> list[bytes]:
        if request.startswith("GET /robots.txt"):
            return NOTHING
        return left.pop(0) if len(left) > 1 else left[0]

    with serving(respond) as server:
        resolver = knowing({"site.test": ["127.0.0.1"], "inner.test": ["127.0.0.1"]})
        app.extensions[FETCHER] = Fetcher("test", ports=[server.port], allows=only_here, resolver=resolver)
        yield server


def form(server: Server, **changes: str) -> dict[str, str]:
    return {
        "submission": "form 1",
        "text": "",
        "markup": "text",
        "address": f"http://site.test:{server.port}/bridge",
        "title": "",
        "source_url": "",
        "audience": "public",
        "group_id": "",
        "moderation": "before",
        **changes,
    }


def work(app: Flask, **later: Any) -> None:
    with app.app_context():
        run_due(**later)


def articles(app: Flask) -> list[Article]:
    with app.app_context():
        return list(session.scalars(select(Article).where(Article.author_id == "edda").order_by(Article.id)))


def asked(app: Flask) -> AddressImport:
    with app.app_context():
        return session.scalars(select(AddressImport)).one()


def test_an_address_becomes_a_draft_with_what_its_page_says_of_itself(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    with site(app, answer(PAGE)) as server:
        sent = send(client, NEW, form(server, excerpt="y"))
        assert sent.status_code == 303
        # Nothing is fetched within the request.
        assert server.asked == []
        waiting = client.get(sent.location)
        page = waiting.get_data(as_text=True)
        assert waiting.status_code == 200
        assert "Fetching…" in page
        assert f"http://site.test:{server.port}/bridge" in page
        assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
        assert waiting.headers["Cache-Control"] == "private, no-store"
        work(app)
    done = client.get(sent.location)
    assert done.status_code == 303
    (article,) = articles(app)
    assert article.slug in done.location
    assert (article.title, article.byline, article.publisher) == ("Who closed the bridge?", "Ann Author", "The Gazette")
    assert (str(article.published_on), article.language) == ("2026-03-02", "en-GB")
    assert article.source_url == "https://example.org/news/bridge"
    assert (article.state, article.premoderated, article.excerpt) == (State.DRAFT, True, True)
    assert "Your article is imported" in client.get(done.location).get_data(as_text=True)


def test_a_script_that_asks_is_told_to_have_the_browser_go_on(app: Flask, client: FlaskClient, editor: Actor) -> None:
    script = {"HX-Request": "true"}
    with site(app, answer(PAGE)) as server:
        location = send(client, NEW, form(server)).location
        assert "HX-Redirect" not in client.get(location, headers=script).headers
        work(app)
    polled = client.get(location, headers=script)
    assert (polled.status_code, polled.headers["HX-Redirect"]) == (200, location)


def test_the_article_page_leads_to_where_it_appeared_and_tells_it_nothing(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    with site(app, answer(PAGE)) as server:
        send(client, NEW, form(server))
        work(app)
    (article,) = articles(app)
    page = client.get(f"/deliberate/a/{article.slug}").get_data(as_text=True)
    assert '<a href="https://example.org/news/bridge" rel="noopener noreferrer nofollow ugc">' in page
    assert '<meta name="robots" content="noindex">' in page


FAILURES = [
    (answer("x", status="404 Not Found"), "answered with an error: 404"),
    (answer("%PDF", kind="application/pdf"), "not a page to read, but application/pdf"),
    (answer("<html></html>"), "no words to read"),
    (answer(status="302 Found", headers={"Location": "http://169.254.169.254/"}), "fetched from the usual ports"),
    (answer(status="302 Found", headers={"Location": "ftp://example.org/"}), "begins with http"),
]


@pytest.mark.parametrize(("given", "says"), FAILURES)
def test_what_went_wrong_is_said_and_the_form_is_there_again(
    app: Flask, client: FlaskClient, editor: Actor, given: list[bytes], says: str
) -> None:
    with site(app, given) as server:
        filled = form(server, title="My <title>", source_url="https://example.org/x", excerpt="y")
        location = send(client, NEW, filled).location
        work(app)
        page = client.get(location).get_data(as_text=True)
        beside = " ".join(re.findall(r'id="address-error-\d+">(.*?)</p>', page, re.DOTALL))
        assert says in unescape(beside)
        assert f'value="{filled["address"]}"' in page
        assert 'value="My &lt;title&gt;"' in page
        assert re.search(r'<input[^>]*checked[^>]*name="excerpt"', page)
        # Sent again, it is a new try and no double click.
        submission = re.search(r'name="submission"[^>]*value="([^"]+)"', page)
        assert submission is not None
        assert submission[1] != "form 1"
    assert articles(app) == []
    with app.app_context():
        assert session.scalars(select(Job.state).where(Job.task == "fetch_article")).all() == [JobState.DONE]


def test_a_site_that_is_away_is_tried_again(app: Flask, client: FlaskClient, editor: Actor) -> None:
    with site(app, answer("x", status="503 Busy"), answer(PAGE)) as server:
        location = send(client, NEW, form(server)).location
        work(app)
        page = client.get(location).get_data(as_text=True)
        assert "The site answered with an error: 503. It is tried again in a moment." in page
        with time_machine.travel(now().timestamp() + 60):
            work(app)
    assert len(articles(app)) == 1


def test_a_site_that_stays_away_is_given_up_in_words_and_is_no_dead_letter(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    with site(app, answer("x", status="503 Busy")) as server:
        location = send(client, NEW, form(server)).location
        for minutes in range(3):
            with time_machine.travel(now().timestamp() + 60 * minutes):
                work(app)
        assert server.paths.count("/bridge") == 3
    page = client.get(location).get_data(as_text=True)
    assert "answered with an error: 503" in page
    assert "tried again" not in page
    with app.app_context():
        assert session.scalars(select(Job.state).where(Job.task == "fetch_article")).all() == [JobState.DONE]


def test_a_job_that_died_is_said_to_have_broken(app: Flask, client: FlaskClient, editor: Actor) -> None:
    with site(app, answer(PAGE)) as server:
        location = send(client, NEW, form(server)).location
        with app.app_context(), transaction():
            session.scalars(select(Job)).one().state = JobState.DEAD
        assert "Something broke on our side" in client.get(location).get_data(as_text=True)


def test_a_double_click_asks_once_and_a_job_that_runs_twice_imports_once(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    with site(app, answer(PAGE)) as server:
        assert send(client, NEW, form(server)).location == send(client, NEW, form(server)).location
        work(app)
        with app.app_context(), transaction():
            # As if the worker had died between its work and its report.
            session.scalars(select(AddressImport)).one().state = FetchState.WAITING
            done = session.scalars(select(Job).where(Job.task == "fetch_article")).one()
            done.state, done.due_at = JobState.WAITING, now()
        work(app)
    assert len(articles(app)) == 1
    assert asked(app).state is FetchState.DONE


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"address": "ftp://example.org/"}, "address", "begins with http"),
        ({"address": "https://user@example.org/"}, "address", "user name"),
        ({"address": "https://0x7f.1/"}, "address", "instead of a number"),
        ({"text": "Typed words."}, "text", "only one of them"),
        ({"audience": "group"}, "group_id", "Choose which group"),
    ],
)
def test_an_address_that_cannot_be_is_refused_at_once_beside_its_field(
    app: Flask, client: FlaskClient, editor: Actor, changes: dict[str, str], field: str, says: str
) -> None:
    with site(app, answer(PAGE)) as server:
        refused = send(client, NEW, form(server, **changes))
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert says in unescape(" ".join(re.findall(rf'id="{field}-error-\d+">(.*?)</p>', page, re.DOTALL)))
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Job)) == 0


def test_an_import_for_a_group_goes_to_that_group(app: Flask, client: FlaskClient, editor: Actor) -> None:
    with app.app_context(), transaction():
        group = make_group(editor, "Class 9b").id
    with site(app, answer(PAGE)) as server:
        send(client, NEW, form(server, audience="group", group_id=str(group)))
        work(app)
    (article,) = articles(app)
    assert (article.audience, article.group_id) == (Audience.GROUP, group)


def test_so_many_addresses_a_day_and_no_more(app: Flask, client: FlaskClient, editor: Actor) -> None:
    with site(app, answer(PAGE)) as server:
        for n in range(20):
            assert send(client, NEW, form(server, submission=f"form {n}")).status_code == 303
        refused = send(client, NEW, form(server, submission="one more"))
    assert refused.status_code == 429
    assert "as one person may" in refused.get_data(as_text=True)


def test_only_whoever_asked_sees_how_it_goes(app: Flask, client: FlaskClient, editor: Actor) -> None:
    with site(app, answer(PAGE)) as server:
        location = send(client, NEW, form(server)).location
    other = app.test_client()
    sign_in(other, person(app, "otto", "editor"))
    assert other.get(location).status_code == 404
    assert app.test_client().get(location).status_code == 303


def test_whoever_may_no_longer_import_gets_nothing_imported(app: Flask, client: FlaskClient) -> None:
    sign_in(client, person(app, "edda", level=2))
    with site(app, answer(PAGE)) as server:
        send(client, NEW, form(server))
        with app.app_context(), transaction():
            set_level("edda", 1)
        work(app)
    assert articles(app) == []
    assert "You may not import" in (asked(app).problem or "")


def test_where_it_is_turned_off_there_is_no_field_and_no_way(tmp_path: Any) -> None:
    app = make_host(f"sqlite:///{tmp_path}/off.db", DELIBERATE_FETCH_URLS=False)
    with app.app_context():
        create_tables()
    client = app.test_client()
    sign_in(client, person(app, "edda", "editor"))
    assert 'name="address"' not in client.get(NEW).get_data(as_text=True)
    refused = send(client, NEW, {"submission": "1", "address": "https://example.org/", "audience": "public"})
    assert refused.status_code == 403
    assert "This site does not fetch pages of others." in refused.get_data(as_text=True)
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(AddressImport)) == 0
        app.extensions["sqlalchemy"].engine.dispose()


def test_who_asked_for_what_is_forgotten_after_a_week(app: Flask, client: FlaskClient, editor: Actor) -> None:
    with site(app, answer(PAGE)) as server:
        location = send(client, NEW, form(server)).location
    with app.app_context():
        prune_address_imports()
        assert session.scalar(select(func.count()).select_from(AddressImport)) == 1
        with time_machine.travel(now() + KEPT):
            prune_address_imports()
        assert session.scalar(select(func.count()).select_from(AddressImport)) == 0
    assert client.get(location).status_code == 404
