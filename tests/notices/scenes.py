"""What tests of notices start from: somebody told, some time later."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.notices.models import Notice, NoticeKind
from deliberate.notices.queries import notices_page


def told(actor: Actor, **which: Any) -> list[Notice]:
    """What somebody was told, whether they see it yet or not, the oldest first."""
    found = select(Notice).where(Notice.actor_id == actor.key).filter_by(**which)
    return list(session.scalars(found.order_by(Notice.id).execution_options(populate_existing=True)))


def kinds(actor: Actor) -> list[NoticeKind]:
    return [notice.kind for notice in told(actor)]


def wait(seconds: float = 11) -> None:
    """Let all that was told so far be that much older."""
    with transaction():
        for notice in session.scalars(select(Notice)):
            notice.visible_from -= timedelta(seconds=seconds)
            notice.created_at -= timedelta(seconds=seconds)


def read_all() -> None:
    """Everybody has read everything."""
    with transaction():
        session.execute(update(Notice).values(read_at=now()))


def sentences(actor: Actor) -> list[str]:
    """What the page of notices says, the newest first."""
    page = notices_page(actor)
    return [line.sentence for day in page.days for _article, lines in day.articles for line in lines]
