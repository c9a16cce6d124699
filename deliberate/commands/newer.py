"""A newer text of an article, from the command line."""

import json

import click
from sqlalchemy import func, select

from deliberate.articles.documents import ImportedText
from deliberate.articles.models import Article
from deliberate.articles.versions import Renewed, read_ahead, store_newer
from deliberate.commands.texts import address_of, read_place
from deliberate.core.actors import SYSTEM
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import DomainError
from deliberate.propositions.models import Proposition
from deliberate.propositions.passages import waiting_count


def import_newer(slug: str, place: str | None, as_data: bool) -> None:
    """Store the text in a file or at an address, by default where it was published, as the next version of an article.

    What came of it is printed: the version, how many claims were suggested and how many passages are to be confirmed.
    """
    article = _found(slug)
    key, number, where = article.id, article.version_number, place or article.source_url
    if where is None:
        raise click.UsageError(f"{slug} has no address of its own to fetch. Name a file or an address.")
    session.rollback()
    imported, _found_at = read_place(where)
    read_ahead(session.get_one(Article, key), imported)
    try:
        with transaction():
            outcome, report = _stored(session.get_one(Article, key), imported, number)
    except DomainError as error:
        raise click.ClickException(error.message) from error
    if as_data:
        click.echo(json.dumps(outcome))
        return
    for sentence in report:
        click.echo(sentence, err=True)
    click.echo(_line(outcome))


def _found(slug: str) -> Article:
    """Whoever has the command line has the database, and may do this to any article."""
    article = session.scalar(select(Article).where(Article.slug == slug))
    if article is None:
        raise click.ClickException(f"There is no article “{slug}”. It is the last part of its address.")
    return article


def _stored(article: Article, imported: ImportedText, number: int) -> tuple[dict[str, object], list[str]]:
    before = _suggestions(article)
    renewed: Renewed = store_newer(SYSTEM, article, imported, number)
    outcome: dict[str, object] = {
        "slug": article.slug,
        "version": renewed.version.number,
        "stored": renewed.is_new,
        "suggestions": _suggestions(article) - before,
        "to_confirm": waiting_count(article),
        "url": address_of(article.slug),
    }
    return outcome, list(renewed.version.report) if renewed.is_new else []


def _suggestions(article: Article) -> int:
    own = select(func.count(Proposition.id)).where(Proposition.article_id == article.id)
    return session.scalar(own.where(Proposition.status == Status.SUGGESTED)) or 0


def _line(outcome: dict[str, object]) -> str:
    if not outcome["stored"]:
        return f"{outcome['slug']}: this is the text of version {outcome['version']} already. Nothing was stored."
    return (
        f"{outcome['slug']}: version {outcome['version']}, {outcome['suggestions']} claims suggested from what is new, "
        f"{outcome['to_confirm']} passages to confirm. {outcome['url']}"
    )
