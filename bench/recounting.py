"""A recount of a site with a million ratings: seconds, and the most memory that it holds at once.

python -m bench.recounting [--articles 1000] [--ratings 1000] [--large 100000] [--on postgresql]

The site is made up: so many articles with so many ratings each, and one large one. The command `deliberate recount` is
run on it in a process of its own, twice unless told otherwise: the first time all is weighed for the first time.
A database is made and dropped on PostgreSQL's server: DELIBERATE_TEST_POSTGRES, or else the one on 127.0.0.1:5432.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import func, select

from bench.crash import close, environment_of
from bench.filling import Size, fill, settle_keys
from bench.rating import site
from deliberate.core.db import session
from deliberate.weighting.models import Rating

DELIBERATE = Path(sys.executable).with_name("deliberate")
ANSWERS = 20


def measure(kind: str, articles: int, ratings: int, large: int, runs: int) -> None:
    """Fill a site of that size and recount it."""
    small = Size(claims=10, items=ratings // ANSWERS, answers=ANSWERS, people=200)
    one = Size(claims=200, items=large // ANSWERS, answers=ANSWERS, people=2000)
    with tempfile.TemporaryDirectory() as folder, environment_of(kind, Path(folder) / "data") as environment:
        app = site(environment)
        with app.app_context():
            began = time.perf_counter()
            fill([*([small] * articles), one])
            settle_keys()
            stored = session.scalar(select(func.count()).select_from(Rating))
            print(
                f"{kind}: {stored:,} ratings on {articles + 1:,} articles, there in {time.perf_counter() - began:.0f} s"
            )
            close(app)
        for run in range(1, runs + 1):
            began = time.perf_counter()
            command = [str(DELIBERATE), "recount"]
            said = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True)
            taken = time.perf_counter() - began
            # Of the largest of the processes that have ended so far: both runs are alike.
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            print(f"  recount {run}: {taken:.0f} s, at most {peak:.0f} MB; {said.stdout.strip()}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--ratings", type=int, default=1000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--on", action="append", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    for kind in options.on or ["postgresql"]:
        measure(kind, options.articles, options.ratings, options.large, options.runs)


if __name__ == "__main__":
    main()
