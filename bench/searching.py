"""How long a search takes: python bench/searching.py [--items 10000] [--postgresql URL]

On SQLite in a folder of its own, with FTS5 and without; or in an empty database of PostgreSQL. The page as a visitor
gets it, by the wall clock, for words that stand in one thing, in a few and in all; and making all entries anew.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import text

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from deliberate.core.db import session, transaction
from deliberate.propositions.models import Proposition
from deliberate.search.indexing import reindex
from deliberate.search.models import FULL_TEXT
from tests import factories
from tests.host import make_host, person, sign_in

RUNS = 21
QUESTIONS = {
    "a word of one thing": "item77",
    "two words, in some": "word12 word7",
    "a word of all": "bridge",
    "one letter": "w",
    "no such word": "zebra",
    "six words of all": "the bridge closed on monday w",
}


def fill(items: int) -> None:
    """So many items, in ten articles, of 40 made-up words each."""
    chosen = random.Random(1)
    with transaction():
        claims = [factories.make_proposition(factories.make_article(title=f"The bridge {n}")).id for n in range(10)]
    for start in range(0, items, 500):
        with transaction():
            for number in range(start, min(start + 500, items)):
                words = " ".join(f"word{int(chosen.paretovariate(0.4)) % 3000}" for _ in range(40))
                quote = f"The bridge closed on Monday, item{number}: {words}."
                factories.make_bearing(session.get_one(Proposition, claims[number % 10]), quote=quote)
    if session.connection().dialect.name == "postgresql":
        session.execute(text("ANALYZE"))
        session.commit()


def measure(url: str, items: int) -> None:
    app = make_host(url)
    with app.app_context():
        factories.create_tables()
    reader = person(app, "ann")
    with app.app_context():
        fill(items)
        begun = time.perf_counter()
        count = reindex()
        print(f"{url.partition(':')[0]}, {count} entries made anew: {time.perf_counter() - begun:.1f} s")
    for who in (None, reader):
        client = app.test_client()
        if who is not None:
            sign_in(client, who)
        ask(client, "a visitor" if who is None else "a member")
    if url.startswith("sqlite"):
        with app.app_context(), transaction():
            for name in ("come", "go", "change"):
                session.execute(text(f"DROP TRIGGER {FULL_TEXT}_{name}"))
            session.execute(text(f"DROP TABLE {FULL_TEXT}"))
        ask(app.test_client(), "without FTS5")


def ask(client: object, who: str) -> None:
    for name, words in QUESTIONS.items():
        times = []
        for _run in range(RUNS):
            begun = time.perf_counter()
            assert client.get("/deliberate/search", query_string={"q": words}).status_code == 200  # type: ignore[attr-defined]
            times.append(time.perf_counter() - begun)
        print(f"  {who}, {name}: {statistics.median(times) * 1000:.1f} ms (slowest {max(times) * 1000:.0f})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--postgresql", metavar="URL")
    given = parser.parse_args()
    if given.postgresql:
        measure(given.postgresql, given.items)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(f"sqlite:///{folder}/site.db", given.items)


if __name__ == "__main__":
    main()
