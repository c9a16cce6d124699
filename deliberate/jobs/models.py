"""Jobs: what is to be done, when, and how often it was tried."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from deliberate.core.base import Base, BigKey
from deliberate.core.clock import now


class JobState(enum.StrEnum):
    """Where a job is. Dead: tried as often as it may be; a person decides what becomes of it."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"
    DISCARDED = "discarded"


class Job(Base):
    """One piece of later work, stored in the transaction that asks for it: both are there or neither."""

    __tablename__ = "deliberate_job"
    __table_args__ = (Index("ix_deliberate_job_due", "state", "due_at"),)

    #: The word the log uses for it.
    kind = "job"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    #: The name its handler is registered under.
    task: Mapped[str]
    #: What the handler needs to know: ids, never a person's words.
    payload: Mapped[dict[str, Any]]
    #: Of several jobs with the same key only one waits or runs at a time.
    key: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    #: Whoever runs it has it until then; afterwards it counts as abandoned.
    lease_until: Mapped[datetime | None]
    #: Drawn anew by each run, so that one that was given up cannot report for its successor.
    lease: Mapped[str | None]
    #: What went wrong last, without anybody's data.
    last_error: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
