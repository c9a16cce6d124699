"""Clearing the database's files of what its rows no longer say: a deleted row leaves its bytes where they were.

Copies that the site made of them before, and mail it has sent, are out of its reach.
"""

from sqlalchemy import Connection, Engine, select, update

from deliberate.core.base import TABLE_PREFIX, Base
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.jobs.tasks import JobFailed, Run, job
from deliberate.moderation.purging.models import Purge, PurgeState

SWEEP = "sweep_purged"


def overwrite_what_is_deleted() -> None:
    """Have SQLite write zeros over what this unit of work deletes."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")


@job(SWEEP)
def sweep(_run: Run) -> None:
    """Do it for all that was purged and not swept; to do it twice does no harm."""
    session.rollback()
    waiting = session.scalars(select(Purge.id).where(Purge.state == PurgeState.DONE, Purge.swept_at.is_(None))).all()
    session.rollback()
    if not waiting:
        return
    bind = session.get_bind()
    engine = bind.engine if isinstance(bind, Connection) else bind
    sweep_database(engine)
    with transaction():
        session.execute(update(Purge).where(Purge.id.in_(waiting)).values(swept_at=now()))


def sweep_database(engine: Engine) -> None:
    """Rewrite an SQLite file and empty its write-ahead log; have PostgreSQL clear dead rows out of our tables.

    Outside any transaction. Raises JobFailed where others keep the database busy.
    """
    if engine.dialect.name == "sqlite":
        _sweep_sqlite(engine)
    elif engine.dialect.name == "postgresql":
        _sweep_postgresql(engine)


def _sweep_sqlite(engine: Engine) -> None:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        try:
            cursor.execute("PRAGMA secure_delete = ON")
            cursor.execute("VACUUM")
            # Only a log that is truncated holds none of the old pages. Writers wait meanwhile, so not for long.
            (patience,) = cursor.execute("PRAGMA busy_timeout").fetchone() or (0,)
            cursor.execute("PRAGMA busy_timeout = 1000")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, _pages, _moved = cursor.fetchone() or (1, 0, 0)
            cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")
        finally:
            cursor.close()
    finally:
        connection.close()
    if busy:
        raise JobFailed("Somebody was reading the database all the while, so its write-ahead log was not emptied.")


def _sweep_postgresql(engine: Engine) -> None:
    ours = [table for table in Base.metadata.sorted_tables if table.name.startswith(TABLE_PREFIX)]
    quote = engine.dialect.identifier_preparer.format_table
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # However large they are: it holds nobody up.
        connection.exec_driver_sql("SET statement_timeout = 0")
        try:
            connection.exec_driver_sql(f"VACUUM {', '.join(quote(table) for table in ours)}")
        finally:
            connection.exec_driver_sql("RESET statement_timeout")
