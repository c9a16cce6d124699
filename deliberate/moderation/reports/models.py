"""What was reported and is no contribution, and what moderators decided on it."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from deliberate.core.base import Base, BigKey
from deliberate.core.clock import now
from deliberate.moderation.conduct import Measure


class ReportedThing(Base):
    """An article, a source or a person's name that was reported: one row for each, from the first report on."""

    __tablename__ = "deliberate_reported_thing"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN article_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN source_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN person_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_thing",
        ),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    #: What it is: one of the three.
    article_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_article.id"), unique=True)
    source_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_source.id"), unique=True)
    person_id: Mapped[str | None] = mapped_column(unique=True)
    #: SHA-256 of what it said when it was reported or decided on last, and how often that was something else before.
    digest: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    #: The revision that a moderator looked at and kept.
    kept_revision: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    @property
    def sort(self) -> str:
        """The name of its sort in ``things.sorts``."""
        if self.article_id is not None:
            return "article"
        return "source" if self.source_id is not None else "name"


class Review(Measure, Base):
    """What a moderator decided on the reports of one thing, as it was then."""

    __tablename__ = "deliberate_review"

    reported_id: Mapped[int] = mapped_column(ForeignKey("deliberate_reported_thing.id"), index=True)
    revision: Mapped[int]
    #: Its name in ``acts.acts``.
    action: Mapped[str]
    reason_code: Mapped[str]
    reason: Mapped[str]
    #: What it takes to put it back.
    prior: Mapped[dict[str, Any]] = mapped_column(default=dict)
    self_review: Mapped[bool] = mapped_column(default=False)
