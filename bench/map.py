"""Measure the map, the outline and the matrix of made-up articles: what each page takes, and the layout alone.

    python bench/map.py [--claims 10 100 1000] [--times N]

Each article goes into a fresh SQLite file, and its pages are asked for by a visitor, in one process.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from deliberate.articles.services import get_readable  # noqa: E402  # from this checkout
from deliberate.core.actors import SYSTEM, VISITOR  # noqa: E402
from deliberate.core.db import transaction  # noqa: E402
from deliberate.exchange.graph import Bearing, Claim, Document, Evidence, Graph, Relation, Source  # noqa: E402
from deliberate.exchange.services import arrival_of, import_graph  # noqa: E402
from deliberate.mapping.choosing import Asked, choose  # noqa: E402
from deliberate.mapping.drawing import draw  # noqa: E402
from deliberate.mapping.gathering import network_of  # noqa: E402
from deliberate.mapping.outline import outline_of  # noqa: E402
from deliberate.propositions.publishing import publish  # noqa: E402
from deliberate.standalone import create_app, upgrade_database  # noqa: E402

_WHO = ("The council", "A surveyor", "The harbour master", "A report of 2019", "Residents", "The insurer")
_WHAT = (
    "says that the pier carries less than it was built for",
    "puts the cost of a new deck at more than the town takes in a year",
    "found rust on every third pile",
    "counted more visitors in the two summers after it was closed",
    "holds that a pier nobody may walk on is no pier",
    "expects the ferry to come back once it is mended",
)


def made_up(claims: int) -> Graph:
    """An article of so many claims, with shared claims, circles, joint premises, broken links, details and loose ones,
    and half as many items of evidence; the same every time."""
    chance = random.Random(7)
    names = [f"c{number}" for number in range(claims)]
    words = [f"{chance.choice(_WHO)} {chance.choice(_WHAT)}, in case {number}." for number in range(claims)]
    words[0] = "The town should keep its pier."
    made = tuple(
        Claim(name, text, position=number, main=number == 0)
        for number, (name, text) in enumerate(zip(names, words, strict=True))
    )
    relations: list[Relation] = []
    hung = 1
    while hung < claims * 9 // 10:
        target = names[chance.randrange(min(hung, 8)) if hung < 40 else chance.randrange(hung)]
        draw_ = chance.random()
        kind, premises = chance.choice(("supports", "attacks")), (names[hung],)
        if draw_ < 0.08 and hung + 1 < claims:
            premises = (names[hung], names[hung + 1])
        elif draw_ < 0.14:
            kind = "detail_of"
        elif draw_ < 0.19 and relations:
            kind, target = "undercuts", chance.choice([each for each in relations if each.kind != "undercuts"]).id
        hung += len(premises)
        name = f"r{len(relations)}"
        relations.append(Relation(name, kind, premises, target, confirmed=draw_ < 0.95))  # type: ignore[arg-type]
        if chance.random() < 0.07 and hung > 4:
            other = names[chance.randrange(hung - 1)]
            if other not in {target, *premises}:
                relations.append(Relation(f"s{len(relations)}", "supports", premises[:1], other, confirmed=True))
        if chance.random() < 0.02 and target in names:
            relations.append(Relation(f"b{len(relations)}", "attacks", (target,), premises[0], confirmed=True))
    items = [f"e{number}" for number in range(claims // 2)]
    bearings = {
        (item, chance.choice(names)): chance.choice(("for", "against"))
        for item in items
        for _ in range(chance.randint(1, 3))
    }
    return Graph(
        Document(f"A made-up pier of {claims} claims"),
        claims=made,
        relations=tuple(relations),
        sources=tuple(Source(f"q{item}", f"Survey {item[1:]} of the harbour") for item in items),
        evidence=tuple(Evidence(item, f"q{item}", f"Pile {item[1:]} was found as it is.") for item in items),
        bearings=tuple(
            Bearing(f"b-{item}-{claim}", item, claim, side, "It was looked at.")  # type: ignore[arg-type]
            for (item, claim), side in bearings.items()
        ),
    )


def store(claims: int) -> str:
    """A made-up article in the present app's database, open to everybody; its slug."""
    with transaction():
        article = import_graph(SYSTEM, arrival_of(made_up(claims), "json", b""))[0]
        publish(SYSTEM, article)
        return article.slug


def timed(work: Callable[[], object], times: int) -> float:
    """The median of so many turns, in milliseconds, after one that does not count."""
    work()
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return median(took)


def measure(claims: int, times: int) -> None:
    """One line for an article of so many claims."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"DELIBERATE_DATA": folder})
        upgrade_database(app)
        client = app.test_client()
        with app.app_context():
            slug = store(claims)
            network = network_of(VISITOR, get_readable(VISITOR, slug))

        def drawn() -> object:
            chosen = choose(network, Asked(whole=True))
            return draw(chosen.shown, outline_of(chosen.shown), chosen.folded)

        pages = {name: f"/a/{slug}/{name}" for name in ("map", "map?all=1", "outline?all=1", "matrix")}
        said = []
        for name, address in pages.items():
            size = len(client.get(address).data) / 1024
            said.append(f"{name} {timed(lambda address=address: client.get(address), times):.0f} ms, {size:.0f} KB")
        print(f"{claims} claims: layout of all {timed(drawn, times):.0f} ms; " + "; ".join(said))
        with app.app_context():
            app.extensions["sqlalchemy"].engine.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--claims", type=int, nargs="+", default=[10, 100, 1_000])
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    for claims in asked.claims:
        measure(claims, asked.times)


if __name__ == "__main__":
    main()
