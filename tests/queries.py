"""How many queries something takes."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import event


def count_queries(app: Flask, work: Callable[[], Any], about: str = "") -> int:
    """The statements that reach the database while ``work`` runs; only those that name ``about``, where it is given."""
    seen: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if about in statement:
            seen.append(statement)

    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)
