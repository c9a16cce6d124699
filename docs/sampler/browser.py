"""The sample pages in a browser: their pictures, and what axe-core and the console have to say about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

WIDTHS = {"phone": 390, "desktop": 1280}
THEMES = ("light", "dark")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def browser_at(executable: str | None) -> Iterator[Browser]:
    """A headless Chromium while the block runs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def opened(browser: Browser, address: str, width: int, theme: str) -> Page:
    """The page at `address`, in a window of that width and theme."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(address)
    return page


def photograph(
    address: str, shots: Iterable[tuple[str, str, str]], folder: Path, executable: str | None, full: bool = False
) -> None:
    """Take each (page, size, theme); the whole page if `full`, else the first screen."""
    folder.mkdir(parents=True, exist_ok=True)
    with browser_at(executable) as browser:
        for name, size, theme in shots:
            page = opened(browser, f"{address}/{name}.html", WIDTHS[size], theme)
            page.screenshot(path=str(folder / f"sampler-{name}-{size}-{theme}.png"), full_page=full)
            page.context.close()


def check(address: str, names: list[str], executable: str | None) -> int:
    """Print what axe-core, the console and a sideways scrollbar find; return how many findings there are."""
    found = 0
    with browser_at(executable) as browser:
        for name in names:
            for width in WIDTHS.values():
                for theme in THEMES:
                    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme).new_page()
                    notes: list[str] = []
                    page.on(
                        "console",
                        lambda message, notes=notes: notes.append(message.text) if message.type == "error" else None,
                    )
                    page.goto(f"{address}/{name}.html")
                    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                        notes.append("scrolls sideways")
                    results = Axe().run(page).response["violations"]
                    notes += [
                        f"{rule['id']}: {rule['nodes'][0]['html'][:160]} ({rule['nodes'][0]['failureSummary'][:200]})"
                        for rule in results
                    ]
                    found += len(notes)
                    for note in notes:
                        print(f"{name} {width} {theme}: {note}")
                    page.context.close()
    print(f"{found} findings on {len(names)} pages")
    return found
