"""The groups of an assignment beside each other, claim by claim: as many queries however many groups there are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from deliberate.articles.models import Article
from deliberate.classroom.grouping.models import Division, SmallGroup, SmallGroupMember, Twin
from deliberate.classroom.progress import rows_of
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session
from deliberate.core.errors import NotAllowed
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.wording import say
from deliberate.propositions.models import Proposition
from deliberate.propositions.queries import propositions_of
from deliberate.reading.words import balance_words
from deliberate.weighting.models import Score


@dataclass(frozen=True)
class Column:
    """One group: its copy if the reader may open it, how many are in it, and to those who teach how far they are."""

    number: int
    article: Article | None
    people: int
    own_claims: int
    complete: int
    handed_in: int


@dataclass(frozen=True)
class Line:
    """One claim of the template, and how it stands in each group; None where a group's copy does not show it."""

    claim: Proposition
    cells: Sequence[Mapping[str, Any] | None]


@dataclass(frozen=True)
class Comparison:
    """Every group a column, every claim a line."""

    columns: Sequence[Column]
    lines: Sequence[Line]


def is_open_to_students(division: Division) -> bool:
    """Whether students may compare the groups: where those who teach opened it, and once the assignment has closed."""
    return division.is_compared or division.assignment.has_closed(now())


def compared(actor: Actor, division: Division) -> Comparison:
    """The groups as they stand. Raises NotAllowed."""
    assignment = division.assignment
    authorize(actor, Permission.SEE_CLASS, assignment.classroom)
    staff = may(actor, Permission.SEE_CLASS_NAMES, assignment.classroom)
    if not staff and not is_open_to_students(division):
        raise NotAllowed(say("Those who teach have not opened the comparison of the groups yet."))
    groups = session.scalars(
        select(SmallGroup)
        .options(joinedload(SmallGroup.article))
        .where(SmallGroup.assignment_id == assignment.id, SmallGroup.article_id.is_not(None))
        .order_by(SmallGroup.number)
    ).all()
    return Comparison(_columns(actor, division, groups, staff=staff), _lines(division, groups))


def _columns(actor: Actor, division: Division, groups: Sequence[SmallGroup], *, staff: bool) -> list[Column]:
    members = select(SmallGroupMember.small_group_id, SmallGroupMember.actor_id).where(
        SmallGroupMember.assignment_id == division.assignment_id
    )
    placed = session.execute(members).all()
    people = Counter(group for group, _ in placed)
    mine = {group for group, person in placed if person == actor.key}
    complete, handed_in = Counter[int | None](), Counter[int | None]()
    for row in rows_of(actor, division.assignment) if staff else ():
        complete[row.group] += row.complete == len(row.asked)
        handed_in[row.group] += row.submission is not None
    own = _own_claims(groups)
    return [
        Column(
            each.number,
            each.article if staff or each.id in mine else None,
            people[each.id],
            own[each.id],
            complete[each.number],
            handed_in[each.number],
        )
        for each in groups
    ]


def _own_claims(groups: Sequence[SmallGroup]) -> Mapping[int, int]:
    """How many claims each group added to those of the template."""
    added = (
        select(SmallGroup.id, func.count(Proposition.id))
        .join(Proposition, Proposition.article_id == SmallGroup.article_id)
        .outerjoin(Twin, Twin.copy_id == Proposition.id)
        .where(SmallGroup.id.in_([each.id for each in groups]))
        .where(Proposition.status == Status.VISIBLE, Twin.copy_id.is_(None))
        .group_by(SmallGroup.id)
    )
    return Counter(dict(session.execute(added).all()))


def _lines(division: Division, groups: Sequence[SmallGroup]) -> list[Line]:
    twins = (
        select(Twin.original_id, Twin.small_group_id, Proposition, Score)
        .join(Proposition, Proposition.id == Twin.copy_id)
        .outerjoin(Score, Score.proposition_id == Proposition.id)
        .where(Twin.small_group_id.in_([each.id for each in groups]), Proposition.status == Status.VISIBLE)
    )
    found = {(original, group): balance_words(claim, score) for original, group, claim, score in session.execute(twins)}
    claims = propositions_of(division.assignment.article, (Status.VISIBLE,))
    return [Line(claim, [found.get((claim.id, each.id)) for each in groups]) for claim in claims]
