"""What figures about moderation are of, and how they are laid out: as tables, whose cells a page and a file share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.moderation.log_questions import within

#: As many rows are read at most, the newest, for a median or a rate.
MOST = 10_000


@dataclass(frozen=True)
class Scope:
    """What figures are of, as whoever asks may know of it: an article or the site, a month or all of the time."""

    actor: Actor
    article: Article | None = None
    #: The first day of a month.
    month: date | None = None

    def during(self, column: Any) -> ColumnElement[bool]:
        """That a moment is in the month."""
        if self.month is None:
            return column.is_not(None)  # type: ignore[no-any-return]
        following = date(self.month.year + self.month.month // 12, self.month.month % 12 + 1, 1)
        start, end = (datetime.combine(day, time(), UTC) for day in (self.month, following))
        return and_(column >= start, column < end)

    def here(self, column: Any) -> ColumnElement[bool]:
        """That the id of an article is of one that is meant."""
        return column.in_(select(Article.id).where(within(self.actor, self.article)))  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Table:
    """Some figures with their heads. The page shows these very cells, and the file has them."""

    key: str
    title: str
    heads: Sequence[str]
    rows: Sequence[tuple[str, ...]]
    note: str = ""
