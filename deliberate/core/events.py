"""The log: append-only, each entry sealed with the hash of the one before it."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import DDL, ForeignKey, select
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy.orm import Mapped, Session, mapped_column

from deliberate.core.actors import SYSTEM_ID, Actor
from deliberate.core.base import Base, BigKey
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.signals import event_recorded

GENESIS = "0" * 64
_HEAD = "deliberate_chain_head"


class Target(Protocol):
    """What an event can be about."""

    @property
    def public_id(self) -> Any: ...
    @property
    def kind(self) -> str: ...


class Event(Base):
    """One change of state. Words a person wrote and account ids sit beside it, where they can be deleted."""

    __tablename__ = "deliberate_event"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    #: A pseudonym, stable per person; see ``Pseudonym``.
    actor: Mapped[str]
    role: Mapped[str]
    action: Mapped[str]
    target_kind: Mapped[str]
    target: Mapped[str] = mapped_column(index=True)
    article_id: Mapped[int | None] = mapped_column(index=True)
    revision: Mapped[int | None]
    before: Mapped[str | None]
    after: Mapped[str | None]
    body_digest: Mapped[str | None]
    reason_code: Mapped[str | None]
    reason_digest: Mapped[str | None]
    batch: Mapped[str | None]
    case: Mapped[str | None]
    #: Whether a moderator acted on a matter of their own, as nobody else could.
    self_review: Mapped[bool] = mapped_column(default=False)
    prev_hash: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)


class EventReason(Base):
    """The free text of an event, deletable without breaking the chain."""

    __tablename__ = "deliberate_event_reason"

    event_id: Mapped[int] = mapped_column(ForeignKey("deliberate_event.id"), primary_key=True)
    salt: Mapped[str]
    text: Mapped[str]


class Pseudonym(Base):
    """Who stands behind a name in the log. Deleting the row severs the two for good."""

    __tablename__ = "deliberate_pseudonym"

    actor_id: Mapped[str] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(unique=True)


class ChainHead(Base):
    """The last link. One row, locked by whoever appends."""

    __tablename__ = "deliberate_chain_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int]
    hash: Mapped[str]


GUARDED: dict[str, Sequence[str]] = {}
"""The tables whose rows the database itself refuses to change, each with the columns that are unique in it."""


def guards(table: str) -> list[tuple[str, str]]:
    """The statements that keep a table of the log as it was written, each with the dialect it is for.

    Events only come. Their reasons may be deleted, but not reworded.
    """
    words, function = "the log is append-only", f"{table}_append_only"
    sqlite_refuses, postgresql_refuses = f"BEGIN SELECT RAISE(ABORT, '{words}'); END", f"EXECUTE FUNCTION {function}()"
    same = " OR ".join(f"{column} = NEW.{column}" for column in GUARDED[table])
    taken = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608  # a table of ours
    sqlite = [f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {sqlite_refuses}"]
    postgresql = [
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$",
    ]
    if table != EventReason.__tablename__:
        sqlite += [
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {sqlite_refuses}",
            # INSERT OR REPLACE takes a row away without any trigger on DELETE.
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {taken} {sqlite_refuses}",
        ]
        postgresql += [
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {postgresql_refuses}",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {postgresql_refuses}",
        ]
    else:
        postgresql += [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW {postgresql_refuses}",
        ]
    return [(statement, "sqlite") for statement in sqlite] + [(statement, "postgresql") for statement in postgresql]


def guard(table: str, unique: Sequence[str] = ("id",)) -> None:
    """Have the database refuse to change what a table holds, wherever the table is made."""
    GUARDED[table] = unique
    for statement, dialect in guards(table):
        sqlalchemy_event.listen(
            Base.metadata.tables[table],
            "after_create",
            DDL(statement).execute_if(dialect=dialect),  # type: ignore[no-untyped-call]
        )


guard(Event.__tablename__, ("id", "hash"))
guard(EventReason.__tablename__, ("event_id",))


def pseudonym_of(actor: Actor) -> str:
    """The name the log uses for somebody, made at their first event."""
    if actor.id is None or actor.id == SYSTEM_ID:
        return SYSTEM_ID
    found = session.get(Pseudonym, actor.id)
    if found is None:
        found = Pseudonym(actor_id=actor.id, handle=f"p-{secrets.token_hex(5)}")
        session.add(found)
    return found.handle


def record(
    actor: Actor,
    action: str,
    target: Target,
    *,
    before: str | None = None,
    after: str | None = None,
    revision: int | None = None,
    body_digest: str | None = None,
    reason_code: str | None = None,
    reason: str | None = None,
    batch: str | None = None,
    case: str | None = None,
    self_review: bool = False,
) -> Event:
    """Append one event, in the caller's transaction. The head's lock makes appenders wait for each other."""
    head = _locked_head()
    salt = secrets.token_hex(16)
    event = Event(
        id=head.event_id + 1,
        at=now().replace(microsecond=0),
        actor=pseudonym_of(actor),
        role=actor.role_name,
        action=action,
        target_kind=target.kind,
        target=str(target.public_id),
        article_id=getattr(target, "article_id", None),
        revision=revision,
        before=before,
        after=after,
        body_digest=body_digest,
        reason_code=reason_code,
        reason_digest=_digest(salt, reason) if reason else None,
        batch=batch,
        case=case,
        self_review=self_review,
        prev_hash=head.hash,
    )
    event.hash = link_hash(event)
    session.add(event)
    head.event_id, head.hash = event.id, event.hash
    session.flush()
    if reason:
        session.add(EventReason(event_id=event.id, salt=salt, text=reason))
        session.flush()
    event_recorded.send(event, actor=actor, target=target)
    return event


def _locked_head() -> ChainHead:
    """The last link: once this unit of work has locked it, nobody else moves it."""
    unit: Session = session()  # type: ignore[operator]  # the host's scoped session: one real session per context
    known: tuple[Any, ChainHead | None] = unit.info.get(_HEAD, (None, None))
    current, head = known
    if head is None or current is None or current is not unit.get_transaction():
        head = unit.get(ChainHead, 1, with_for_update=True)
        if head is None:
            head = ChainHead(id=1, event_id=0, hash=GENESIS)
            unit.add(head)
        unit.info[_HEAD] = (unit.get_transaction(), head)
    return head


_SEALED = (
    *("id", "actor", "role", "action", "target_kind", "target", "article_id", "revision", "before", "after"),
    *("body_digest", "reason_code", "reason_digest", "batch", "case", "self_review"),
)


def link_hash(event: Event) -> str:
    """SHA-256 over the previous hash and the event's canonical JSON."""
    fields: dict[str, Any] = {name: getattr(event, name) for name in _SEALED}
    fields["at"] = event.at.astimezone(UTC).isoformat()
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256((event.prev_hash + canonical).encode()).hexdigest()


