"""A small host with people of its own, on a fresh SQLite file for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.demo.command import prepare
from deliberate.standalone import upgrade_database
from tests import factories
from tests.host import People, make_host
from tests.own_site import make_site


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with every table and no row, made once and copied for each test."""
    path = tmp_path_factory.mktemp("database") / "empty.db"
    app = make_host(f"sqlite:///{path}")
    with app.app_context():
        factories.create_tables()
        # Closing the last connection folds the write-ahead log into the file that tests copy.
        app.extensions["sqlalchemy"].engine.dispose()
    return path


@pytest.fixture
def people() -> People:
    return People()


@pytest.fixture
def app(empty_database: Path, tmp_path: Path, people: People) -> Iterator[Flask]:
    path = tmp_path / "site.db"
    shutil.copy(empty_database, path)
    app = make_host(f"sqlite:///{path}", people)
    yield app
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of the standalone site at its start, as the migrations make it, to be copied for each test."""
    data = tmp_path_factory.mktemp("site")
    app = make_site(data)
    upgrade_database(app)
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
    return data


@pytest.fixture
def own_site(empty_site: Path, tmp_path: Path) -> Iterator[Flask]:
    """The standalone site with data of its own."""
    data = tmp_path / "data"
    shutil.copytree(empty_site, data)
    app = make_site(data)
    with app.app_context():
        factories.make_noise()
    yield app
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def demo_site(demo_folder: Path) -> Iterator[Flask]:
    """The demo, seeded once: to be read, and never written to."""
    site = prepare(demo_folder)
    yield site
    with site.app_context():
        site.extensions["sqlalchemy"].engine.dispose()


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Put pytest-flask's shared context away: a view that forgets to commit must fail its test."""


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def context(app: Flask) -> Iterator[Any]:
    """An app context for tests of services; a request made meanwhile has one of its own."""
    with app.app_context():
        yield app


@pytest.fixture(autouse=True)
def noise(request: pytest.FixtureRequest) -> None:
    """Rows of another article in every database, so that a forgotten WHERE shows."""
    if "app" in request.fixturenames:
        with request.getfixturevalue("app").app_context():
            factories.make_noise()
