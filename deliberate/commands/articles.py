"""Articles from the command line: import one, or see what the extractor finds in one."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from flask import current_app
from sqlalchemy import func, select

from deliberate.articles.documents import DEFAULT_LIMIT
from deliberate.articles.extraction import FALLBACK, Suggestion, as_json, fallback_note
from deliberate.articles.models import Article
from deliberate.articles.services import ArticleDraft, current_version, import_article
from deliberate.commands.exchange import find_format, import_file
from deliberate.commands.newer import import_newer
from deliberate.commands.texts import address_of, is_address, read_path, read_place
from deliberate.core.actors import SYSTEM
from deliberate.core.contributions import PUBLIC
from deliberate.core.db import session, transaction
from deliberate.core.errors import DomainError
from deliberate.core.registry import UnknownName
from deliberate.core.signals import text_read
from deliberate.core.site import settings
from deliberate.propositions.models import Proposition
from deliberate.propositions.publishing import DEFAULT_ACCEPTED, accept_best, accept_top, publish
from deliberate.propositions.services import accept
from deliberate.propositions.suggesting import DEFAULT_EXTRACTOR, Extractor, claim_extractors, door

#: What `extract --json` prints of a suggestion; with --explain also why it is one, as the editor's screen has it.
PRINTED = ("text", "ranges", "kind", "modality", "hedges", "attribution", "rank")


@click.command("import")
@click.argument("place", metavar="PATH-OR-ADDRESS", required=False)
@click.option("--title", default="", help="Its title; without one it is taken from the text.")
@click.option("--publish", "to_publish", is_flag=True, help="Accept the best suggestions and open the article.")
@click.option("--main", type=click.IntRange(min=1), help="The rank of its main claim; without it, the best.")
@click.option(
    "--accept",
    "accepted",
    type=click.IntRange(min=1),
    help="So many suggestions are accepted, and the denials of what they say. Without it, "
    f"{DEFAULT_ACCEPTED} and whatever voice or sort of doubt is missing among them.",
)
@click.option("--format", "name", help="kialo, argdown, aif, json or webanno; without it, by how the name ends.")
@click.option("--text", "text_path", type=click.Path(path_type=Path), help="The text that annotations are about.")
@click.option(
    "--newer",
    metavar="SLUG",
    help="Store it as the newer text of that article; without a path, the page it was published at is fetched.",
)
@click.option("--json", "as_data", is_flag=True, help="Print one JSON object.")
def import_command(
    place: str | None,
    title: str,
    to_publish: bool,
    main: int | None,
    accepted: int | None,
    name: str | None,
    text_path: Path | None,
    newer: str | None,
    as_data: bool,
) -> None:
    """Import the article in a .txt, .md or .html file or on a page of the web, or the claims in an exchange file.

    Without --publish it is a draft. With --newer it is the next version of an article that is there.
    """
    if newer is not None:
        _refuse_more_than_a_text(title, to_publish, main, accepted, name, text_path)
        import_newer(newer, place, as_data)
        return
    if place is None:
        raise click.UsageError("Name the file or the address to import.")
    _import(place, title, to_publish, main, accepted, name, text_path, as_data)


def _refuse_more_than_a_text(*given: object) -> None:
    if any(each not in (None, "", False, "text") for each in given):
        raise click.UsageError("--newer takes a text and nothing else: the article keeps its title and settings.")


def _import(
    place: str,
    title: str,
    to_publish: bool,
    main: int | None,
    accepted: int | None,
    name: str | None,
    text_path: Path | None,
    as_data: bool,
) -> None:
    if not to_publish and (main is not None or accepted is not None):
        raise click.UsageError("--main and --accept say how to publish: they need --publish.")
    form = None if is_address(place) else find_format(name, Path(place))
    if form is None and name not in (None, "text"):
        raise click.UsageError(f"There is no format “{name}” that can be imported.")
    imported, source_url = (None, None) if form else read_place(place)
    if imported:
        text_read.send(imported)
    try:
        with transaction():
            if imported:
                article = import_article(SYSTEM, imported, ArticleDraft(title=title, source_url=source_url))
            elif form:
                article = import_file(form, Path(place), title, text_path)
            if to_publish:
                _publish(article, accepted, main)
            outcome = _outcome(article)
            report = list(current_version(article).report) if imported else []
    except DomainError as error:
        raise click.ClickException(error.message) from error
    if as_data:
        click.echo(json.dumps(outcome))
        return
    for sentence in report:
        click.echo(sentence, err=True)
    click.echo(
        f"{outcome['slug']}: version {outcome['version']}, {outcome['suggestions']} claims suggested, "
        f"{outcome['propositions']} accepted. {outcome['url']}"
    )


@click.command("extract")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_data", is_flag=True, help="Print a JSON list, offsets in code points of the text read.")
@click.option("--text-out", type=click.Path(path_type=Path), help="Write the text that the offsets count in.")
@click.option("--explain", is_flag=True, help="Say of each claim why it is suggested, by whom, and why so high or low.")
@click.option(
    "--extractor",
    "name",
    envvar="DELIBERATE_EXTRACTOR",
    help="Who looks for claims: rules, or what another package brings. Without it, as the site has it.",
)
def extract_command(path: Path, as_data: bool, text_out: Path | None, explain: bool, name: str | None) -> None:
    """Print the claims that an extractor suggests for a file. It needs no database and stores nothing."""
    extractor = _find_extractor(name or (settings.extractor if current_app else DEFAULT_EXTRACTOR))
    imported = read_path(path, DEFAULT_LIMIT)
    language = imported.language or FALLBACK
    suggestions = extractor(imported.text, imported.blocks, language)
    if text_out is not None:
        try:
            text_out.write_text(imported.text, encoding="utf-8", newline="")
        except OSError as error:
            raise click.ClickException(f"{text_out} cannot be written: {error.strerror}.") from error
    if as_data:
        click.echo(json.dumps([_printed(suggestion, explain) for suggestion in suggestions], indent=1))
        return
    note = fallback_note(language) if extractor is claim_extractors.get(DEFAULT_EXTRACTOR) else None
    for sentence in (*imported.report, *filter(None, [note])):
        click.echo(sentence, err=True)
    click.echo(_listing(suggestions, explain))


def _find_extractor(name: str) -> Extractor:
    """The extractor of that name, or a refusal that says why there is none."""
    left_out = {each.name: each for each in door.open()}
    try:
        return claim_extractors.get(name)
    except UnknownName as unknown:
        why = f" {left_out[name]}" if name in left_out else ""
        raise click.ClickException(f"{unknown}{why}") from unknown


def _publish(article: Article, count: int | None, main: int | None) -> None:
    """Accept the best and open, with the claim of that rank as the main one where it is given."""
    if count:
        accept_top(SYSTEM, article, count)
    else:
        accept_best(SYSTEM, article)
    chosen = None
    if main is not None:
        chosen = session.scalar(
            select(Proposition).where(Proposition.article_id == article.id, Proposition.rank == main)
        )
        if chosen is None:
            raise click.ClickException(f"No claim of this article has rank {main}. Nothing was stored.")
        accept(SYSTEM, chosen)
        if chosen.merged_into_id is not None:
            chosen = session.get_one(Proposition, chosen.merged_into_id)
    publish(SYSTEM, article, chosen)


def _outcome(article: Article) -> dict[str, Any]:
    of_article = select(func.count()).select_from(Proposition).where(Proposition.article_id == article.id)
    return {
        "slug": article.slug,
        "version": article.version_number,
        "suggestions": session.scalar(of_article.where(Proposition.rank.is_not(None))),
        "propositions": session.scalar(of_article.where(Proposition.status.in_(PUBLIC))),
        "url": address_of(article.slug),
    }


def _printed(suggestion: Suggestion, explain: bool) -> dict[str, Any]:
    whole = as_json(suggestion)
    return {name: whole[name] for name in (*PRINTED, *(["explanation"] if explain else []))}


def _listing(suggestions: Sequence[Suggestion], explain: bool) -> str:
    """One line for each: rank, who says it how firmly, and what; below it, if asked for, why."""
    lines = []
    for each in suggestions:
        lines.append(f"{each.rank:3}  {each.modality}, {each.kind}, {_speaker(each)}: {each.text}")
        lines += [f"       {line}" for line in each.explanation if explain]
    return "\n".join(lines)


def _speaker(suggestion: Suggestion) -> str:
    if suggestion.voice is None:
        return "the article"
    return suggestion.voice.speaker or "somebody not named"
