"""Which article of an assignment is whose."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from deliberate.articles.models import Article
from deliberate.classroom.grouping.models import Division, SmallGroup, SmallGroupMember
from deliberate.classroom.models import STAFF, Assignment, ClassMember
from deliberate.core.db import session


def find_division(assignment: Assignment) -> Division | None:
    """How it is divided, or is to be."""
    return session.get(Division, assignment.id)


def articles_of_assignment(assignment: Assignment) -> tuple[int, ...]:
    """The ids of the articles it is done on: the groups' copies by number, or its own where it has none. One query."""
    copies = select(SmallGroup.article_id).where(
        SmallGroup.assignment_id == assignment.id, SmallGroup.article_id.is_not(None)
    )
    return tuple(each for each in session.scalars(copies.order_by(SmallGroup.number)) if each) or (
        assignment.article_id,
    )


def article_for(assignment: Assignment, person: str) -> Article | None:
    """The article that somebody of the class does it on: their group's copy, or None for a student in no group.

    Where it is done in no groups it is the assignment's, as it is for those who teach. One query.
    """
    placed = (
        select(SmallGroup.article_id)
        .join(SmallGroupMember, SmallGroupMember.small_group_id == SmallGroup.id)
        .where(SmallGroupMember.assignment_id == assignment.id, SmallGroupMember.actor_id == person)
        .scalar_subquery()
    )
    settled = exists().where(Division.assignment_id == assignment.id, Division.settled_at.is_not(None))
    teaches = exists().where(
        ClassMember.classroom_id == assignment.classroom_id,
        ClassMember.actor_id == person,
        ClassMember.role.in_(STAFF),
    )
    row = session.execute(select(placed, settled, teaches)).one()
    if not row[1] or (row[0] is None and row[2]):
        return assignment.article
    return session.get(Article, row[0]) if row[0] is not None else None


def groups_of_assignment(assignment: Assignment) -> Sequence[SmallGroup]:
    """Its groups by number, settled or proposed. One query."""
    found = select(SmallGroup).where(SmallGroup.assignment_id == assignment.id).order_by(SmallGroup.number)
    return session.scalars(found).all()
