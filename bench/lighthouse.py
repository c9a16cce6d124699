"""Lighthouse on the index, an article and a claim of the demo, as `deliberate serve` serves them.

    python -m bench.lighthouse [--runs 5]

It fetches Lighthouse from npm into var/bench and needs Node, npm and a Chromium. Performance is that of a phone, as
Lighthouse makes one up, and the median of the runs; on a machine that does other work as well it says little.
Imported text is kept out of search engines on purpose, so "may be indexed" is asked of the index alone. Ends with 1
where a category falls short.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.site_client import HOST, SERVE, Server, free_port
from deliberate.demo.command import prepare
from dev import find_chromium, install_line
from tests.browser.every_page import ids_of

RELEASE = "lighthouse@12.8.2"
ROOM = Path(__file__).parents[1] / "var" / "bench" / RELEASE
#: A category, and what it is to reach.
TARGETS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
PAGES = {"index": "/articles", "article": "/a/{schools}", "claim": "/claims/{sleep}"}
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic"


@dataclass(frozen=True)
class Seen:
    """What Lighthouse says of a page: points by category, what fell short in words, and when it could be seen."""

    points: dict[str, int]
    short: list[str]
    seconds: dict[str, str]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    if not (shutil.which("npm") and find_chromium()):
        print("Lighthouse needs npm and a Chromium: " + install_line("npm", "chromium"))
        return 2
    program = fetch_lighthouse()
    falls_short = False
    with TemporaryDirectory(prefix="deliberate-lighthouse-") as folder:
        demo = prepare(Path(folder))
        with demo.app_context():
            ids = ids_of()
        port = free_port()
        server = Server([*SERVE, "--data", folder, "--port", str(port)], port, {}, Path(folder, "serve.log"))
        try:
            for name, address in PAGES.items():
                url = f"http://{HOST}:{port}{address.format(**ids)}"
                seen = [look(program, url, Path(folder, "report.json")) for _ in range(runs)]
                falls_short |= tell(name, seen)
        finally:
            server.stop()
    return 1 if falls_short else 0


def fetch_lighthouse() -> Path:
    """The program of this release, fetched once."""
    program = ROOM / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        ROOM.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--no-save", "--prefix", ROOM, RELEASE], check=True)
    return program


def look(program: Path, url: str, report: Path) -> Seen:
    """One run on a page."""
    command = [program, url, "--quiet", "--output=json", f"--output-path={report}", f"--chrome-flags={FLAGS}"]
    environment = {"CHROME_PATH": str(find_chromium()), "PATH": "/usr/local/bin:/usr/bin:/bin"}
    subprocess.run([*command, f"--only-categories={','.join(TARGETS)}"], check=True, env=environment)
    told = json.loads(report.read_text())
    is_hidden = told["audits"]["is-crawlable"]["score"] == 0
    points = {name: round(100 * told["categories"][name]["score"]) for name in TARGETS}
    short = [line for name in TARGETS for line in _short(told, name)]
    if is_hidden and not any(line.startswith("seo") for line in short):
        points["seo"] = 100
    seconds = {name: told["audits"][name]["displayValue"] for name in ("first-contentful-paint", "speed-index")}
    return Seen(points, short, seconds)


def _short(told: dict[str, Any], category: str) -> list[str]:
    """The audits of a category that count and did not pass, but for what is kept from search engines on purpose."""
    counted = [each["id"] for each in told["categories"][category]["auditRefs"] if each["weight"]]
    failed = [told["audits"][name] for name in counted if (told["audits"][name]["score"] or 0) < 0.9]
    return [
        f"{category}: {each['title']} ({each.get('displayValue', each['id'])})"
        for each in failed
        if each["scoreDisplayMode"] in {"binary", "numeric"} and not _is_meant(told, each["id"])
    ]


def _is_meant(told: dict[str, Any], audit: str) -> bool:
    return audit == "is-crawlable" and not told["finalDisplayedUrl"].endswith(PAGES["index"])


def tell(name: str, seen: list[Seen]) -> bool:
    """Print what was seen of a page; whether it falls short."""
    points = {each: round(statistics.median(one.points[each] for one in seen)) for each in TARGETS}
    print(f"{name}: " + ", ".join(f"{each} {points[each]}" for each in TARGETS), seen[-1].seconds)
    for line in sorted({line for one in seen for line in one.short}):
        print(f"    {line}")
    return any(points[each] < least for each, least in TARGETS.items())


if __name__ == "__main__":
    sys.exit(main())
