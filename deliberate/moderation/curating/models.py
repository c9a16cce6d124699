"""Acts on sources and publishers, each with what it changed, so that it can be put back to the letter."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from deliberate.core.base import Base, BigKey
from deliberate.core.clock import now


class SourceAct(Base):
    """What a curator did to a source, a publisher, or to several sources of one origin."""

    __tablename__ = "deliberate_source_act"
    __table_args__ = (
        Index("ix_deliberate_source_act_source", "source_id"),
        Index("ix_deliberate_source_act_publisher", "publisher_id"),
        Index("ix_deliberate_source_act_suggestion", "suggestion_id"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    action: Mapped[str]
    actor_id: Mapped[str] = mapped_column(index=True)
    reason: Mapped[str]
    #: What it was about: one of the three.
    source_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_source.id"))
    publisher_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_publisher.id"))
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_origin_suggestion.id"))
    #: The columns it changed, before and after: {"source 7": {"origin_id": None}, ...}.
    prior: Mapped[dict[str, Any]]
    changed: Mapped[dict[str, Any]]
    #: What it did to balances: [{"proposition": public id, "before": lean, "after": lean}, ...].
    effects: Mapped[list[Any]] = mapped_column(default=list)
    #: Decided in a matter of the curator's own, as nobody else could.
    self_review: Mapped[bool] = mapped_column(default=False)
    undone_by: Mapped[str | None]
    undone_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
