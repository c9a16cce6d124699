"""The databases that tests run on: a file copied for each test, and a PostgreSQL database emptied after each."""

import os
import time
from functools import cache
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool, QueuePool

from deliberate.core import schema
from deliberate.standalone import ACCOUNTS

SQLITE, POSTGRESQL = "sqlite", "postgresql"

#: Where a server is looked for, and the variable that says otherwise. Its user has to be a superuser.
SERVER = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
VARIABLE = "DELIBERATE_TEST_POSTGRES"

#: The apps that the present test has made, however it made them.
apps: list[Flask] = []

#: Where migrations note how far they are.
_NOTES = (schema.EXTENSION.version_table, ACCOUNTS.version_table)

#: Rows go without the triggers that keep the log from being rewritten, and numbers begin at one again.
_EMPTY = f"""
CREATE FUNCTION make_empty() RETURNS void LANGUAGE plpgsql SET session_replication_role = replica AS $$
DECLARE name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN {_NOTES} LOOP
        EXECUTE 'DELETE FROM ' || quote_ident(name);
    END LOOP;
    PERFORM setval(quote_ident(sequencename)::regclass, 1, false) FROM pg_sequences WHERE last_value IS NOT NULL;
END $$
"""


#: The rows that are there now, kept beside the tables and laid into them again as they were.
_KEEP_ROWS = """
CREATE SCHEMA {kept};
CREATE TABLE {kept}.numbers_of_rows AS
    SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN {notes} LOOP
        EXECUTE 'CREATE TABLE {kept}.' || quote_ident(name) || ' AS TABLE public.' || quote_ident(name);
    END LOOP;
END $$;
CREATE FUNCTION lay_{kept}() RETURNS void LANGUAGE plpgsql SET session_replication_role = replica AS $$
DECLARE name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = '{kept}' AND tablename <> 'numbers_of_rows' LOOP
        EXECUTE 'INSERT INTO public.' || quote_ident(name) || ' SELECT * FROM {kept}.' || quote_ident(name);
    END LOOP;
    PERFORM setval(quote_ident(sequencename)::regclass, last_value) FROM {kept}.numbers_of_rows;
END $$
"""


class Postgres:
    """One database of this process on the server."""

    def __init__(self) -> None:
        self.name = f"deliberate_test_{uuid4().hex[:12]}"
        on_server(f"CREATE DATABASE {self.name} TEMPLATE template0 ENCODING 'UTF8'")
        # A crash may take what tests wrote.
        on_server(f"ALTER DATABASE {self.name} SET synchronous_commit = off")
        # Asked each time: a test may have ended every connection.
        self._engine = create_engine(self.url, pool_pre_ping=True)

    @property
    def url(self) -> str:
        """Its address, as the app takes it."""
        return _server().set(database=self.name).render_as_string(hide_password=False)

    def keep_as_empty(self) -> None:
        """Take the tables that are there now for what every test begins with."""
        with self._engine.begin() as connection:
            connection.exec_driver_sql(_EMPTY)

    def empty(self) -> None:
        """Take every row away again; whatever a test left open is ended, or it would be waited for."""
        with self._engine.begin() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            connection.exec_driver_sql("SELECT make_empty()")

    def keep_rows(self, name: str) -> None:
        """Keep the rows that are there now under this name."""
        with self._engine.begin() as connection:
            connection.exec_driver_sql(_KEEP_ROWS.format(kept=name, notes=_NOTES))

    def lay_rows(self, name: str) -> None:
        """Put the rows of that name into the tables, which are empty."""
        with self._engine.begin() as connection:
            connection.exec_driver_sql(f"SELECT lay_{name}()")

    def drop(self) -> None:
        self._engine.dispose()
        on_server(f"DROP DATABASE {self.name} WITH (FORCE)")


def let_go(app: Flask) -> None:
    """Close every connection that the app keeps, once what a browser left under way has given its own back."""
    with app.app_context():
        engine: Engine = app.extensions["sqlalchemy"].engine
    until = time.monotonic() + 5
    while isinstance(engine.pool, QueuePool) and engine.pool.checkedout() and time.monotonic() < until:
        time.sleep(0.01)
    engine.dispose()


def require_postgres() -> None:
    """Skip the test where no server answers; fail it where tests decide whether a change is taken."""
    if not (said := _why_absent()):
        return
    reason = f"no PostgreSQL at {_server().render_as_string()}, which {VARIABLE} may change: {said}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def close_postgres(name: str) -> None:
    """As while the server is away: nobody gets a connection to this database, and those there are end."""
    on_server(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    on_server(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'")


def open_postgres(name: str) -> None:
    """End of the outage."""
    on_server(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def on_server(statement: str) -> None:
    """Run one statement that cannot be part of a transaction."""
    engine = _server_engine()
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)


def _server() -> URL:
    return make_url(os.environ.get(VARIABLE) or SERVER)


def _server_engine() -> Engine:
    return create_engine(
        _server(), poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3}
    )


@cache
def _why_absent() -> str:
    try:
        on_server("SELECT 1")
    except OperationalError as problem:
        return str(problem.orig).strip()
    return ""
