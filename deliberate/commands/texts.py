"""Texts that the command line is given, and the addresses it prints."""

from pathlib import Path

import click
from flask import current_app, url_for

from deliberate.articles.by_address import check_fetches, fetch_text
from deliberate.articles.documents import ImportedText, Unreadable
from deliberate.articles.importing import read_file
from deliberate.core.site import settings
from deliberate.fetching.errors import FetchError


def is_address(place: str) -> bool:
    return place.lower().startswith(("http://", "https://"))


def read_place(place: str) -> tuple[ImportedText, str | None]:
    """The article at an address or in a file, and the address it is known by, if any."""
    if not is_address(place):
        return read_path(Path(place), settings.max_article_bytes), None
    imported, found_at = _fetch(place)
    return imported, imported.canonical_url or found_at


def read_path(path: Path, limit: int) -> ImportedText:
    try:
        return read_file(path.read_bytes(), path.name, limit=limit)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}.") from error
    except Unreadable as refusal:
        raise click.ClickException(f"{path} cannot be read. {refusal}") from refusal


def _fetch(address: str) -> tuple[ImportedText, str]:
    check_fetches()
    try:
        return fetch_text(address)
    except FetchError as error:
        raise click.ClickException(f"{address} was not fetched. {error.message}") from error
    except Unreadable as refusal:
        raise click.ClickException(f"{address} cannot be read. {refusal}") from refusal


def address_of(slug: str) -> str:
    """Its whole address where the site knows its own name, else the path on it."""
    with current_app.test_request_context():
        return url_for("deliberate.reading.article", slug=slug, _external=bool(current_app.config["SERVER_NAME"]))
