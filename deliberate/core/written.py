"""What a unit of work wrote, as far as anybody sees it: whose pages have to be made anew.

Each article has a version, the site has one, and one stands for everything. They turn over in the transaction that
changes what somebody may see. What is not known here turns over the site's: to forget a table is slow, never wrong.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Column,
    Engine,
    Executable,
    Table,
    bindparam,
    case,
    event,
    inspect,
    or_,
    select,
    update,
)
from sqlalchemy.orm import InstanceState, Mapped, Session, mapped_column

from deliberate.core.base import TABLE_PREFIX, Base
from deliberate.core.clock import now

#: What a version is about, where it is no article, whose ids begin at 1.
SITE, EVERYTHING = 0, -1


class PageVersion(Base):
    """One version. It is a time, so that none comes back once a backup was restored, and grows with each change."""

    __tablename__ = "deliberate_page_version"

    about: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)


def _ours(names: str) -> frozenset[str]:
    return frozenset(TABLE_PREFIX + name for name in names.split())


#: Rows that belong to an article: each column that leads to one, or to a contribution, says to which.
OF_AN_ARTICLE = _ours(
    "article article_version article_editor contribution proposition evidence bearing relation relation_premise remark "
    "anchor voice stance revision rating score item_score score_event weighing viewpoint_factor "
    "viewpoint_groups decision act passage saying_report empty_search lock finding imported_file "
    "rating_burst origin_suggestion item_proposal event common_point point_standing"
)
#: Rows that are on no page a visitor may read: what is a person's own, what waits, and what has its row beside it.
NOBODYS = _ours(
    "page_version job join_attempt notice notice_preference preference watch post_watch ledger_seen queue_entry "
    "queue_note chain_head standing address_import search_entry link_look reported_thing review flag point_answer "
    "curation_look visit welcome draft attachment api_token api_request division small_group small_group_member twin "
    "rubric feedback item_comment review_round peer_review stance_look kept_stance"
) | {f"account_{name}" for name in "tally link sign_in recovery_code held_name passkey passkey_challenge".split()}
#: Rows that nothing shows until something else that is written points at them. Changed or gone, they are the site's.
UNSEEN_AT_FIRST = _ours("source publisher origin speaker parameters pseudonym event_reason") | {"account_user"}
#: What may change in a row without the pages of other articles, or anybody's, becoming different by it.
QUIET = {
    "deliberate_article": frozenset({"turn", "changed_at", "version", "version_number", "settings_number"}),
    "account_user": frozenset({"password", "totp_secret", "totp_step", "passkey_step", "email", "email_confirmed_at"}),
}

_ARTICLE, _CONTRIBUTION, _BEARING = "deliberate_article", "deliberate_contribution", "deliberate_bearing"
#: Of more contributions than this it is not asked on which pages they are.
_MANY = 500

_WRITES = re.compile(
    r'\s*(INSERT|UPDATE|DELETE|REPLACE)\b(?:\s+OR\s+\w+|\s+INTO|\s+FROM|\s+ONLY)*\s+"?(\w+)', re.IGNORECASE
)
_CHANGES = re.compile(r"\b(INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|DROP|ALTER)\b", re.IGNORECASE)


@dataclass
class Written:
    """What one unit of work has written so far."""

    articles: set[int] = field(default_factory=set)
    contributions: set[int] = field(default_factory=set)
    site: bool = False
    anything: bool = False
    #: Tables that the flush under way has written, and no object is known for yet; None where none is under way.
    flushing: set[str] | None = None

    def note_statement(self, kind: str, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Something was written past the session's objects. Whose it is, is known where it is new."""
        if table in NOBODYS:
            return
        self.anything = True
        if kind == "INSERT" and table in UNSEEN_AT_FIRST:
            return
        if kind != "INSERT" or table not in OF_AN_ARTICLE:
            self.site = True
            return
        told = [self._note_owners({name: {row.get(name)} for name in owners_of(table)}, table) for row in rows]
        self.site = self.site or not told or not all(told)

    def note_object(self, state: InstanceState[Any], *, new: bool = False, gone: bool = False) -> set[str]:
        """The flush wrote an object; the names of its tables."""
        tables = {str(table.name) for table in _tables(state)}
        quiet = next((QUIET[table] for table in tables & QUIET.keys()), None)
        loud = quiet is None or new or gone or not _changed(state) <= quiet
        if tables <= NOBODYS or not (loud or tables <= OF_AN_ARTICLE):
            return tables
        self.anything = True
        if new and tables <= UNSEEN_AT_FIRST:
            return tables
        if not tables <= OF_AN_ARTICLE or (quiet and loud and not new):
            self.site = True
            return tables
        told = [self._note_owners(_values(state, table), str(table.name)) for table in _tables(state)]
        self.site = self.site or not any(told)
        return tables

    def _note_owners(self, values: Mapping[str, set[Any] | None], table: str) -> bool:
        """Note whom a row belongs to; whether it says so at all. Where that cannot be told it is the site's."""
        found = False
        for name, kind in owners_of(table).items():
            known = values[name]
            if known is None:
                self.site = True
                continue
            ids = known - {None}
            found = found or bool(ids)
            (self.articles if kind == _ARTICLE else self.contributions).update(ids)
        return found