def _digest(salt: str, text: str) -> str:
    return hashlib.sha256((salt + text).encode()).hexdigest()


@dataclass(frozen=True)
class Verdict:
    """What a walk along the chain found: how many events, the head's hash, and the first fault if there is one."""

    events: int
    head: str
    fault: str | None = None
    #: The number of the first event that is missing, added or not as it was written.
    first_bad: int | None = None


def verify_chain(published: Mapping[int, str] | None = None) -> Verdict:
    """Walk the whole log in order and say where it first breaks, if it does.

    ``published``: the hashes that some events, by number, are known to have had. Only they tell of a log that was
    rewritten with all its hashes.
    """
    previous, count = GENESIS, 0
    log = (
        select(Event, EventReason)
        .outerjoin(EventReason, EventReason.event_id == Event.id)
        .order_by(Event.id)
        .execution_options(yield_per=1000)
    )
    # On PostgreSQL the rows come by a cursor of the server's, which a fault found halfway must not leave open.
    with session.execute(log) as rows:
        for event, reason in rows:
            count += 1
            if (fault := _fault_of(event, reason, count, previous, published or {})) is not None:
                return Verdict(count, previous, fault, count)
            previous = event.hash
    if (fault := _fault_at_end(count, previous, published or {})) is not None:
        return Verdict(count, previous, fault, count + 1)
    return Verdict(count, previous)


def _fault_of(
    event: Event, reason: EventReason | None, number: int, previous: str, published: Mapping[int, str]
) -> str | None:
    """What is wrong with the event that should be the chain's next link, if anything is."""
    if event.id != number:
        return f"event {number} is missing; the next one there is {event.id}"
    if event.prev_hash != previous:
        return f"event {event.id} does not follow the one before it"
    if link_hash(event) != event.hash:
        return f"event {event.id} was changed after it was written"
    if published.get(event.id, event.hash) != event.hash:
        kept = max((each for each in published if each < event.id), default=0)
        since = f"after event {kept}, the last that is as published" if kept else "from the start"
        return f"event {event.id} is not the one that was published as a day's head: the log was rewritten {since}"
    if reason is not None and _digest(reason.salt, reason.text) != event.reason_digest:
        return f"the reason of event {event.id} was changed after it was written"
    return None


def _fault_at_end(count: int, last: str, published: Mapping[int, str]) -> str | None:
    """What is wrong with where the chain ends, if anything is."""
    head = session.get(ChainHead, 1)
    expected = (head.event_id, head.hash) if head else (0, GENESIS)
    if expected != (count, last):
        return f"the chain's head stands at event {expected[0]}, the log ends at {count}"
    if (latest := max(published, default=0)) > count:
        return f"event {latest} was published as a day's head, the log ends at {count}"
    return None
