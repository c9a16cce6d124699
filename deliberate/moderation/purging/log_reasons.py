"""Words beside events of the log."""

from sqlalchemy import ColumnElement, delete, select

from deliberate.core.db import session
from deliberate.core.events import Event, EventReason


def erase_log_reasons(which: ColumnElement[bool]) -> None:
    """The words beside these events of the log. Their digests stay in the chain, which holds."""
    session.execute(delete(EventReason).where(EventReason.event_id.in_(select(Event.id).where(which))))
