"""Who teaches in the tests of classes, and who is told of grades."""

from collections.abc import Collection, Iterator

import pytest
from flask import Flask

from deliberate.classroom.grades import grade_listeners
from deliberate.classroom.models import Assignment
from deliberate.core.actors import Actor
from tests.host import person


@pytest.fixture
def teacher(app: Flask) -> Actor:
    return person(app, "tess", level=2)


@pytest.fixture
def told() -> Iterator[list[Collection[str]]]:
    """Whom each call was about."""
    found: list[Collection[str]] = []

    def listen(_assignment: Assignment, people: Collection[str]) -> None:
        found.append(people)

    grade_listeners.append(listen)
    yield found
    grade_listeners.remove(listen)
