"""Passkeys in a real browser, with the authenticator that its debugger offers."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from deliberate.accounts.site import EXTENSION, accounts_of
from tests.browser.watching import Site
from tests.databases import SQLITE
from tests.own_site import PASSWORD, account


@pytest.fixture
def database() -> str:
    """What is tried here is the browser's part."""
    return SQLITE


@pytest.fixture
def browser_app(own_site: Flask) -> Flask:
    return own_site


def _at_localhost(app: Flask, site: Site) -> None:
    """Browsers make no passkeys for a number, so the site goes by its name from now on."""
    site.base_url = site.base_url.replace("127.0.0.1", "localhost")
    state = accounts_of(app)
    app.extensions[EXTENSION] = replace(state, settings=replace(state.settings, site_url=site.base_url))


def _authenticator(page: Page) -> None:
    debugger = page.context.new_cdp_session(page)
    debugger.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    finger = {"isUserVerified": True, "automaticPresenceSimulation": True}
    debugger.send("WebAuthn.addVirtualAuthenticator", {"options": {**device, **finger}})


@pytest.mark.new_app
@pytest.mark.slow
def test_a_person_adds_a_passkey_and_signs_in_with_it_alone_and_after_the_password(
    own_site: Flask, page_at: Callable[..., Page], axe: Callable[[Page], None], site: Site
) -> None:
    account(own_site, "cora")
    _at_localhost(own_site, site)
    site.expects(422)
    page = page_at(390, "dark", base_url=site.base_url)
    _authenticator(page)
    page.goto("/sign-in")
    axe(page)
    page.get_by_label("Name or e-mail").fill("cora")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/account")
    page.get_by_role("link", name="Add one").click()
    page.get_by_label("What you call it").fill("my phone")
    page.get_by_label("Your password").fill("wrong")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("alert")).to_be_visible()
    axe(page)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("my phone")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Ask for a passkey after it").click()
    axe(page)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator(".dlb-codes li")).to_have_count(10)
    page.get_by_role("button", name="Sign out cora").click()
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Sign out cora").click()
    page.goto("/sign-in")
    page.get_by_label("Name or e-mail").fill("cora")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    axe(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("button", name="Sign out cora")).to_be_visible()
