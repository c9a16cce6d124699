"""A thousand guesses over four processes: what is let through is what the limit says, on either database."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from deliberate.accounts.limits import GUESSES_AT, GUESSES_HERE
from deliberate.standalone import upgrade_database
from tests.accounts.mailbox import close
from tests.databases import Postgres, require_postgres
from tests.own_site import account, make_site

WORKERS, GUESSES = 4, 250

#: One worker: a site of its own on the shared database, told where each guess comes from.
WORKER = """
import json, sys
from collections import Counter
from pathlib import Path
from tests.databases import Postgres, require_postgres
from tests.own_site import form_token, make_site

site = make_site(Path(sys.argv[1]), DELIBERATE_DATABASE_URL=sys.argv[2], SECRET_KEY="shared by every worker")
client, first, wide = site.test_client(), int(sys.argv[3]), sys.argv[4] == "many places"
data = {"csrf_token": form_token(client), "identity": "cora", "password": "not the password at all"}
statuses = Counter()
print("ready", flush=True)
sys.stdin.readline()
for n in range(first, first + int(sys.argv[5])):
    place = f"10.0.{n // 250}.{n % 250}" if wide else "192.0.2.1"
    statuses[client.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": place}).status_code] += 1
print(json.dumps(statuses))
"""


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database that goes when the test is over."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'shared.db'}"
        return
    require_postgres()
    server = Postgres()
    yield server.url
    server.drop()


@pytest.fixture
def shared(database: str, tmp_path: Path) -> Iterator[Flask]:
    site = make_site(tmp_path, DELIBERATE_DATABASE_URL=database, SECRET_KEY="shared by every worker")
    upgrade_database(site)
    account(site, "cora")
    close(site)
    yield site
    close(site)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("database", "where", "limit"),
    [("sqlite", "one place", GUESSES_HERE), ("postgresql", "many places", GUESSES_AT)],
    ids=["one place, SQLite", "many places, PostgreSQL"],
    indirect=["database"],
)
def test_a_thousand_guesses_over_four_workers_admit_as_many_as_the_limit(
    shared: Flask, database: str, tmp_path: Path, where: str, limit: object
) -> None:
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(tmp_path), database, str(n * GUESSES), where, str(GUESSES)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for n in range(WORKERS)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    statuses: Counter[str] = Counter()
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in workers:
        said, _ = worker.communicate(timeout=600)
        statuses.update(json.loads(said))
    assert statuses == {"422": limit.most, "429": WORKERS * GUESSES - limit.most}  # type: ignore[attr-defined]
