"""Articles with many claims, items and ratings, put into a database by its fastest way: COPY, or a prepared insert."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from deliberate.articles.models import Article, ArticleVersion, State
from deliberate.core.base import Base
from deliberate.core.contributions import Contribution
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Source
from deliberate.weighting.models import Rating

MOMENT = datetime(2026, 11, 1, tzinfo=UTC).isoformat(sep=" ")
STANCES = ("agree", "disagree", "unsure")


@dataclass(frozen=True)
class Size:
    """Of one article. Each item has ``answers`` ratings, one of every five of them of its evidence."""

    claims: int
    items: int
    answers: int
    people: int = 600


def fill(sizes: Sequence[Size], seed: int = 1) -> list[int]:
    """Add open articles of these sizes; their ids. Each claim but the first bears on one before it, as in a tree."""
    random = Random(seed)
    keys = []
    for size in sizes:
        with transaction():
            keys.append(_fill_one(size, random))
    return keys


def _fill_one(size: Size, random: Random) -> int:
    article = Article(
        slug=f"filled-{UUID(int=random.getrandbits(128))}", title="Filled", author_id="editor", state=State.OPEN
    )
    session.add(article)
    session.flush()
    session.add(
        ArticleVersion(article_id=article.id, number=1, text="x", blocks=[], sha256="", report=[], author_id="editor")
    )
    session.flush()
    ids = count((session.scalar(select(func.max(Contribution.id))) or 0) + 1)
    claims = [next(ids) for _ in range(size.claims)]
    links = [next(ids) for _ in range(size.claims - 1)]
    evidence = [next(ids) for _ in range(size.items)]
    bearings = [next(ids) for _ in range(size.items)]
    kinds = {"proposition": claims, "relation": links, "evidence": evidence, "bearing": bearings}
    _put(
        "contribution",
        "id public_id kind article_id author_id status revision substance created_at changed_at version",
        (
            (
                *(key, UUID(int=random.getrandbits(128)).hex, kind, article.id, f"poster {key % 97}"),
                *("visible", 1, 1, MOMENT, MOMENT, 1),
            )
            for kind, keys in kinds.items()
            for key in keys
        ),
    )
    _put_claims(article, claims, links, random)
    _put_items(claims, evidence, bearings, random)
    _put_ratings(size, evidence, bearings, random)
    _put(
        "stance",
        "proposition_id actor_id after_weights revision answer first_answer created_at",
        (
            (claims[0], f"person {n}", False, 1, STANCES[n % 3], STANCES[n % 3], MOMENT)
            for n in range(size.people)
            if n % 4
        ),
    )
    return article.id


def _put_claims(article: Article, claims: list[int], links: list[int], random: Random) -> None:
    _put(
        "proposition",
        "id text claim_kind modality said position explanation main_of_id",
        (
            (
                key,
                f"Claim {key}.",
                "fact",
                "asserted",
                "unchecked",
                place,
                json.dumps([]),
                None if place else article.id,
            )
            for place, key in enumerate(claims)
        ),
    )
    _put(
        "relation",
        "id relation_kind target_id confirmed_by",
        (
            (key, random.choice(["supports", "supports", "attacks"]), claims[place // 4], "editor")
            for place, key in enumerate(links)
        ),
    )
    _put("relation_premise", "relation_id proposition_id", zip(links, claims[1:], strict=True))


def _put_items(claims: list[int], evidence: list[int], bearings: list[int], random: Random) -> None:
    first = (session.scalar(select(func.max(Source.id))) or 0) + 1
    _put(
        "source",
        "id public_id key citation created_at",
        (
            (first + n, UUID(int=random.getrandbits(128)).hex, f"key {first + n}", f"Report {first + n}", MOMENT)
            for n in range(len(evidence))
        ),
    )
    _put(
        "evidence",
        "id source_id quote evidence_kind curation",
        ((key, first + n, f"Quote {key}", "report", "active") for n, key in enumerate(evidence)),
    )
    _put(
        "bearing",
        "id evidence_id target_id side warrant warrant_html quote_key",
        (
            (
                key,
                evidence[n],
                claims[n % len(claims)],
                random.choice(["for", "for", "against"]),
                "So.",
                "So.",
                f"q{key}",
            )
            for n, key in enumerate(bearings)
        ),
    )


def _put_ratings(size: Size, evidence: list[int], bearings: list[int], random: Random) -> None:
    _put(
        "rating",
        "contribution_id actor_id dimension quarters revision level weight saw_ledger created_at first_at "
        "share set_aside",
        _ratings(size, evidence, bearings, random),
    )


def _ratings(size: Size, evidence: list[int], bearings: list[int], random: Random) -> Iterator[tuple[Any, ...]]:
    for item, bearing in zip(evidence, bearings, strict=True):
        start = random.randrange(size.people)
        for n in range(size.answers):
            person = (start + n // 5 * 3 + n % 5 % 2) % size.people
            which = ("relevance", "relevance", "strength", "strength", "reliability")[n % 5]
            subject = item if which == "reliability" else bearing
            yield (
                *(subject, f"person {person}", which, random.choice([1, 2, 3, 3, 4, 4]), 1),
                *(1 + person % 3, (0.5, 1.0, 1.25)[person % 3], False, MOMENT, MOMENT, 1.0, False),
            )


def _put(table: str, names: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Add rows past the ORM. Names of columns that this version does not have are left out."""
    known = Base.metadata.tables[f"deliberate_{table}"].columns
    chosen = [place for place, name in enumerate(names.split()) if name in known]
    columns = ", ".join(names.split()[place] for place in chosen)
    kept = (tuple(row[place] for place in chosen) for row in rows)
    connection = session.connection().connection
    cursor: Any = connection.cursor()
    if session.connection().dialect.name == "postgresql":
        with cursor.copy(f"COPY deliberate_{table} ({columns}) FROM STDIN") as copy:
            for row in kept:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(chosen))
        cursor.executemany(f"INSERT INTO deliberate_{table} ({columns}) VALUES ({marks})", kept)
    cursor.close()


def settle_keys() -> None:
    """On PostgreSQL, have the counters of keys go on after what was put there, and the planner know of it."""
    if session.connection().dialect.name != "postgresql":
        return
    with transaction():
        for model in (Contribution, Source, Rating):
            highest = session.scalar(select(func.max(model.id)))
            counter = func.pg_get_serial_sequence(model.__tablename__, "id")
            session.execute(select(func.setval(counter, highest)))
        session.connection().exec_driver_sql("ANALYZE")
