"""An article imported by its address in a real browser, with and without a script, and the admins' page about jobs."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from deliberate.accounts.services import create_user
from deliberate.articles.by_address import FETCHER
from deliberate.articles.web_pages import can_read
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.fetching.fetcher import Fetcher
from deliberate.jobs.consumer import start_consumer
from deliberate.jobs.models import Job, JobState
from deliberate.standalone import create_app, upgrade_database
from tests.articles.test_web_pages import PAGE
from tests.browser.steps import sign_in as sign_in_as
from tests.fetching.servers import NOTHING, Server, answer, knowing, only_here, serving
from tests.own_site import PASSWORD

pytestmark = pytest.mark.skipif(not can_read(), reason="needs trafilatura: pip install flask-deliberate[articles]")

PageAt = Callable[..., Page]


@dataclass
class Elsewhere:
    """A site of others that answers once it is told to."""

    may_answer: threading.Event = field(default_factory=threading.Event)
    server: Server | None = None

    def __call__(self, request: str) -> list[bytes]:
        if "/robots.txt" in request:
            return NOTHING
        self.may_answer.wait(8)
        return answer(PAGE) if "/bridge" in request else NOTHING

    def address(self, path: str) -> str:
        assert self.server is not None
        return f"http://site.test:{self.server.port}{path}"


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    site = Elsewhere()
    with serving(site) as server:
        site.server = server
        yield site
        site.may_answer.set()


@pytest.fixture
def browser_app(tmp_path: Path, elsewhere: Elsewhere) -> Iterator[Flask]:
    app = create_app({"DELIBERATE_DATA": str(tmp_path), "SECRET_KEY": "a key for tests"})
    upgrade_database(app)
    assert elsewhere.server is not None
    resolver = knowing({"site.test": ["127.0.0.1"]})
    app.extensions[FETCHER] = Fetcher(
        "test", ports=[elsewhere.server.port], allows=only_here, resolver=resolver, seconds=30
    )
    with app.app_context(), transaction():
        create_user("edith", PASSWORD, roles=["editor"])
        create_user("ada", PASSWORD, roles=["admin"])
    stop = start_consumer(app)
    assert stop is not None
    yield app
    elsewhere.may_answer.set()
    stop()
    with app.app_context():
        session.remove()  # type: ignore[attr-defined]
        app.extensions["sqlalchemy"].engine.dispose()


def ask_for(page: Page, address: str) -> None:
    page.goto("/articles/new")
    page.get_by_label("address of its page").fill(address)
    page.get_by_role("button", name="Import it").click()
    expect(page.get_by_role("heading", name="Fetching…")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), pytest.param(1280, "light", marks=pytest.mark.slow)])
def test_a_page_that_waits_leads_on_by_itself(
    page_at: PageAt, axe: Callable[[Page], None], elsewhere: Elsewhere, width: int, scheme: str
) -> None:
    page = sign_in_as(page_at(width, scheme), "edith")
    page.goto("/articles/new")
    axe(page)
    ask_for(page, elsewhere.address("/bridge"))
    axe(page)
    elsewhere.may_answer.set()
    expect(page.get_by_text("Your article is imported")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Who closed the bridge?").first).to_be_visible()


def test_it_leads_on_without_a_script_too(page_at: PageAt, elsewhere: Elsewhere) -> None:
    page = sign_in_as(page_at(390, java_script_enabled=False), "edith")
    ask_for(page, elsewhere.address("/bridge"))
    elsewhere.may_answer.set()
    expect(page.get_by_text("Your article is imported")).to_be_visible(timeout=60_000)


def test_a_failure_comes_back_to_the_form_with_the_address_in_it(
    page_at: PageAt, axe: Callable[[Page], None], elsewhere: Elsewhere
) -> None:
    elsewhere.may_answer.set()
    page = sign_in_as(page_at(390), "edith")
    ask_for(page, elsewhere.address("/tunnel"))
    summary = page.get_by_role("alert")
    expect(summary.get_by_text("The site answered with an error: 404.")).to_be_visible(timeout=60_000)
    expect(page.get_by_label("address of its page")).to_have_value(elsewhere.address("/tunnel"))
    axe(page)


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_an_admin_decides_on_what_failed_for_good(
    browser_app: Flask, page_at: PageAt, axe: Callable[[Page], None], width: int, scheme: str
) -> None:
    with browser_app.app_context(), transaction():
        due = now().replace(year=2999)
        for state, error in ((JobState.DEAD, "The site is away."), (JobState.WAITING, "TimeoutError, x.py line 3.")):
            session.add(
                Job(task="of another version", payload={}, state=state, due_at=due, attempts=8, last_error=error)
            )
    page = sign_in_as(page_at(width, scheme), "ada")
    page.get_by_role("link", name="Jobs").click()
    expect(page.get_by_text("The site is away.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Give up").click()
    expect(page.get_by_text("Nothing failed for good.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
