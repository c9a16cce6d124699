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
from deliberate.weighting.case import Viewpoint


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
    #: How much of the weight counts: less than all of it where it follows others' ratings, as of the last recount.
    share: Mapped[float] = mapped_column(default=1.0)
    #: The burst it came in, if any, and whether it is put aside because of that: then it is kept and weighs nothing.
    burst_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_rating_burst.id"), index=True)
    set_aside: Mapped[bool] = mapped_column(default=False)
    #: When this answer was given, and when the person's first one was that it replaced; None for those of before 0009.
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
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


class RaterRecord(Base):
    """How often outcomes bore out or contradicted what somebody had rated, as of the last recount."""

    __tablename__ = "deliberate_rater_record"

    actor_id: Mapped[str] = mapped_column(primary_key=True)
    agreed: Mapped[int]
    disagreed: Mapped[int]


class ViewpointFactor(Base):
    """Where somebody's ratings place them on an article's one axis, as last worked out; see ``factoring``."""

    __tablename__ = "deliberate_viewpoint_factor"

    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"), primary_key=True)
    actor_id: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[float]
    group: Mapped[Viewpoint]
    fitted_at: Mapped[datetime] = mapped_column(default=now)
    #: The model's version it was worked out under.
    model: Mapped[str]


class ViewpointGroups(Base):
    """Who makes up an article's viewpoints, in numbers only, as last worked out; pages show these."""

    __tablename__ = "deliberate_viewpoint_groups"

    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"), primary_key=True)
    #: Whether the groups were read off ratings; else they are people's own first answers.
    fitted: Mapped[bool]
    #: By group: how many people rated, and how many of them gave which answer on the main claim first.
    people: Mapped[dict[str, Any]]
    worked_out_at: Mapped[datetime] = mapped_column(default=now)


class BurstState(enum.StrEnum):
    """What became of ratings that were put aside."""

    WAITING = "waiting"
    RELEASED = "released"
    DISCARDED = "discarded"


class RatingBurst(Base):
    """Unusually many ratings of one item by newcomers at once: kept, and put aside until somebody has looked."""

    __tablename__ = "deliberate_rating_burst"

    #: The word the log uses for it.
    kind = "burst"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"), index=True)
    bearing_id: Mapped[int] = mapped_column(ForeignKey("deliberate_bearing.id"), index=True)
    #: When the first of them was given.
    since: Mapped[datetime]
    #: How many people in an hour would have been usual when it was noticed.
    usual: Mapped[float]
    #: Since when somebody is to look: from when it was noticed, or a decision on it undone.
    waiting_since: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[BurstState] = mapped_column(default=BurstState.WAITING)
    #: Who decided, None where time did; undone, it waits again.
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
