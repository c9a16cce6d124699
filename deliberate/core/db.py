"""The session of whoever hosts us, and the one unit of work that writes through it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from flask import current_app
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session
from werkzeug.local import LocalProxy

WRITING = "deliberate_writing"
_UNIT = "deliberate_unit"

session = cast(Session, LocalProxy(lambda: current_app.extensions["deliberate"].db.session))


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what the block did, or none of it. Views and commands use this; services never commit.

    It ends any read before it, so that what is loaded inside is what the write sees, and it does not nest.
    In a host it is the host's session that commits.
    """
    unit = session()  # type: ignore[operator]  # the host's scoped session: one real session per context
    if unit.info.get(_UNIT):
        raise RuntimeError("A transaction is already open; units of work do not nest.")
    unit.rollback()
    unit.info[_UNIT] = True
    try:
        unit.connection(execution_options={WRITING: True})
        yield
        unit.commit()
    except BaseException:
        unit.rollback()
        raise
    finally:
        unit.info.pop(_UNIT, None)


def tune_sqlite(engine: Engine) -> None:
    """Make SQLite keep its promises: real transactions, one writer at a time, foreign keys, no lost commit.

    For the engines we own (the standalone site, the commands, the tests); a host's engine is the host's.
    """
    if engine.dialect.name != "sqlite":
        return

    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("foreign_keys=ON", "busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    def on_begin(connection: Any) -> None:
        writing = connection.get_execution_options().get(WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
