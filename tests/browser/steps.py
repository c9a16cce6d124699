"""What people do on several pages, by a pointer: come in, and post evidence."""

from playwright.sync_api import Page, expect

from tests.own_site import PASSWORD


def sign_in(page: Page, name: str) -> Page:
    page.goto("/sign-in")
    page.locator("input[autocomplete=username]").fill(name)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    return page


def sign_up(page: Page, name: str) -> None:
    page.goto("/sign-up")
    make_account(page, name)


def make_account(page: Page, name: str) -> None:
    """On the page where that is done."""
    page.get_by_label("Name", exact=True).fill(name)
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def post_evidence(page: Page, claim: str, side: str, number: int) -> None:
    page.goto(claim)
    page.get_by_role("link", name=f"Add evidence {side}").first.click()
    page.get_by_label("Citation").fill(f"Harbour records, volume {number}")
    page.get_by_label("The exact quote").fill(f"Entry {number} of the record says what was seen that night.")
    page.get_by_label("Why").first.fill(f"It was written down at the time, by clerk {number}.")
    page.get_by_label("Kind").select_option("document")
    page.get_by_role("button", name="Post it").click()
    expect(page.get_by_text("Your evidence is posted.").first).to_be_visible()
