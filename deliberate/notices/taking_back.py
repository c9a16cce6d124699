"""What is undone is told no more; whoever knew of it already is told that it is undone."""

import uuid
from collections.abc import Collection

from sqlalchemy import Text, cast, delete, select

from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.notices.models import GATHERED, Notice, NoticeKind
from deliberate.notices.telling import GATHERING, News, tell

#: What tells of a sanction, a lock, a finding or a decision on reports that is put back.
OF_MEASURES = frozenset(
    {NoticeKind.SANCTIONED, NoticeKind.LOCKED, NoticeKind.FINDING, NoticeKind.DECIDED, NoticeKind.FLAG_ANSWERED}
)


def take_back(
    events: Collection[int], *, by: str | None, kinds: Collection[NoticeKind], also_told: Collection[str] = ()
) -> None:
    """Unsay what was told of these events. ``also_told``: people who learn by another notice that it is undone."""
    told = session.scalars(select(Notice).where(Notice.event_id.in_(events), Notice.kind.in_(kinds))).all()
    for notice in told:
        _unsay(notice, by, notify=notice.actor_id not in also_told)
    session.flush()


def take_back_measure(measure: uuid.UUID, *, by: str | None, also_told: Collection[str] = ()) -> None:
    """Unsay what was told of a sanction, a lock, a finding or a decision on reports."""
    told = select(Notice).where(Notice.target == measure, Notice.kind.in_(OF_MEASURES))
    for notice in session.scalars(told).all():
        _unsay(notice, by, notify=notice.actor_id not in also_told)
    session.flush()


def take_back_change(target: uuid.UUID, *, by: str | None, kinds: Collection[NoticeKind]) -> None:
    """Unsay the newest change to a thing that was told, of which only the kind is known."""
    newest = (
        select(Notice.event_id)
        .where(Notice.target == target, Notice.kind.in_(kinds), Notice.event_id.is_not(None))
        .order_by(Notice.id.desc())
    )
    event = session.scalar(newest.limit(1))
    if event is not None:
        take_back([event], by=by, kinds=kinds)


def answered_by_another(appeal: uuid.UUID) -> None:
    """An appeal that was answered waits for nobody any more."""
    waits = (Notice.kind == NoticeKind.APPEAL_LODGED, Notice.target == appeal, Notice.read_at.is_(None))
    session.execute(delete(Notice).where(*waits))


def hide(hidden: Contribution) -> None:
    """Take something that is no longer shown out of all that nobody has read yet."""
    target = str(hidden.public_id)
    telling = select(Notice).where(
        Notice.article_id == hidden.article_id,
        Notice.kind.in_(GATHERED),
        # None that was closed before it was posted tells of it: on a busy article those are many.
        Notice.created_at > hidden.created_at - GATHERING,
        Notice.read_at.is_(None),
        cast(Notice.data, Text).contains(target),
    )
    for notice in session.scalars(telling):
        left = [each for each in notice.data["items"] if each != target]
        if not left:
            session.delete(notice)
        else:
            notice.data = {**notice.data, "items": left}
            notice.target = uuid.UUID(left[-1])
    session.flush()


def _unsay(notice: Notice, by: str | None, *, notify: bool) -> None:
    known = notice.read_at is not None or notice.mailed_at is not None
    if known and notify:
        data = {"was": notice.kind.value}
        if "measure" in notice.data:
            data["measure"] = notice.data["measure"]
        undone = News(NoticeKind.UNDONE, notice.article_id, notice.target, data)
        tell([notice.actor_id], undone, by=by)
    if notice.read_at is None:
        session.delete(notice)
    else:
        # It stays where it was read, and can be undone no second time.
        notice.event_id = None
