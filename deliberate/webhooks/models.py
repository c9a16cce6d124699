"""Webhooks: addresses that are told of what changes, and what was or is to be sent to each."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberate.articles.models import Article
from deliberate.core.base import Base, BigKey
from deliberate.core.clock import now


class WebhookState(enum.StrEnum):
    """Whether anything is sent. Of what was removed a row stays, without address and secrets: the log speaks of it."""

    ON = "on"
    OFF = "off"
    REMOVED = "removed"


class OffBecause(enum.StrEnum):
    """Why nothing is sent any more."""

    BY_HAND = "by hand"
    FAILING = "failing"
    GONE = "gone"


class DeliveryState(enum.StrEnum):
    """What became of one message. Left out: by the time it was to be sent, it was nothing for the public any more."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    LEFT_OUT = "left out"


class Webhook(Base):
    """An address that is told of some kinds of events, of one article or of the whole site."""

    __tablename__ = "deliberate_webhook"
    __table_args__ = (UniqueConstraint("author_id", "submission"),)

    #: The word the log uses for it.
    kind = "webhook"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    #: None for all that the site shows to everybody.
    article_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_article.id"), index=True)
    #: Whoever set it up, and is told when nothing can be delivered.
    author_id: Mapped[str] = mapped_column(index=True)
    #: Named by the form it came from, so that a double click sets up one.
    submission: Mapped[str | None]
    address: Mapped[str]
    #: The kinds of events, as ``kinds.KINDS`` names them.
    kinds: Mapped[list[Any]]
    #: What addresses of pages begin with in what is sent.
    site_url: Mapped[str]
    state: Mapped[WebhookState] = mapped_column(default=WebhookState.ON)
    off_because: Mapped[OffBecause | None]
    #: As it is given to whoever receives: messages are signed with it, so that it cannot be kept as a digest.
    secret: Mapped[str]
    #: The one before, which also signs until then.
    earlier_secret: Mapped[str | None]
    earlier_until: Mapped[datetime | None]
    #: How many there were; a form opened on another number asks for no further one.
    secret_number: Mapped[int] = mapped_column(default=1)
    #: Until then whoever had it made is shown it.
    secret_shown_until: Mapped[datetime | None]
    #: Since when nothing was delivered, and in how many tries, whatever was answered.
    failing_since: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    #: Until then nothing is tried.
    resting_until: Mapped[datetime | None]
    #: How often sending began: it names the job that does it next, so that none is asked for twice or forgotten.
    round: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)

    article: Mapped[Article | None] = relationship()


class Delivery(Base):
    """One message to one address. It names what it tells of and holds no words: they are looked up when it is sent."""

    __tablename__ = "deliberate_webhook_delivery"
    __table_args__ = (Index("ix_deliberate_webhook_delivery_due", "webhook_id", "state", "due_at"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("deliberate_webhook.id"))
    kind: Mapped[str]
    #: The line of the log that it tells of; None for a test.
    event_id: Mapped[int | None] = mapped_column(BigKey)
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.WAITING)
    due_at: Mapped[datetime] = mapped_column(default=now)
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    #: Of the last try: the status that was answered, how long it took, the beginning of the answer, what went wrong.
    status: Mapped[int | None]
    milliseconds: Mapped[int | None]
    answer: Mapped[str | None]
    problem: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
