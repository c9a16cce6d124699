"""Words of an older text that were not found again by themselves in a newer one, and what was said of them."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from deliberate.core.base import Base, BigKey


class PassageState(enum.StrEnum):
    """What was said of a passage that was not found again by itself."""

    WAITING = "waiting"
    PLACED = "placed"
    GONE = "gone"


class Renewal(Base):
    """How many passages moved by themselves when a version was stored: to the same place, and to another."""

    __tablename__ = "deliberate_renewal"

    version_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article_version.id"), primary_key=True)
    kept: Mapped[int]
    moved: Mapped[int]


class Passage(Base):
    """Words of an older version whose place in a newer one an editor has to confirm; the older anchors stay."""

    __tablename__ = "deliberate_passage"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"), index=True)
    #: The newer version, and the one that has the words.
    version_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article_version.id"), index=True)
    from_version_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article_version.id"))
    #: Where they begin there, and where the first range ends.
    start: Mapped[int]
    end: Mapped[int]
    #: All ranges there: [[start, end], ...].
    ranges: Mapped[list[Any]]
    #: About where they would be in the newer version; their claims stand there while they wait.
    position: Mapped[int]
    #: Where they may be: [[ranges, confidence], ...], the best first.
    candidates: Mapped[list[Any]]
    state: Mapped[PassageState] = mapped_column(default=PassageState.WAITING)
    #: The ranges an editor chose.
    placed: Mapped[list[Any] | None]
    #: What got its words there by that, and loses them if it is taken back: [[proposition_id, role, part], ...].
    added: Mapped[list[Any] | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
