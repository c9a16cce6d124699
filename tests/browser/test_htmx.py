"""The vendored htmx under the policy of the site, configured as the site configures it."""

from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import parse_qs
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from playwright.sync_api import Page, expect

from tests.browser.watching import Site

HTMX = Path(__file__).parents[2] / "deliberate" / "static" / "vendor" / "htmx.min.js"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
CONFIG = (
    '{"includeIndicatorCSS": false, "history": "reload", "extensions": "no-eval", '
    '"noSwap": [204, 304, 401, 403, 404, 413, 429, "5xx"]}'
)
NO_EVAL = """
htmx.registerExtension("no-eval", {
  init(api) {
    const refuse = function () { throw new Error("evaluated attributes are off"); };
    api.initSecurity(null, refuse, refuse);
  },
});
"""
BODY = """
<h1>Claims</h1>
<section id="card"><p>closed</p>
  <a href="/card" data-hx-get="/card"
     data-hx-select="#card" data-hx-target="#card" data-hx-swap="outerHTML">Open</a></section>
<form id="post" action="/post" method="post"
      data-hx-post="/post" data-hx-select="#post" data-hx-target="#post" data-hx-swap="outerHTML">
  <label>Quote <input name="quote" id="quote"></label><button>Post</button></form>
<a href="/elsewhere" data-hx-get="/elsewhere"
   data-hx-select="h1" data-hx-target="h1" data-hx-swap="outerHTML" data-hx-push-url="true">Move</a>
<button type="button" id="broken" data-hx-get="/broken" data-hx-target="#card">Break</button>
<button type="button" id="evaluated" data-hx-get="/card"
  data-hx-vals="js:{a: document.title = 'evaluated'}">Evaluate</button>
"""


def page_of(body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><title>htmx</title><link rel="icon" href="/icon.png">'
        f"<meta name=\"htmx-config\" content='{CONFIG}'>"
        '<script defer src="/htmx.js"></script><script defer src="/no-eval.js"></script></head>'
        f"<body><main>{body}</main></body></html>"
    )


def answer(environ: WSGIEnvironment) -> tuple[str, str, bytes]:
    path = environ["PATH_INFO"]
    if path == "/htmx.js":
        return "200 OK", "text/javascript", HTMX.read_bytes()
    if path == "/no-eval.js":
        return "200 OK", "text/javascript", NO_EVAL.encode()
    if path == "/post":
        form = parse_qs(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode())
        quote = form.get("quote", [""])[0]
        said = f"posted {quote}" if quote else "a quote is needed"
        page = BODY.replace('<label>Quote <input name="quote" id="quote"></label>', f"<p>{said}</p>")
        return ("200 OK" if quote else "422 Unprocessable Entity"), "text/html", page_of(page).encode()
    pages = {
        "/": BODY,
        "/card": BODY.replace("closed", "open"),
        "/elsewhere": "<h1>Elsewhere</h1>",
        "/broken": "<h1>Broken</h1>",
        "/icon.png": "",
    }
    return ("500 Broken" if path == "/broken" else "200 OK"), "text/html", page_of(pages[path]).encode()


def respond(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    status, kind, body = answer(environ)
    policy = [("Content-Security-Policy", POLICY)] if environ["QUERY_STRING"] != "no-policy" else []
    start_response(status, [("Content-Type", f"{kind}; charset=utf-8"), *policy])
    return [body]


@pytest.fixture
def browser_app() -> WSGIApplication:
    return respond


@pytest.fixture
def page(page_at: Callable[..., Page]) -> Page:
    opened = page_at()
    opened.goto("/")
    return opened


def test_a_get_swaps_the_selected_part_and_breaks_no_policy(page: Page) -> None:
    page.get_by_role("link", name="Open").click()
    expect(page.locator("#card p")).to_have_text("open")
    assert page.url.endswith("/")


def test_no_style_sheet_is_injected(page: Page) -> None:
    assert page.evaluate("document.adoptedStyleSheets.length + document.styleSheets.length") == 0


def test_a_post_swaps_the_answer(page: Page) -> None:
    page.get_by_label("Quote").fill("words")
    page.get_by_role("button", name="Post").click()
    expect(page.locator("#post p")).to_have_text("posted words")


def test_a_refused_form_is_swapped_in_with_its_message(page: Page, site: Site) -> None:
    site.expects(422)
    page.get_by_role("button", name="Post").click()
    expect(page.locator("#post p")).to_have_text("a quote is needed")


def test_a_server_error_leaves_the_page_as_it_was(page: Page, site: Site) -> None:
    site.expects(500)
    with page.expect_response("**/broken"):
        page.locator("#broken").click()
    expect(page.locator("#broken")).not_to_have_class("htmx-request")
    expect(page.locator("#card p")).to_have_text("closed")


def test_going_back_after_a_pushed_address_shows_the_page_before(page: Page) -> None:
    page.get_by_role("link", name="Move").click()
    expect(page.get_by_role("heading")).to_have_text("Elsewhere")
    assert page.url.endswith("/elsewhere")
    page.go_back()
    expect(page.get_by_role("heading")).to_have_text("Claims")
    expect(page.locator("#card p")).to_have_text("closed")


@pytest.mark.parametrize("address", ["/", "/?no-policy"])
def test_attributes_are_never_evaluated_whatever_the_policy(
    page_at: Callable[..., Page], site: Site, address: str
) -> None:
    page = page_at()
    page.goto(address)
    with page.expect_console_message(lambda message: "evaluated attributes are off" in message.text):
        page.locator("#evaluated").click()
    assert page.title() == "htmx"
    site.troubles.clear()
