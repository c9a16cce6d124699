"""How an assignment is divided among small groups, who is in which, and what of its article is what in each copy."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberate.articles.models import Article
from deliberate.classroom.models import Assignment
from deliberate.core.base import Base, BigKey


class Way(enum.StrEnum):
    """How students come into groups."""

    RANDOM = "random"
    BY_HAND = "by_hand"
    #: Those who agree, who disagree, who are undecided and who have not said so are spread over all groups alike.
    MIXED = "mixed"


class Division(Base):
    """The wish to have an assignment done in small groups. The article of the assignment is then their template."""

    __tablename__ = "deliberate_division"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("deliberate_assignment.id"), primary_key=True)
    way: Mapped[Way]
    #: How many people a group has, or how many groups there are.
    number: Mapped[int]
    is_size: Mapped[bool]
    #: The claim of the template by whose stances they are mixed; without one, the main claim's.
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_proposition.id"))
    #: Whether who joins the class later goes to the smallest group, or waits to be placed by hand.
    places_joiners: Mapped[bool]
    #: Whether students may compare the groups before the assignment has closed.
    is_compared: Mapped[bool] = mapped_column(default=False)
    #: Since when the groups have their copies; until then they are a proposal that students do not see.
    settled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    assignment: Mapped[Assignment] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}


class SmallGroup(Base):
    """One group of a division. What its people read and post hangs on a group of readers of its own."""

    __tablename__ = "deliberate_small_group"
    __table_args__ = (UniqueConstraint("assignment_id", "number"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("deliberate_assignment.id"))
    #: From 1 on; it is its name.
    number: Mapped[int]
    #: Its copy of the template, and who reads that: its students, and those who teach the class.
    article_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_article.id"), unique=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_group.id"), unique=True)
    #: What of the template as a whole it has been given, so that only what changes there is carried over.
    carried: Mapped[dict[str, Any]] = mapped_column(default=dict)

    article: Mapped[Article | None] = relationship(lazy="raise")


class SmallGroupMember(Base):
    """A student in a small group: in one of an assignment at most."""

    __tablename__ = "deliberate_small_group_member"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("deliberate_assignment.id"), primary_key=True)
    actor_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    small_group_id: Mapped[int] = mapped_column(ForeignKey("deliberate_small_group.id"), index=True)


class Twin(Base):
    """A claim or a relation of the template, and what it is in a group's copy."""

    __tablename__ = "deliberate_twin"

    original_id: Mapped[int] = mapped_column(ForeignKey("deliberate_contribution.id"), primary_key=True)
    small_group_id: Mapped[int] = mapped_column(ForeignKey("deliberate_small_group.id"), primary_key=True, index=True)
    copy_id: Mapped[int] = mapped_column(ForeignKey("deliberate_contribution.id"), unique=True)
    #: How the original was when it was last carried over.
    carried: Mapped[dict[str, Any]]
