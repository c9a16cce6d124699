"""What waits for a moderator, kept in the order in which it comes, and the notes moderators leave each other."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from deliberate.core.base import Base, BigKey
from deliberate.core.clock import now
from deliberate.core.wording import N_, say


class EntryKind(enum.StrEnum):
    """What sort of thing waits; ``subject_id`` is the id of that sort's table."""

    CONTRIBUTION = "contribution"
    APPEAL = "appeal"
    SUGGESTION = "suggestion"
    PROPOSAL = "proposal"
    REPORT = "report"


class Bucket(enum.IntEnum):
    """Which comes first. Within each, priority decides."""

    URGENT = 0
    APPEALS = 1
    REPORTED = 2
    PENDING = 3
    CURATION = 4
    WATCH = 5

    @property
    def words(self) -> str:
        return say(_WORDS[self.value])


#: By the word that addresses use.
BUCKETS = {each.name.lower(): each for each in Bucket}

_WORDS = (N_("Now"), N_("Appeals"), N_("Reports"), N_("Pending"), N_("Curation"), N_("Watch"))


class QueueEntry(Base):
    """One thing that waits. The row goes when nothing waits any more; ``queue_upkeep`` keeps it in step.

    Points are kept as milliseconds of waiting, of which .25 points an hour make 14,400,000 to the point: so the order
    of two entries does not change while they wait, and can be an index.
    """

    __tablename__ = "deliberate_queue_entry"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        Index("ix_deliberate_queue_entry_order", "bucket", "ripe", "rank", "id"),
        Index("ix_deliberate_queue_entry_since", "ripe", "since"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    kind: Mapped[EntryKind]
    subject_id: Mapped[int] = mapped_column(BigInteger)
    #: What it is about; None where that is no contribution.
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_contribution.id"), index=True)
    bucket: Mapped[int]
    since: Mapped[datetime]
    #: The terms of the priority but for waiting, in points by name.
    terms: Mapped[dict[str, Any]]
    #: Whether waiting longer adds nothing any more.
    ripe: Mapped[bool] = mapped_column(default=False)
    #: The terms' sum in milliseconds: less the moment since when, or, if ripe, with all that waiting can add.
    rank: Mapped[int] = mapped_column(BigInteger)
    #: Who is looking at it, and until when nobody else decides.
    claimed_by: Mapped[str | None]
    claimed_until: Mapped[datetime | None]
    #: Until when it is put off, by whom and why.
    deferred_until: Mapped[datetime | None] = mapped_column(index=True)
    deferred_by: Mapped[str | None]
    deferred_because: Mapped[str | None]
    #: Whom another moderator left it to, and who that was.
    handed_to: Mapped[str | None] = mapped_column(index=True)
    handed_by: Mapped[str | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class QueueNote(Base):
    """What a moderator tells the others about something that waits. It stays with it; nobody else reads it."""

    __tablename__ = "deliberate_queue_note"
    __table_args__ = (Index("ix_deliberate_queue_note_subject", "kind", "subject_id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    kind: Mapped[EntryKind]
    subject_id: Mapped[int] = mapped_column(BigInteger)
    #: What it is about in the end, where that is a contribution: its words go when that is erased for good.
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_contribution.id"), index=True)
    actor_id: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
