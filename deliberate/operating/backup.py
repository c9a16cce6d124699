"""``deliberate backup``: a copy of the database as it is at one moment, while the site goes on."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from deliberate.operating import postgres_copies, sqlite_copies
from deliberate.operating.site import address_of, close, data_of, file_of, open_site, private_files, url_of
from deliberate.operating.verifying import verified
from deliberate.standalone import SECRET_FILE


@click.command("backup")
@click.argument("path", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
def backup_command(path: Path) -> None:
    """Write the database to FILE, whole or not at all; people can go on posting meanwhile.

    The site's secret is not in it. Mode 0600.
    """
    private_files()
    if path.exists():
        raise click.ClickException(f"{path} is there already. Name another file, or move that one away.")
    app = open_site()
    click.echo(f"Database: {address_of(app)}", err=True)
    database = file_of(app)
    with written_whole(path) as copy:
        if database is not None:
            sqlite_copies.copy(database, copy)
            said = verified(sqlite_copies.address(copy), upgrade=False)
        else:
            postgres_copies.dump(url_of(app), copy)
            said = "PostgreSQL's own format; `deliberate restore` verifies its log before it is used"
    close(app)
    click.echo(f"{path}: {path.stat().st_size} bytes, {said}.")
    secret = data_of(app) / SECRET_FILE
    if secret.exists():
        click.echo(f"Not in it: {secret}. Keep a copy of that somewhere else, once.", err=True)


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A new file beside this path, its owner's alone, that takes its name once the block is through and it is on disk.

    Raises ClickException where it cannot be written; what was begun is removed.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from error
    temporary = Path(name)
    try:
        os.close(handle)
        yield temporary
        _to_disk(temporary)
        temporary.rename(path)
        _to_disk(path.parent)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        temporary.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
