"""How a browser pays one of the visits of `every_page`."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask
from playwright.sync_api import Page, Response
from sqlalchemy import update

from deliberate.core.db import session, transaction
from deliberate.demo.people import PASSWORD
from deliberate.notices.models import Notice
from tests.browser.every_page import Visit, ids_of
from tests.own_site import sign_in

#: What whoever signs in is seen to use.
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"

Ids = Mapping[str, object]
Cookies = Callable[[str | None], list[dict[str, Any]]]


def arrive(page: Page, visit: Visit, ids: Ids, said: Callable[[str], str] = str) -> Response:
    """Open the page and do what the visit says; the answer that is seen then. ``said``: how a button says its words."""
    answer = page.goto(visit.address.format(**ids))
    if visit.unfolded:
        page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
    if visit.press is not None:
        answer = _send(page, visit, said(visit.press))
    assert answer
    return answer


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


def made_ready(demo: Flask) -> dict[str, Any]:
    """The ids that addresses speak of, on a demo where what people are told can be seen at once.

    It waits ten seconds otherwise, and a page looked at twice is to say the same twice.
    """
    with demo.app_context():
        with transaction():
            session.execute(update(Notice).values(visible_from=Notice.created_at))
        return ids_of()


def cookies_of(demo: Flask) -> Cookies:
    """Finds the cookies of a browser in which somebody has signed in; nobody has none."""
    kept: dict[str | None, list[dict[str, Any]]] = {None: []}

    def cookies(who: str | None) -> list[dict[str, Any]]:
        if who not in kept:
            client = demo.test_client()
            client.environ_base["HTTP_USER_AGENT"] = BROWSER
            assert sign_in(client, str(who), PASSWORD).status_code == 303
            cookie = client.get_cookie("session")
            assert cookie
            kept[who] = [{"name": "session", "value": cookie.value, "domain": "127.0.0.1", "path": "/"}]
        return kept[who]

    return cookies
