"""Kill the server under write load, again and again: is every acknowledged write there, and none twice?

python -m bench.crash [--kills 20] [--on sqlite] [--on postgresql]

Four people post evidence without pause; after a moment every process of the server is killed with SIGKILL, it is
started again, and the database is asked. PostgreSQL itself is left alone: its server is DELIBERATE_TEST_POSTGRES, or
else the one on 127.0.0.1:5432, where a database is made and dropped. Exit code 1 where anything is amiss.
"""

import argparse
import http.client
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from flask import Flask
from sqlalchemy import create_engine, make_url, select
from sqlalchemy.pool import NullPool

from bench.site_client import SERVE, Person, Server, evidence, free_port
from deliberate.accounts.mounting import HASHING
from deliberate.articles.models import Article
from deliberate.core.contributions import PUBLIC
from deliberate.core.db import session, transaction
from deliberate.core.events import verify_chain
from deliberate.demo.command import LIGHT_HASHES
from deliberate.demo.seed import seed
from deliberate.evidence.models import Bearing
from deliberate.propositions.models import Proposition
from deliberate.standalone import create_app, upgrade_database
from deliberate.weighting.recounting import Drift, recount, waits_for_job

POSTERS = ("quiet-heron", "tall-birch", "blue-lynx", "amber-fox")
BACK_WITHIN = 5.0

POSTGRES = os.environ.get("DELIBERATE_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")


@dataclass
class Outcome:
    """What all the kills together came to."""

    kills: int = 0
    sent: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)
    #: What was sent while the server died, and is there all the same: that is allowed, once.
    unanswered: int = 0
    #: Posts that the site itself refused for now, with 503: people are told that nothing was stored.
    refused: int = 0
    events: int = 0
    seconds_to_return: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@contextmanager
def environment_of(kind: str, folder: Path) -> Iterator[dict[str, str]]:
    """A database of this kind that is gone afterwards, as the server's environment names it."""
    if kind == "sqlite":
        yield {"DELIBERATE_DATA": str(folder), "DELIBERATE_DATABASE_URL": ""}
        return
    name = f"deliberate_crash_{uuid4().hex[:12]}"
    server = create_engine(POSTGRES, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        url = make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
        yield {"DELIBERATE_DATA": str(folder), "DELIBERATE_DATABASE_URL": url}
    finally:
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def filled_site(environment: dict[str, str]) -> tuple[Flask, str]:
    """The demo on that database, and the address that evidence is posted to."""
    named = {name: value for name, value in environment.items() if value}
    app = create_app({**named, HASHING: LIGHT_HASHES})
    upgrade_database(app)
    seed(app, lambda _said: None)
    with app.app_context():
        open_claims = select(Proposition.public_id).where(Proposition.status.in_(PUBLIC)).join(Article)
        at_any_pace = open_claims.where(Article.state == "open", Article.slow_minutes == 0)
        claim = session.scalars(at_any_pace.order_by(Proposition.id)).first()
        close(app)
    return app, f"/claims/{claim}/evidence"


def close(app: Flask) -> None:
    session.remove()  # type: ignore[attr-defined]
    app.extensions["sqlalchemy"].engine.dispose()


def crash(kind: str, kills: int, folder: Path) -> Outcome:
    """Kill a server on a fresh database so many times, and look at the database after each."""
    outcome = Outcome()
    with environment_of(kind, folder / "data") as environment:
        app, path = filled_site(environment)
        port = free_port()
        command = [*SERVE, "--port", str(port), "--workers", "2"]
        log = folder / "server.log"
        server = Server(command, port, environment, log)
        try:
            for _ in range(kills):
                write_until_killed(server, path, outcome)
                server = Server(command, port, environment, log)
                outcome.seconds_to_return.append(server.seconds_to_start)
                outcome.kills += 1
                examine(app, outcome)
        finally:
            server.kill()
        recount_all(app, outcome)
    if len(outcome.acknowledged) < 2 * kills:
        outcome.faults.append(f"only {len(outcome.acknowledged)} writes were acknowledged: too few to say anything")
    return outcome


def write_until_killed(server: Server, path: str, outcome: Outcome) -> None:
    """Four people post until the server is gone."""
    people = [Person(server.port, name) for name in POSTERS]
    tokens = [person.token(path) for person in people]
    under_way = threading.Event()

    def post(person: Person, token: str) -> None:
        while True:
            form = evidence(token)
            outcome.sent.add(form["submission"])
            try:
                status = person.send(path, form)
            except (OSError, http.client.HTTPException):
                return
            if status == 303:
                outcome.acknowledged.add(form["submission"])
                under_way.set()
            elif status == 503:
                outcome.refused += 1
            else:
                outcome.faults.append(f"a post was answered with {status}")

    threads = [threading.Thread(target=post, args=pair) for pair in zip(people, tokens, strict=True)]
    for thread in threads:
        thread.start()
    under_way.wait(20)
    # Any moment of a post is to be hit.
    time.sleep(random.uniform(0.2, 2.5))
    server.kill()
    for thread in threads:
        thread.join()
    for person in people:
        person.close()


def examine(app: Flask, outcome: Outcome) -> None:
    """Every acknowledged write once, no other twice, and a log that verifies."""
    with app.app_context():
        stored = Counter(session.scalars(select(Bearing.submission).where(Bearing.submission.is_not(None))))
        verdict = verify_chain()
        close(app)
    ours = {name: count for name, count in stored.items() if name in outcome.sent}
    outcome.unanswered = len(ours.keys() - outcome.acknowledged)
    outcome.events = verdict.events
    if missing := outcome.acknowledged - ours.keys():
        outcome.faults.append(f"after kill {outcome.kills}: {len(missing)} acknowledged writes are missing")
    if twice := [name for name, count in ours.items() if count > 1]:
        outcome.faults.append(f"after kill {outcome.kills}: {len(twice)} writes are there twice")
    if verdict.fault:
        outcome.faults.append(f"after kill {outcome.kills}: the log is broken: {verdict.fault}")


def recount_all(app: Flask, outcome: Outcome) -> None:
    """The stored balances are what a recount gives."""
    drift = Drift()
    with app.app_context():
        for key in session.scalars(select(Article.id)).all():
            with transaction():
                article = session.get_one(Article, key)
                # What a job is about to weigh, if after a lease of one that was killed, has not drifted.
                if not waits_for_job(article):
                    drift = drift.and_then(recount(article))
        close(app)
    if drift.moved:
        outcome.faults.append(f"{drift.moved} balances had drifted, the furthest by {drift.furthest}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--on", action="append", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    failed = False
    for kind in options.on or ["sqlite", "postgresql"]:
        with tempfile.TemporaryDirectory() as folder:
            outcome = crash(kind, options.kills, Path(folder))
        slowest = max(outcome.seconds_to_return)
        if slowest > BACK_WITHIN:
            outcome.faults.append(f"it took {slowest:.1f} s to be back once")
        print(
            f"{kind}: {outcome.kills} kills, {len(outcome.sent)} posts sent, {len(outcome.acknowledged)} acknowledged, "
            f"{outcome.refused} refused with 503, {outcome.unanswered} stored without an answer; "
            f"{outcome.events} events verify; back in {statistics.median(outcome.seconds_to_return):.1f} s (median), "
            f"{slowest:.1f} s (slowest); load {os.getloadavg()[1]:.0f} on {os.cpu_count()} cores"
        )
        for fault in outcome.faults:
            print(f"  FAULT: {fault}")
        failed = failed or bool(outcome.faults)
    sys.exit(failed)


if __name__ == "__main__":
    main()
