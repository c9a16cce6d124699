"""Publishers, their profiles, and lists that grade many of them."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from deliberate.api.authentication import Caller
from deliberate.api.evidence import TAG
from deliberate.api.models import Scope
from deliberate.api.operations import operation
from deliberate.api.shapes import Given, Nothing, Shown, words
from deliberate.core.policy import Permission, authorize
from deliberate.evidence.citations import get_source
from deliberate.evidence.list_reading import LONGEST as LONGEST_IN_LIST
from deliberate.evidence.list_reading import read_lists
from deliberate.evidence.models import Publisher, Reliability, Source, SourceList
from deliberate.evidence.publishers import get_publisher, publisher_record
from deliberate.evidence.source_lists import (
    ListReport,
    Regraded,
    all_lists,
    get_list,
    import_lists,
    look_at_lists,
    withdraw_list,
)
from deliberate.moderation.curating.history import history_of
from deliberate.moderation.curating.profiles import LONGEST_NAME, set_profile
from deliberate.moderation.deciding import LONGEST_REASON

MODERATE = Scope.MODERATE
LONGEST_ROWS = 200_000


class ListedShown(Shown):
    """What a list says of a publisher."""

    list: str
    status: str
    grade: Reliability
    listed_on: date
    reason: str | None


class CitedSource(Shown):
    """A source of a publisher, and how many items cite it."""

    id: UUID
    citation: str
    url: str | None
    items: int


class PublisherShown(Shown):
    """A publisher: its grade and why, the lists it is on, and its sources cited here."""

    id: UUID
    name: str
    domain: str | None
    grade: Reliability = Field(description="The one that counts.")
    own_grade: Reliability | None = Field(description="This site's own; null where the lists decide.")
    own_reason: str | None
    graded_at: datetime | None
    listed: list[ListedShown]
    sources: list[CitedSource] = Field(description="Those cited here, the most cited first.")
    more_sources: int


class Profile(Given):
    """What a publisher is called and which grade it has."""

    name: str = words(LONGEST_NAME)
    grade: Reliability | None = Field(None, description="Null leaves it to the lists it is on.")
    reason: str = words(LONGEST_REASON)


class ActDone(Shown):
    """What was done to a source or a publisher."""

    id: UUID
    at: datetime
    words: str
    reason: str
    act: UUID | None = Field(description="By this name one can undo it; null where one cannot.")
    undone_at: datetime | None


class ActsDone(Shown):
    """The latest of these, the newest first."""

    items: list[ActDone]


class SourceListShown(Shown):
    """A list of publishers that was imported."""

    id: UUID
    name: str
    rows: int
    imported_at: datetime
    withdrawn_at: datetime | None


class SourceLists(Shown):
    """All of them, the newest first."""

    items: list[SourceListShown]


class RowsGiven(Given):
    """Lists as CSV: the columns are domain, status, and where there are any date, reason, list."""

    rows: str = words(LONGEST_ROWS)
    name: str = words(LONGEST_IN_LIST["list"], 0, default="", description="Of rows that name no list themselves.")
    dry_run: bool = Field(False, description="Only say what it would change.")


class RegradedShown(Shown):
    """A publisher whose grade is another."""

    id: UUID
    name: str
    before: Reliability
    after: Reliability


class ListReportShown(Shown):
    """What importing a list changed, or would."""

    name: str
    added: int
    changed: int
    removed: int
    unchanged: int
    regraded: list[RegradedShown]


class ListReports(Shown):
    """One for each list."""

    items: list[ListReportShown]
    stored: bool


class Withdrawn(Shown):
    """Whose grade is another without the list."""

    regraded: list[RegradedShown]


@operation("GET", "/publishers/<uuid:publisher>", tag=TAG, answer=PublisherShown)
def get_one_publisher(caller: Caller, publisher: UUID) -> PublisherShown:
    """A publisher: its grade and why, the lists it is on, and its sources cited here."""
    return _publisher(caller, get_publisher(caller.actor, publisher))


def _publisher(caller: Caller, found: Publisher) -> PublisherShown:
    record = publisher_record(caller.actor, found)
    return PublisherShown(
        id=found.public_id,
        name=found.name,
        domain=found.domain,
        grade=found.reliability,
        own_grade=found.own_grade,
        own_reason=found.own_reason,
        graded_at=found.graded_at,
        listed=[
            ListedShown(
                list=each.list.name,
                status=each.status,
                grade=each.grade,
                listed_on=each.listed_on,
                reason=each.reason,
            )
            for each in record.entries
        ],
        sources=[
            CitedSource(id=source.public_id, citation=source.citation, url=source.url, items=items)
            for source, items in record.sources
        ],
        more_sources=record.more,
    )


@operation(
    "PUT",
    "/publishers/<uuid:publisher>",
    tag=TAG,
    body=Profile,
    answer=PublisherShown,
    scope=MODERATE,
    revises=get_one_publisher,
)
def profile_publisher(caller: Caller, publisher: UUID, body: Profile) -> PublisherShown:
    """Set what a publisher is called and this site's own grade of it; all that cites it is weighed anew."""
    authorize(caller.actor, Permission.SET_PROFILE)
    found = get_publisher(caller.actor, publisher)
    set_profile(caller.actor, found, body.name, body.grade, body.reason)
    return _publisher(caller, found)


