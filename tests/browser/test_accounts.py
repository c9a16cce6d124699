"""Signing up, in and out in a real browser, and the pages of it on every screen."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.watching import Site
from tests.own_site import PASSWORD, account


@pytest.fixture
def browser_app(own_site: Flask) -> Flask:
    return own_site


@pytest.mark.parametrize("address", ["/sign-in", "/sign-up", "/nowhere"])
def test_the_pages_are_sound_on_every_screen_empty_and_refused(
    page_at: Callable[..., Page], axe: Callable[[Page], None], site: Site, address: str
) -> None:
    site.expects(404, 422)
    for width in (390, 1280):
        for scheme in ("light", "dark"):
            page = page_at(width, scheme)
            page.goto(address)
            axe(page)
            if address != "/nowhere":
                _fill(page, address, "x", "short")
                expect(page.get_by_role("alert")).to_be_visible()
                axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _fill(page: Page, address: str, name: str, password: str) -> None:
    for field in page.locator("main input:not([type=hidden])").all():
        kind, called = field.get_attribute("type"), field.get_attribute("name")
        if kind == "password":
            field.fill(password)
        elif called in {"username", "identity"}:
            field.fill(name)
    page.locator("main button[type=submit]").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_person_signs_up_out_and_in_again(
    page_at: Callable[..., Page], axe: Callable[[Page], None], scripts: bool
) -> None:
    page = page_at(390, "light", java_script_enabled=scripts)
    page.goto("/articles")
    page.get_by_role("link", name="Sign up").click()
    page.get_by_label("Name").fill("cora")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password once more").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    page.get_by_role("button", name="Sign out cora").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    if scripts:  # axe is a script itself
        axe(page)
    page.get_by_role("link", name="Sign in", exact=True).click()
    page.get_by_label("Name or e-mail").fill("cora")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Yours")).to_be_visible()


def test_somebody_who_was_sent_to_sign_in_arrives_where_they_wanted_to_go(
    own_site: Flask, page_at: Callable[..., Page]
) -> None:
    account(own_site, "cora")
    page = page_at()
    page.goto("/groups/join?code=abc")
    page.get_by_label("Name or e-mail").fill("cora")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/groups/join?code=abc")
