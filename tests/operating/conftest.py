"""A site for each kind of database, as the commands find it: by the environment."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from deliberate.cli import main
from deliberate.standalone import upgrade_database
from tests.own_site import make_site

POSTGRES = os.environ.get("DELIBERATE_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")


@dataclass
class Place:
    """A database and a folder, named in the environment."""

    data: Path
    url: str | None = None

    def app(self) -> Flask:
        """The site there, as it is: its tables are not made."""
        return make_site(self.data, **({"DELIBERATE_DATABASE_URL": self.url} if self.url else {}))

    @property
    def environment(self) -> dict[str, str]:
        return {"DELIBERATE_DATA": str(self.data), "DELIBERATE_DATABASE_URL": self.url or ""}


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def let_go(app: Flask) -> None:
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """An empty place for a site: its database has no table yet."""
    place = Place(tmp_path / "data")
    name = f"deliberate_test_{uuid4().hex[:12]}"
    if request.param == "postgresql":
        require_postgres()
        on_server(f"CREATE DATABASE {name}")
        place.url = make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    for key, value in place.environment.items():
        monkeypatch.setenv(key, value)
    yield place
    if place.url:
        on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def site(place: Place) -> Iterator[Flask]:
    """The site of that place, up to date."""
    app = place.app()
    upgrade_database(app)
    yield app
    let_go(app)


def require_postgres() -> None:
    """Skip where no server answers; fail where tests decide whether a change is taken."""
    try:
        on_server("SELECT 1")
    except OperationalError as error:
        reason = f"no PostgreSQL at {POSTGRES}: {str(error.orig).splitlines()[0]}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)


def on_server(statement: str) -> None:
    engine = create_engine(POSTGRES, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
