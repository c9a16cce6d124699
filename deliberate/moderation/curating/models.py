"""Acts on sources and publishers with what they changed, proposals about items, and what came of looking at links."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

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


class ProposalState(enum.StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class ItemProposal(Base):
    """That something be done about an item of evidence. Nothing changes before those who may confirm it do."""

    __tablename__ = "deliberate_item_proposal"

    #: The word the log uses for it.
    kind = "item_proposal"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"))
    #: The item, or the bearing of it, that it is about.
    contribution_id: Mapped[int] = mapped_column(ForeignKey("deliberate_contribution.id"), index=True)
    #: What it is to be merged into, or the claim that it is to be moved to.
    into_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_contribution.id"), index=True)
    action: Mapped[str]
    reason: Mapped[str]
    address: Mapped[str | None]
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.OPEN, index=True)
    proposed_by: Mapped[str] = mapped_column(index=True)
    #: The first curator who is for it, where it takes two; whoever proposed it, if they are one.
    seconded_by: Mapped[str | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    #: What was said in declining it.
    reply: Mapped[str | None]
    #: The decision that carried it out.
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_decision.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column()

    article: Mapped[Any] = relationship("Article", lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}

    @property
    def author_id(self) -> str:
        """Whose it is, as the policy asks."""
        return self.proposed_by


class CurationLook(Base):
    """Somebody had worked out what an act would move. Kept for an hour: each takes the one turn to write."""

    __tablename__ = "deliberate_curation_look"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    actor_id: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(default=now)


class LinkLook(Base):
    """What came of looking whether a source's address still answers."""

    __tablename__ = "deliberate_link_look"

    source_id: Mapped[int] = mapped_column(ForeignKey("deliberate_source.id"), primary_key=True, autoincrement=False)
    looked_at: Mapped[datetime] = mapped_column(index=True)
    #: "answers", "redirected", or in a few words what was wrong.
    status: Mapped[str]
    #: On so many different days in a row it did not answer, and since when.
    failures: Mapped[int] = mapped_column(default=0)
    failed_since: Mapped[datetime | None]
