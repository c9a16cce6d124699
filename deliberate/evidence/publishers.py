"""Publishers as readers may know of them: only with what cites them where they may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from deliberate.articles.access import listed, readable
from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.wording import say
from deliberate.evidence.grades import Grade, entries_on, grade_of
from deliberate.evidence.models import Evidence, ListEntry, Publisher, Source
from deliberate.evidence.queries import shown

#: So many sources are listed; the rest is counted.
SOURCES = 100


@dataclass(frozen=True)
class PublisherRecord:
    """A publisher, its grade and where that is from, what lists say, and its sources that are cited here."""

    publisher: Publisher
    grade: Grade
    entries: Sequence[ListEntry]
    #: Each source with how many items cite it, the most cited first.
    sources: Sequence[tuple[Source, int]]
    #: How many more sources there are.
    more: int


def get_publisher(actor: Actor, public_id: UUID) -> Publisher:
    """A publisher of something that is cited where this actor may read. Raises NotFound."""
    found = session.scalar(select(Publisher).where(Publisher.public_id == public_id))
    if found is None or session.scalar(_cited(actor, found, readable(actor)).limit(1)) is None:
        raise NotFound(say("There is no such publisher, or nothing that you may read cites it."))
    return found


def publisher_record(actor: Actor, publisher: Publisher) -> PublisherRecord:
    """What a page says of a publisher; its sources are those of articles that lists may name to this actor."""
    entries = entries_on([publisher])[publisher.id]
    cited = _cited(actor, publisher, listed(actor)).subquery()
    counts = select(cited.c.source_id, func.count().label("items")).group_by(cited.c.source_id).subquery()
    rows = session.execute(
        select(Source, counts.c["items"])
        .join(counts, counts.c.source_id == Source.id)
        .order_by(counts.c["items"].desc(), Source.id)
        .limit(SOURCES)
    )
    sources = [(source, count) for source, count in rows]
    total = session.scalar(select(func.count()).select_from(counts)) or 0
    return PublisherRecord(publisher, grade_of(publisher, entries), entries, sources, total - len(sources))


def _cited(actor: Actor, publisher: Publisher, where: ColumnElement[bool]) -> Any:
    return (
        select(Evidence.id, Evidence.source_id)
        .join(Source, Source.id == Evidence.source_id)
        .join(Article, Article.id == Evidence.article_id)
        .where(Source.publisher_id == publisher.id, shown(actor, Evidence), where)
    )
