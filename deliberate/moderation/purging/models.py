"""Purges: what is to be erased for good, who asked for it, and who confirmed it."""

import enum
import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from deliberate.core.base import Base, BigKey
from deliberate.core.clock import now


class PurgeState(enum.StrEnum):
    """Where a purge is. Done is for good."""

    WAITING = "waiting"
    DONE = "done"
    CALLED_OFF = "called off"


class Purge(Base):
    """Words that an admin asked to have erased. It says where they stand or stood, and never what they were."""

    __tablename__ = "deliberate_purge"
    __table_args__ = (
        Index("ix_deliberate_purge_state", "state", "asked_at"),
        Index("ix_deliberate_purge_thing", "thing", "name"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    #: The sort of thing, by its name in ``subjects``, and which one: its public id or number.
    thing: Mapped[str]
    name: Mapped[str]
    article_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_article.id"), index=True)
    #: "illegal" or "personal_data".
    reason_code: Mapped[str]
    state: Mapped[PurgeState] = mapped_column(default=PurgeState.WAITING)
    asked_by: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(default=now)
    #: Whoever confirmed it or called it off, and when.
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    #: When the database's files were cleared of what its rows no longer say.
    swept_at: Mapped[datetime | None]

    @property
    def kind(self) -> str:
        """The word the log uses for what was to be erased, where that is no contribution and no article."""
        return self.thing