@cache
def owners_of(table: str) -> Mapping[str, str]:
    """The columns of one of our tables that lead to an article or a contribution, and to which of them."""
    columns = Base.metadata.tables[table].columns
    if table == _ARTICLE:
        return {"id": _ARTICLE}
    if "article_id" in columns and table != _CONTRIBUTION:
        return {"article_id": _ARTICLE}
    found = {str(column.name): kind for column in columns if (kind := _leads_to(column))}
    return found | ({"id": _CONTRIBUTION, "article_id": _ARTICLE} if table == _CONTRIBUTION else {})


def _leads_to(column: Column[Any]) -> str | None:
    for key in column.foreign_keys:
        table = str(key.column.table.name)
        if table in {_ARTICLE, _CONTRIBUTION}:
            return table
        if key.column.name == "id" and _leads_to(key.column) == _CONTRIBUTION:
            return _CONTRIBUTION
    return None


def _tables(state: InstanceState[Any]) -> list[Table]:
    return [table for table in state.mapper.tables if isinstance(table, Table)]


def _changed(state: InstanceState[Any]) -> set[str]:
    return {each.key for each in state.mapper.column_attrs if state.attrs[each.key].history.has_changes()}


def _values(state: InstanceState[Any], table: Table) -> dict[str, set[Any] | None]:
    """What an object's columns hold and held; None where one changed of which it is not known what it held."""
    found: dict[str, set[Any] | None] = {}
    for name in owners_of(str(table.name)):
        key = state.mapper.get_property_by_column(table.c[name]).key
        history = state.attrs[key].history
        known = state.key is None or not history.added or bool(history.deleted)
        found[name] = {*history.added, *history.unchanged, *history.deleted} if known else None
    return found


_unit: ContextVar[Written | None] = ContextVar("deliberate_written", default=None)


@contextmanager
def noticing() -> Iterator[Written]:
    """Notice everything that is written by whatever way until the block ends."""
    written = Written()
    token = _unit.set(written)
    try:
        yield written
    finally:
        _unit.reset(token)


def turn_over(unit: Session, written: Written) -> None:
    """Let the versions that depend on it turn over, as the last thing in a unit of work."""
    unit.flush()
    if written.flushing:
        written.anything = written.site = True
    if not written.anything:
        return
    about = {EVERYTHING} | ({SITE} if written.site else _articles_showing(unit, written))
    versions: Table = Base.metadata.tables[PageVersion.__tablename__]
    # Never the same again, though a backup was restored, nor by a clock that stands still.
    at = int(now().timestamp() * 1_000_000)
    later = case((versions.c.number < at, at), else_=versions.c.number + 1)
    turned = update(versions).where(versions.c.about.in_(about)).values(number=later).returning(versions.c.about)
    missing = about - set(unit.scalars(turned))
    if missing:
        unit.execute(versions.insert(), [{"about": each, "number": at} for each in sorted(missing)])


