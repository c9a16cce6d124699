"""Every page of the standalone site in a real browser: a quarter of them in one look here; all of them in every state
and look, and without scripts, under ``--all``."""

from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Response
from sqlalchemy import update
from werkzeug.exceptions import NotFound

from deliberate.core.db import session, transaction
from deliberate.demo.people import PASSWORD
from deliberate.notices.models import Notice
from tests.browser.conftest import new_context, served
from tests.browser.every_page import VISITS, Visit, ids_of
from tests.browser.watching import Site
from tests.own_site import sign_in

Scheme = Literal["light", "dark"]
Come = Callable[..., Page]

Look = tuple[int, Scheme]

LOOKS: tuple[Look, ...] = ((390, "light"), (390, "dark"), (1280, "light"), (1280, "dark"))

#: What an address leads to that is no page: files, and a part of one, which the page that asks for it shows.
NO_PAGES = {
    *("deliberate.static", "deliberate.propositions.news", "accounts.data"),
    *("deliberate.exchange.take", "deliberate.exchange.schema"),
    *("deliberate.moderation.log_feed", "deliberate.moderation.log_data", "deliberate.moderation.log_heads_feed"),
    "deliberate.moderation.transparency_data",
}


def _looks() -> Iterator[object]:
    """Each page in one look, the looks taking turns. Every fourth is a sample; the rest, and other states of a page,
    are looked at where somebody has the time."""
    seen: set[str] = set()
    for name, (width, scheme) in zip(VISITS, cycle(LOOKS), strict=False):
        address = urlsplit(VISITS[name].address).path
        marks = [pytest.mark.slow] if address in seen or len(seen) % 4 else []
        seen.add(address)
        yield pytest.param(name, width, scheme, marks=marks, id=f"{name}, {width} px, {scheme}")


@pytest.fixture(scope="session")
def ids(demo_site: Flask) -> dict[str, object]:
    with demo_site.app_context():
        with transaction():
            # What people are told waits ten seconds to be seen; a page looked at twice is to say the same twice.
            session.execute(update(Notice).values(visible_from=Notice.created_at))
        return ids_of()


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
def browsers(browser: Browser, kept_site: Site) -> Iterator[Callable[[bool], Page]]:
    """A window of a browser with scripts and one without: making one for each visit takes a third of a core."""
    kept: dict[bool, Page] = {}

    def window(scripts: bool) -> Page:
        if scripts not in kept:
            kept[scripts] = new_context(browser, kept_site, java_script_enabled=scripts).new_page()
        return kept[scripts]

    yield window
    for each in kept.values():
        each.context.close()


@pytest.fixture(scope="session")
def cookie_of(demo_site: Flask) -> Callable[[str | None], list[dict[str, Any]]]:
    """The cookies of a browser in which somebody has signed in; nobody has none."""
    kept: dict[str | None, list[dict[str, Any]]] = {None: []}

    def cookies(who: str | None) -> list[dict[str, Any]]:
        if who not in kept:
            client = demo_site.test_client()
            assert sign_in(client, str(who), PASSWORD).status_code == 303
            cookie = client.get_cookie("session")
            assert cookie
            kept[who] = [{"name": "session", "value": cookie.value, "domain": "127.0.0.1", "path": "/"}]
        return kept[who]

    return cookies


@pytest.fixture
def come(
    site: Site,
    browsers: Callable[[bool], Page],
    ids: dict[str, object],
    cookie_of: Callable[[str | None], list[dict[str, Any]]],
) -> Iterator[Come]:
    """Pays a visit in a browser of this width and scheme, and asserts that the page has the status it should have."""
    visited: list[Page] = []

    def visit_as(visit: Visit, width: int, scheme: Scheme, scripts: bool = True) -> Page:
        if visit.status >= 400:
            site.expects(visit.status)
        page = browsers(scripts)
        visited.append(page)
        page.context.clear_cookies()
        page.context.add_cookies(cookie_of(visit.who))  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert _arrive(page, visit, ids) == visit.status
        return page

    yield visit_as
    for page in visited:
        # What one visitor's browser kept is not there for the next, and nothing runs on.
        page.evaluate("localStorage.clear()")
        page.goto("about:blank")


def test_every_page_has_an_address_here(demo_site: Flask, ids: dict[str, object]) -> None:
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
        if "GET" in (rule.methods or ()) and rule.endpoint not in seen | NO_PAGES
    ]
    assert not missing, "tests/browser/every_page.py has no address of: " + ", ".join(missing)


@pytest.mark.parametrize(("name", "width", "scheme"), list(_looks()))
def test_a_page_is_sound(name: str, width: int, scheme: str, come: Come, axe: Callable[..., None]) -> None:
    visit = VISITS[name]
    page = come(visit, width, scheme)
    assert page.locator("h1").count() == 1
    assert page.title().removesuffix(" · Deliberate").strip()
    axe(page)
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def _other_looks() -> Iterator[object]:
    """Each page in the first of its states, with the looks to see it in: both widths, and the dark once."""
    seen = set()
    for name, taken in zip(VISITS, cycle(LOOKS), strict=False):
        address = urlsplit(VISITS[name].address).path
        if address not in seen:
            dark: tuple[Look, ...] = () if taken[1] == "dark" else ((1280, "dark"),)
            others = [each for each in LOOKS if each[1] == "light" and each != taken]
            yield pytest.param(name, [*others, *dark], id=name)
        seen.add(address)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "looks"), list(_other_looks()))
def test_a_page_is_sound_in_every_other_look_and_says_the_same_without_scripts(
    name: str, looks: Sequence[Look], come: Come, axe: Callable[..., None]
) -> None:
    visit = VISITS[name]
    page = come(visit, 1280, "light")
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        # In the dark nothing but colours is another, and these are the same on every screen.
        axe(page, *(("color-contrast",) if scheme == "dark" else ()))
    page.set_viewport_size({"width": 390, "height": 900})
    plain = come(visit, 390, "light", scripts=False)
    # The script adds one thing to read: the switch that turns its single keys off.
    page.locator("[data-keys-switch]").evaluate_all("found => found.forEach(each => { each.hidden = true })")
    read, seen = (each.get_by_role("main").inner_text() for each in (plain, page))
    assert len(read.split()) == len(seen.split()) if visit.renewed else read == seen


def _arrive(page: Page, visit: Visit, ids: dict[str, object]) -> int:
    """Open the page and do what the visit says; the status of what is seen then."""
    answer = page.goto(visit.address.format(**ids))
    if visit.unfolded:
        page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
    if visit.press is not None:
        answer = _send(page, visit, visit.press)
    assert answer
    return answer.status


def _send(page: Page, visit: Visit, button: str) -> Response:
    """Press a button as it is after a while: fields filled, or gone; the browser checks nothing, so the site has to."""
    page.evaluate("document.querySelectorAll('form').forEach(each => each.noValidate = true)")
    # A form that is answered in place is looked at as the page it is without a script.
    page.evaluate("document.querySelectorAll('[data-place-here]').forEach(each => delete each.dataset.placeHere)")
    for name, value in visit.fill.items():
        page.evaluate(
            """([name, value]) => document.querySelectorAll(`main [name="${name}"]`).forEach(each => {
                if (each.type === "radio") each.checked = each.value === value; else each.value = value;
            })""",
            [name, value],
        )
    if visit.missing:
        page.locator(f"main [name={visit.missing}]").evaluate_all("found => found.forEach(each => each.remove())")
    with page.expect_navigation() as arrived:
        page.get_by_role("main").get_by_role("button", name=button, exact=True).first.click()
    return arrived.value
