"""Which article of an assignment is whose."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from deliberate.articles.models import Article
from deliberate.classroom.grouping.models import Division, SmallGroup, SmallGroupMember, Twin
from deliberate.classroom.models import STAFF, Assignment, ClassMember, Role
from deliberate.core.db import session
from deliberate.core.site import names_of


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


def originals_of(assignment: Assignment) -> Mapping[int, int]:
    """Of every claim and relation in the groups' copies, by its id, what it is a copy of. One query."""
    twins = (
        select(Twin.copy_id, Twin.original_id)
        .join(SmallGroup, SmallGroup.id == Twin.small_group_id)
        .where(SmallGroup.assignment_id == assignment.id)
    )
    return dict(session.execute(twins).all())


def group_numbers(assignment: Assignment) -> Mapping[str, int]:
    """In which group each student is, proposed or settled. One query."""
    placed = (
        select(SmallGroupMember.actor_id, SmallGroup.number)
        .join(SmallGroup, SmallGroup.id == SmallGroupMember.small_group_id)
        .where(SmallGroupMember.assignment_id == assignment.id)
    )
    return dict(session.execute(placed).all())


@dataclass(frozen=True)
class Person:
    """A student by the names that those who teach know."""

    key: str
    account: str
    given_name: str | None


@dataclass(frozen=True)
class Group:
    """A small group with who is in it, by name."""

    number: int
    article: Article | None
    people: Sequence[Person]


def groups_with_people(assignment: Assignment) -> tuple[list[Group], list[Person]]:
    """Every group, and the students who are in none. Four queries."""
    groups = session.scalars(
        select(SmallGroup)
        .options(joinedload(SmallGroup.article))
        .where(SmallGroup.assignment_id == assignment.id)
        .order_by(SmallGroup.number)
    ).all()
    students = select(ClassMember).where(
        ClassMember.classroom_id == assignment.classroom_id, ClassMember.role == Role.STUDENT
    )
    members = session.scalars(students).all()
    names, numbers = names_of([each.actor_id for each in members]), group_numbers(assignment)
    people: dict[int, list[Person]] = defaultdict(list)
    for each in members:
        person = Person(each.actor_id, names[each.actor_id], each.given_name)
        people[numbers.get(each.actor_id, 0)].append(person)
    for many in people.values():
        many.sort(key=lambda person: (person.given_name or person.account).casefold())
    return [Group(each.number, each.article, people[each.number]) for each in groups], people[0]


@dataclass(frozen=True)
class OwnGroup:
    """Somebody's own group, by its number and the names of its people's accounts."""

    number: int
    names: Sequence[str]


def own_group(assignment: Assignment, person: str) -> OwnGroup | None:
    """The settled group that a student is in. Two queries."""
    mine = select(SmallGroupMember.small_group_id).where(
        SmallGroupMember.assignment_id == assignment.id, SmallGroupMember.actor_id == person
    )
    found = session.execute(
        select(SmallGroup.number, SmallGroupMember.actor_id)
        .join(SmallGroupMember, SmallGroupMember.small_group_id == SmallGroup.id)
        .where(SmallGroup.id.in_(mine), SmallGroup.article_id.is_not(None))
    ).all()
    names = names_of([each for _, each in found])
    return OwnGroup(found[0][0], sorted(names.values(), key=str.casefold)) if found else None


def groups_of_assignment(assignment: Assignment) -> Sequence[SmallGroup]:
    """Its groups by number, settled or proposed. One query."""
    found = select(SmallGroup).where(SmallGroup.assignment_id == assignment.id).order_by(SmallGroup.number)
    return session.scalars(found).all()
