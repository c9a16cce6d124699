"""A class, who is in it and as what. What its people read and post hangs on its group, as any group's does."""

import enum
import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberate.articles.models import Group
from deliberate.core.base import Base, BigKey
from deliberate.core.clock import now


class Role(enum.StrEnum):
    """What somebody is in a class."""

    TEACHER = "teacher"
    ASSISTANT = "assistant"
    STUDENT = "student"


#: Who sees given names, and how far everybody is.
STAFF = (Role.TEACHER, Role.ASSISTANT)


class Classroom(Base):
    """A class. Its name and its join code are its group's."""

    __tablename__ = "deliberate_classroom"
    __table_args__ = (UniqueConstraint("author_id", "submission"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    group_id: Mapped[int] = mapped_column(ForeignKey("deliberate_group.id"), unique=True)
    #: Whether whoever joins is asked for a name that only those who teach see.
    asks_names: Mapped[bool]
    #: Whether its code lets anybody in now.
    joining: Mapped[bool] = mapped_column(default=True)
    #: The last day on which it is kept.
    keep_until: Mapped[date] = mapped_column(index=True)
    #: Whoever made it, and the name of the form it came from, so that a double click makes one.
    author_id: Mapped[str]
    submission: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column()

    group: Mapped[Group] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}

    @property
    def name(self) -> str:
        return self.group.name


class ClassMember(Base):
    """One person in a class. ``given_name`` is shown to those who teach it and to the person, and to nobody else."""

    __tablename__ = "deliberate_class_member"

    classroom_id: Mapped[int] = mapped_column(ForeignKey("deliberate_classroom.id"), primary_key=True)
    actor_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    role: Mapped[Role]
    given_name: Mapped[str | None]
    joined_at: Mapped[datetime] = mapped_column(default=now)
