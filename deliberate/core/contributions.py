"""What every contribution has: a public id, an author, a status that belongs to a revision, and a history."""

import enum
import hashlib
import json
import secrets
import uuid
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, ForeignKey, Index, UniqueConstraint, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberate.core.actors import Actor
from deliberate.core.base import Base, BigKey
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, NotFound, StaleEdit
from deliberate.core.events import record
from deliberate.core.signals import contribution_changed
from deliberate.core.wording import say


class Status(enum.StrEnum):
    """May readers see it? (How it stands as evidence is another question: curation.)"""

    SUGGESTED = "suggested"
    PENDING = "pending"
    VISIBLE = "visible"
    RETURNED = "returned"
    QUARANTINED = "quarantined"
    REMOVED = "removed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    #: Its words were erased for good.
    PURGED = "purged"


#: What readers are shown; the removed and withdrawn stay as a tombstone where something answers them.
PUBLIC = frozenset({Status.VISIBLE, Status.QUARANTINED})
#: What may still become visible by its author's or a moderator's next step.
WAITING = frozenset({Status.PENDING, Status.RETURNED})
#: What no reader has seen so far.
UNSEEN = WAITING | {Status.SUGGESTED, Status.REJECTED}

#: What stands or may soon stand; the rest is gone unless somebody restores it.
STANDING = PUBLIC | WAITING


