"""What this room keeps of a person: how far they read, and that they were shown around. It goes when they leave."""

from collections.abc import Iterator

from sqlalchemy import delete, select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.personal_data import Remains, Row, erasers, sections
from deliberate.reading.models import Visit, Welcome


@sections.register("visits")
def visits(actor_id: str) -> Iterator[Row]:
    found = (
        select(Visit, Article.public_id)
        .join(Article, Article.id == Visit.article_id)
        .where(Visit.actor_id == actor_id)
        .order_by(Visit.at, Article.id)
    )
    for visit, article in session.execute(found):
        yield {
            "article": article,
            "read_to": visit.position,
            "of_version": visit.version,
            "last_there": visit.at,
            "seen_until": visit.seen_until,
        }


@sections.register("shown around")
def shown_around(actor_id: str) -> Iterator[Row]:
    found = session.get(Welcome, actor_id)
    if found is not None:
        yield {"at": found.at}


@erasers.register("visits")
def erase_visits(actor: Actor, _remains: Remains) -> None:
    """Nobody is there to go on reading."""
    for table in (Visit, Welcome):
        session.execute(delete(table).where(table.actor_id == actor.key))
