"""The session of whoever hosts us, the one unit of work that writes through it, and the engines that are our own."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from flask import current_app
from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.orm import Session
from werkzeug.local import LocalProxy

from deliberate.core.turns import Turns
from deliberate.core.written import noticing, turn_over

WRITING = "deliberate_writing"
_WAITS = "deliberate_waits"
#: In the info of a session that has stored something since it began.
STORED = "deliberate_stored"
_UNIT = "deliberate_unit"
#: So many rows a unit of work keeps at hand; of a session by itself none is, once nobody uses it.
_AT_HAND = 500
_OURS = "deliberate_engine"

#: Longer than this nobody waits for another writer, in milliseconds.
PATIENCE = 10_000

#: What PostgreSQL ends by itself, so that nothing hangs for good: libpq's names, each unless the address has it.
_CONNECTING = {
    "application_name": "deliberate",
    "connect_timeout": "5",
    # A server that fell off the network says nothing more; then this is how long its answer is waited for.
    "keepalives_idle": "30",
    "tcp_user_timeout": "15000",
    "options": f"-c lock_timeout={PATIENCE} -c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000",
}

#: The number of the lock that writers hold on PostgreSQL. It is nobody else's: "deliber8" in ASCII.
_ONE_WRITER = f"SELECT pg_advisory_xact_lock({int.from_bytes(b'deliber8')})"

#: What rooms do at the end of every unit of work, just before it is stored and as part of it.
closing: list[Callable[[], None]] = []

session = cast(Session, LocalProxy(lambda: current_app.extensions["deliberate"].db.session))


@contextmanager
def transaction(patience: int = PATIENCE) -> Iterator[None]:
    """Commit what the block did, or none of it. Views and commands use this; services never commit.

    It ends any read before it, so that what is loaded inside is what the write sees, and it does not nest. Units take
    turns, on SQLite and PostgreSQL alike: what one decides on, no other changes meanwhile. In a host it is the host's
    session that commits, and what the host writes by other ways takes no turns. Its turn is waited for ``patience``
    milliseconds at most, or shorter where whoever connects has said so.
    """
    unit = session()  # type: ignore[operator]  # the host's scoped session: one real session per context
    if _UNIT in unit.info:
        raise RuntimeError("A transaction is already open; units of work do not nest.")
    unit.rollback()
    unit.info[_UNIT] = []
    try:
        connection = unit.connection(execution_options={WRITING: True, _WAITS: patience})
        if not connection.get_execution_options().get(_OURS):
            _take_turn(connection)
        with noticing() as written:
            yield
            for close in closing:
                close()
            turn_over(unit, written)
        unit.commit()
        unit.info[STORED] = True
    except BaseException:
        unit.rollback()
        raise
    finally:
        unit.info.pop(_UNIT, None)


def in_transaction() -> bool:
    """Whether a unit of work is under way."""
    return _UNIT in session().info  # type: ignore[operator]  # the host's scoped session


def _keep_at_hand(unit: Session, row: object) -> None:
    """Whatever a unit of work looks up by its key again, it has."""
    rows: list[object] | None = unit.info.get(_UNIT)
    if rows is not None and len(rows) < _AT_HAND:
        rows.append(row)


event.listen(Session, "loaded_as_persistent", _keep_at_hand)
event.listen(Session, "pending_to_persistent", _keep_at_hand)


def _take_turn(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        waits = connection.get_execution_options().get(_WAITS, PATIENCE)
        if waits < PATIENCE:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(waits)}")
        connection.exec_driver_sql(_ONE_WRITER)


#: What was to be stored is often of a person, and errors end in logs.
_DISCREET = {"hide_parameters": True}


def engine_options(url: URL, pool: int) -> dict[str, Any]:
    """How to make an engine of ours: ``pool`` connections kept by each process, and as many more in a rush."""
    if url.get_backend_name() != "postgresql":
        return _DISCREET
    return {
        **_DISCREET,
        # A page is one moment of the database, as on SQLite.
        "isolation_level": "REPEATABLE READ",
        "pool_size": pool,
        "max_overflow": pool,
        "pool_timeout": 10,
        "pool_recycle": 1800,
        "pool_pre_ping": True,
        "connect_args": {name: value for name, value in _CONNECTING.items() if name not in url.query},
    }


def tune(engine: Engine) -> None:
    """Make an engine keep our promises: real transactions, one writer at a time, no lost commit.

    For the engines we own (the standalone site, the commands, the tests); a host's engine is the host's.
    """
    tune_sqlite(engine)
    if engine.dialect.name == "postgresql":
        engine.update_execution_options(**{_OURS: True})
        event.listen(engine, "begin", _begin_on_postgresql)


def _begin_on_postgresql(connection: Connection) -> None:
    """A writer sees, after waiting for its turn, all that the one before it stored: a snapshot would be from before."""
    if connection.get_execution_options().get(WRITING):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        _take_turn(connection)


def _begin_writing(connection: Connection, turns: Turns) -> None:
    """Begin once it is this one's turn; after the connection's timeout SQLite says that it was in vain.

    SQLite's own wait looks ever more seldom, up to ten times a second, and whoever comes later may be faster: one of
    several busy writers then waits for seconds.
    """
    database: Any = connection.connection.driver_connection
    (patience,) = database.execute("PRAGMA busy_timeout").fetchone()
    waits = min(patience, connection.get_execution_options().get(_WAITS, patience))
    database.execute("PRAGMA busy_timeout=0")
    try:
        if not turns.begin(database, time.monotonic() + waits / 1000):
            # Once more, for SQLite to say why not.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        database.execute(f"PRAGMA busy_timeout={patience}")


def tune_sqlite(engine: Engine) -> None:
    """Have SQLite begin and end transactions as it is told to, keep foreign keys, and lose no commit to a power cut."""
    if engine.dialect.name != "sqlite":
        return

    turns = Turns()

    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("foreign_keys=ON", f"busy_timeout={PATIENCE}", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    def on_begin(connection: Connection) -> None:
        if connection.get_execution_options().get(WRITING):
            _begin_writing(connection, turns)
        else:
            connection.exec_driver_sql("BEGIN")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
    event.listen(engine, "checkin", lambda connection, _record: turns.end(connection))
