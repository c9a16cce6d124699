"""People and an article for tests of claims."""

import pytest
from flask import Flask

from deliberate.core.actors import Actor
from tests.host import person


@pytest.fixture
def editor(app: Flask) -> Actor:
    """Whoever imported the article of ``factories.make_article``."""
    return person(app, "editor")


@pytest.fixture
def ann(app: Flask) -> Actor:
    """A regular."""
    return person(app, "ann", level=2)


@pytest.fixture
def bob(app: Flask) -> Actor:
    """Somebody of level 1."""
    return person(app, "bob", level=1)


@pytest.fixture
def newcomer(app: Flask) -> Actor:
    return person(app, "newcomer")
