"""An article, its immutable versions, and who may edit and read it."""

import enum
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, ForeignKey, UniqueConstraint, event, inspect
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from deliberate.core.base import Base, BigKey
from deliberate.core.clock import now


class State(enum.StrEnum):
    """Where an article is in its life."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"
    TAKEN_DOWN = "taken down"


class Audience(enum.StrEnum):
    """Who may read an article once it is published."""

    PUBLIC = "public"
    LINK = "link"
    GROUP = "group"


#: How the codes of groups begin whose people a host keeps: no code that anybody types is read as one.
KEPT = "kept:"
#: The same of a part of a class, which comes and goes with it.
PART = "part:"


class Group(Base):
    """People who share articles of their own, entered by a join code."""

    __tablename__ = "deliberate_group"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    name: Mapped[str]
    join_code: Mapped[str] = mapped_column(unique=True)
    #: Whether it is the group of a class, which has a way in of its own, and weighs as classes do.
    is_class: Mapped[bool] = mapped_column(default=False)

    @property
    def is_kept(self) -> bool:
        """Whether a host says who is in it, and nobody enters it by a code."""
        return self.join_code.startswith(KEPT)


class GroupMember(Base):
    """One person in a group."""

    __tablename__ = "deliberate_group_member"

    group_id: Mapped[int] = mapped_column(ForeignKey("deliberate_group.id"), primary_key=True)
    actor_id: Mapped[str] = mapped_column(primary_key=True, index=True)


class JoinAttempt(Base):
    """Somebody typed a join code. Kept for an hour, so that codes cannot be guessed."""

    __tablename__ = "deliberate_join_attempt"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    actor_id: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(default=now)


class Article(Base):
    """A contested text under deliberation."""

    __tablename__ = "deliberate_article"
    __table_args__ = (UniqueConstraint("author_id", "submission"),)

    #: The word the log uses for it; an article is no contribution.
    kind = "article"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    #: Part of its address. For audience ``link`` it ends in a token nobody can guess.
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    byline: Mapped[str | None]
    publisher: Mapped[str | None]
    published_on: Mapped[date | None]
    language: Mapped[str] = mapped_column(default="en")
    source_url: Mapped[str | None]
    licence: Mapped[str | None]
    #: Whether readers see only the passages that claims point at, of a text that may not be shown whole.
    excerpt: Mapped[bool] = mapped_column(default=False)
    state: Mapped[State] = mapped_column(default=State.DRAFT, index=True)
    audience: Mapped[Audience] = mapped_column(default=Audience.PUBLIC)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_group.id"))
    #: Whether new contributions wait for a moderator.
    premoderated: Mapped[bool] = mapped_column(default=False)
    #: How many minutes each person's posts have to be apart; 0 where they need not.
    slow_minutes: Mapped[int] = mapped_column(default=0)
    #: Whoever imported it.
    author_id: Mapped[str] = mapped_column(index=True)
    #: Named by the form it came from, so that a double click imports once.
    submission: Mapped[str | None]
    #: Raised by each change of its settings; a form opened on an older number is stale.
    settings_number: Mapped[int] = mapped_column(default=1)
    #: The number of its newest version.
    version_number: Mapped[int] = mapped_column(default=1)
    #: Raised by every change of its own that a reader could see.
    turn: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    opened_at: Mapped[datetime | None]
    changed_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column()

    group: Mapped[Group | None] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}

    @property
    def article_id(self) -> int:
        """Its own id, so that an event about an article carries it as one about a contribution does."""
        return self.id

    @property
    def is_published(self) -> bool:
        return self.state in {State.OPEN, State.CLOSED, State.ARCHIVED}

    @property
    def is_open(self) -> bool:
        return self.state is State.OPEN


class FetchState(enum.StrEnum):
    """How an import by address stands."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class AddressImport(Base):
    """Somebody asked for the page at an address to become an article of theirs. Kept for a week."""

    __tablename__ = "deliberate_address_import"
    __table_args__ = (UniqueConstraint("author_id", "submission"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    author_id: Mapped[str]
    #: Their roles when they asked: nobody is signed in when it is done.
    roles: Mapped[list[Any]]
    #: Named by the form it came from, so that a double click asks once.
    submission: Mapped[str]
    url: Mapped[str]
    title: Mapped[str]
    source_url: Mapped[str | None]
    audience: Mapped[Audience]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_group.id"))
    premoderated: Mapped[bool]
    excerpt: Mapped[bool]
    state: Mapped[FetchState] = mapped_column(default=FetchState.WAITING)
    #: What went wrong, in words for whoever asked; while it waits, what went wrong last.
    problem: Mapped[str | None]
    #: The job that does it.
    job: Mapped[uuid.UUID | None]
    #: What it became; for a newer text, the article it is of, from the start.
    article_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_article.id"))
    #: For a newer text of an article: the number of the version that its form was opened on.
    renews: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)

    article: Mapped["Article | None"] = relationship(lazy="raise")


class ArticleEditor(Base):
    """A co-editor of an article, beside whoever imported it."""

    __tablename__ = "deliberate_article_editor"

    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"), primary_key=True)
    actor_id: Mapped[str] = mapped_column(primary_key=True, index=True)


class ArticleVersion(Base):
    """An immutable snapshot of the text: every anchor points into one. Offsets are code points, end-exclusive."""

    __tablename__ = "deliberate_article_version"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"))
    number: Mapped[int]
    text: Mapped[str]
    #: [[kind, start, end], ...] in order.
    blocks: Mapped[list[Any]]
    sha256: Mapped[str]
    #: What the import changed, left out or could not do, one sentence each.
    report: Mapped[list[Any]]
    author_id: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)


@event.listens_for(ArticleVersion, "before_update")
def _refuse_change(_mapper: Mapper[ArticleVersion], _connection: Connection, version: ArticleVersion) -> None:
    """Anchors are offsets into the text: a changed version would move every one of them. Its report may grow."""
    if {each.key for each in inspect(version).attrs if each.history.has_changes()} <= {"report"}:
        return
    raise TypeError(f"version {version.number} of an article is immutable; import a new one")
