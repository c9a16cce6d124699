"""Photograph the pages of the demo into docs/screens: each on a phone, on a desktop, and in the dark.

    python -m docs.render_screens [NAME ...]

Without names, all of them. It makes a demo of its own and needs the Chromium of the browser tests. A picture is the
first screen of a page, as WebP and at most 150 KB; a larger one ends it with an error.
"""

import base64
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from bench.walking import walking

SCREENS = Path(__file__).parent / "screens"
LARGEST = 150_000
#: How good a picture is, from the best down, until it is small enough.
QUALITIES = (80, 60, 40)

#: A picture's name, and the visit of `tests/browser/every_page.py` that it shows.
PAGES = {
    "home": "home",
    "articles": "articles, to a member of a group",
    "article": "article, too little to go on",
    "claim": "claim that leans",
    "evidence": "evidence",
    "source": "source",
    "post-evidence": "post evidence",
    "post-evidence-preview": "post evidence, preview and twins",
    "stand": "where do you stand, before weighing",
    "weigh-five": "weigh five",
    "adds-up": "how it adds up",
    "map": "map",
    "outline": "outline",
    "matrix": "matrix",
    "both-sides": "what both sides accept, to a member",
    "changes": "what changed",
    "search": "search, found",
    "editor": "editor, a draft",
    "import": "import",
    "queue": "queue, an item",
    "log": "log",
    "transparency": "moderation in figures",
    "yours": "yours, with an appeal that waits",
    "notices": "notices",
    "person": "a person",
    "settings": "how pages look",
    "told-of": "what one is told of",
    "tokens": "API tokens",
    "account": "account",
    "sign-in": "sign in",
    "help": "how weighing works",
    "class": "a class, to its teacher",
    "set-assignment": "set a class something",
    "assignment": "an assignment",
    "assignment-teacher": "an assignment, to its teacher",
    "groups": "groups of an assignment",
    "groups-compared": "groups beside each other",
    "exercise": "an exercise: claims",
    "exercise-teacher": "an exercise, to its teacher",
    "feedback": "an assignment's feedback",
    "feedback-student": "feedback on one student",
    "own-work": "one's own work",
    "review": "a review",
    "before-after": "a class, before and after",
}
LOOKS: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2},
    "desktop": {"viewport": {"width": 1280, "height": 860}},
    "dark": {"viewport": {"width": 1280, "height": 860}, "color_scheme": "dark"},
}


def main() -> int:
    chosen = {name: PAGES[name] for name in sys.argv[1:] or PAGES}
    names = {visit: name for name, visit in chosen.items()}
    total = 0
    with walking() as walk:
        for look, options in LOOKS.items():
            page = walk.context(**options).new_page()
            for visit, _visit, _answer in walk.visits(page, names):
                picture = photograph(page)
                (SCREENS / f"{names[visit]}-{look}.webp").write_bytes(picture)
                total += len(picture)
            page.context.close()
    print(f"{len(chosen) * len(LOOKS)} pictures in {SCREENS}, {total / 1e6:.1f} MB")
    return 0


def photograph(page: Page) -> bytes:
    """The first screen of the page that stands there. Raises ValueError where it cannot be made small enough."""
    # A visit that unfolds what it can unfolds the menu over the page too.
    page.evaluate("document.querySelectorAll('.dlb-tabs details').forEach(each => { each.open = false })")
    page.evaluate("scrollTo(0, 0)")
    debugger = page.context.new_cdp_session(page)
    for quality in QUALITIES:
        told = debugger.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
        picture = base64.b64decode(told["data"])
        if len(picture) <= LARGEST:
            return picture
    raise ValueError(f"{page.url}: {len(picture)} bytes")


if __name__ == "__main__":
    sys.exit(main())
