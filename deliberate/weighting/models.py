"""Ratings as people give them, and the picture that follows from them as it was last worked out."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from deliberate.core.base import Base, BigKey
from deliberate.core.clock import now


class Dimension(enum.StrEnum):
    """What a rating is about. Reliability is rated on the evidence, the other two on its bearing."""

    RELEVANCE = "relevance"
    RELIABILITY = "reliability"
    STRENGTH = "strength"


class Rating(Base):
    """One person's answer to one question about one thing; a new answer replaces the old."""

    __tablename__ = "deliberate_rating"
    __table_args__ = (UniqueConstraint("contribution_id", "actor_id", "dimension"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("deliberate_contribution.id"))
    actor_id: Mapped[str] = mapped_column(index=True)
    dimension: Mapped[Dimension]
    #: 0 to 4 quarters; None is "can't judge", which is no zero.
    quarters: Mapped[int | None]
    #: The contribution's revision that was rated.
    revision: Mapped[int]
    #: The rater's level, and their weight, when they rated (frozen until a recount).
    level: Mapped[int]
    weight: Mapped[float]
    #: Whether they had seen the ledger before: such a rating counts, and earns no reputation.
    saw_ledger: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Score(Base):
    """The balance of one proposition as last worked out; everything a card shows is in ``balance``."""

    __tablename__ = "deliberate_score"

    proposition_id: Mapped[int] = mapped_column(ForeignKey("deliberate_proposition.id"), primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"), index=True)
    log_odds: Mapped[float]
    balance: Mapped[dict[str, Any]]
    model: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


class ItemScore(Base):
    """The weight of one bearing as last worked out; orders the lists."""

    __tablename__ = "deliberate_item_score"

    bearing_id: Mapped[int] = mapped_column(ForeignKey("deliberate_bearing.id"), primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"), index=True)
    weight: Mapped[float]
    raters: Mapped[int]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class LedgerSeen(Base):
    """A member asked to see how an article's numbers add up before having rated everything."""

    __tablename__ = "deliberate_ledger_seen"

    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"), primary_key=True)
    actor_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
