"""A course of the example platform and its class here, in a real browser: in frames of another site, where no cookie of
ours comes along, and in windows of their own."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, FrameLocator, Page, expect

import dev
from deliberate.core.clock import now
from deliberate.core.db import transaction
from deliberate.jobs.running import run_due
from tests.browser.conftest import CHROMIUM_ARGUMENTS, new_context
from tests.browser.learning_platform import launching, platform_beside
from tests.browser.watching import Site
from tests.databases import SQLITE
from tests.factories import make_article, make_proposition

pytestmark = [pytest.mark.slow, pytest.mark.new_app]

TITLE = "Is the bridge safe?"


@pytest.fixture
def database() -> str:
    """What is tried here is the browser's part."""
    return SQLITE


@pytest.fixture(scope="module")
def one_process(browser: Browser) -> Iterator[Browser]:
    """A Chromium that has frames of other sites in the process of the page around them: as they go from one site to the
    other and back, playwright else loses sight of one in twenty. What gets cookies stays the same."""
    together = ["--disable-features=IsolateOrigins,site-per-process", "--disable-site-isolation-trials"]
    arguments = [*CHROMIUM_ARGUMENTS, *together]
    started = browser.browser_type.launch(executable_path=dev.find_chromium(), args=arguments)
    yield started
    started.close()


@pytest.fixture
def browser_app(own_site: Flask) -> Flask:
    """Our site, with an article that teachers can set."""
    app = launching(own_site)
    with app.app_context(), transaction():
        make_proposition(make_article(title=TITLE))
    return app


@pytest.fixture
def campus(browser_app: Flask, site: Site) -> Iterator[str]:
    """The address of a platform that knows our site, and is known to it."""
    with platform_beside(browser_app, site) as issuer:
        yield issuer


@pytest.fixture
def be(one_process: Browser, site: Site, campus: str) -> Iterator[Callable[..., Page]]:
    """A browser of somebody's own, who is at the course."""
    contexts = []

    def enter(name: str, width: int = 1280) -> Page:
        contexts.append(new_context(one_process, site, viewport={"width": width, "height": 900}))
        page = contexts[-1].new_page()
        page.goto(campus)
        page.get_by_role("button", name=name).click()
        return page

    yield enter
    for context in contexts:
        context.close()


def make_assignment(here: Page | FrameLocator) -> None:
    """Where a link is chosen; the course gets its class first."""
    here.get_by_role("button", name="Go on").click()
    here.get_by_label("Title").fill("Bridges")
    here.get_by_label("Article").select_option(label=TITLE)
    here.get_by_label("Post evidence for a claim").fill("1")
    here.get_by_role("button", name="Make it").click()


def opened(page: Page) -> Page:
    """The window that the frame around the assignment opens."""
    page.get_by_role("link", name="Open “Bridges”").click()
    with page.expect_popup() as window:
        page.frame_locator("iframe").get_by_role("button", name="Open it in a new window").click()
    expect(window.value.get_by_role("heading", level=1)).to_have_text("Bridges")
    return window.value


def grade_of_ilse(orla: Page, campus: str, app: Flask) -> str:
    """What the gradebook shows of Ilse once what waits was sent."""
    with app.app_context():
        run_due(now())
    orla.goto(f"{campus}/gradebook")
    return " ".join(orla.get_by_role("row", name="Ilse Marrow").inner_text().split())


def test_a_teacher_sets_something_in_a_frame_a_student_does_it_and_the_grade_goes_back(
    browser_app: Flask, be: Callable[..., Page], campus: str, axe: Callable[..., None]
) -> None:
    orla, ilse = be("Orla Winterbourne"), be("Ilse Marrow", width=390)
    orla.get_by_role("link", name="Choose in Deliberate").click()
    make_assignment(orla.frame_locator("iframe"))
    expect(orla.get_by_role("heading", name="Bridges")).to_be_visible()
    axe(orla)
    taught = opened(orla)
    taught.get_by_role("button", name="Start it").click()
    expect(taught.get_by_text("the class sees it")).to_be_visible()

    ilse.goto(f"{campus}/course")
    done = opened(ilse)
    expect(done.get_by_text("The others know you as")).to_be_visible()
    assert "Ilse" not in done.content()
    done.get_by_role("button", name="hand it in").click()
    expect(done.get_by_text("It is handed in.")).to_be_visible()
    assert "Handed in Waits for the teacher" in grade_of_ilse(orla, campus, browser_app)

    taught.get_by_role("link", name="Feedback").click()
    taught.get_by_role("link", name="reader-").first.click()
    taught.get_by_label("On the whole").fill("Look who measured it.")
    taught.get_by_label("Points by hand").fill("72.5")
    taught.get_by_role("button", name="Save", exact=True).click()
    expect(taught.get_by_text("Your feedback is kept.")).to_be_visible()
    assert "72.5" not in grade_of_ilse(orla, campus, browser_app)
    taught.get_by_role("link", name="Feedback").first.click()
    taught.get_by_role("button", name="Release all drafts").click()
    expect(taught.get_by_text("1 student sees it now")).to_be_visible()
    assert "72.5 of 100 Done Graded Look who measured it." in grade_of_ilse(orla, campus, browser_app)
    ilse.bring_to_front()
    ilse.goto(f"{campus}/course")
    expect(ilse.get_by_text("72.5 of 100")).to_be_visible()


def test_from_a_window_of_its_own_a_link_leads_straight_to_the_assignment(be: Callable[..., Page]) -> None:
    orla = be("Orla Winterbourne")
    with orla.expect_popup() as choosing:
        orla.get_by_role("link", name="Choose in a new window").click()
    make_assignment(choosing.value)
    expect(orla.get_by_role("heading", name="Bridges")).to_be_visible()
    with orla.expect_popup() as following:
        orla.get_by_role("link", name="Open in a new window").click()
    expect(following.value.get_by_role("heading", level=1)).to_have_text("Bridges")
