"""Articles to and from other programs' files, from the command line."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click
from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.actors import SYSTEM
from deliberate.core.db import session, transaction
from deliberate.core.errors import NotFound
from deliberate.core.site import settings
from deliberate.exchange.all_formats import formats
from deliberate.exchange.errors import CannotWrite, FormatError
from deliberate.exchange.formats import (
    DEFAULT_LIMIT,
    Asked,
    Format,
    Read,
    Written,
    door,
    find_by_suffix,
    read_bytes,
    write_text,
)
from deliberate.exchange.gathering import gather
from deliberate.exchange.losses import LossReport
from deliberate.exchange.native import schema as native_schema
from deliberate.exchange.services import arrival_of, import_graph, trust_import
from deliberate.exchange.storing import Progress

#: Without a bar, a line is printed every so many things.
EVERY = 2000


@click.command("convert")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--from", "from_name", help="The format of IN; without it, by how its name ends.")
@click.option("--to", "to_name", help="The format of OUT; without it, by how its name ends.")
@click.option("--text", "text_path", type=click.Path(path_type=Path), help="The text that annotations are about.")
def convert_command(
    source: Path, target: Path, from_name: str | None, to_name: str | None, text_path: Path | None
) -> None:
    """Turn the file IN into the file OUT of another format. No database is needed; what is lost is said on stderr."""
    reading = _format(from_name, source, to_read=True)
    writing = _format(to_name, target, to_read=False)
    found, _data = read_path(reading, source, text_path, DEFAULT_LIMIT)
    say_losses(f"Reading {source.name}", found.report)
    write_path(target, written(writing, found))


@click.command("export")
@click.argument("slug", required=False)
@click.option("--format", "name", help="One of: json, argdown, kialo, aif, webanno, csv, graphml, svg.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write; without it, stdout.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the format json and do nothing else.")
def export_command(slug: str | None, name: str | None, output: Path | None, schema: bool) -> None:
    """Write the article SLUG to a file. What the format cannot carry is said on stderr."""
    if schema:
        click.echo(json.dumps(native_schema(), indent=1))
        return
    if slug is None:
        raise click.UsageError("Which article? Give its SLUG, the last part of its address.")
    form = _format(name, output or Path("article.json"), to_read=False)
    article = session.scalar(select(Article).where(Article.slug == slug))
    if article is None:
        raise NotFound(f"There is no article “{slug}”.")
    graph, report = gather(SYSTEM, article)
    done = written(form, Read(graph))
    report.include(done.report)
    write_path(output, Written(done.text, report))


@click.command("trust-import")
@click.argument("slug")
def trust_command(slug: str) -> None:
    """Let the ratings weigh that came with the imported article SLUG."""
    with transaction():
        article = session.scalar(select(Article).where(Article.slug == slug))
        if article is None:
            raise NotFound(f"There is no article “{slug}”.")
        count = trust_import(SYSTEM, article)
    click.echo(f"{count} ratings that came with “{slug}” weigh now.")


def find_format(name: str | None, path: Path) -> Format | None:
    """The format of a file to import, where it is one of ours and not an article's text."""
    door.open()
    if name is None:
        # Kialo's files end as a plain text does: they have to be named.
        return None if path.suffix.lower() == ".txt" else find_by_suffix(path.name, to_read=True)
    return formats.get(name) if name in formats.names() else None


def import_file(form: Format, path: Path, title: str, text_path: Path | None) -> Article:
    """Import a file as a draft article, in the caller's transaction, with a bar on a terminal."""
    found, data = read_path(form, path, text_path, settings.max_exchange_bytes)
    report = found.report
    with _progress() as progress:
        article, more = import_graph(SYSTEM, arrival_of(found.graph, form.name, data), title=title, progress=progress)
    report.include(more)
    say_losses(f"Importing {path.name}", report)
    return article


def read_path(form: Format, path: Path, text_path: Path | None, limit: int) -> tuple[Read, bytes]:
    """The file as read, and its bytes; what is wrong with it ends the command with a line and a column."""
    text = None
    try:
        data = path.read_bytes()
        if text_path is not None:
            text = text_path.read_text(encoding="utf-8")
        return read_bytes(form, data, Asked(text=text, name=path.stem), limit=limit), data
    except OSError as error:
        raise click.ClickException(f"{error.filename} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{text_path} is not UTF-8.") from error
    except FormatError as error:
        raise click.ClickException(f"{path} is no {form.title} that can be read. {error}") from error


def written(form: Format, found: Read) -> Written:
    """The file to be; a graph that has no shape there ends the command."""
    try:
        return write_text(form, found.graph)
    except CannotWrite as error:
        raise click.ClickException(str(error)) from error


def write_path(target: Path | None, done: Written) -> None:
    """Write a file, or stdout without one, and say what was lost."""
    if target is None:
        click.echo(done.text, nl=False)
    else:
        try:
            target.write_text(done.text, encoding="utf-8", newline="")
        except OSError as error:
            raise click.ClickException(f"{target} cannot be written: {error.strerror}.") from error
    say_losses("Writing", done.report)


def say_losses(doing: str, report: LossReport) -> None:
    """One line on stderr for each kind of thing that was left behind."""
    for sentence in report.sentences():
        click.echo(f"{doing}, left behind: {sentence}", err=True)


def _format(name: str | None, path: Path, *, to_read: bool) -> Format:
    door.open()
    known = [each for each in formats.names() if (formats.get(each).read if to_read else formats.get(each).write)]
    if name is not None and name not in known:
        raise click.UsageError(f"There is no format “{name}” that goes this way; known: {', '.join(known)}.")
    form = formats.get(name) if name else find_by_suffix(path.name, to_read=to_read)
    if form is None:
        raise click.UsageError(f"The name {path.name} does not say its format; name one of: {', '.join(known)}.")
    return form


def _in_lines(done: int, total: int) -> None:
    if done % EVERY == 0:
        click.echo(f"{done} of {total} stored", err=True)


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on a terminal, else a line every now and then, on stderr."""
    # rich comes with the standalone site. Loading it takes a tenth of a second, which only a long import is worth.
    if not sys.stderr.isatty() or find_spec("rich") is None:
        yield _in_lines
        return
    bars, console = import_module("rich.progress"), import_module("rich.console")
    with bars.Progress(console=console.Console(stderr=True)) as bar:
        task = bar.add_task("Importing", total=None)

        def move(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield move
