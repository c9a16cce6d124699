"""An article of the demo in somebody else's page, in a real browser, with the two on sites of their own.

127.0.0.1 and localhost are two sites; two ports of 127.0.0.1 are one site and two origins, as subdomains are.
"""

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect
from werkzeug.serving import BaseWSGIServer, make_server

import dev
from deliberate.demo.command import foreign_page_of, prepare
from deliberate.demo.people import PASSWORD
from tests.browser.conftest import CHROMIUM_ARGUMENTS, served
from tests.databases import let_go

#: What moved on a page after it was first seen.
WATCH = """
window.moved = [];
new PerformanceObserver((list) => {
  const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity;
  window.moved.push(...list.getEntries().filter((each) => each.startTime > painted).map((each) => each.value));
}).observe({ type: "layout-shift", buffered: true });
"""


#: Keeps cookies from frames of other sites, as some browsers do by themselves.
BLOCKING = "--test-third-party-cookie-phaseout"
#: What makes a frame very high, if whoever says so is believed; and the window of the frame.
HIGH = "{type: 'deliberate:height', height: 9000, title: 'Theirs'}"
INNER = "document.querySelector('deliberate-embed').shadowRoot.querySelector('iframe').contentWindow"


@dataclass(frozen=True)
class Places:
    """Where the site is, and somebody else's page: by another site's name, and as another origin of the same."""

    site: str
    elsewhere: str
    beside: str
    #: A page that the site was told nothing of.
    stranger: str


@contextmanager
def serving(app: Any) -> Iterator[BaseWSGIServer]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, name="somebody else's page")
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def placed(folder: Path, **config: Any) -> Iterator[Places]:
    """The demo of a folder, with a page that it knows and one that it does not."""
    with ExitStack() as stack:
        known, stranger = (stack.enter_context(serving(None)) for _ in range(2))
        ports = known.server_port, stranger.server_port
        app: Flask = prepare(folder, "", [f"http://{name}:{ports[0]}" for name in ("localhost", "127.0.0.1")])
        app.config.update(config)
        site = stack.enter_context(served(app)).base_url
        known.app = stranger.app = foreign_page_of(app, site)
        yield Places(
            site,
            *(f"http://{each}" for each in (f"localhost:{ports[0]}", f"127.0.0.1:{ports[0]}")),
            f"http://localhost:{ports[1]}",
        )
    let_go(app)


@pytest.fixture(scope="module")
def folder(demo_site: Flask, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the seeded folder, for people sign in here."""
    copy = tmp_path_factory.mktemp("embedding")
    shutil.copy(demo_folder / "secret.key", copy)
    with (
        closing(sqlite3.connect(demo_folder / "deliberate.db")) as seeded,
        closing(sqlite3.connect(copy / "deliberate.db")) as to,
    ):
        seeded.backup(to)
    return copy


@pytest.fixture(scope="module")
def places(folder: Path) -> Iterator[Places]:
    with placed(folder) as found:
        yield found


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page in a browser of a visitor's own."""
    contexts: list[BrowserContext] = []

    def open_page(address: str, width: int = 1280, browser: Browser = browser) -> Page:
        contexts.append(browser.new_context(viewport={"width": width, "height": 1300}, reduced_motion="reduce"))
        page = contexts[-1].new_page()
        page.add_init_script(WATCH)
        page.goto(address)
        return page

    yield open_page
    for each in contexts:
        # One browser of a test's own is gone by now.
        if each.browser is not None and each.browser.is_connected():
            each.close()


def frame_in(page: Page, places: Places) -> Frame:
    """The frame with the site's part, once it has told how high it is: its title is then that of its page."""
    expect(page.locator("deliberate-embed iframe")).not_to_have_attribute("title", "deliberate")
    return next(each for each in page.frames if each.url.startswith(places.site))


def sign_in_from(page: Page, frame: Frame) -> None:
    """Press the link, sign in in the window, and see it close."""
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="Sign in").click()
    window = opened.value
    window.get_by_label("Name or e-mail").fill("quiet-heron")
    window.get_by_label("Password").fill(PASSWORD)
    with window.expect_event("close"):
        window.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.parametrize("width", [390, 1280])
