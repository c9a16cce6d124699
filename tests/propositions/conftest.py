"""People and an article for tests of claims."""

from typing import Any

import pytest
from flask import Flask

from deliberate.core.actors import Actor
from tests.host import person


@pytest.fixture(autouse=True)
def rooms_not_built_yet(request: pytest.FixtureRequest) -> None:
    """Give links into rooms that this checkout has no pages of an address, so that the pages around them render."""
    if "app" in request.fixturenames:

        def stand_in(_error: Exception, endpoint: str, values: dict[str, Any]) -> str:
            return f"/{endpoint}/{'/'.join(str(value) for value in values.values() if value is not None)}"

        request.getfixturevalue("app").url_build_error_handlers.append(stand_in)


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
