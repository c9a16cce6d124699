"""The log's published heads, and what moderation did in figures."""

from datetime import date, datetime

from pydantic import Field

from deliberate.api.authentication import Caller
from deliberate.api.finding import LOG
from deliberate.api.operations import operation
from deliberate.api.shapes import Asked, Page, Shown, next_address, words
from deliberate.articles.services import get_readable
from deliberate.moderation.day_heads import heads_page
from deliberate.moderation.figures import Scope, Table
from deliberate.moderation.transparency import months_of, tables_of


class HeadsAsked(Asked):
    """Which part of the list."""

    before: date | None = Field(None, description="Only those of earlier days.")


class HeadShown(Shown):
    """The last link of the log's chain as a day ended, in UTC."""

    day: date
    number: int = Field(description="Of the last line, and so how many there were.")
    hash: str
    published_at: datetime


class FiguresAsked(Asked):
    """What the figures are of: left out, the whole site and all of the time."""

    article: str | None = words(200, default=None)
    month: str | None = Field(None, pattern=r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$", description="As 2026-03.")


class TableShown(Shown):
    """Some figures, with a head for each column."""

    key: str
    title: str
    heads: list[str]
    rows: list[list[str]]
    note: str


class Figures(Shown):
    """What moderation did, in figures anybody can check against the log."""

    tables: list[TableShown]
    months: list[str] = Field(description="Those there are figures of, the newest first.")


@operation("GET", "/log/heads", tag=LOG, query=HeadsAsked, answer=Page[HeadShown])
def list_heads(caller: Caller, query: HeadsAsked) -> Page[HeadShown]:
    """The head of the log's chain of each day, the newest first.

    Whoever keeps one can tell that nothing before it was rewritten.
    """
    page = heads_page(query.before)
    return Page(
        items=[
            HeadShown(day=each.day, number=each.event_id, hash=each.hash, published_at=each.published_at)
            for each in page.heads
        ],
        next=next_address(before=page.next.isoformat()) if page.next else None,
    )


@operation("GET", "/transparency", tag=LOG, query=FiguresAsked, answer=Figures)
def get_figures(caller: Caller, query: FiguresAsked) -> Figures:
    """What moderation did, in figures: on the site or in an article, ever or in a month."""
    article = get_readable(caller.actor, query.article) if query.article else None
    scope = Scope(caller.actor, article, date.fromisoformat(f"{query.month}-01") if query.month else None)
    return Figures(
        tables=[_table(each) for each in tables_of(scope)],
        months=[f"{each:%Y-%m}" for each in months_of(caller.actor, article)],
    )


def _table(table: Table) -> TableShown:
    return TableShown(
        key=table.key,
        title=table.title,
        heads=list(table.heads),
        rows=[list(row) for row in table.rows],
        note=table.note,
    )
