"""The chain's head at the end of each day, published: whoever noted one can tell that nothing before it was rewritten.

An hourly job publishes the days that are over. It waits ten minutes after midnight, for what was begun before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from deliberate.core.base import Base
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.events import Event, Verdict, guard, verify_chain
from deliberate.jobs.tasks import every

PAGE = 60
#: So long after midnight nothing is still being written that began before.
SETTLED = timedelta(minutes=10)
#: Of many days without a head, so many are published in one go.
MOST = 400


class DayHead(Base):
    """The last link of the chain as a day ended, in UTC. Written once; the database refuses to change it."""

    __tablename__ = "deliberate_day_head"

    day: Mapped[date] = mapped_column(primary_key=True)
    #: The number of the last event, and so how many there were.
    event_id: Mapped[int]
    hash: Mapped[str]
    published_at: Mapped[datetime] = mapped_column(default=now)


guard(DayHead.__tablename__, ("day",))


@dataclass(frozen=True)
class HeadsPage:
    """Published heads, the newest first, and the day before which the next page starts."""

    heads: Sequence[DayHead]
    next: date | None


@every(timedelta(hours=1), "publish_heads")
def publish_due_heads() -> None:
    """Publish what is due at present."""
    publish_heads(now())


def publish_heads(moment: datetime) -> int:
    """Publish the head of each day that is over and has none, from the first event on; how many that were."""
    with transaction():
        latest = session.scalar(select(DayHead).order_by(DayHead.day.desc()).limit(1))
        first = session.scalar(select(Event.at).order_by(Event.id).limit(1))
        if first is None:
            return 0
        day = latest.day + timedelta(days=1) if latest is not None else first.date()
        over = (moment - SETTLED).date()
        published = 0
        while day < over and published < MOST:
            session.add(_head_of(day))
            day, published = day + timedelta(days=1), published + 1
    return published


def verify_log() -> tuple[Verdict, int]:
    """Walk the chain and compare it with every head that was published; also how many heads there are."""
    heads = session.execute(select(DayHead.event_id, DayHead.hash).order_by(DayHead.day)).all()
    return verify_chain(dict(heads)), len(heads)


def heads_page(before: date | None = None) -> HeadsPage:
    """The newest heads, or those of the days before one."""
    query = select(DayHead).order_by(DayHead.day.desc()).limit(PAGE + 1)
    if before is not None:
        query = query.where(DayHead.day < before)
    found = session.scalars(query).all()
    return HeadsPage(found[:PAGE], found[PAGE - 1].day if len(found) > PAGE else None)


def _head_of(day: date) -> DayHead:
    """The head as that day ended; there was an event by then."""
    end = datetime.combine(day + timedelta(days=1), time(), UTC)
    number, seal = session.execute(
        select(Event.id, Event.hash).where(Event.at < end).order_by(Event.id.desc()).limit(1)
    ).one()
    return DayHead(day=day, event_id=number, hash=seal)
