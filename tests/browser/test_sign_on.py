"""Signing in by another site in a real browser, and its pages on every screen."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from ipaddress import ip_network

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from deliberate.accounts.sign_on import clients
from deliberate.accounts.sign_on.providers import DiscourseProvider, OpenIdProvider
from deliberate.accounts.site import EXTENSION, accounts_of
from tests.accounts.provider import CLIENT, SECRET, Provider, providing
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


@pytest.fixture
def provider(own_site: Flask, site: Site) -> Iterator[Provider]:
    """A university and a forum sign people in; only the university is asked."""
    state = accounts_of(own_site)
    own_site.extensions[EXTENSION] = replace(state, settings=replace(state.settings, site_url=site.base_url))
    with providing() as found:
        university = OpenIdProvider(
            key="university",
            name="Example University",
            issuer=found.issuer,
            client_id=CLIENT,
            secret=SECRET,
            networks=(ip_network("127.0.0.1/32"),),
        )
        forum = DiscourseProvider(key="forum", name="The Forum", issuer="https://forum.example.org", secret=SECRET)
        clients.install(own_site, {"university": university, "forum": forum}, "Deliberate")
        yield found
        # The one other host that this test goes to.
        site.troubles[:] = [each for each in site.troubles if found.issuer not in each]


@pytest.mark.new_app
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_newcomer_comes_by_another_site_and_chooses_a_name(
    provider: Provider, page_at: Callable[..., Page], axe: Callable[[Page], None], scripts: bool
) -> None:
    page = page_at(390, "dark" if scripts else "light", java_script_enabled=scripts)
    provider.claims = {"preferred_username": "cora"}
    page.goto("/sign-in?next=/articles")
    if scripts:
        axe(page)
    page.get_by_role("button", name="Sign in with Example University").click()
    expect(page.get_by_role("heading", name="Choose a name")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("cora")
    if scripts:
        axe(page)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_text("Example University signs you in from now on.")).to_be_visible()
    assert page.url.endswith("/articles")


@pytest.mark.new_app
@pytest.mark.slow
def test_the_pages_of_other_sites_are_sound_on_every_screen(
    own_site: Flask, provider: Provider, page_at: Callable[..., Page], axe: Callable[[Page], None], site: Site
) -> None:
    account(own_site, "dora")
    site.expects(409, 422)
    for number, (width, scheme) in enumerate(((390, "dark"), (1280, "light"))):
        page = page_at(width, scheme)

        def sound(page: Page = page) -> None:
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

        page.goto("/sign-in")
        sound()
        provider.claims = {"sub": f"other-{number}", "email": "cora@example.org", "email_verified": True}
        page.get_by_role("button", name="Sign in with Example University").click()
        expect(page.get_by_role("heading", name="Choose a name")).to_be_visible()
        sound()
        page.get_by_label("Name").fill("dora")
        page.get_by_role("button", name="Make the account").click()
        expect(page.get_by_role("alert")).to_be_visible()
        sound()
        page.get_by_label("Name").fill(f"cora-{number}x")
        page.get_by_role("button", name="Make the account").click()
        expect(page.get_by_text("signs you in from now on.")).to_be_visible()
        for address in ("/account", "/account/sign-ons", "/sign-in/again", "/account/password", "/account/delete"):
            page.goto(address)
            sound()
        page.goto("/account/sign-ons")
        page.get_by_role("button", name="Remove").click()
        expect(page.get_by_text("This is all you can sign in with.")).to_be_visible()
        sound()


@pytest.mark.new_app
@pytest.mark.slow
def test_an_account_is_linked_in_a_browser(
    own_site: Flask, provider: Provider, page_at: Callable[..., Page], axe: Callable[[Page], None], site: Site
) -> None:
    account(own_site, "dora")
    site.expects(422)
    page = page_at(390, "light")
    page.goto("/sign-in")
    page.get_by_label("Name or e-mail").fill("dora")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/account/sign-ons")
    page.get_by_label("Your password").fill("wrong")
    page.get_by_role("button", name="Link with Example University").click()
    expect(page.get_by_role("alert")).to_be_visible()
    axe(page)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Link with Example University").click()
    expect(page.get_by_text("Example University signs you in from now on.")).to_be_visible()
    axe(page)
