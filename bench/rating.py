"""Milliseconds for one rating and for one post of evidence, with all the weights they move, on one large article.

python -m bench.rating [--claims 200] [--items 10000] [--ratings 50000] [--rounds 30] [--on sqlite] [--on postgresql]

Beside them, what weighing the whole article takes. Services are called as a view calls them, each in a unit of work.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from bench.crash import close, environment_of
from bench.filling import Size, fill, settle_keys
from deliberate.accounts.mounting import HASHING
from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.demo.command import LIGHT_HASHES
from deliberate.evidence.drafts import BearingDraft, EvidenceDraft, ItemDraft
from deliberate.evidence.models import Bearing, EvidenceKind, Side
from deliberate.evidence.services import post_evidence
from deliberate.propositions.models import Proposition
from deliberate.standalone import create_app, upgrade_database
from deliberate.weighting.models import Dimension
from deliberate.weighting.services import rate, reweigh


def site(environment: dict[str, str]) -> Flask:
    """Our own site with every table and nobody, on this database."""
    named = {name: value for name, value in environment.items() if value}
    app = create_app({**named, HASHING: LIGHT_HASHES, "DELIBERATE_RATINGS_PER_DAY": 10**9})
    upgrade_database(app)
    return app


def timed(rounds: int, work: Callable[[int], None]) -> list[float]:
    """Milliseconds of each round, in a unit of work of its own."""
    taken = []
    for number in range(rounds):
        began = time.perf_counter()
        with transaction():
            work(number)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def told(taken: list[float]) -> str:
    return f"{statistics.median(taken):.1f} ms (median of {len(taken)}), {max(taken):.1f} (slowest)"


def measure(kind: str, size: Size, rounds: int) -> None:
    """Fill an article, weigh it, then rate and post."""
    random = Random(7)
    with tempfile.TemporaryDirectory() as folder, environment_of(kind, Path(folder) / "data") as environment:
        app = site(environment)
        with app.app_context():
            (key,) = fill([size])
            settle_keys()
            items = session.scalars(select(Bearing.id).where(Bearing.article_id == key)).all()
            claims = session.scalars(select(Proposition.id).where(Proposition.article_id == key)).all()

            def whole(_number: int) -> None:
                reweigh(session.get_one(Article, key))

            def rates(number: int) -> None:
                person = Actor(id=f"new person {number}", level=2)
                item = session.get_one(Bearing, random.choice(items))
                rate(person, item, {each: random.randrange(5) for each in Dimension})

            def posts(number: int) -> None:
                item = ItemDraft(quote=f"Seen {uuid4().hex}", kind=EvidenceKind.REPORT, citation=f"Note {number}")
                draft = EvidenceDraft(item, BearingDraft(side=random.choice(list(Side)), warrant="It shows why."))
                claim = session.get_one(Proposition, random.choice(claims))
                post_evidence(Actor(id=f"poster of {number}", level=2), claim, draft)

            print(f"{kind}: {size.claims} claims, {size.items} items, {size.items * size.answers} ratings")
            print(f"  all of it weighed: {told(timed(3, whole))}")
            print(f"  a rating: {told(timed(rounds, rates))}")
            print(f"  a post of evidence: {told(timed(rounds, posts))}", flush=True)
            close(app)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=200)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--ratings", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--on", action="append", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    size = Size(options.claims, options.items, options.ratings // options.items)
    for kind in options.on or ["sqlite", "postgresql"]:
        measure(kind, size, options.rounds)


if __name__ == "__main__":
    main()
