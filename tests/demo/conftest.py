"""One demo, seeded once on a file of its own and read by every test here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from deliberate.demo.command import prepare


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def site(folder: Path) -> Iterator[Flask]:
    site = prepare(folder)
    yield site
    with site.app_context():
        site.extensions["sqlalchemy"].engine.dispose()


@pytest.fixture
def demo(site: Flask) -> Iterator[Flask]:
    """The demo's app context."""
    with site.app_context():
        yield site
