"""A second, empty site, for what leaves one and arrives at the other."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.host import make_host


@pytest.fixture
def elsewhere(empty_database: Path, tmp_path: Path) -> Iterator[Flask]:
    path = tmp_path / "elsewhere.db"
    shutil.copy(empty_database, path)
    app = make_host(f"sqlite:///{path}")
    yield app
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
