"""What waits for a moderator and why, worked out from the rows that say so."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import aliased

from deliberate.core.clock import now
from deliberate.core.contributions import STANDING, Contribution, Revision, Status
from deliberate.core.db import session
from deliberate.evidence.models import Bearing, Curation, Evidence, OriginSuggestion, SuggestionState
from deliberate.moderation.curating.models import ItemProposal, ProposalState
from deliberate.moderation.models import Appeal, AppealState, Decision, Flag
from deliberate.moderation.queue_models import Bucket, EntryKind
from deliberate.moderation.reports.models import ReportedThing
from deliberate.moderation.wording import URGENT
from deliberate.weighting.inputs import SOURCE_OVERDUE
from deliberate.weighting.models import BurstState, RatingBurst


@dataclass(frozen=True)
class Awaited:
    """One thing that waits: since when, in which bucket; ``contribution_id`` is what it is about, if that is one."""

    kind: EntryKind
    subject_id: int
    contribution_id: int | None
    bucket: Bucket
    since: datetime


def awaited_on(ids: Collection[int]) -> list[Awaited]:
    """What waits on these contributions, each once, with appeals and proposals beside it. One query."""
    if not ids:
        return []
    rows: Any = session.execute(_what_waits(), {"ids": list(ids), "overdue_since": now() - SOURCE_OVERDUE})
    return [
        Awaited(EntryKind(kind), subject, contribution, Bucket(bucket), since)
        for bucket, since, contribution, kind, subject in rows
    ]


def everything_that_may_wait() -> list[int]:
    """The contributions that something may wait on; few of them are there without."""
    own = select(Contribution.id).where(Contribution.status.in_((Status.PENDING, Status.QUARANTINED)))
    parts = (
        own,
        select(Flag.contribution_id).where(Flag.contribution_id.is_not(None), Flag.settled_at.is_(None)),
        select(Decision.contribution_id).where(Decision.action == "release"),
        select(Revision.contribution_id).where(Revision.status == Status.PENDING),
        select(RatingBurst.bearing_id).where(RatingBurst.state == BurstState.WAITING),
        select(Evidence.id).where(_is_overdue(now() - SOURCE_OVERDUE)),
        select(Decision.contribution_id)
        .join(Appeal, Appeal.decision_id == Decision.id)
        .where(Appeal.state == AppealState.OPEN),
        select(ItemProposal.contribution_id).where(ItemProposal.state == ProposalState.OPEN),
    )
    return list(session.scalars(union(*parts)))


#: What waits and is about no contribution, by its kind: the rows, which of them are open, and where they stand.
ELSEWHERE: Mapping[EntryKind, tuple[Any, Any, Bucket]] = {
    EntryKind.APPEAL: (
        Appeal,
        and_(Appeal.decision_id.is_(None), Appeal.state == AppealState.OPEN),
        Bucket.APPEALS,
    ),
    EntryKind.SUGGESTION: (OriginSuggestion, OriginSuggestion.state == SuggestionState.OPEN, Bucket.CURATION),
    EntryKind.REPORT: (
        ReportedThing,
        exists().where(Flag.reported_id == ReportedThing.id, Flag.settled_at.is_(None)),
        Bucket.REPORTED,
    ),
}


def awaited_elsewhere(kind: EntryKind, ids: Collection[int]) -> list[Awaited]:
    """Which of these appeals about people, locks and findings, suggested origins or reported things wait. One query."""
    if kind is EntryKind.REPORT:
        return _reported_things(ids)
    model, is_open, bucket = ELSEWHERE[kind]
    rows = session.execute(select(model.id, model.created_at).where(is_open, model.id.in_(ids)))
    return [Awaited(kind, row, None, bucket, at) for row, at in rows]


def _reported_things(ids: Collection[int]) -> list[Awaited]:
    """By the oldest report that waits; what cannot wait is urgent."""
    urgent = func.min(case((Flag.reason.in_(URGENT), int(Bucket.URGENT)), else_=int(Bucket.REPORTED)))
    rows = session.execute(
        select(Flag.reported_id, urgent, func.min(Flag.created_at))
        .where(Flag.reported_id.in_(ids), Flag.settled_at.is_(None))
        .group_by(Flag.reported_id)
    )
    return [Awaited(EntryKind.REPORT, thing, None, Bucket(bucket), since) for thing, bucket, since in rows if thing]


def open_elsewhere(kind: EntryKind) -> list[int]:
    """All of that kind that wait."""
    model, is_open, _bucket = ELSEWHERE[kind]
    return list(session.scalars(select(model.id).where(is_open)))


def related_to(ids: Collection[int]) -> set[int]:
    """These, the items of evidence of these bearings, and the bearings of these items: they wait together."""
    if not ids:
        return set()
    return set(ids) | {each for row in session.execute(_going_together(), {"ids": [*ids]}) for each in row}


@cache
def _going_together() -> Select[Any, Any]:
    ids: BindParameter[Any] = bindparam("ids", expanding=True)
    return select(Bearing.id, Bearing.evidence_id).where(or_(Bearing.id.in_(ids), Bearing.evidence_id.in_(ids)))


#: A query, and the column of it that names the contribution.
Part = tuple[Select[Any], Any]


@cache
def _what_waits() -> CompoundSelect[Any]:
    """The query over ``ids`` and ``overdue_since``: made once, as making it takes longer than asking it."""
    on_itself = (_reported(), _released(), _set_aside(), _pending(), _edits(), _bursts(), _lapsed())
    parts = (*on_itself, _appeals(), _proposals())
    return union_all(*(part.where(column.in_(bindparam("ids", expanding=True))) for part, column in parts))


def _row(
    bucket: Any, since: Any, contribution: Any, kind: EntryKind = EntryKind.CONTRIBUTION, subject: Any = None
) -> Select[Any]:
    return select(
        bucket.label("bucket"),
        since.label("since"),
        contribution.label("contribution_id"),
        literal(kind.value).label("kind"),
        (contribution if subject is None else subject).label("subject_id"),
    )


def _reported() -> Part:
    worst = func.min(case((Flag.reason.in_(URGENT), int(Bucket.URGENT)), else_=int(Bucket.REPORTED)))
    found = (
        _row(worst, func.min(Flag.created_at), Flag.contribution_id)
        .join(Contribution, Contribution.id == Flag.contribution_id)
        .where(Flag.settled_at.is_(None), Contribution.status.in_(STANDING), ~is_escalated())
        .group_by(Flag.contribution_id)
    )
    return found, Flag.contribution_id


def _released() -> Part:
    """What shows again because nobody decided in time: it comes first, flagged or not."""
    found = _row(literal(int(Bucket.URGENT)), Contribution.changed_at, Contribution.id).where(
        Contribution.status == Status.VISIBLE, is_escalated(), ~_goes_with_its_bearing()
    )
    return found, Contribution.id


def _set_aside() -> Part:
    found = _row(literal(int(Bucket.REPORTED)), Contribution.changed_at, Contribution.id).where(
        Contribution.status == Status.QUARANTINED, ~_is_flagged(), ~_goes_with_its_bearing()
    )
    return found, Contribution.id


def _pending() -> Part:
    found = _row(literal(int(Bucket.PENDING)), Contribution.created_at, Contribution.id).where(
        Contribution.status == Status.PENDING, ~_is_flagged(), ~_goes_with_its_bearing()
    )
    return found, Contribution.id


def _edits() -> Part:
    found = (
        _row(literal(int(Bucket.PENDING)), func.min(Revision.created_at), Contribution.id)
        .join(Revision, Revision.contribution_id == Contribution.id)
        .where(
            Contribution.status == Status.VISIBLE,
            Revision.status == Status.PENDING,
            Revision.number > Contribution.revision,
            ~_is_flagged(),
            ~is_escalated(),
        )
        .group_by(Contribution.id)
    )
    return found, Contribution.id


def _bursts() -> Part:
    """Items whose ratings were put aside, where they are not here for another reason anyway."""
    found = (
        _row(literal(int(Bucket.REPORTED)), func.min(RatingBurst.waiting_since), Contribution.id)
        .join(RatingBurst, RatingBurst.bearing_id == Contribution.id)
        .where(
            RatingBurst.state == BurstState.WAITING,
            Contribution.status == Status.VISIBLE,
            ~_is_flagged(),
            ~is_escalated(),
            ~_is_edited(),
        )
        .group_by(Contribution.id)
    )
    return found, Contribution.id


def _lapsed() -> Part:
    """Items of which a source was asked for and none was given in time, where nothing else brings them here."""
    found = (
        _row(literal(int(Bucket.CURATION)), Evidence.curated_at, Evidence.id)
        .select_from(Evidence.__table__)
        .join(Contribution.__table__, Contribution.id == Evidence.__table__.c.id)
        .where(
            _is_overdue(bindparam("overdue_since", type_=Evidence.__table__.c.curated_at.type)),
            Contribution.status == Status.VISIBLE,
            ~_is_flagged(),
            ~is_escalated(),
            ~_is_edited(),
        )
    )
    return found, Evidence.__table__.c.id


def _is_overdue(since: Any) -> Any:
    item = Evidence.__table__.c
    return (item.curation == Curation.SOURCE_REQUESTED) & (item.curated_at <= since)


def _appeals() -> Part:
    found = (
        _row(literal(int(Bucket.APPEALS)), Appeal.created_at, Decision.contribution_id, EntryKind.APPEAL, Appeal.id)
        .join(Decision, Decision.id == Appeal.decision_id)
        .where(Appeal.state == AppealState.OPEN)
    )
    return found, Decision.contribution_id


def _proposals() -> Part:
    found = _row(
        literal(int(Bucket.CURATION)),
        ItemProposal.created_at,
        ItemProposal.contribution_id,
        EntryKind.PROPOSAL,
        ItemProposal.id,
    ).where(ItemProposal.state == ProposalState.OPEN)
    return found, ItemProposal.contribution_id


def _is_edited() -> Any:
    return exists().where(
        Revision.contribution_id == Contribution.id,
        Revision.status == Status.PENDING,
        Revision.number > Contribution.revision,
    )


def _is_flagged() -> Any:
    return exists().where(Flag.contribution_id == Contribution.id, Flag.settled_at.is_(None))


def is_escalated() -> Any:
    """Whether the last that was decided on it, and not undone, is that nobody decided."""
    later = aliased(Decision)
    stands = later.undone_by_id.is_(None) & (later.action != "undo")
    undecided = exists().where(later.contribution_id == Decision.contribution_id, later.id > Decision.id, stands)
    return exists().where(Decision.contribution_id == Contribution.id, Decision.action == "release", ~undecided)


def _goes_with_its_bearing() -> Any:
    """An item that is in the same state as a bearing of it is decided on with that."""
    bearing = aliased(Bearing, flat=True)
    return exists().where(bearing.evidence_id == Contribution.id, bearing.status == Contribution.status)
