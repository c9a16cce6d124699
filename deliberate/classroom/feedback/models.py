"""Judgements of what students did, reviews by fellow students, and where a class stood before and after."""

import enum
import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from deliberate.core.base import Base, BigKey
from deliberate.core.clock import now
from deliberate.propositions.models import Answer


class Skill(enum.StrEnum):
    """What can be judged of somebody's work on an article."""

    FOUND_WORDS = "found_words"
    KEPT_HEDGE = "kept_hedge"
    SAID_OR_SO = "said_or_so"
    FOUND_OPPOSING = "found_opposing"
    JUDGED_SOURCE = "judged_source"
    ANSWERED = "answered"


class Level(enum.IntEnum):
    """How far somebody has a skill."""

    NOT_YET = 0
    PARTLY = 1
    MOSTLY = 2
    FULLY = 3


#: Most points of an assignment for which nobody has settled it.
USUAL_POINTS = 100


class Rubric(Base):
    """Which skills count in an assignment, and how many points it is worth. Without one all do, and it is 100."""

    __tablename__ = "deliberate_rubric"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("deliberate_assignment.id"), primary_key=True)
    #: The values of the skills.
    skills: Mapped[list[Any]]
    out_of: Mapped[int]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Feedback(Base):
    """What those who teach say of one student's work. The student sees it once it is released, and then as it is."""

    __tablename__ = "deliberate_feedback"
    __table_args__ = (UniqueConstraint("assignment_id", "actor_id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("deliberate_assignment.id"))
    #: Whose work it is about.
    actor_id: Mapped[str] = mapped_column(index=True)
    #: The level of each skill that was judged, by the skill's value.
    levels: Mapped[dict[str, Any]]
    #: Points in place of those that follow from the levels.
    points_by_hand: Mapped[Decimal | None] = mapped_column(Numeric(7, 2))
    comment: Mapped[str]
    #: Whoever wrote it last.
    author_id: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(default=now)
    released_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class ItemComment(Base):
    """What those who teach say of one item that a student posted; seen with the feedback of its author."""

    __tablename__ = "deliberate_item_comment"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("deliberate_assignment.id"), primary_key=True)
    bearing_id: Mapped[int] = mapped_column(ForeignKey("deliberate_bearing.id"), primary_key=True)
    text: Mapped[str]
    author_id: Mapped[str]


class ReviewRound(Base):
    """A round in which students look at each other's work."""

    __tablename__ = "deliberate_review_round"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("deliberate_assignment.id"), primary_key=True)
    #: How many reviews each writes, and each is given.
    each: Mapped[int]
    author_id: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(default=now)
    released_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class PeerReview(Base):
    """One student's look at another's work. Neither is told who the other is."""

    __tablename__ = "deliberate_peer_review"
    __table_args__ = (UniqueConstraint("assignment_id", "reviewer_id", "actor_id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("deliberate_assignment.id"))
    reviewer_id: Mapped[str] = mapped_column(index=True)
    #: Whose work it is about.
    actor_id: Mapped[str] = mapped_column(index=True)
    levels: Mapped[dict[str, Any]]
    comment: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]
    #: Whether those who teach keep it from whom it is about.
    hidden: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class StanceLook(Base):
    """When it was written down where a class stood: as its assignment was started, and as it closed."""

    __tablename__ = "deliberate_stance_look"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("deliberate_assignment.id"), primary_key=True)
    started_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class KeptStance(Base):
    """Where one student stood on a claim at those moments; None where they had not said. Only counts are shown."""

    __tablename__ = "deliberate_kept_stance"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("deliberate_assignment.id"), primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("deliberate_proposition.id"), primary_key=True)
    actor_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    before: Mapped[Answer | None]
    after: Mapped[Answer | None]
