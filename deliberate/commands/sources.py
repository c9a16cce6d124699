"""Lists of publishers, and the look for shared origins, from the command line."""

from pathlib import Path

import click
from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.actors import SYSTEM
from deliberate.core.db import session, transaction
from deliberate.core.errors import NotFound
from deliberate.evidence.list_reading import MOST_BYTES, read_lists
from deliberate.evidence.origins import keep, ties_on
from deliberate.evidence.source_lists import ListReport, get_list_named, import_lists, look_at_lists, withdraw_list


@click.group("sources")
def sources_command() -> None:
    """Import and withdraw lists of publishers; look for sources that go back to one."""


@sources_command.command("import")
@click.argument("path", metavar="FILE.csv", type=click.Path(path_type=Path))
@click.option("--list", "name", default="", help="The list's name, for rows that name none.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
def import_sources_command(path: Path, name: str, dry_run: bool) -> None:
    """Make a list what FILE.csv says: columns domain, status, and where there are any date, reason, list."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}.") from error
    lists = read_lists(data, name)
    with transaction():
        reports = look_at_lists(SYSTEM, lists) if dry_run else import_lists(SYSTEM, lists)
    for report in reports:
        _say(report)
    if dry_run:
        click.echo("Nothing was stored.")


@sources_command.command("withdraw")
@click.argument("name")
def withdraw_sources_command(name: str) -> None:
    """Have the list NAME grade nobody any more."""
    with transaction():
        regraded = withdraw_list(SYSTEM, get_list_named(name))
    for each in regraded:
        click.echo(f"  {each.name}: {each.before.value}, now {each.after.value}")
    click.echo(f"The list “{name}” is withdrawn.")


@sources_command.command("trace")
@click.argument("slug", required=False)
def trace_command(slug: str | None) -> None:
    """Look for sources that go back to one, on the article SLUG or on all. What is found waits for a curator."""
    articles = session.scalars(select(Article).where(Article.slug == slug) if slug else select(Article)).all()
    if slug and not articles:
        raise NotFound(f"There is no article “{slug}”.")
    for key, title in [(article.id, article.title) for article in articles]:
        found = ties_on(key)
        with transaction():
            new = keep(key, found)
        click.echo(f"{new} new: {title}")


def _say(report: ListReport) -> None:
    click.echo(report.sentence)
    for each in report.regraded:
        click.echo(f"  {each.name}: {each.before.value}, then {each.after.value}")
