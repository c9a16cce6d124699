"""Tokens that let a program act for somebody, and which of its requests were sent before."""

import enum
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from deliberate.core.base import Base, BigKey
from deliberate.core.clock import now


class Scope(enum.StrEnum):
    """What a token may be used for; its owner's permissions hold besides."""

    READ = "read"
    WRITE = "write"
    MODERATE = "moderate"


class ApiToken(Base):
    """One token of one person. Its secret is shown once; what is kept is a digest of it."""

    __tablename__ = "deliberate_api_token"
    __table_args__ = (UniqueConstraint("actor_id", "submission"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    actor_id: Mapped[str] = mapped_column(index=True)
    #: What its owner calls it.
    name: Mapped[str]
    #: SHA-256 of the secret, which is 256 random bits, so that nothing slower is needed.
    digest: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    #: The day of its last use, and no more of it.
    used_on: Mapped[date | None]
    #: Named by the form it came from, so that a double click makes one.
    submission: Mapped[str | None]


class ApiRequest(Base):
    """A request that carried an idempotency key and was done: what it was, as a digest, so that its key is not used for
    another, and what it was answered."""

    __tablename__ = "deliberate_api_request"

    actor_id: Mapped[str] = mapped_column(primary_key=True)
    #: SHA-256 of the key.
    key: Mapped[str] = mapped_column(primary_key=True)
    #: SHA-256 of method, address and body.
    digest: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    status: Mapped[int]
    #: None where it is too long to be kept, or words were erased since.
    answer: Mapped[str | None]
