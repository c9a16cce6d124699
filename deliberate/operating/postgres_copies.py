"""Copies of a PostgreSQL database, by PostgreSQL's own programs."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import click
from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

#: What a file of pg_dump begins with.
MAGIC = b"PGDMP"

#: The parameters of an address that the programs are told by the environment.
_TOLD = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


def dump(url: URL, to: Path) -> None:
    """Write the database as it is at this moment to a file; writers go on."""
    _run(url, ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={to}", _name(url)])


def is_empty(url: URL) -> bool:
    """Whether there is no table in it, or no such database."""
    with _on_server(url) as server:
        if not _exists(server, _name(url)):
            return True
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return not connection.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))


@contextmanager
def unpacked(file: Path, url: URL) -> Iterator[URL]:
    """A database of its own beside the one at ``url``, with what the file holds; dropped if nobody put it in place."""
    beside = url.set(database=f"{_name(url)}_restored_{token_hex(4)}")
    with _on_server(url) as server:
        server.exec_driver_sql(f"CREATE DATABASE {_quoted(_name(beside))} TEMPLATE template0 ENCODING 'UTF8'")
    try:
        options = ["--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={_name(beside)}"]
        _run(beside, ["pg_restore", *options, str(file)])
        yield beside
    finally:
        with _on_server(url) as server:
            _drop(server, _name(beside))


def put_in_place(beside: URL, url: URL) -> None:
    """Give the unpacked database the name of the one at ``url``, in one transaction; what bore it goes.

    Raises ClickException where somebody is connected to the latter.
    """
    name, old = _name(url), f"{_name(url)}_replaced_{token_hex(4)}"
    with _on_server(url, autocommit=False) as server:
        replaced = _exists(server, name)
        if replaced:
            server.exec_driver_sql(f"ALTER DATABASE {_quoted(name)} RENAME TO {_quoted(old)}")
        server.exec_driver_sql(f"ALTER DATABASE {_quoted(_name(beside))} RENAME TO {_quoted(name)}")
        server.commit()
    if replaced:
        with _on_server(url) as server:
            _drop(server, old)


def _drop(server: Connection, name: str) -> None:
    server.exec_driver_sql(f"DROP DATABASE IF EXISTS {_quoted(name)}")


def _exists(server: Connection, name: str) -> bool:
    return bool(server.scalar(text("SELECT true FROM pg_database WHERE datname = :name"), {"name": name}))


@contextmanager
def _on_server(url: URL, *, autocommit: bool = True) -> Iterator[Connection]:
    """A connection to the server's own database, from which others can be made and renamed."""
    engine = create_engine(url.set(database="postgres"), poolclass=NullPool)
    if autocommit:
        engine = engine.execution_options(isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", error)).strip().splitlines()[0]
        raise click.ClickException(
            f"PostgreSQL refuses: {cause}. A restore needs the site stopped, and a user that may create databases."
        ) from error


def _run(url: URL, command: Sequence[str]) -> None:
    """Run one of PostgreSQL's programs on a database; the password goes by the environment, where no list shows it."""
    program = shutil.which(command[0])
    if program is None:
        raise click.ClickException(
            f"{command[0]} is not installed. It comes with PostgreSQL: apt-get install postgresql-client"
        )
    arguments = {"host": url.host, "port": url.port, "user": url.username, "password": url.password, **url.query}
    told = {_TOLD[name]: str(value) for name, value in arguments.items() if name in _TOLD and value is not None}
    finished = subprocess.run(  # noqa: S603  # a program of PostgreSQL, found on the path, with arguments of ours
        [program, *command[1:]], env={**os.environ, **told}, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if finished.returncode:
        raise click.ClickException(f"{command[0]} failed: {finished.stderr.strip() or finished.returncode}")


def _name(url: URL) -> str:
    if not url.database:
        raise click.ClickException("DELIBERATE_DATABASE_URL names no database.")
    return url.database


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
