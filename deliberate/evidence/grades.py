"""What grade of a publisher counts: this site's own, else that of the newest list it stands on."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from deliberate.core.db import session
from deliberate.evidence.models import ListEntry, Publisher, Reliability, SourceList


@dataclass(frozen=True)
class Grade:
    """A grade with where it comes from: a list's entry, or None for this site's own and for a publisher unknown."""

    value: Reliability
    entry: ListEntry | None = None

    @property
    def since(self) -> date | None:
        return self.entry.listed_on if self.entry else None


def domains_over(domain: str | None) -> list[str]:
    """The domain and those it belongs to, the nearest first, without the last label: news.bbc.uk, bbc.uk."""
    labels = (domain or "").split(".")
    return [".".join(labels[at:]) for at in range(len(labels) - 1)]


def entries_on(publishers: Iterable[Publisher]) -> Mapping[int, Sequence[ListEntry]]:
    """What lists that stand say of each publisher, the one that counts first: the nearest domain, then the newest."""
    domains = {publisher.id: domains_over(publisher.domain) for publisher in publishers}
    wanted = {domain for found in domains.values() for domain in found}
    known: dict[str, list[ListEntry]] = defaultdict(list)
    for some in _slices(sorted(wanted)):
        for entry in session.scalars(
            select(ListEntry)
            .join(SourceList, SourceList.id == ListEntry.list_id)
            .where(ListEntry.domain.in_(some), SourceList.withdrawn_at.is_(None))
            .options(contains_eager(ListEntry.list))
            .order_by(ListEntry.listed_on.desc(), SourceList.imported_at.desc(), ListEntry.id.desc())
        ):
            known[entry.domain].append(entry)
    return {key: [entry for domain in found for entry in known.get(domain, ())] for key, found in domains.items()}


def grade_of(publisher: Publisher, entries: Sequence[ListEntry]) -> Grade:
    """The grade that counts."""
    if publisher.own_grade is not None:
        return Grade(publisher.own_grade)
    return Grade(entries[0].grade, entries[0]) if entries else Grade(Reliability.F)


def settle_grades(publishers: Collection[Publisher]) -> list[Publisher]:
    """Bring what counts up to date. Returns those whose grade is another now; weighing anew is the caller's."""
    entries = entries_on(publishers)
    changed = []
    for publisher in publishers:
        grade = grade_of(publisher, entries[publisher.id]).value
        if publisher.reliability is not grade:
            publisher.reliability = grade
            changed.append(publisher)
    session.flush()
    return changed


def _slices(values: Sequence[str], size: int = 500) -> Iterable[Sequence[str]]:
    return (values[at : at + size] for at in range(0, len(values), size))
