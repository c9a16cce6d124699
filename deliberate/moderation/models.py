"""Flags, decisions with what they changed, and appeals against them."""

import enum
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberate.core.base import Base, BigKey
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution
from deliberate.core.wording import N_, say


class FlagReason(enum.StrEnum):
    """Why somebody asks a moderator to look."""

    SPAM = "spam"
    ABUSE = "abuse"
    OFF_TOPIC = "off topic"
    MISQUOTED = "misquoted"
    DUPLICATE = "duplicate"
    ILLEGAL = "illegal"
    PERSONAL_DATA = "personal data"
    #: Raised by the system alone.
    WATCHED = "watched words"


class Flag(Base):
    """One person's flag on one revision of a contribution, or of another thing that can be reported."""

    __tablename__ = "deliberate_flag"
    __table_args__ = (
        UniqueConstraint("contribution_id", "actor_id", "revision"),
        UniqueConstraint("reported_id", "actor_id", "revision"),
        CheckConstraint("(contribution_id IS NULL) <> (reported_id IS NULL)", name="on_one"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    #: What it is on: one of the two.
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_contribution.id"))
    reported_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_reported_thing.id"))
    actor_id: Mapped[str] = mapped_column(index=True)
    revision: Mapped[int]
    reason: Mapped[FlagReason]
    note: Mapped[str]
    #: The level of whoever raised it, then: it gives the flag its weight.
    level: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: When a decision answered it, which one, and whether it agreed (None: it no longer mattered).
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_decision.id"), index=True)
    review_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_review.id"), index=True)
    upheld: Mapped[bool | None]


class Decision(Base):
    """What a moderator did to a contribution, and the statement of reasons its author gets."""

    __tablename__ = "deliberate_decision"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("deliberate_contribution.id"), index=True)
    revision: Mapped[int]
    actor_id: Mapped[str]
    action: Mapped[str]
    #: The state before and after: status or curation, by the action's axis.
    before: Mapped[str]
    after: Mapped[str]
    reason_code: Mapped[str]
    reason: Mapped[str]
    #: Whether it was reported by flags or found by the moderator.
    reported: Mapped[bool]
    #: Decided on a matter of the moderator's own, as nobody else could.
    self_review: Mapped[bool] = mapped_column(default=False)
    #: What it did to balances: [{"proposition": public id, "before": lean, "after": lean}, ...].
    effects: Mapped[list[Any]] = mapped_column(default=list)
    event_id: Mapped[int] = mapped_column(ForeignKey("deliberate_event.id"))
    #: What the contribution was before, to the letter, for undoing and for an appeal that succeeds.
    prior: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: The decision this one came along with: an item goes with its only bearing, what cites a source with the source.
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_decision.id"), index=True)
    batch: Mapped[str | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_decision.id"))
    #: The decision in whose place it was taken, on appeal: it is milder, and is not appealed again.
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_decision.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)

    contribution: Mapped[Contribution] = relationship(lazy="raise")

    @property
    def is_undone(self) -> bool:
        return self.undone_by_id is not None


@dataclass(frozen=True)
class Together:
    """Contributions that one decision moves: whoever may not decide on one of them may not decide on any."""

    contributions: Sequence[Contribution]


class AppealState(enum.StrEnum):
    """Where an appeal is."""

    OPEN = "open"
    UPHELD = "upheld"
    MODIFIED = "modified"
    OVERTURNED = "overturned"

    @property
    def words(self) -> str:
        """What became of the decision, in a sentence."""
        return say(_BECAME[self])


_BECAME = {
    AppealState.OPEN: N_("It waits for a moderator who did not take the decision."),
    AppealState.UPHELD: N_("The decision stands."),
    AppealState.MODIFIED: N_("A milder decision took its place."),
    AppealState.OVERTURNED: N_("The decision was reversed."),
}


class Appeal(Base):
    """The one appeal that a decision, a sanction, a lock or a finding can have, and the reply it must get."""

    __tablename__ = "deliberate_appeal"
    __table_args__ = (CheckConstraint("(decision_id IS NULL) <> (measure_id IS NULL)", name="against_one"),)

    #: The word the log uses for it.
    kind = "appeal"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    #: What it is against: a decision, or a measure, by the name of its kind in ``measures.kinds`` and its public id.
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_decision.id"), unique=True)
    measure_kind: Mapped[str | None]
    measure_id: Mapped[uuid.UUID | None] = mapped_column(unique=True)
    actor_id: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
    state: Mapped[AppealState] = mapped_column(default=AppealState.OPEN, index=True)
    decided_by: Mapped[str | None] = mapped_column(index=True)
    self_review: Mapped[bool] = mapped_column(default=False)
    reply: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
