"""The site that a command works on, with what is wrong said in one line."""

import os
from pathlib import Path

import click
from alembic.util import CommandError
from flask import Flask
from sqlalchemy import URL
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from deliberate.standalone import create_app, upgrade_database


def private_files() -> None:
    """Whatever this process makes from now on is its owner's alone."""
    os.umask(0o077)


def open_site(data: Path | None = None) -> Flask:
    """The site of the environment, on this folder where one is given. Its database is not touched."""
    if data is not None:
        # In the environment, so that workers find the same.
        os.environ["DELIBERATE_DATA"] = str(data)
    try:
        return create_app()
    except (ValueError, OSError) as error:
        raise click.ClickException(str(error)) from error


def url_of(app: Flask) -> URL:
    """The database's address, with all there is to it."""
    with app.app_context():
        url: URL = app.extensions["sqlalchemy"].engine.url
    return url


def address_of(app: Flask) -> str:
    """The database's address, without its password."""
    return url_of(app).render_as_string(hide_password=True)


def file_of(app: Flask) -> Path | None:
    """The database's file; None where it is not a file of ours."""
    url = url_of(app)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def data_of(app: Flask) -> Path:
    """The folder of the site's data."""
    return Path(app.extensions["deliberate.data"])


def bring_up_to_date(app: Flask) -> None:
    """Upgrade the tables; starts at the same time take turns."""
    try:
        upgrade_database(app)
    except CommandError as error:
        raise click.ClickException(
            f"The database is of another version of deliberate ({error}). Install that version or a newer one."
        ) from error
    except OperationalError:
        # Told by whoever runs commands, in the database's own words.
        raise
    except SQLAlchemyError as error:
        raise click.ClickException(
            f"The tables cannot be brought up to date: {type(error).__name__} of {address_of(app)}. "
            "Try `deliberate doctor`."
        ) from error


def close(app: Flask) -> None:
    """Let go of the database: no open connection may be carried into another process."""
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
