"""Lists of publishers: imported whole, looked at before that, and withdrawn."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, func, select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.events import record
from deliberate.core.policy import Permission, authorize
from deliberate.core.wording import say, say_many
from deliberate.evidence.grades import domains_over, settle_grades
from deliberate.evidence.list_reading import ListRow
from deliberate.evidence.models import ListEntry, Publisher, Reliability, SourceList
from deliberate.evidence.reach import weigh_for_publishers


@dataclass(frozen=True)
class Regraded:
    """A publisher cited here whose grade is another after an import or a withdrawal."""

    name: str
    public_id: UUID
    before: Reliability
    after: Reliability


@dataclass(frozen=True)
class ListReport:
    """What an import of one list changes, or would."""

    name: str
    added: int
    changed: int
    removed: int
    unchanged: int
    regraded: Sequence[Regraded]

    @property
    def sentence(self) -> str:
        rows = say(
            "%(added)s added, %(changed)s changed, %(removed)s removed, %(unchanged)s as before",
            added=self.added,
            changed=self.changed,
            removed=self.removed,
            unchanged=self.unchanged,
        )
        return say_many(
            "%(name)s: %(rows)s. %(num)s publisher cited here changes its grade.",
            "%(name)s: %(rows)s. %(num)s publishers cited here change grade.",
            len(self.regraded),
            name=self.name,
            rows=rows,
        )


def import_lists(actor: Actor, lists: Mapping[str, Sequence[ListRow]]) -> list[ListReport]:
    """Make each list what the file says, whole: what is no longer in it is removed. The same again changes nothing.

    One event for each list that changes; every article that cites a publisher regraded is weighed anew.
    """
    authorize(actor, Permission.MANAGE_SOURCE_LISTS)
    return [_import(actor, name, rows) for name, rows in lists.items()]


def look_at_lists(actor: Actor, lists: Mapping[str, Sequence[ListRow]]) -> list[ListReport]:
    """What importing them would change; nothing is. In the caller's transaction."""
    with session.begin_nested() as looking:
        reports = import_lists(actor, lists)
        looking.rollback()
    return reports


def _import(actor: Actor, name: str, rows: Sequence[ListRow]) -> ListReport:
    found = session.scalar(select(SourceList).where(SourceList.name == name))
    back = found is not None and found.withdrawn_at is not None
    source_list = found or SourceList(name=name)
    session.add(source_list)
    session.flush()
    known = {each.domain: each for each in session.scalars(select(ListEntry).filter_by(list_id=source_list.id))}
    gone = known.keys() - {row.domain for row in rows}
    added, changed = 0, 0
    for row in rows:
        entry = known.get(row.domain)
        if entry is None:
            entry = ListEntry(list_id=source_list.id, domain=row.domain)
            session.add(entry)
            added += 1
            _write(entry, row, now().date())
        else:
            changed += _write(entry, row, entry.listed_on)
    for some in _slices(sorted(gone)):
        session.execute(delete(ListEntry).where(ListEntry.list_id == source_list.id, ListEntry.domain.in_(some)))
    moved = added or changed or gone or back or found is None
    if moved:
        source_list.imported_at, source_list.withdrawn_at = now(), None
        session.flush()
        record(actor, "import_list", source_list, after=f"{len(rows)} rows")
    regraded = _regrade({row.domain for row in rows} | known.keys()) if moved else []
    return ListReport(name, added, changed, len(gone), len(rows) - added - changed, regraded)


def _write(entry: ListEntry, row: ListRow, day: date) -> bool:
    """Put a row into its entry; whether that changed it. Without a day of its own it keeps that of its first import."""
    new = (row.status, row.grade, row.listed_on or day, row.reason)
    if new == (entry.status, entry.grade, entry.listed_on, entry.reason):
        return False
    entry.status, entry.grade, entry.listed_on, entry.reason = new
    return True


def withdraw_list(actor: Actor, source_list: SourceList) -> Sequence[Regraded]:
    """Have a list grade nobody any more: each publisher's grade is what it would be without it."""
    authorize(actor, Permission.MANAGE_SOURCE_LISTS)
    if source_list.withdrawn_at is not None:
        return []
    source_list.withdrawn_at = now()
    session.flush()
    record(actor, "withdraw_list", source_list)
    return _regrade(set(session.scalars(select(ListEntry.domain).where(ListEntry.list_id == source_list.id))))


def _regrade(domains: Collection[str]) -> list[Regraded]:
    """Settle the grades of the publishers at or below these domains, and weigh what cites those that changed."""
    publishers = session.scalars(select(Publisher).where(Publisher.domain.is_not(None)).order_by(Publisher.id))
    wanted = frozenset(domains)
    touched = [each for each in publishers if not wanted.isdisjoint(domains_over(each.domain))]
    before = {each.id: each.reliability for each in touched}
    changed = settle_grades(touched)
    weigh_for_publishers([each.id for each in changed])
    return [Regraded(each.name, each.public_id, before[each.id], each.reliability) for each in changed]


def get_list(public_id: UUID) -> SourceList:
    """Raises NotFound."""
    found = session.scalar(select(SourceList).where(SourceList.public_id == public_id))
    if found is None:
        raise NotFound(say("There is no such list."))
    return found


def get_list_named(name: str) -> SourceList:
    """Raises NotFound."""
    found = session.scalar(select(SourceList).where(SourceList.name == name))
    if found is None:
        raise NotFound(say("There is no list “%(name)s”.", name=name))
    return found


def all_lists() -> list[tuple[SourceList, int]]:
    """Every list with how many rows it has, the newest first."""
    rows = (
        select(SourceList, func.count(ListEntry.id))
        .outerjoin(ListEntry, ListEntry.list_id == SourceList.id)
        .group_by(SourceList.id)
        .order_by(SourceList.imported_at.desc(), SourceList.id.desc())
    )
    return [(source_list, count) for source_list, count in session.execute(rows)]


def _slices(values: Sequence[str], size: int = 500) -> list[Sequence[str]]:
    return [values[at : at + size] for at in range(0, len(values), size)]
