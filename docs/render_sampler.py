"""Render the sample pages of the visual language, photograph them and check them for accessibility.

    python docs/render_sampler.py OUT             the pages, as plain files to look at
    python docs/render_sampler.py OUT --shots     also every picture docs/design.md shows, into docs/screens/
    python docs/render_sampler.py OUT --axe       also axe-core on every page, light and dark, phone and desktop

All data is invented. The pages are served with the site's strict Content-Security-Policy, so an inline style or
script would show up as an error here first.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import jinja2
from markupsafe import Markup
from sampler import browser
from sampler.forms import sample_forms

from deliberate.core.wording import N_, say_many_markup, say_markup
from deliberate.web.rendering import FILTERS

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "sampler"
SCREENS = ROOT / "docs" / "screens"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'"
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
VISITOR = SimpleNamespace(signed_in=False, name="", roles=frozenset(), id="")
MODERATOR = SimpleNamespace(signed_in=True, name="Sam Field", roles=frozenset({"moderator", "editor"}), id="7")
PAGES_OF_VISITORS = {"article", "articles", "sign-in", "error", "log"}
PICTURES = [
    ("article", "desktop", "light"),
    ("article", "desktop", "dark"),
    ("article", "phone", "light"),
    ("article", "phone", "dark"),
    ("claim", "desktop", "light"),
    ("claim", "phone", "dark"),
    ("evidence", "desktop", "dark"),
    ("post-evidence", "phone", "light"),
    ("post-evidence-errors", "desktop", "light"),
    ("weigh", "desktop", "light"),
    ("editor", "desktop", "light"),
    ("queue", "desktop", "light"),
    ("log", "desktop", "light"),
    ("articles", "desktop", "light"),
    ("ledger", "desktop", "light"),
    ("error", "phone", "light"),
    ("sign-in", "phone", "dark"),
]
LINKS = {
    "deliberate.reading.home": "article.html",
    "deliberate.reading.articles": "articles.html",
    "deliberate.moderation.log": "log.html",
    "deliberate.moderation.queue": "queue.html",
    "deliberate.articles.import_article": "editor.html",
}


def url_for(endpoint: str, filename: str = "") -> str:
    """Where a page of the sampler, or a file beside it, is."""
    return f"static/{filename}" if endpoint == "deliberate.static" else LINKS.get(endpoint, "#main")


def render(out: Path, direction: str = "ltr", theme: str = "") -> list[str]:
    """Write every sample page and the static files to `out`; return the page names."""
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader([ROOT / "templates", PAGES]), autoescape=True)
    site = SimpleNamespace(
        name="deliberate", sign_in_url="sign-in.html", sign_up_url="sign-in.html", sign_out_url="articles.html"
    )
    environment.globals.update(
        url_for=url_for,
        site=site,
        text_direction=direction,
        csrf_field=lambda: Markup('<input type="hidden" name="csrf_token" value="sample">'),
        get_flashed_messages=lambda with_categories: [],
        dlb_say=say_markup,
        dlb_say_many=say_many_markup,
        dlb_mark=N_,
    )
    environment.filters.update({f"dlb_{name}": function for name, function in FILTERS.items()})
    out.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "deliberate" / "static", out / "static", dirs_exist_ok=True)
    htmx = out / "static" / "vendor" / "htmx.min.js"
    htmx.parent.mkdir(exist_ok=True)
    htmx.touch()  # a checkout may come without it; the samples do not need it
    names = sorted(page.stem for page in PAGES.glob("*.html"))
    for name in names:
        actor = VISITOR if name in PAGES_OF_VISITORS else MODERATOR
        page = environment.get_template(f"{name}.html").render(
            actor=actor, may=lambda permission, subject=None, who=actor: who.signed_in, forms=sample_forms()
        )
        (out / f"{name}.html").write_text(page, encoding="utf-8")
    return names


class StrictHandler(SimpleHTTPRequestHandler):
    """Serves the rendered pages under the policy the site itself sends."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_message: object) -> None:
        """Say nothing: only failures are of interest here."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which `folder` is served while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(StrictHandler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--shots", action="store_true")
    parser.add_argument("--axe", action="store_true")
    parser.add_argument("--only", nargs="*", help="names of pages; default: all")
    parser.add_argument("--direction", default="ltr", choices=["ltr", "rtl"])
    arguments = parser.parse_args()
    names = render(arguments.out, arguments.direction)
    names = [name for name in names if not arguments.only or name in arguments.only]
    print(f"{len(names)} pages in {arguments.out}")
    if not (arguments.shots or arguments.axe):
        return 0
    with served(arguments.out) as address:
        if arguments.shots:
            shots = [shot for shot in PICTURES if shot[0] in names]
            browser.photograph(address, shots, SCREENS, CHROMIUM)
        return browser.check(address, names, CHROMIUM) if arguments.axe else 0


if __name__ == "__main__":
    sys.exit(main())
