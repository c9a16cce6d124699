"""Signing up, in and out in a real browser, and the pages of it on every screen."""

import re
from collections.abc import Callable

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.accounts.mailbox import letters
from tests.browser.watching import Site
from tests.own_site import PASSWORD, account


@pytest.fixture
def browser_app(own_site: Flask) -> Flask:
    return own_site


@pytest.mark.parametrize("address", ["/sign-in", "/sign-up", "/forgotten-password", "/nowhere"])
@pytest.mark.slow
def test_the_pages_are_sound_on_every_screen_empty_and_refused(
    page_at: Callable[..., Page], axe: Callable[[Page], None], site: Site, address: str
) -> None:
    site.expects(404, 422)
    for width in (390, 1280):
        for scheme in ("light", "dark"):
            page = page_at(width, scheme)
            page.goto(address)
            axe(page)
            if address not in {"/nowhere", "/forgotten-password"}:
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


PAGES = ("", "/name", "/password", "/address", "/second-step", "/data", "/delete")


@pytest.mark.slow
def test_the_pages_of_an_account_are_sound_on_every_screen(
    own_site: Flask, page_at: Callable[..., Page], axe: Callable[[Page], None], site: Site
) -> None:
    account(own_site, "cora", email="cora@example.org")
    site.expects(422)
    for width, scheme in ((390, "dark"), (1280, "light")):
        page = page_at(width, scheme)
        _sign_in(page)
        for address in PAGES:
            page.goto(f"/account{address}")
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        # The last page refused: a wrong password.
        page.get_by_label("It stays").check()
        page.get_by_label("Your password").fill("wrong")
        page.get_by_role("button", name="Delete my account").click()
        expect(page.get_by_role("alert")).to_be_visible()
        axe(page)


def _sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("Name or e-mail").fill("cora")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_person_turns_the_second_step_on_and_signs_in_with_a_recovery_code(
    own_site: Flask, page_at: Callable[..., Page], axe: Callable[[Page], None], scripts: bool
) -> None:
    account(own_site, "cora")
    page = page_at(390, "light", java_script_enabled=scripts)
    _sign_in(page)
    page.get_by_role("link", name="Account").click()
    page.get_by_role("link", name="Turn on a second step for signing in").click()
    square = page.locator("figure svg")
    expect(square).to_be_visible()
    secret = page.locator("main code").inner_text().replace(" ", "")
    page.get_by_label("Code that the app shows").fill(pyotp.TOTP(secret).now())
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Turn it on").click()
    codes = page.locator(".dlb-codes li").all_inner_texts()
    assert len(codes) == 10
    if scripts:
        axe(page)
    page.get_by_role("button", name="Sign out cora").click()
    _sign_in(page)
    page.get_by_label("Code").fill(codes[3])
    if scripts:
        axe(page)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out cora")).to_be_visible()


def test_a_person_who_forgot_their_password_gets_a_new_one_by_mail(
    own_site: Flask, page_at: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    account(own_site, "cora", email="cora@example.org")
    page = page_at(390, "dark")
    page.goto("/sign-in")
    page.get_by_role("link", name="Forgotten your password?").click()
    page.get_by_label("E-mail").fill("cora@example.org")
    page.get_by_role("button", name="Send a link").click()
    expect(page.get_by_text("you will get a message there with a link")).to_be_visible()
    found = re.search(r"(/reset/\S+)", letters(own_site)[-1].body)
    assert found
    page.goto(found[1])
    axe(page)
    page.get_by_label("Password", exact=True).fill("another long password")
    page.get_by_label("Password once more").fill("another long password")
    page.get_by_role("button", name="Take this password").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()


def test_a_person_leaves(own_site: Flask, page_at: Callable[..., Page]) -> None:
    account(own_site, "cora")
    page = page_at(390, "light", java_script_enabled=False)
    _sign_in(page)
    page.goto("/account/delete")
    page.get_by_label("It is withdrawn").check()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_text("Your account is deleted.")).to_be_visible()
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()


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
