"""Notices are kept for a while, not for good."""

from datetime import timedelta

from sqlalchemy import delete, or_, select

from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.jobs.tasks import every
from deliberate.notices.models import Notice

#: How long one that was read is kept, and one that nobody reads.
KEPT = timedelta(days=90)
KEPT_UNREAD = timedelta(days=365)
#: So many are deleted in one unit of work.
AT_ONCE = 1000


@every(timedelta(days=1), "prune_notices")
def prune_notices() -> None:
    """Delete what was read long ago, or lay unread for longer still."""
    old = or_(Notice.read_at < now() - KEPT, Notice.created_at < now() - KEPT_UNREAD)
    while True:
        with transaction():
            ids = session.scalars(select(Notice.id).where(old).limit(AT_ONCE)).all()
            session.execute(delete(Notice).where(Notice.id.in_(ids)))
        if len(ids) < AT_ONCE:
            return
