"""What somebody proposes as accepted by both sides, what people answer, and what follows from that."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberate.core.base import Base, BigKey
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution
from deliberate.propositions.models import Proposition


class CommonPoint(Contribution):
    """A claim of the article, or a sentence of its own, that both sides may accept. It never weighs."""

    __tablename__ = "deliberate_common_point"

    id: Mapped[int] = mapped_column(ForeignKey("deliberate_contribution.id"), primary_key=True)
    #: The claim that it is; None for a sentence. A claim's words are not copied.
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_proposition.id"), index=True)
    text: Mapped[str] = mapped_column(default="")
    html: Mapped[str] = mapped_column(default="")

    claim: Mapped[Proposition | None] = relationship(foreign_keys=[claim_id])

    __mapper_args__ = {"polymorphic_identity": "common_point", "inherit_condition": id == Contribution.id}

    @property
    def words(self) -> str:
        """What it says now."""
        return self.claim.text if self.claim is not None else self.text

    @property
    def wording(self) -> int:
        """The number of the wording that people answer about: of a claim, the last that changed what it says."""
        return self.claim.substance if self.claim is not None else self.substance


class PointAnswer(Base):
    """Whether one person accepts a point, as it was worded then. Nobody is shown who."""

    __tablename__ = "deliberate_point_answer"
    __table_args__ = (UniqueConstraint("point_id", "actor_id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("deliberate_common_point.id"))
    actor_id: Mapped[str] = mapped_column(index=True)
    accepts: Mapped[bool]
    #: What ``CommonPoint.wording`` was; an answer about an earlier one does not count.
    wording: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)


class PointState(enum.StrEnum):
    """What the answers to a point come to."""

    STANDS = "stands"
    WAITS = "waits"
    REFUSED = "refused"
    #: Too few people of either side are known by their ratings.
    UNKNOWN = "unknown"


class PointStanding(Base):
    """What the answers to a point came to when that was last worked out, in numbers that tell of nobody."""

    __tablename__ = "deliberate_point_standing"

    point_id: Mapped[int] = mapped_column(ForeignKey("deliberate_common_point.id"), primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"), index=True)
    state: Mapped[PointState]
    #: Since when it is so, of this wording.
    since: Mapped[datetime] = mapped_column(default=now)
    wording: Mapped[int]
    #: By viewpoint that has to confirm it: whether enough have, and how many at least, where that may be told.
    tally: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: The wording that its proposer was told stands.
    told: Mapped[int | None]
