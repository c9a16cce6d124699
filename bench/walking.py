"""A walk through every page of the demo in a Chromium, for commands that look at all of them."""

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright

import dev
from deliberate.demo.command import prepare
from tests.browser.conftest import CHROMIUM_ARGUMENTS, new_context, served
from tests.browser.every_page import VISITS, Visit
from tests.browser.visiting import Cookies, Ids, arrive, cookies_of, made_ready
from tests.browser.watching import Site
from tests.pseudo_language import compile_pseudo


@dataclass
class Walk:
    """A demo that is served, and a Chromium to see it with."""

    demo: Flask
    site: Site
    browser: Browser
    ids: Ids
    cookies: Cookies

    def context(self, **options: Any) -> BrowserContext:
        return new_context(self.browser, self.site, **options)

    def visits(
        self, page: Page, names: Iterable[str] = VISITS, said: Callable[[str], str] = str
    ) -> Iterator[tuple[str, Visit, Response]]:
        """Pays the visits one after the other, or those of these names: what was answered, and the page stands there.

        ``said``: how a button says its words. Raises AssertionError where the answer has a status other than the visit
        says.
        """
        for name in names:
            visit = VISITS[name]
            page.context.clear_cookies()
            page.context.add_cookies(self.cookies(visit.who))  # type: ignore[arg-type]
            answer = arrive(page, visit, self.ids, said)
            assert answer.status == visit.status, f"{name}: {answer.status}"
            yield name, visit, answer


@contextmanager
def walking() -> Iterator[Walk]:
    """A walk for as long as the block runs, on a demo in a folder that is deleted then.

    The demo is there in the language made by rule, too.
    """
    with TemporaryDirectory(prefix="deliberate-walk-") as folder, sync_playwright() as playwright:
        os.environ["DELIBERATE_TRANSLATIONS"] = str(compile_pseudo(Path(folder) / "translations"))
        demo = prepare(Path(folder))
        logging.getLogger("werkzeug").setLevel(logging.WARNING)
        browser = playwright.chromium.launch(executable_path=dev.find_chromium(), args=CHROMIUM_ARGUMENTS)
        with served(demo) as site:
            yield Walk(demo, site, browser, made_ready(demo), cookies_of(demo))
        browser.close()
        with demo.app_context():
            demo.extensions["sqlalchemy"].engine.dispose()
