"""Every page of the demo in the language made by rule: what is said in Latin letters, and nobody wrote, is told.

    python -m bench.words_check [NAME ...]

Without names of visits, all of them. Ends with 1 where something was found.
"""

import sys
import time
from collections import defaultdict

from bench.walking import walking
from tests.browser.every_page import VISITS
from tests.browser.reading_along import left_in_latin, written_by_people
from tests.pseudo_language import CODE, pseudo


def main() -> int:
    names = sys.argv[1:] or list(VISITS)
    began, found = time.monotonic(), defaultdict[str, list[str]](list)
    with walking() as walk:
        content = written_by_people(walk.demo)
        page = walk.context(locale=CODE).new_page()
        for name, visit, _answer in walk.visits(page, names, pseudo):
            assert page.evaluate("document.documentElement.dir") == "rtl", visit.address
            for words in left_in_latin(page, f"{content} {visit.typed.lower()}"):
                found[words].append(name)
    for words, pages in sorted(found.items()):
        print(f"{words!r} on {len(pages)}: {', '.join(pages[:3])}")
    print(f"{len(found)} findings on {len(names)} pages, {time.monotonic() - began:.0f} s")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