class Contribution(Base):
    """The common row of propositions, relations, evidence, bearings and remarks.

    Its columns, and those of the joined table, hold the revision that readers see; a revision that waits for a
    moderator lives in ``Revision`` alone until it is approved.
    """

    __tablename__ = "deliberate_contribution"
    __table_args__: tuple[Any, ...] = (
        UniqueConstraint("author_id", "submission"),
        Index("ix_deliberate_contribution_queue", "status", "created_at"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    kind: Mapped[str]
    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"), index=True)
    author_id: Mapped[str] = mapped_column(index=True)
    status: Mapped[Status]
    #: The number of the revision that readers see.
    revision: Mapped[int] = mapped_column(default=1)
    #: The last revision that changed its substance; ratings of an earlier one await confirmation.
    substance: Mapped[int] = mapped_column(default=1)
    #: A revision a moderator decided on as "keep"; the same flags on it are refused.
    kept_revision: Mapped[int | None]
    #: Why it waits for a moderator, in words for its author.
    held_because: Mapped[str | None]
    #: Since when nothing new may be posted on it and it is not weighed.
    locked_at: Mapped[datetime | None]
    #: Named by the form it came from, so that a double click posts once.
    submission: Mapped[str | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_contribution.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    #: When it showed for the first time; None where it did so as soon as it was posted.
    approved_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    # The room of articles lies above; its class is known here by name alone.
    article: Mapped[Any] = relationship("Article", lazy="joined", innerjoin=True)

    __mapper_args__ = {"polymorphic_on": "kind", "version_id_col": version}

    @property
    def is_visible(self) -> bool:
        return self.status in PUBLIC

    @property
    def is_purged(self) -> bool:
        return self.status is Status.PURGED


class Revision(Base):
    """One wording of a contribution, kept as long as the contribution is."""

    __tablename__ = "deliberate_revision"
    __table_args__ = (UniqueConstraint("contribution_id", "number"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("deliberate_contribution.id"))
    number: Mapped[int]
    author_id: Mapped[str]
    status: Mapped[Status]
    #: The fields of the wording, as the feature's ``snapshot`` gives them.
    body: Mapped[dict[str, Any]]
    #: Whether it changes what is said, not just how it is spelt.
    substantive: Mapped[bool] = mapped_column(default=True)
    salt: Mapped[str]
    #: SHA-256 of salt and canonical body; the log keeps this, never the body.
    digest: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)


#: How a wording is written into the live rows, by the kind of contribution; each feature registers its own. It leaves
#: the contribution's revision numbers to ``apply_revision``, and raises Conflict where the wording no longer fits.
appliers: dict[str, Callable[[Any, Revision], None]] = {}


def seal(body: dict[str, Any]) -> tuple[str, str]:
    """A fresh salt and the SHA-256 of it with the canonical body: deleting the salt severs the digest from the text."""
    salt = secrets.token_hex(16)
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return salt, hashlib.sha256((salt + canonical).encode()).hexdigest()


def add_revision(
    contribution: Contribution, actor: Actor, body: dict[str, Any], status: Status, *, substantive: bool = True
) -> Revision:
    """Keep a wording as the contribution's next revision."""
    newest = session.scalar(
        select(Revision.number)
        .where(Revision.contribution_id == contribution.id)
        .order_by(Revision.number.desc())
        .limit(1)
    )
    return _keep_revision(contribution, (newest or 0) + 1, actor, body, status, substantive=substantive)


def _keep_revision(
    contribution: Contribution,
    number: int,
    actor: Actor,
    body: dict[str, Any],
    status: Status,
    *,
    substantive: bool = True,
) -> Revision:
    salt, digest = seal(body)
    revision = Revision(
        contribution_id=contribution.id,
        number=number,
        author_id=actor.key,
        status=status,
        body=body,
        substantive=substantive,
        salt=salt,
        digest=digest,
    )
    session.add(revision)
    session.flush()
    return revision


def apply_revision(contribution: Contribution, revision: Revision) -> None:
    """Make a wording the one that readers see. The event is the caller's, for only the caller knows why."""
    appliers[contribution.kind](contribution, revision)
    revision.status = Status.VISIBLE
    contribution.revision = revision.number
    if revision.substantive:
        contribution.substance = revision.number
    contribution.held_because = None
    contribution.changed_at = now()
    session.flush()


def find_waiting_revision(contribution: Contribution) -> Revision | None:
    """The edit of something visible that a moderator has yet to look at; there is one at most."""
    return session.scalar(
        select(Revision)
        .where(
            Revision.contribution_id == contribution.id,
            Revision.status == Status.PENDING,
            Revision.number > contribution.revision,
        )
        .order_by(Revision.number.desc())
        .limit(1)
    )


def post(contribution: Contribution, actor: Actor, body: dict[str, Any], action: str) -> None:
    """Store a new contribution with its first revision and its event, and announce it."""
    session.add(contribution)
    session.flush()
    revision = _keep_revision(contribution, 1, actor, body, contribution.status)
    record(
        actor,
        action,
        contribution,
        after=contribution.status.value,
        revision=revision.number,
        body_digest=revision.digest,
    )
    contribution_changed.send(contribution, action=action, revision=revision)


def change_status(
    contribution: Contribution,
    actor: Actor,
    after: Status,
    action: str,
    *,
    reason_code: str | None = None,
    reason: str | None = None,
    batch: str | None = None,
    case: str | None = None,
    self_review: bool = False,
) -> int:
    """Move a contribution to another status with exactly one event, and announce it. Returns the event's id.

    Raises Conflict where it was erased for good: nothing leads away from that.
    """
    refuse_purged(contribution)
    before = contribution.status
    contribution.status = after
    contribution.changed_at = now()
    session.flush()
    if after is Status.VISIBLE:
        if before in UNSEEN:
            contribution.approved_at = contribution.approved_at or contribution.changed_at
        _mark_shown(contribution)
    event = record(
        actor,
        action,
        contribution,
        before=before.value,
        after=after.value,
        revision=contribution.revision,
        reason_code=reason_code,
        reason=reason,
        batch=batch,
        case=case,
        self_review=self_review,
    )
    contribution_changed.send(contribution, action=action)
    return event.id


def refuse_purged(contribution: Contribution) -> None:
    """Raise Conflict where its words were erased for good."""
    if contribution.is_purged:
        raise Conflict(say("It was erased for good, so nothing can be done with it any more."))


def _mark_shown(contribution: Contribution) -> None:
    """From now on its wording is one that readers saw; the history shows those and no others."""
    session.execute(
        update(Revision)
        .where(Revision.contribution_id == contribution.id, Revision.number == contribution.revision)
        .values(status=Status.VISIBLE)
    )


def get_contribution(public_id: uuid.UUID) -> Contribution:
    """The contribution with that public id. Raises NotFound."""
    found: Contribution | None = session.scalar(_with_public_id(), {"public_id": public_id})
    if found is None:
        raise NotFound(say("There is no such contribution, or it is gone."))
    return found


@cache
def _with_public_id() -> Executable:
    return select(Contribution).where(Contribution.public_id == bindparam("public_id"))


def check_version(contribution: Contribution, version: int, current: str) -> None:
    """Raise StaleEdit, with the current wording, unless the form was opened on the present version."""
    if contribution.version != version:
        raise StaleEdit(
            say(
                "Somebody changed this while you were editing. "
                "Your words are still in the form, the present ones below."
            ),
            current,
        )
