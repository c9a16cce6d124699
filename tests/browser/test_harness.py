"""The harness itself: it must see what it promises to see, under the policy the site has."""

from collections.abc import Callable, Iterable, Iterator
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from playwright.sync_api import Page

from tests.browser.watching import Site

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'"
PAGES = {
    "/": "<h1>Sound</h1><p>Nothing to see.</p>",
    "/unlabelled": "<h1>Form</h1><form><input type=text name=claim></form>",
    "/faint": '<h1>Faint</h1><p class="faint">Hardly there.</p>',
    "/inline-script": "<h1>Inline</h1><script>document.title = 'ran'</script>",
    "/inline-style": '<h1>Inline</h1><p style="color: red">Red.</p>',
    "/throws": '<h1>Throws</h1><script src="/throws.js"></script>',
    "/outside": '<h1>Outside</h1><img alt="" src="http://127.0.0.2:9/picture.png">',
    "/broken": '<h1>Broken</h1><link rel="stylesheet" href="/missing.css">',
}
STYLE = "body { color: #000; background: #fff } .faint { color: #eee }"


def page_of(body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><title>Harness</title><link rel="icon" href="/icon.png">'
        f'<link rel="stylesheet" href="/style.css"></head><body><main>{body}</main></body></html>'
    )


def respond(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    assets = {"/style.css": ("text/css", STYLE), "/throws.js": ("text/javascript", "throw new Error('on purpose')")}
    if path in PAGES:
        status, kind, body = "200 OK", "text/html", page_of(PAGES[path])
    elif path in assets:
        status, (kind, body) = "200 OK", assets[path]
    elif path == "/icon.png":
        status, kind, body = "200 OK", "image/png", ""
    else:
        status, kind, body = "404 Not Found", "text/html", page_of("<h1>Not here</h1>")
    start_response(status, [("Content-Type", f"{kind}; charset=utf-8"), ("Content-Security-Policy", POLICY)])
    return [body.encode()]


@pytest.fixture
def browser_app() -> WSGIApplication:
    return respond


@pytest.fixture
def expected_trouble(site: Site) -> Iterator[list[str]]:
    """What the test makes go wrong: to be looked at by the test, and then forgiven."""
    yield site.troubles
    site.troubles.clear()


def test_a_sound_page_passes_under_the_strict_policy_light_and_dark(
    page_at: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    for width in (390, 1280):
        for scheme in ("light", "dark"):
            page = page_at(width, scheme)
            page.goto("/")
            axe(page)
            assert page.evaluate("innerWidth") == width
            assert page.evaluate(f"matchMedia('(prefers-color-scheme: {scheme})').matches")


@pytest.mark.parametrize(
    ("path", "rule", "element"),
    [("/unlabelled", "label (critical)", 'name="claim"'), ("/faint", "color-contrast (serious)", "Hardly there.")],
)
def test_axe_names_the_rule_and_the_element(
    page_at: Callable[..., Page], axe: Callable[[Page], None], path: str, rule: str, element: str
) -> None:
    page = page_at()
    page.goto(path)
    with pytest.raises(AssertionError) as complaint:
        axe(page)
    assert rule in str(complaint.value)
    assert element in str(complaint.value)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/inline-script", "Content Security Policy"),
        ("/inline-style", "Content Security Policy"),
        ("/throws", "on purpose"),
        ("/outside", "request to another host: http://127.0.0.2:9/picture.png"),
        ("/broken", "status 404: GET"),
        ("/nowhere", "status 404: GET"),
    ],
)
def test_what_goes_wrong_on_a_page_is_collected(
    page_at: Callable[..., Page], expected_trouble: list[str], path: str, words: str
) -> None:
    page = page_at()
    page.goto(path, wait_until="networkidle")
    assert any(words in trouble for trouble in expected_trouble), expected_trouble


def test_a_status_that_the_test_expects_is_no_trouble(page_at: Callable[..., Page], site: Site) -> None:
    site.expects(404)
    page = page_at()
    page.goto("/nowhere")
    assert page.get_by_role("heading").inner_text() == "Not here"


def test_each_page_belongs_to_a_visitor_of_its_own(page_at: Callable[..., Page]) -> None:
    one, other = page_at(), page_at()
    one.goto("/")
    one.evaluate("document.cookie = 'who=one'")
    other.goto("/")
    assert other.evaluate("document.cookie") == ""


def test_scripts_can_be_turned_off(page_at: Callable[..., Page]) -> None:
    page = page_at(java_script_enabled=False)
    page.goto("/throws")
    assert page.get_by_role("heading").inner_text() == "Throws"
