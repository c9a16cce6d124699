"""What is heard of the queue: that something was left to somebody."""

from collections.abc import Collection, Sequence, Set
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.signals import entry_handed_on
from deliberate.core.wording import say
from deliberate.moderation.queue_models import QueueEntry
from deliberate.notices.measure_lines import Link, Parts
from deliberate.notices.models import Notice, NoticeKind
from deliberate.notices.telling import News, tell


@entry_handed_on.connect
def hear_handed_on(
    entry: QueueEntry, *, actor: Actor, people: Collection[str], article_id: int | None, **_more: Any
) -> None:
    """Tell those it was left to; whoever had it before, and has not read so, is told of it no more."""
    earlier = (Notice.kind == NoticeKind.HANDED_ON, Notice.target == entry.public_id, Notice.read_at.is_(None))
    session.execute(delete(Notice).where(*earlier))
    tell(people, News(NoticeKind.HANDED_ON, article_id, entry.public_id), by=actor.key)


def waiting_among(notices: Sequence[Notice]) -> Set[UUID]:
    """Of what was handed on, the ids of the entries that still wait."""
    wanted = {notice.target for notice in notices if notice.kind is NoticeKind.HANDED_ON}
    if not wanted:
        return frozenset()
    return frozenset(session.scalars(select(QueueEntry.public_id).where(QueueEntry.public_id.in_(wanted))))


def of_handed_on(notice: Notice, waiting: Set[UUID]) -> Parts:
    """That something was left to one, and whether it still waits."""
    if notice.target not in waiting:
        return say("Another moderator handed something on to you; it waits no more."), None, _QUEUE, None
    link = Link("deliberate.moderation.queue", {"item": notice.target, "_anchor": "item"})
    return say("Another moderator handed something in the queue on to you."), None, link, None


_QUEUE = Link("deliberate.moderation.queue", {})
