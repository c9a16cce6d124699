"""Copies of an SQLite database, taken and put back while others use it."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click

#: What such a file begins with.
MAGIC = b"SQLite format 3\x00"

_PATIENCE = 30.0


def address(path: Path) -> str:
    """The file as SQLAlchemy names it."""
    return f"sqlite:///{path.resolve()}"


def copy(database: Path, to: Path) -> None:
    """Write the database as it is at this moment to an empty file.

    VACUUM INTO reads one snapshot, so writers neither wait nor make it start over, and what was deleted is not in it.
    """
    if not database.exists():
        raise click.ClickException(f"There is no database at {database}.")
    try:
        with closing(sqlite3.connect(_uri(database), uri=True, timeout=_PATIENCE, isolation_level=None)) as source:
            source.execute("VACUUM INTO ?", (str(to),))
        with closing(sqlite3.connect(_uri(to), uri=True)) as made:
            said = made.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.Error as error:
        raise click.ClickException(f"{database} cannot be copied: {error}.") from error
    if said != "ok":
        raise click.ClickException(f"{database} is damaged: {said}.")


def is_empty(database: Path) -> bool:
    """Whether there is no table in it, or no such file. One that cannot be read is not: somebody may yet save some."""
    if not database.exists():
        return True
    try:
        with closing(sqlite3.connect(_uri(database), uri=True, timeout=_PATIENCE)) as connection:
            return not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
    except sqlite3.OperationalError as error:
        raise click.ClickException(f"{database} cannot be read: {error}.") from error
    except sqlite3.DatabaseError:
        return False


def set_aside_if_broken(database: Path) -> Path | None:
    """Give a file that SQLite cannot read another name, with the log beside it, and tell which; None if it can."""
    if not database.exists() or not _is_broken(database):
        return None
    aside = f"{database.name}.broken-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    for suffix in ("-wal", "-shm", ""):
        path = database.with_name(f"{database.name}{suffix}")
        if path.exists():
            path.rename(path.with_name(f"{aside}{suffix}"))
    return database.with_name(aside)


def _is_broken(database: Path) -> bool:
    try:
        with closing(sqlite3.connect(_uri(database), uri=True, timeout=_PATIENCE)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok")
    except sqlite3.OperationalError as error:
        raise click.ClickException(f"{database} cannot be read: {error}. Stop the site first.") from error
    except sqlite3.DatabaseError:
        return True


def put_into(copied: Path, database: Path) -> None:
    """Make the database what the copy is, in one transaction of SQLite's: a crash leaves the one or the other.

    Exchanging the files instead would leave a server that runs with the log of the old file beside the new one.
    """
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with (
            closing(sqlite3.connect(_uri(copied), uri=True)) as source,
            closing(sqlite3.connect(database, timeout=_PATIENCE)) as target,
        ):
            target.execute("PRAGMA synchronous=FULL")
            source.backup(target)
    except sqlite3.Error as error:
        raise click.ClickException(f"{database} cannot be written: {error}. Stop the site first.") from error


def _uri(path: Path) -> str:
    return f"{path.resolve().as_uri()}?mode=ro"
