"""Copies of an SQLite database, taken and put back while others use it."""

import sqlite3
from contextlib import closing
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
    """Whether there is no table in it, or no such file."""
    if not database.exists():
        return True
    with closing(sqlite3.connect(_uri(database), uri=True, timeout=_PATIENCE)) as connection:
        return not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()


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
