"""What is found in a small site, and who may write in it."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text

from deliberate.core.actors import VISITOR, Actor
from deliberate.core.db import session, transaction
from deliberate.search.findables import Question
from deliberate.search.folding import terms_of
from deliberate.search.models import FULL_TEXT
from deliberate.search.queries import find

Look = Callable[..., list[str]]


@pytest.fixture
def look(context: Flask) -> Look:
    """The words of what somebody finds, in its order; what else is given narrows the question."""

    def looked(words: str, actor: Actor = VISITOR, page: int = 1, **narrowed: object) -> list[str]:
        session.rollback()
        found = find(actor, Question(terms_of(words), **narrowed), page)  # type: ignore[arg-type]
        return ["".join(piece.text for piece in hit.words) for hit in found.hits]

    return looked


@pytest.fixture
def no_fts5(context: Flask) -> None:
    """A database that was made by a SQLite without FTS5."""
    if session.get_bind().dialect.name != "sqlite":  # type: ignore[union-attr]
        pytest.skip("only SQLite can be without FTS5")
    with transaction():
        for name in ("come", "go", "change"):
            session.execute(text(f"DROP TRIGGER {FULL_TEXT}_{name}"))
        session.execute(text(f"DROP TABLE {FULL_TEXT}"))
