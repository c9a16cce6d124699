"""The tables of conduct: what is done about people, what is locked, which words are watched, how an article ended."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from deliberate.core.base import Base, BigKey
from deliberate.core.clock import now


class Measure:
    """What a sanction, a lock and a finding share: who took it, and whether it was put back."""

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    #: Whoever decided it.
    actor_id: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: When it was put back, by undoing it or on appeal, and by whom.
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]
    version: Mapped[int] = mapped_column()

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  # read of the class, once
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None


class Sanction(Measure, Base):
    """What a moderator did about a person. It ends by the clock, and needs nobody to end it."""

    __tablename__ = "deliberate_sanction"

    person_id: Mapped[str] = mapped_column(index=True)
    #: Its name in ``sanctions.kinds``.
    name: Mapped[str]
    #: How far apart posts have to be, of one that slows.
    minutes: Mapped[int | None]
    #: When it ends; a warning has no length.
    until: Mapped[datetime | None]
    reason_code: Mapped[str]
    reason: Mapped[str]
    #: What it is about, where it is about one thing.
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_contribution.id"))
    #: The level they had, where it cost them one.
    level_before: Mapped[int | None]
    self_review: Mapped[bool] = mapped_column(default=False)

    def is_live(self, moment: datetime) -> bool:
        """Whether it holds then."""
        return self.undone_at is None and self.until is not None and self.until > moment


class Lock(Measure, Base):
    """Nothing new is posted on a contribution, and it is not weighed, until the lock is taken off."""

    __tablename__ = "deliberate_lock"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("deliberate_contribution.id"), index=True)
    #: The ids of what was locked along with it.
    also: Mapped[list[Any]] = mapped_column(default=list)
    #: When it ends by itself, where an appeal gave it an end.
    until: Mapped[datetime | None]
    #: The role of whoever locked it, as readers are told.
    role: Mapped[str]
    reason_code: Mapped[str]
    reason: Mapped[str]
    self_review: Mapped[bool] = mapped_column(default=False)


class Finding(Measure, Base):
    """One wording of what its signers conclude from an article that is closed. It weighs nothing."""

    __tablename__ = "deliberate_finding"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"))
    number: Mapped[int]
    text: Mapped[str]
    html: Mapped[str]
    #: The event that tells of it: an article that was reopened after it has outgrown it.
    event_id: Mapped[int] = mapped_column(ForeignKey("deliberate_event.id"))

    signatures: Mapped[list["Signature"]] = relationship(order_by="Signature.at", lazy="selectin")


class Signature(Base):
    """Somebody put their name to one wording of a finding."""

    __tablename__ = "deliberate_finding_signature"

    finding_id: Mapped[int] = mapped_column(ForeignKey("deliberate_finding.id"), primary_key=True)
    actor_id: Mapped[str] = mapped_column(primary_key=True)
    #: What they signed as: editor, moderator or admin.
    role: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


class WordList(Base):
    """One version of the words that are watched on the whole site or in one article; the newest holds."""

    __tablename__ = "deliberate_word_list"
    __table_args__ = (UniqueConstraint("scope", "number"),)

    #: The word the log uses for the list of the site.
    kind = "word list"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    #: "site", or "article:" and its id.
    scope: Mapped[str]
    number: Mapped[int]
    #: [[pattern, effect], ...] as written.
    entries: Mapped[list[Any]]
    #: The salt and the SHA-256 of it with the entries: the log keeps this, never the words.
    salt: Mapped[str]
    digest: Mapped[str]
    author_id: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
