"""Ratings as people give them, and the picture that follows from them as it was last worked out."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from deliberate.core.base import Base, BigKey
from deliberate.core.clock import now
from deliberate.core.events import guard


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
    #: When this answer was given, and when the person's first one was that it replaced; None for those of before 0009.
    created_at: Mapped[datetime] = mapped_column(default=now)
    first_at: Mapped[datetime | None] = mapped_column(default=now)


class Score(Base):
    """The balance of one proposition as last worked out; everything a card shows is in ``balance``."""

    __tablename__ = "deliberate_score"

    proposition_id: Mapped[int] = mapped_column(ForeignKey("deliberate_proposition.id"), primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"), index=True)
    log_odds: Mapped[float]
    balance: Mapped[dict[str, Any]]
    #: What its neighbours take from it (``Neighbour.to_json``); None until it is weighed with all the article once.
    passes_on: Mapped[dict[str, Any] | None]
    model: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


class Weighing(Base):
    """With what all the scores of an article were worked out: while it holds, a part can be weighed by itself."""

    __tablename__ = "deliberate_weighing"

    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"), primary_key=True, autoincrement=False)
    #: The viewpoints in the room, each with something that somebody of it has rated here, if that shows it is there.
    room: Mapped[dict[str, Any]]
    #: The main claim, whose stances make the viewpoints.
    main_id: Mapped[int | None] = mapped_column(BigKey)
    #: The digest of the model's parameters.
    parameters: Mapped[str]


class Parameters(Base):
    """A model as it was used: every parameter by name."""

    __tablename__ = "deliberate_parameters"

    #: SHA-256 of the canonical JSON.
    digest: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str]
    parameters: Mapped[dict[str, Any]]


class ScoreEvent(Base):
    """A claim's sum, or what is said of it, changed. Numbers only, and nobody's: it stays when an article is erased."""

    __tablename__ = "deliberate_score_event"
    __table_args__ = (Index("ix_deliberate_score_event_proposition", "proposition", "at"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    article_id: Mapped[int] = mapped_column(index=True)
    #: The claim's public id.
    proposition: Mapped[uuid.UUID]
    #: None of each where the claim is not weighed any more.
    log_odds: Mapped[float | None]
    variance: Mapped[float | None]
    lean: Mapped[str | None]
    model: Mapped[str]
    #: The digest of the parameters.
    parameters: Mapped[str]
    #: What moved it: an action of the log, "rating", "stance", "search" or "recount"; and the public id of what it was
    #: done to, where that is one thing.
    cause: Mapped[str]
    contribution: Mapped[uuid.UUID | None]


guard(Parameters.__tablename__, ("digest",))
guard(ScoreEvent.__tablename__)


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
