"""The Nu HTML checker on every page of the demo, in every state of `every_page`, as the site sends it.

    python -m bench.html_check

It fetches the checker from npm into var/bench and needs Java, npm and a Chromium; the pages are saved into
var/pages. Ends with 1 where the checker found an error.
"""

import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from bench.walking import Walk, walking
from dev import install_line

ROOT = Path(__file__).parents[1]
#: One release, so that a page that was sound yesterday is sound today.
RELEASE = "vnu-jar@26.9.27"
TOOLS, PAGES = ROOT / "var" / "bench", ROOT / "var" / "pages"


def main() -> int:
    for tool, package in (("java", "default-jre-headless"), ("npm", "npm")):
        if not shutil.which(tool):
            print("The checker needs " + tool + ": " + install_line(package))
            return 2
    jar = fetch_checker()
    began = time.monotonic()
    with walking() as walk:
        pages = save_pages(walk, PAGES)
    saved = time.monotonic()
    found = check(jar, pages)
    for address, line, words, extract in found:
        print(f"{address}, line {line}: {words}\n    {extract}")
    print(
        f"{len(found)} errors on {len(pages)} pages: "
        f"saved in {saved - began:.0f} s, checked in {time.monotonic() - saved:.0f} s"
    )
    return 1 if found else 0


def fetch_checker() -> Path:
    """The checker as it is published on npm, fetched once."""
    folder = TOOLS / RELEASE
    jar = folder / "package" / "build" / "dist" / "vnu.jar"
    if not jar.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        packed = subprocess.run(["npm", "pack", "--silent", RELEASE], cwd=folder, check=True, capture_output=True)
        shutil.unpack_archive(folder / packed.stdout.decode().split()[-1], folder)
    return jar


def save_pages(walk: Walk, folder: Path) -> dict[str, str]:
    """Save what the site answers to each visit; the visits by the names of their files."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    pages = {}
    page = walk.context(java_script_enabled=False).new_page()
    for name, visit, answer in walk.visits(page):
        file = folder / (re.sub(r"\W+", "-", name) + ".html")
        file.write_bytes(answer.body())
        pages[file.name] = f"{name} ({urlsplit(visit.address).path})"
    page.context.close()
    return pages


def check(jar: Path, pages: dict[str, str]) -> list[tuple[str, int, str, str]]:
    """What the checker finds wrong: page, line, what, where."""
    command = ["java", "-jar", jar, "--errors-only", "--format", "json", "--exit-zero-always", PAGES]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    messages = json.loads(told.stderr)["messages"]
    return [
        (pages[Path(each["url"]).name], each.get("lastLine", 0), each["message"], each.get("extract", "").strip())
        for each in messages
    ]


if __name__ == "__main__":
    sys.exit(main())
