"""Every page of the standalone site in a real browser: a quarter of them in one look here; all of them in every state
and look, and without scripts, under ``--all``."""

from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.exceptions import NotFound

from tests.browser.conftest import new_context, served
from tests.browser.every_page import VISITS, Visit
from tests.browser.looks import LANGUAGES, Direction, Scheme
from tests.browser.reading_along import left_in_latin, written_by_people
from tests.browser.visiting import Cookies, arrive, cookies_of, made_ready
from tests.browser.watching import Site
from tests.pseudo_language import pseudo

Come = Callable[..., Page]

Look = tuple[int, Scheme, Direction]

#: At 200 % a window of 1280 pixels has room for 640.
LOOKS: tuple[Look, ...] = (
    (390, "light", "ltr"),
    (390, "dark", "ltr"),
    (1280, "light", "ltr"),
    (1280, "dark", "ltr"),
    (640, "light", "rtl"),
)
#: At 400 %.
NARROWEST = 320

#: What an address leads to that is no page: files, and a part of one, which the page that asks for it shows.
FOR_PROGRAMS = "deliberate.api."
NO_PAGES = {
    *("deliberate.static", "deliberate.propositions.news", "accounts.data"),
    *("deliberate.reading.news", "deliberate.reading.stream"),
    *("deliberate.exchange.take", "deliberate.exchange.schema"),
    *("deliberate.moderation.log_feed", "deliberate.moderation.log_data", "deliberate.moderation.log_heads_feed"),
    *(f"deliberate.classroom.{each}_csv" for each in ("roster", "progress", "feedback", "tries")),
    "deliberate.classroom.class_json",
    *("deliberate.reading.feed_of_article", "deliberate.reading.feed_of_claim"),
    *("deliberate.moderation.transparency_data", "robots", "deliberate.embedding.sitemap"),
    *(f"deliberate.embedding.{each}" for each in ("script", "article_counts", "claim_counts", "oembed")),
}


def _looks() -> Iterator[object]:
    """Each page in one look, the looks taking turns. Every eighth is a sample; the rest, and a ninth of the other
    states of pages, are looked at where somebody has the time; all of them by ``make check-axe``."""
    seen: set[str] = set()
    for number, (name, look) in enumerate(zip(VISITS, cycle(LOOKS), strict=False)):
        address = urlsplit(VISITS[name].address).path
        is_new, place = address not in seen, len(seen)
        seen.add(address)
        if not is_new and number % 9:
            continue
        marks = [] if is_new and place % 8 == 0 else [pytest.mark.slow]
        yield pytest.param(name, look, marks=marks, id=f"{name}, {look[0]} px, {look[1]}, {look[2]}")


@pytest.fixture(scope="session")
def ids(demo_site: Flask) -> dict[str, Any]:
    return made_ready(demo_site)


@pytest.fixture(scope="session")
def content(demo_site: Flask) -> str:
    return written_by_people(demo_site)


@pytest.fixture(scope="module")
def kept_site(demo_site: Flask) -> Iterator[Site]:
    """One server for all the visits."""
    with served(demo_site) as running:
        yield running


@pytest.fixture
def site(kept_site: Site) -> Iterator[Site]:
    kept_site.starts_anew()
    yield kept_site
    kept_site.had_no_trouble()


@pytest.fixture(scope="module")
def browsers(browser: Browser, kept_site: Site) -> Iterator[Callable[[bool, str], Page]]:
    """A window of a browser with scripts and one without: making one for each visit takes a third of a core."""
    kept: dict[tuple[bool, str], Page] = {}

    def window(scripts: bool, language: str) -> Page:
        if (scripts, language) not in kept:
            context = new_context(browser, kept_site, java_script_enabled=scripts, locale=language)
            kept[scripts, language] = context.new_page()
        return kept[scripts, language]

    yield window
    for each in kept.values():
        each.context.close()


@pytest.fixture(scope="session")
def cookies(demo_site: Flask) -> Cookies:
    return cookies_of(demo_site)


