"""An exercise of a class, and everybody's tries at it."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberate.classroom.models import Classroom
from deliberate.core.base import Base, BigKey
from deliberate.core.clock import now


class ExerciseKind(enum.StrEnum):
    """Which skill it is about."""

    CLAIMS = "claims"
    VOICES = "voices"
    SIDES = "sides"
    SOURCES = "sources"
    ORIGINS = "origins"


class Mark(enum.StrEnum):
    """How one part of an answer compares with the key."""

    RIGHT = "right"
    NEAR = "near"
    OTHER = "other"


class Exercise(Base):
    """Something to practise on, with the answer of those who teach as its key."""

    __tablename__ = "deliberate_exercise"
    __table_args__ = (UniqueConstraint("author_id", "submission"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    classroom_id: Mapped[int] = mapped_column(ForeignKey("deliberate_classroom.id"), index=True)
    kind: Mapped[ExerciseKind]
    title: Mapped[str]
    instructions: Mapped[str] = mapped_column(default="")
    #: What is practised on: see ``materials.Material``.
    material: Mapped[dict[str, Any]]
    #: The answer that others are compared with, as ``Try.answer``; empty until there is one.
    key: Mapped[list[Any]] = mapped_column(default=list)
    #: How often somebody may try; None: as often as they like.
    most_tries: Mapped[int | None]
    #: Whether whoever has tried is told, in numbers, what the others answered.
    shows_peers: Mapped[bool]
    #: Whether whoever has tried is shown the key.
    shows_key: Mapped[bool]
    #: Whether students see it and may try.
    running: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[str]
    submission: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column()

    classroom: Mapped[Classroom] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}


class Try(Base):
    """What somebody answered once, and how it compares with the key as it is now."""

    __tablename__ = "deliberate_exercise_try"
    __table_args__ = (UniqueConstraint("exercise_id", "actor_id", "number"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    exercise_id: Mapped[int] = mapped_column(ForeignKey("deliberate_exercise.id"))
    actor_id: Mapped[str] = mapped_column(index=True)
    #: Which of theirs it is, from 1.
    number: Mapped[int]
    #: One entry for each part, or each marked range: see ``materials.check_answer``.
    answer: Mapped[list[Any]]
    #: A ``Mark`` for each part of the key.
    marks: Mapped[list[Any]]
    #: How much of the key it agrees with, from 0 to 1.
    share: Mapped[float]
    #: The name of the form it came from, so that a double click tries once.
    submission: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(default=now)
