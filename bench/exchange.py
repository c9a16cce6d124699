"""Measure what files survive: round trips through every format, a large import, and damaged files.

    python bench/exchange.py [--shared DIR] [--claims N]

Round trips run over `corpora/kialo`, `corpora/aif` and `corpora/argdown` (skipped, saying so, where they are absent).
The import goes into a fresh SQLite file through the same service as the command line's.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from deliberate.articles.services import get_readable  # noqa: E402  # from this checkout, wherever it is run
from deliberate.core.actors import SYSTEM  # noqa: E402
from deliberate.core.db import transaction  # noqa: E402
from deliberate.exchange.all_formats import formats  # noqa: E402
from deliberate.exchange.errors import FormatError  # noqa: E402
from deliberate.exchange.formats import Asked, read_bytes, write_text  # noqa: E402
from deliberate.exchange.gathering import gather  # noqa: E402
from deliberate.exchange.graph import Graph  # noqa: E402
from deliberate.exchange.services import arrival_of, import_graph  # noqa: E402
from deliberate.standalone import create_app, upgrade_database  # noqa: E402

SHARED = Path(os.environ.get("DELIBERATE_SHARED", ROOT.parent / "shared"))
SUFFIXES = {"kialo": "*.txt", "aif": "*.json", "argdown": "*.argdown"}


def corpus(shared: Path, form: str) -> list[bytes]:
    """The files of one format; none where the corpora are not there."""
    return [path.read_bytes() for path in sorted((shared / "corpora" / form).glob(SUFFIXES[form]))]


def again(form: str, graph: Graph) -> Graph:
    """The graph written and read in one format."""
    return read_bytes(formats.get(form), write_text(formats.get(form), graph).text.encode()).graph


def shape(graph: Graph) -> tuple[object, ...]:
    """Claims by their words and relations by the words they join, whatever their ids."""
    words = {claim.id: " ".join(claim.text.split()) for claim in graph.standing}
    ends = dict(words)
    for _ in graph.relations:
        fresh = {
            each.id: f"{each.kind} {[ends.get(name) for name in each.premises]} {ends.get(each.target)}"
            for each in graph.relations
            if each.id not in ends and each.target in ends
        }
        if not fresh:
            break
        ends.update(fresh)
    links = sorted(
        f"{each.kind} {sorted(words[name] for name in each.premises)} {ends.get(each.target)}"
        for each in graph.relations
    )
    return sorted(words.values()), links


def nodeset(data: str) -> tuple[list[str], list[str]]:
    found = json.loads(data)
    nodes, edges = (sorted(json.dumps(each, sort_keys=True) for each in found[many]) for many in ("nodes", "edges"))
    return nodes, edges


def round_trips(shared: Path) -> None:
    """One line for each promise, with how many files keep it."""
    files = {form: corpus(shared, form) for form in SUFFIXES}
    if not any(files.values()):
        print(f"Round trips not measured: there are no corpora in {shared}. Set DELIBERATE_SHARED.")
        return
    graphs = {form: [read_bytes(formats.get(form), data).graph for data in files[form]] for form in files}
    everything = [graph for many in graphs.values() for graph in many]
    kept = [
        (
            "Kialo import, export: text-identical",
            [
                write_text(formats.get("kialo"), g).text.encode() == d
                for g, d in zip(graphs["kialo"], files["kialo"], strict=True)
            ],
        ),
        (
            "AIF import, export: same nodes, same edges",
            [
                nodeset(write_text(formats.get("aif"), g).text) == nodeset(d.decode())
                for g, d in zip(graphs["aif"], files["aif"], strict=True)
            ],
        ),
        (
            "Argdown export of all of these, read again: same graph",
            [shape(again("argdown", g)) == shape(g) for g in everything],
        ),
        (
            "native JSON of all of these, read again: byte-identical",
            [
                write_text(formats.get("json"), again("json", g)).text == write_text(formats.get("json"), g).text
                for g in everything
            ],
        ),
        (
            "Kialo and AIF through native JSON: as before",
            [
                *(
                    write_text(formats.get("kialo"), again("json", g)).text.encode() == d
                    for g, d in zip(graphs["kialo"], files["kialo"], strict=True)
                ),
                *(
                    nodeset(write_text(formats.get("aif"), again("json", g)).text) == nodeset(d.decode())
                    for g, d in zip(graphs["aif"], files["aif"], strict=True)
                ),
            ],
        ),
    ]
    for promise, outcomes in kept:
        print(f"{promise}: {sum(outcomes)} of {len(outcomes)} files")


def made_up(claims: int) -> bytes:
    """A Kialo export of so many claims, with links among them; the same every time."""
    chance = random.Random(7)
    rows, numbers, children = ["1. The town should keep its pier."], ["1"], {"1": 0}
    linked: set[tuple[str, str]] = set()
    while len(numbers) < claims:
        parent = chance.choice(numbers[-400:])
        if parent.count(".") > 30:
            parent = chance.choice(numbers[:400])
        number, side = f"{parent}.{children[parent] + 1}", chance.choice(("Pro", "Con"))
        if len(numbers) > 50 and chance.random() < 0.08:
            seen = chance.choice(numbers[:-20])
            if (seen, parent) not in linked and seen != parent and seen.rpartition(".")[0] != parent:
                linked.add((seen, parent))
                children[parent] += 1
                rows.append(f"{number}. {side}: -> See {seen}.")
            continue
        children[parent] += 1
        numbers.append(number)
        children[number] = 0
        words = "what a claim says " * chance.randint(3, 12)
        rows.append(f"{number}. {side}: Claim {len(numbers)} \\(made up\\) says {words.strip()}.")
    ordered = sorted(rows, key=lambda row: [int(each) for each in row.partition(" ")[0].rstrip(".").split(".")])
    return ("Discussion Title: Should the town keep its pier?\n\n" + "\n".join(ordered) + "\n").encode()


def large_import(claims: int) -> None:
    """A large file into a database, and out again."""
    data = made_up(claims)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"DELIBERATE_DATA": folder})
        upgrade_database(app)
        with app.app_context():
            began = time.perf_counter()
            graph = read_bytes(formats.get("kialo"), data).graph
            read_at = time.perf_counter()
            with transaction():
                slug = import_graph(SYSTEM, arrival_of(graph, "kialo", data))[0].slug
            stored_at = time.perf_counter()
            back = write_text(formats.get("kialo"), gather(SYSTEM, get_readable(SYSTEM, slug))[0]).text
            done_at = time.perf_counter()
            app.extensions["sqlalchemy"].engine.dispose()
    print(
        f"{len(graph.claims)} claims, {len(graph.relations)} relations, {len(data) / 2**20:.1f} MB of Kialo: "
        f"read {read_at - began:.1f} s, stored in SQLite {stored_at - read_at:.1f} s, "
        f"together {stored_at - began:.1f} s; exported again in {done_at - stored_at:.1f} s, "
        + ("text-identical" if back.encode() == data else "NOT text-identical")
    )


def damaged(data: bytes, times: int) -> Iterator[bytes]:
    chance = random.Random(11)
    for _ in range(times):
        made = bytearray(data)
        for _ in range(chance.randint(1, 5)):
            at, size = chance.randrange(len(made) or 1), chance.randint(1, 40)
            made[at : at + size] = chance.choice(
                (b"", bytes(made[at : at + size]) * 2, chance.randbytes(size), b'{[("\\')
            )
        yield bytes(made)


def damage(shared: Path, times: int) -> None:
    """Files with bytes flipped, cut and doubled: each is read, or refused with line and column."""
    refused = read = worst = 0.0
    for form in SUFFIXES:
        for data in corpus(shared, form)[:8]:
            for made in damaged(data, times):
                began = time.perf_counter()
                try:
                    read_bytes(formats.get(form), made, Asked())
                    read += 1
                except FormatError:
                    refused += 1
                worst = max(worst, time.perf_counter() - began)
    said = f"{refused:.0f} refused with line and column, {read:.0f} read, no other error"
    print(f"damaged files: {said}; slowest {worst:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--claims", type=int, default=10_000)
    parser.add_argument("--damaged", type=int, default=200, help="how often each file is damaged")
    asked = parser.parse_args()
    round_trips(asked.shared)
    large_import(asked.claims)
    damage(asked.shared, asked.damaged)


if __name__ == "__main__":
    main()
