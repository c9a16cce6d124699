"""``deliberate restore``: the database of a backup in the place of the one that is there, once it is verified."""

import shutil
import tempfile
from pathlib import Path

import click
from sqlalchemy import URL

from deliberate.operating import postgres_copies, sqlite_copies
from deliberate.operating.site import address_of, close, file_of, open_site, private_files, url_of
from deliberate.operating.verifying import verified


@click.command("restore")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Even where there is a database with tables: it is lost.")
def restore_command(path: Path, replace: bool) -> None:
    """Make the database what FILE holds. Its log is verified before anything is changed. Stop the site first."""
    private_files()
    app = open_site()
    click.echo(f"Database: {address_of(app)}", err=True)
    database, url = file_of(app), url_of(app)
    close(app)
    kind = _kind_of(path)
    if database is not None:
        _require(kind, sqlite_copies.MAGIC, "SQLite")
        said = _restore_file(path, database, replace=replace)
    else:
        _require(kind, postgres_copies.MAGIC, "PostgreSQL")
        said = _restore_on_server(path, url, replace=replace)
    click.echo(f"Restored from {path}; {said}.")


def _kind_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(16)


def _require(kind: bytes, magic: bytes, name: str) -> None:
    if not kind.startswith(magic):
        raise click.ClickException(
            f"That file is no backup of a {name} database, and DELIBERATE_DATABASE_URL names one. Nothing was changed."
        )


def _refuse_to_replace() -> None:
    raise click.ClickException(
        "There is a database already. To lose it for the one in the file, say: deliberate restore --replace FILE"
    )


def _restore_file(path: Path, database: Path, *, replace: bool) -> str:
    if not replace and not sqlite_copies.is_empty(database):
        _refuse_to_replace()
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # On a copy, which verifying may bring up to date: the backup stays as it is.
    with tempfile.TemporaryDirectory(dir=database.parent, prefix=".restoring-") as folder:
        copied = Path(folder) / "copy.db"
        shutil.copyfile(path, copied)
        said = verified(sqlite_copies.address(copied), upgrade=True)
        if aside := sqlite_copies.set_aside_if_broken(database):
            click.echo(f"The database that was there is damaged. It is kept as {aside}.", err=True)
        sqlite_copies.put_into(copied, database)
    return said


def _restore_on_server(path: Path, url: URL, *, replace: bool) -> str:
    if not replace and not postgres_copies.is_empty(url):
        _refuse_to_replace()
    with postgres_copies.unpacked(path, url) as beside:
        said = verified(beside.render_as_string(hide_password=False), upgrade=True)
        postgres_copies.put_in_place(beside, url)
    return said