@operation("GET", "/publishers/<uuid:publisher>/acts", tag=TAG, answer=ActsDone)
def list_publisher_acts(caller: Caller, publisher: UUID) -> ActsDone:
    """What was done to a publisher's profile."""
    return _done(caller, get_publisher(caller.actor, publisher))


def _done(caller: Caller, subject: Source | Publisher) -> ActsDone:
    found = history_of(caller.actor, subject)
    return ActsDone(
        items=[
            ActDone(
                id=each.public_id,
                at=each.at,
                words=each.words,
                reason=each.reason,
                act=each.act,
                undone_at=each.undone_at,
            )
            for each in found
        ]
    )


@operation("GET", "/sources/<uuid:source>/acts", tag=TAG, answer=ActsDone)
def list_source_acts(caller: Caller, source: UUID) -> ActsDone:
    """What was done to a source: marks, and what was decided about its origin."""
    return _done(caller, get_source(caller.actor, source).source)


def _list(found: SourceList, rows: int) -> SourceListShown:
    return SourceListShown(
        id=found.public_id,
        name=found.name,
        rows=rows,
        imported_at=found.imported_at,
        withdrawn_at=found.withdrawn_at,
    )


@operation("GET", "/source-lists", tag=TAG, answer=SourceLists, scope=MODERATE, for_visitors=False)
def list_source_lists(caller: Caller) -> SourceLists:
    """The lists of publishers that were imported; for admins."""
    authorize(caller.actor, Permission.MANAGE_SOURCE_LISTS)
    return SourceLists(items=[_list(found, rows) for found, rows in all_lists()])


@operation("POST", "/source-lists", tag=TAG, body=RowsGiven, answer=ListReports, scope=MODERATE)
def bring_source_lists(caller: Caller, body: RowsGiven) -> ListReports:
    """Import lists of publishers, each whole, or see what that would change; for admins."""
    authorize(caller.actor, Permission.MANAGE_SOURCE_LISTS)
    lists = read_lists(body.rows.encode(), body.name)
    reports = look_at_lists(caller.actor, lists) if body.dry_run else import_lists(caller.actor, lists)
    return ListReports(items=[_report(each) for each in reports], stored=not body.dry_run)


def _report(report: ListReport) -> ListReportShown:
    return ListReportShown(
        name=report.name,
        added=report.added,
        changed=report.changed,
        removed=report.removed,
        unchanged=report.unchanged,
        regraded=_regraded(report.regraded),
    )


def _regraded(found: Sequence[Regraded]) -> list[RegradedShown]:
    return [RegradedShown(id=each.public_id, name=each.name, before=each.before, after=each.after) for each in found]


@operation("POST", "/source-lists/<uuid:source_list>/withdraw", tag=TAG, body=Nothing, answer=Withdrawn, scope=MODERATE)
def withdraw_source_list(caller: Caller, source_list: UUID, body: Nothing) -> Withdrawn:
    """Have a list grade nobody any more; for admins."""
    authorize(caller.actor, Permission.MANAGE_SOURCE_LISTS)
    return Withdrawn(regraded=_regraded(withdraw_list(caller.actor, get_list(source_list))))