def versions_of(unit: Any, about: tuple[int, ...]) -> tuple[int, ...]:
    """The present versions of these; 0 of what never changed."""
    found = dict(unit.execute(select(PageVersion.about, PageVersion.number).where(PageVersion.about.in_(about))).all())
    return tuple(found.get(each, 0) for each in about)


def shown_versions(unit: Any, articles: Collection[int]) -> dict[int, int]:
    """For each article when its page last changed: what turns over the site's version shows there too."""
    site, *theirs = versions_of(unit, (SITE, *articles))
    return {each: max(site, version) for each, version in zip(articles, theirs, strict=True)}


def _articles_showing(unit: Session, written: Written) -> set[int]:
    """The articles on whose pages it is: an item is on others too that use it, and what was posted on it is counted."""
    if len(written.contributions) > _MANY:
        return {SITE}
    if not written.contributions:
        return written.articles
    ids = sorted(written.contributions)
    about = sorted({*ids, *(each for row in unit.execute(_led_to(), {"ids": ids}) for each in row)})
    return written.articles | set(unit.scalars(_articles_of(), {"ids": about}))


@cache
def _led_to() -> Executable:
    """The items and targets of bearings that are among ``ids``, or whose items are."""
    bearings, ids = Base.metadata.tables[_BEARING], _some_ids()
    return select(bearings.c.evidence_id, bearings.c.target_id).where(
        or_(bearings.c.id.in_(ids), bearings.c.evidence_id.in_(ids))
    )


@cache
def _articles_of() -> Executable:
    contributions, bearings = (Base.metadata.tables[name] for name in (_CONTRIBUTION, _BEARING))
    ids = _some_ids()
    uses = select(bearings.c.id).where(or_(bearings.c.evidence_id.in_(ids), bearings.c.id.in_(ids)))
    shown = select(contributions.c.article_id).where(or_(contributions.c.id.in_(ids), contributions.c.id.in_(uses)))
    return shown.distinct()


def _some_ids() -> BindParameter[Any]:
    return bindparam("ids", expanding=True)


def _note_statement(
    _connection: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _executemany: bool
) -> None:
    written = _unit.get()
    if written is None or statement.startswith("SELECT"):
        return
    found = _WRITES.match(statement)
    if found is None:
        # Whatever changes something in words not known here.
        if _CHANGES.search(statement) and not statement.startswith(("PRAGMA", "EXPLAIN")):
            written.anything = written.site = True
        return
    kind, table = found[1].upper(), found[2]
    if written.flushing is not None:
        written.flushing.add(table)
    else:
        written.note_statement(kind, table, getattr(context, "compiled_parameters", None) or ())


def _begin_flush(_session: Session, _context: Any, _instances: Any) -> None:
    written = _unit.get()
    if written is not None:
        written.flushing = written.flushing or set()


def _end_flush(unit: Session, _context: Any) -> None:
    written = _unit.get()
    if written is None or written.flushing is None:
        return
    known: set[str] = set()
    for each in unit.new:
        known |= written.note_object(inspect(each), new=True)
    for each in unit.dirty:
        known |= written.note_object(inspect(each))
    for each in unit.deleted:
        known |= written.note_object(inspect(each), gone=True)
    for table in written.flushing - known:
        written.note_statement("", table, ())
    written.flushing = None


event.listen(Engine, "before_cursor_execute", _note_statement)
event.listen(Session, "before_flush", _begin_flush)
event.listen(Session, "after_flush", _end_flush)
