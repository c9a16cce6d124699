"""What an embed costs the page it stands in: bytes, requests to anybody else, and what it moves there.

    python -m bench.embedding

A demo and a page of somebody else's are served on two sites, and a Chromium opens that page at two widths. Bytes are
those of the script, the counts, the first view of the frame and all that it loads, packed with gzip; ends with 1 where
they are more than 60 KB, something was asked of a third site, or something moved after it was first seen.
"""

import gzip
import logging
import tempfile
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

import dev
from deliberate.demo.command import foreign_page_of, prepare
from tests.browser.conftest import served
from tests.browser.test_embedding import WATCH, serving

#: In bytes, of what is packed.
MOST = 60 * 1024
WIDTHS = (390, 1280)


def main() -> int:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder, serving(None) as foreign, sync_playwright() as playwright:
        elsewhere = f"http://localhost:{foreign.server_port}"
        app = prepare(Path(folder), "", [elsewhere])
        with served(app) as site:
            foreign.app = foreign_page_of(app, site.base_url)
            browser = playwright.chromium.launch(executable_path=dev.find_chromium())
            found = [look(browser, elsewhere, site.base_url, width, only) for width in WIDTHS for only in ("", "claim")]
            browser.close()
    return 1 if any(found) else 0


def look(browser: Browser, elsewhere: str, site: str, width: int, only: str) -> bool:
    """Open the page once; prints what it cost, and whether that is too much."""
    context = browser.new_context(viewport={"width": width, "height": 1300})
    page = context.new_page()
    page.add_init_script(WATCH)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{elsewhere}/?only={only}")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1000)
    moved = [sum(each.evaluate("window.moved")) for each in page.frames]
    own = {each for each in asked if each.startswith(site)}
    others = [each for each in asked if not each.startswith((site, elsewhere, "data:"))]
    sizes = {each: len(gzip.compress(urlopen(each).read(), 6)) for each in own}
    context.close()
    total = sum(sizes.values())
    words = f"{len(sizes)} requests, {len(others)} elsewhere, moved {moved}"
    print(f"{width} px, {only or 'article'}: {total / 1024:.1f} KB in {words}")
    for address, size in sorted(sizes.items(), key=lambda each: -each[1]):
        print(f"    {size:6} {address.removeprefix(site)}")
    return total > MOST or bool(others) or any(moved)


if __name__ == "__main__":
    raise SystemExit(main())
