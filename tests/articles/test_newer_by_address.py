"""A newer text by the address of its page: asked for, fetched by a job, led on, or told why not."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from deliberate.articles.models import AddressImport, Article, ArticleEditor, ArticleVersion, FetchState
from deliberate.articles.web_pages import can_read
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.standing import standing_of
from deliberate.jobs.models import Job, JobState
from deliberate.propositions.models import Proposition
from tests.articles.test_by_address import asked, site, work
from tests.articles.test_web_pages import PAGE
from tests.factories import TEXT, create_tables, make_article
from tests.fetching.servers import Server, answer
from tests.host import make_host, person, send, sign_in

pytestmark = pytest.mark.skipif(not can_read(), reason="needs trafilatura: pip install flask-deliberate[articles]")

AT = "/deliberate/a/bridge/text"
FETCH = f"{AT}/address"


@pytest.fixture
def editor(app: Flask, client: FlaskClient) -> Actor:
    """Signed in as whoever imported the article: of level 0, so that they could not import another."""
    with app.app_context(), transaction():
        make_article(slug="bridge", source_url="https://example.org/news/bridge")
    actor = person(app, "editor")
    sign_in(client, actor)
    return actor


def form(server: Server, **changes: str) -> dict[str, str]:
    return {"submission": "form 1", "number": "1", "address": f"http://site.test:{server.port}/bridge", **changes}


def texts(app: Flask) -> list[str]:
    with app.app_context():
        of_bridge = select(ArticleVersion.text).join(Article, Article.id == ArticleVersion.article_id)
        return list(session.scalars(of_bridge.where(Article.slug == "bridge").order_by(ArticleVersion.number)))


def beside(page: str) -> str:
    return unescape(" ".join(re.findall(r'id="address-error-\d+">(.*?)</p>', page, re.DOTALL)))


def test_the_page_asks_for_where_the_article_was_published(client: FlaskClient, editor: Actor) -> None:
    page = client.get(AT).text
    assert 'value="https://example.org/news/bridge"' in page
    assert "This is where it was published." in page


def test_what_an_address_has_becomes_the_next_version(app: Flask, client: FlaskClient, editor: Actor) -> None:
    with site(app, answer(PAGE)) as server:
        sent = send(client, FETCH, form(server))
        assert sent.status_code == 303
        assert server.asked == []
        waiting = client.get(sent.location).text
        assert "Fetching…" in waiting
        assert "it is the newest version of “The bridge”" in waiting
        assert f'href="{AT}"' in waiting
        work(app)
    assert client.get(sent.location, headers={"HX-Request": "true"}).headers["HX-Redirect"] == sent.location
    done = client.get(sent.location)
    assert (done.status_code, done.location) == (303, "/deliberate/a/bridge/passages")
    page = client.get(done.location).text
    assert "The text is stored as version 2" in page
    assert "suggested from what is new in this version." in page
    assert texts(app)[1].startswith("Who closed the bridge?")
    with app.app_context():
        article = session.scalars(select(Article).filter_by(slug="bridge")).one()
        # The article keeps what was settled about it.
        assert (article.title, article.source_url) == ("The bridge", "https://example.org/news/bridge")
        assert (
            session.scalars(select(ArticleVersion.author_id).filter_by(article_id=article.id)).all() == ["editor"] * 2
        )
        assert session.scalar(select(func.count(Proposition.id)).where(Proposition.article_id == article.id))


FAILURES = [
    (answer("x", status="404 Not Found"), "answered with an error: 404"),
    (answer("<html></html>"), "no words to read"),
    (answer(status="302 Found", headers={"Location": "http://169.254.169.254/"}), "fetched from the usual ports"),
]


@pytest.mark.parametrize(("given", "says"), FAILURES)
def test_what_went_wrong_is_said_beside_the_address(
    app: Flask, client: FlaskClient, editor: Actor, given: list[bytes], says: str
) -> None:
    with site(app, given) as server:
        location = send(client, FETCH, form(server)).location
        work(app)
        back = client.get(location)
        assert back.location.startswith(f"{AT}?fetch=")
        page = client.get(back.location).text
        assert says in beside(page)
        assert f'value="{form(server)["address"]}"' in page
    assert texts(app) == [TEXT]


def test_whoever_was_overtaken_is_told_by_what_and_can_ask_again(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    with site(app, answer(PAGE)) as server:
        location = send(client, FETCH, form(server)).location
        send(client, AT, {"text": "It reopened.", "markup": "text", "number": "1"})
        work(app)
        page = client.get(client.get(location).location).text
        assert "Somebody stored a newer text meanwhile: Version 2, stored on" in beside(page)
        assert 'name="number" type="hidden" value="2"' in page
        assert texts(app) == [TEXT, "It reopened."]
        send(client, FETCH, form(server, number="2", submission="form 2"))
        work(app)
    assert len(texts(app)) == 3


def test_a_page_with_the_text_that_is_there_stores_nothing_and_says_so(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    with site(app, answer(PAGE)) as server:
        send(client, FETCH, form(server))
        work(app)
        location = send(client, FETCH, form(server, number="2", submission="form 2")).location
        work(app)
        page = client.get(client.get(location).location).text
    assert "The page has the text of version 2 already, to the letter. Nothing was stored." in beside(page)
    assert len(texts(app)) == 2


def test_a_double_click_asks_once_and_a_job_that_runs_twice_stores_once(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    with site(app, answer(PAGE)) as server:
        assert send(client, FETCH, form(server)).location == send(client, FETCH, form(server)).location
        work(app)
        with app.app_context(), transaction():
            session.scalars(select(AddressImport)).one().state = FetchState.WAITING
            done = session.scalars(select(Job).where(Job.task == "fetch_article")).one()
            done.state, done.due_at = JobState.WAITING, now()
        work(app)
    assert len(texts(app)) == 2
    assert asked(app).state is FetchState.DONE


@pytest.mark.parametrize(
    ("address", "says"),
    [("ftp://example.org/", "begins with http"), ("https://0x7f.1/", "instead of a number"), ("", "Give the address")],
)
def test_an_address_that_cannot_be_is_refused_at_once(
    app: Flask, client: FlaskClient, editor: Actor, address: str, says: str
) -> None:
    with site(app, answer(PAGE)) as server:
        refused = send(client, FETCH, form(server, address=address))
    assert refused.status_code == 422
    assert says in beside(refused.text)
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Job)) == 0


def test_only_editors_of_the_article_have_its_newer_text_fetched(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    other = app.test_client()
    sign_in(other, person(app, "otto", "editor", level=3))
    with site(app, answer(PAGE)) as server:
        assert send(other, FETCH, form(server)).status_code == 403
        location = send(client, FETCH, form(server)).location
    assert other.get(location).status_code == 404
    assert app.test_client().get(location).status_code == 303


def test_whoever_edits_it_no_longer_stores_nothing(app: Flask, client: FlaskClient, editor: Actor) -> None:
    co_editor = app.test_client()
    sign_in(co_editor, person(app, "otto"))
    with app.app_context(), transaction():
        session.add(
            ArticleEditor(
                article_id=session.scalars(select(Article.id).filter_by(slug="bridge")).one(), actor_id="otto"
            )
        )
    with site(app, answer(PAGE)) as server:
        location = send(co_editor, FETCH, form(server)).location
        with app.app_context(), transaction():
            session.delete(session.scalars(select(ArticleEditor)).one())
        work(app)
    assert texts(app) == [TEXT]
    assert "You may not edit" in (asked(app).problem or "")
    assert co_editor.get(location).status_code == 403


def test_whoever_was_suspended_meanwhile_stores_nothing(app: Flask, client: FlaskClient, editor: Actor) -> None:
    with site(app, answer(PAGE)) as server:
        send(client, FETCH, form(server))
        with app.app_context(), transaction():
            standing_of("editor").suspended_until = now() + timedelta(days=1)
        work(app)
    assert texts(app) == [TEXT]
    assert "You are suspended until" in (asked(app).problem or "")


def test_where_it_is_turned_off_there_is_no_field_and_no_way(tmp_path: object) -> None:
    app = make_host(f"sqlite:///{tmp_path}/off.db", DELIBERATE_FETCH_URLS=False)
    with app.app_context():
        create_tables()
        with transaction():
            make_article(slug="bridge")
    client = app.test_client()
    sign_in(client, person(app, "editor"))
    assert 'name="address"' not in client.get(AT).text
    refused = send(client, FETCH, {"submission": "1", "number": "1", "address": "https://example.org/"})
    assert refused.status_code == 403
    assert "This site does not fetch pages of others." in refused.text
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