@pytest.fixture
def come(
    site: Site,
    browsers: Callable[[bool, str], Page],
    ids: dict[str, Any],
    cookies: Cookies,
) -> Iterator[Come]:
    """Pays a visit in a browser of this width and scheme, and asserts that the page has the status it should have."""
    visited: list[Page] = []

    def visit_as(visit: Visit, width: int, scheme: Scheme, scripts: bool = True, direction: Direction = "ltr") -> Page:
        if visit.status >= 400:
            site.expects(visit.status)
        page = browsers(scripts, LANGUAGES[direction])
        visited.append(page)
        page.context.clear_cookies()
        page.context.add_cookies(cookies(visit.who))  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert arrive(page, visit, ids, pseudo if direction == "rtl" else str).status == visit.status
        assert page.evaluate("document.documentElement.dir") == direction
        return page

    yield visit_as
    for page in visited:
        # What one visitor's browser kept is not there for the next, and nothing runs on.
        page.evaluate("localStorage.clear()")
        page.goto("about:blank")


def test_every_page_has_an_address_here(demo_site: Flask, ids: dict[str, Any]) -> None:
    site = demo_site.url_map.bind("localhost")
    seen = set()
    for visit in VISITS.values():
        try:
            rule, _ = site.match(urlsplit(visit.address.format(**ids)).path, "GET", return_rule=True)
        except NotFound:
            assert visit.status == 404, f"{visit.address} leads nowhere"
        else:
            seen.add(rule.endpoint)
    missing = [
        f"{rule} ({rule.endpoint})"
        for rule in demo_site.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and rule.endpoint not in seen | NO_PAGES
        and not rule.endpoint.startswith(FOR_PROGRAMS)
    ]
    assert not missing, "tests/browser/every_page.py has no address of: " + ", ".join(missing)


@pytest.mark.parametrize(("name", "look"), list(_looks()))
def test_a_page_is_sound(name: str, look: Look, come: Come, axe: Callable[..., None], content: str) -> None:
    visit = VISITS[name]
    width, scheme, direction = look
    page = come(visit, width, scheme, direction=direction)
    assert page.locator("h1").count() == 1
    assert page.title().removesuffix(" · Deliberate").strip()
    if direction == "rtl":
        assert left_in_latin(page, f"{content} {visit.typed.lower()}") == []
    axe(page)
    page.set_viewport_size({"width": NARROWEST, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST


def _other_looks() -> Iterator[object]:
    """Every eighth page in the first of its states, with the looks to see it in: those that are light and not turned
    around, and the dark once. ``make check-axe`` looks at every page in every look."""
    seen: set[str] = set()
    for name, taken in zip(VISITS, cycle(LOOKS), strict=False):
        address = urlsplit(VISITS[name].address).path
        if address not in seen and len(seen) % 8 == 1:
            dark: tuple[Look, ...] = () if taken[1] == "dark" else ((1280, "dark", "ltr"),)
            others = [each for each in LOOKS if each[1:] == ("light", "ltr") and each != taken]
            yield pytest.param(name, [*others, *dark], id=name)
        seen.add(address)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "looks"), list(_other_looks()))
def test_a_page_is_sound_in_every_other_look_and_says_the_same_without_scripts(
    name: str, looks: Sequence[Look], come: Come, axe: Callable[..., None]
) -> None:
    visit = VISITS[name]
    page = come(visit, 1280, "light")
    for width, scheme, _ in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        # In the dark nothing but colours is another, and these are the same on every screen.
        axe(page, *(("color-contrast",) if scheme == "dark" else ()))
    page.set_viewport_size({"width": 390, "height": 900})
    plain = come(visit, 390, "light", scripts=False)
    # What a button does without a script, the script does by itself.
    plain.locator("main noscript").evaluate_all("found => found.forEach(each => each.remove())")
    # The script adds one thing to read: the switch that turns its single keys off.
    page.locator("[data-keys-switch]").evaluate_all("found => found.forEach(each => { each.hidden = true })")
    read, seen = (each.get_by_role("main").inner_text() for each in (plain, page))
    assert len(read.split()) == len(seen.split()) if visit.renewed else read == seen
