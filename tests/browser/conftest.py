"""A real Chromium against a real server, with everything the browser complains about collected.

A module of browser tests gives the site it wants by a fixture `browser_app` (any scope) that returns a
WSGI app; `site`, `page_at` and `axe` do the rest:

    def test_the_home_page(site, page_at, axe):
        page = page_at(390, "dark")
        page.goto("/")
        axe(page)

Every page is watched: script errors, console errors, breaches of the content security policy, failed
requests, statuses from 400 on and requests to other hosts fail the test at its end. A test that provokes
a status on purpose says so with `site.expects(422)`.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIApplication

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

import dev
from tests.browser.watching import Site, readable

CHROMIUM_ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# axe leaves this rule of WCAG 2.2 AA off unless asked; what it finds in order is counted, not told element by element.
AXE_OPTIONS = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    missing = dev.missing_for_browser()
    if missing:
        sentence = "Browser tests cannot run here. They need: " + dev.install_line(*missing)
        if os.environ.get("CI") == "true":
            pytest.fail(sentence, pytrace=False)
        pytest.skip(sentence)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=dev.find_chromium(), args=CHROMIUM_ARGUMENTS)
        yield started
        started.close()


@contextmanager
def served(app: WSGIApplication) -> Iterator[Site]:
    """An app on a free port of 127.0.0.1 for as long as the block runs."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    serving = threading.Thread(target=server.serve_forever, name="site")
    serving.start()
    try:
        yield Site(f"http://127.0.0.1:{server.server_port}")
    finally:
        # Also where the block failed: a thread that goes on serving would keep the whole run from ending.
        server.shutdown()
        serving.join()
        server.server_close()


def new_context(browser: Browser, site: Site, **options: Any) -> BrowserContext:
    """A visitor's own browser, watched; the options are those of playwright's `Browser.new_context`."""
    settings = {"reduced_motion": "reduce", "locale": "en", "base_url": site.base_url, **options}
    context = browser.new_context(**settings)
    site.watch(context)
    return context


@pytest.fixture
def site(browser_app: WSGIApplication) -> Iterator[Site]:
    """`browser_app` on a free port of 127.0.0.1; fails the test if a watched page had any trouble."""
    with served(browser_app) as running:
        yield running
    running.had_no_trouble()


@pytest.fixture
def page_at(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Opens a page of a visitor of their own: `page_at(390, "dark", java_script_enabled=False)`.

    Addresses are relative to the site; further arguments are those of playwright's `Browser.new_context`.
    """
    contexts: list[BrowserContext] = []

    def open_page(width: int = 1280, color_scheme: str = "light", **options: Any) -> Page:
        settings = {"viewport": {"width": width, "height": 900}, "color_scheme": color_scheme, **options}
        contexts.append(new_context(browser, site, **settings))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def axe() -> Callable[..., None]:
    """Asserts that axe-core finds nothing on a page, by these rules or by all.

    It enters through the debugger: no policy is weakened.
    """

    def check(page: Page, *rules: str) -> None:
        options = {"runOnly": {"type": "rule", "values": [*rules]}} if rules else AXE_OPTIONS
        violations = Axe().run(page, options=options).response["violations"]
        assert not violations, f"axe-core on {page.url}:\n" + "\n".join(map(readable, violations))

    return check
