"""Notices, the articles somebody watches or has muted, and what somebody wants to be told of and how."""

import enum
import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from deliberate.core.base import Base, BigKey
from deliberate.core.clock import now


class NoticeKind(enum.StrEnum):
    """What a notice tells."""

    DECIDED = "decided"
    UNDONE = "undone"
    REWORDED = "reworded"
    MERGED = "merged"
    SPLIT = "split"
    FLAG_ANSWERED = "flag answered"
    APPEAL_LODGED = "appeal lodged"
    APPEAL_ANSWERED = "appeal answered"
    ANSWERED = "answered"
    NEW_EVIDENCE = "new evidence"
    CONFIRM = "confirm"
    SOURCE_MARKED = "source marked"
    SANCTIONED = "sanctioned"
    SANCTION_ENDED = "sanction ended"
    LEVEL_MOVED = "level moved"
    LOCKED = "locked"
    FINDING = "finding"
    PROPOSAL_ANSWERED = "proposal answered"
    HANDED_ON = "handed on"
    ACCEPTED = "accepted"
    WEBHOOK_OFF = "webhook off"
    FEEDBACK = "feedback"


class Topic(enum.StrEnum):
    """What somebody can have or leave: several kinds each."""

    DECISIONS = "decisions"
    CHANGES = "changes"
    FLAGS = "flags"
    APPEALS = "appeals"
    ANSWERS = "answers"
    EVIDENCE = "evidence"
    RATINGS = "ratings"
    SOURCES = "sources"
    CONDUCT = "conduct"
    HANDED_ON = "handed on"
    WEBHOOKS = "webhooks"
    CLASSES = "classes"


TOPIC_OF = {
    NoticeKind.DECIDED: Topic.DECISIONS,
    NoticeKind.UNDONE: Topic.DECISIONS,
    NoticeKind.REWORDED: Topic.CHANGES,
    NoticeKind.MERGED: Topic.CHANGES,
    NoticeKind.SPLIT: Topic.CHANGES,
    NoticeKind.FLAG_ANSWERED: Topic.FLAGS,
    NoticeKind.APPEAL_LODGED: Topic.APPEALS,
    NoticeKind.APPEAL_ANSWERED: Topic.APPEALS,
    NoticeKind.ANSWERED: Topic.ANSWERS,
    NoticeKind.NEW_EVIDENCE: Topic.EVIDENCE,
    NoticeKind.CONFIRM: Topic.RATINGS,
    NoticeKind.SOURCE_MARKED: Topic.SOURCES,
    NoticeKind.SANCTIONED: Topic.CONDUCT,
    NoticeKind.SANCTION_ENDED: Topic.CONDUCT,
    NoticeKind.LEVEL_MOVED: Topic.CONDUCT,
    NoticeKind.LOCKED: Topic.DECISIONS,
    NoticeKind.FINDING: Topic.EVIDENCE,
    NoticeKind.PROPOSAL_ANSWERED: Topic.FLAGS,
    NoticeKind.HANDED_ON: Topic.HANDED_ON,
    NoticeKind.ACCEPTED: Topic.ANSWERS,
    NoticeKind.WEBHOOK_OFF: Topic.WEBHOOKS,
    NoticeKind.FEEDBACK: Topic.CLASSES,
}

#: Of these there is one in an hour for each article, however much there is to tell.
GATHERED = frozenset({NoticeKind.ANSWERED, NoticeKind.NEW_EVIDENCE, NoticeKind.CONFIRM})
#: What whoever has muted the article is not told; decisions on what is theirs they are told all the same.
MUTABLE = GATHERED | {NoticeKind.SOURCE_MARKED}


class Rhythm(enum.StrEnum):
    """When notices go by mail."""

    DAILY = "daily"
    AT_ONCE = "at once"
    NEVER = "never"


class WatchState(enum.StrEnum):
    """Whether somebody wants news of an article."""

    WATCHED = "watched"
    MUTED = "muted"


#: A level has no public id.
OF_NOTHING = uuid.UUID(int=0)

#: So long a notice is kept back, that what is undone at once is never told.
KEPT_BACK = timedelta(seconds=10)


def _later() -> datetime:
    return now() + KEPT_BACK


class Notice(Base):
    """One thing somebody is told. It holds ids and codes, and no words that anybody wrote."""

    __tablename__ = "deliberate_notice"
    __table_args__ = (
        Index("ix_deliberate_notice_unread", "actor_id", "read_at", "visible_from"),
        Index("ix_deliberate_notice_gathered", "article_id", "kind", "created_at"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    #: Who is told.
    actor_id: Mapped[str]
    kind: Mapped[NoticeKind]
    #: None where it is about no article, or about none that its reader may read.
    article_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_article.id"))
    #: The public id of what it is about: a contribution, an appeal, a source, a measure, an entry of the queue, a
    #: webhook or an assignment; of a level, ``OF_NOTHING``.
    target: Mapped[uuid.UUID]
    #: What else its sentence needs, by its kind: see ``deliberate.notices.lines``.
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: The event it tells of, where that can be undone.
    event_id: Mapped[int | None] = mapped_column(BigKey, index=True)
    #: Whether it stands on the page of notices; otherwise it goes by mail alone.
    in_app: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    visible_from: Mapped[datetime] = mapped_column(default=_later)
    read_at: Mapped[datetime | None] = mapped_column(index=True)
    #: From when on it is to be mailed; None where it is not, or was.
    mail_from: Mapped[datetime | None] = mapped_column(index=True)
    mailed_at: Mapped[datetime | None]


class Watch(Base):
    """Somebody watches an article, or has muted it."""

    __tablename__ = "deliberate_watch"

    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"), primary_key=True)
    actor_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    state: Mapped[WatchState]
    since: Mapped[datetime] = mapped_column(default=now)


class PostWatch(Base):
    """Somebody watches one claim or item, or has muted what is posted on it."""

    __tablename__ = "deliberate_post_watch"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("deliberate_contribution.id"), primary_key=True)
    actor_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"), index=True)
    state: Mapped[WatchState]
    since: Mapped[datetime] = mapped_column(default=now)


class NoticePreference(Base):
    """What somebody wants to be told of and how. Nobody needs a row: without one, the values below hold."""

    __tablename__ = "deliberate_notice_preference"

    actor_id: Mapped[str] = mapped_column(primary_key=True)
    rhythm: Mapped[Rhythm] = mapped_column(default=Rhythm.DAILY)
    #: Whether posting on an article is to watch it.
    watches_own: Mapped[bool] = mapped_column(default=True)
    #: The topics that are left out on the page, and in mail.
    silent: Mapped[list[Any]] = mapped_column(default=list)
    silent_by_mail: Mapped[list[Any]] = mapped_column(default=list)
