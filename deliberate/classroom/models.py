"""A class, who is in it and as what, and what it is set. What its people read and post hangs on its group."""

import enum
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberate.articles.models import Article, Group
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
    #: What stands for this person in addresses, which are written to logs.
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    role: Mapped[Role]
    given_name: Mapped[str | None]
    joined_at: Mapped[datetime] = mapped_column(default=now)


class TaskKind(enum.StrEnum):
    """What can be asked for; each is counted from what somebody did on the article."""

    POST_FOR = "post_for"
    POST_AGAINST = "post_against"
    WEIGH = "weigh"
    CHALLENGE = "challenge"
    CHECK_VOICE = "check_voice"


class Assignment(Base):
    """What a class is to do on one of its articles, and when."""

    __tablename__ = "deliberate_assignment"
    __table_args__ = (UniqueConstraint("author_id", "submission"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    classroom_id: Mapped[int] = mapped_column(ForeignKey("deliberate_classroom.id"), index=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"), index=True)
    title: Mapped[str]
    instructions: Mapped[str] = mapped_column(default="")
    #: How many of each kind of task, by the kind's value.
    tasks: Mapped[dict[str, Any]]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    #: Whether it may still be handed in after it has closed.
    takes_late: Mapped[bool]
    #: Whether a student sees what the others posted only once they have posted something.
    post_first: Mapped[bool]
    #: Whether it has been started, and not been stopped since.
    running: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[str]
    submission: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column()

    classroom: Mapped[Classroom] = relationship(lazy="joined", innerjoin=True)
    article: Mapped[Article] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}

    def has_closed(self, moment: datetime) -> bool:
        return self.closes_at is not None and self.closes_at <= moment

    def is_open(self, moment: datetime) -> bool:
        """Whether somebody may work on it at that moment, on time."""
        opened = self.opens_at is None or self.opens_at <= moment
        return self.running and opened and not self.has_closed(moment)

    def takes(self, moment: datetime) -> bool:
        """Whether it may be handed in at that moment, if late."""
        opened = self.opens_at is None or self.opens_at <= moment
        return self.running and opened and (self.takes_late or not self.has_closed(moment))


class Submission(Base):
    """Somebody said that they are finished."""

    __tablename__ = "deliberate_submission"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("deliberate_assignment.id"), primary_key=True)
    actor_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    late: Mapped[bool]


class Verdict(enum.StrEnum):
    """What somebody found who looked for a claim's words in the original."""

    SAID = "said"
    OTHERWISE = "otherwise"
    NOT_FOUND = "not_found"


class VoiceCheck(Base):
    """A student looked whether somebody said what a claim has them say. It moves nothing; it is counted and shown."""

    __tablename__ = "deliberate_voice_check"

    claim_id: Mapped[int] = mapped_column(ForeignKey("deliberate_proposition.id"), primary_key=True)
    actor_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    verdict: Mapped[Verdict]
    #: The address at which they looked.
    url: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