def test_it_stands_in_another_sites_page_and_moves_nothing(
    visitor: Callable[..., Page], places: Places, axe: Callable[..., None], width: int
) -> None:
    heard: list[str] = []
    page = visitor("about:blank", width)
    page.on("console", lambda message: heard.append(message.text))
    page.on("request", lambda request: heard.append(request.url))
    for theme, only in (("", ""), ("dark", "claim")):
        page.goto(f"{places.elsewhere}/?theme={theme}&only={only}")
        frame = frame_in(page, places)
        # All of it is to be seen: the frame is as high as what is in it.
        assert frame.evaluate("document.documentElement.scrollHeight <= innerHeight")
        assert frame.evaluate("document.documentElement.dataset.theme ?? ''") == theme
        badges = page.locator("deliberate-count")
        expect(badges.first).to_contain_text("17 for")
        expect(badges.last).to_contain_text("2 against")
        assert (page.evaluate("moved"), frame.evaluate("moved")) == ([], [])
        axe(page)
    page.goto(places.elsewhere)
    frame_in(page, places).get_by_role("link", name="Next").click()
    frame = page.frame_locator("deliberate-embed iframe")
    expect(frame.get_by_text("2 of 4")).to_be_visible()
    assert page.context.cookies() == []
    assert [each for each in heard if not each.startswith((places.site, places.elsewhere))] == []


def test_one_signs_in_in_a_window_and_is_known_on_the_same_site(visitor: Callable[..., Page], places: Places) -> None:
    page = visitor(places.beside)
    sign_in_from(page, frame_in(page, places))
    frame = page.frame_locator("deliberate-embed iframe")
    expect(frame.get_by_text("Signed in as quiet-heron")).to_be_visible()
    assert frame.locator("form").count() == 0


def test_where_the_browser_keeps_cookies_from_frames_it_says_so_and_leads_to_the_whole_page(
    visitor: Callable[..., Page], browser: Browser, folder: Path
) -> None:
    """Though the site itself would let its cookie go to pages of other sites."""
    strict = browser.browser_type.launch(executable_path=dev.find_chromium(), args=[*CHROMIUM_ARGUMENTS, BLOCKING])
    with placed(folder, SESSION_COOKIE_SAMESITE="None", SESSION_COOKIE_SECURE=True) as places, closing(strict):
        page = visitor(places.elsewhere, browser=strict)
        sign_in_from(page, frame_in(page, places))
        assert {each.get("sameSite") for each in page.context.cookies()} == {"None"}
        told = page.frame_locator("deliberate-embed iframe").get_by_role("status")
        expect(told).to_contain_text("keeps your sign-in from pages of other sites")
        with page.context.expect_page() as opened:
            told.get_by_role("link").click()
        expect(opened.value.get_by_role("button", name="Sign out quiet-heron")).to_be_visible()


def test_a_site_that_was_not_named_shows_what_its_author_put_there(
    visitor: Callable[..., Page], places: Places
) -> None:
    page = visitor(places.stranger)
    link = page.get_by_role("link", name="The claims and the evidence")
    expect(link).to_be_visible(timeout=10_000)
    assert (link.get_attribute("href") or "").startswith(f"{places.site}/a/")
    # Nor do its scripts read counts.
    assert page.locator("deliberate-count").first.inner_text().strip() == ""


def test_messages_of_strangers_change_nothing(visitor: Callable[..., Page], places: Places) -> None:
    page = visitor(places.elsewhere)
    frame = frame_in(page, places)
    element = page.locator("deliberate-embed iframe")
    height = element.evaluate("each => each.offsetHeight")
    # What only the frame may say, said by the page itself and by another frame in it; what only the window of a sign-in
    # may say, said by the page; and a hello of a frame that is not the one around.
    page.evaluate(f"postMessage({HIGH}, '*')")
    page.evaluate(f"{INNER}.postMessage({{type: 'deliberate:signed-in'}}, '*')")
    page.evaluate("document.body.append(document.createElement('iframe'))")
    stranger = next(each for each in page.frames if each is not page.main_frame and not each.url.startswith("http"))
    stranger.evaluate("window.answers = []; addEventListener('message', ({ data }) => answers.push(data))")
    stranger.evaluate(f"parent.postMessage({HIGH}, '*')")
    stranger.evaluate(f"parent.{INNER}.postMessage({{type: 'deliberate:hello'}}, '*')")
    page.wait_for_timeout(500)
    assert element.evaluate("each => each.offsetHeight") == height
    assert element.get_attribute("title") != "Theirs"
    assert "signed-in" not in frame.url
    assert stranger.evaluate("answers") == []
