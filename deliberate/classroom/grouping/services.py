"""Dividing an assignment among small groups: proposing them, moving people, giving each its copy, and ending it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, delete, select
from sqlalchemy.orm.attributes import flag_modified

from deliberate.classroom.grouping.audiences import (
    forget_groups,
    forget_single,
    keep_audiences,
    settle_template,
    sizes_of,
)
from deliberate.classroom.grouping.dividing import by_lot, groups_for, mixed
from deliberate.classroom.grouping.making import check_copies_today, make_copies, put_away
from deliberate.classroom.grouping.models import Division, SmallGroup, SmallGroupMember, Way
from deliberate.classroom.grouping.queries import groups_of_assignment
from deliberate.classroom.models import Assignment, ClassMember, Role
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, StaleEdit
from deliberate.core.policy import Permission, authorize
from deliberate.core.wording import say
from deliberate.propositions.models import Proposition, Stance
from deliberate.propositions.queries import find_main

#: So many groups an assignment has at most, and so many people are asked for in one.
MOST_GROUPS, MOST_IN_A_GROUP = 60, 100  # the refusals in words say so too


@dataclass(frozen=True)
class DivisionDraft:
    """Groups as whoever teaches wants them."""

    way: Way
    number: int
    is_size: bool
    places_joiners: bool
    claim: Proposition | None = None


def propose(actor: Actor, assignment: Assignment, draft: DivisionDraft) -> Division:
    """Divide the students of the class as is wished; nobody else sees it until it is settled. Raises Invalid, Conflict.

    What was proposed before is thrown away.
    """
    authorize(actor, Permission.SET_ASSIGNMENT, assignment)
    _check(assignment, draft)
    division = session.get(Division, assignment.id)
    if division is not None and division.settled_at is not None:
        raise Conflict(say("The groups are made already. Take them back first."))
    if division is None:
        division = Division(assignment_id=assignment.id, assignment=assignment, settled_at=None)
        session.add(division)
    division.way, division.number, division.is_size = draft.way, draft.number, draft.is_size
    division.places_joiners = draft.places_joiners
    division.claim_id = draft.claim.id if draft.claim else None
    flag_modified(division, "number")
    session.flush()
    _draw(division)
    return division


def shuffle(actor: Actor, division: Division) -> None:
    """Draw anew. Raises Conflict once somebody has posted in the groups."""
    authorize(actor, Permission.SET_ASSIGNMENT, division.assignment)
    _refuse_begun(division)
    flag_modified(division, "number")
    session.flush()
    _draw(division)
    keep_audiences(division.assignment.classroom)


def move(actor: Actor, division: Division, places: Mapping[str, int], version: int) -> int:
    """Put students into the groups of these numbers, or (0) into none; how many were moved.

    What somebody posted stays in the copy it was posted on. Raises StaleEdit, Invalid.
    """
    assignment = division.assignment
    authorize(actor, Permission.SET_ASSIGNMENT, assignment)
    groups = {each.number: each.id for each in groups_of_assignment(assignment)}
    placed = {each.actor_id: each for each in session.scalars(_placed(assignment))}
    students = set(students_of(assignment))
    if not places.keys() <= students or not set(places.values()) <= {0, *groups}:
        raise Invalid(say("Choose one of those listed."), "places")
    numbers = {key: number for number, key in groups.items()}
    present = {person: numbers[each.small_group_id] for person, each in placed.items()}
    wanted = {person: number for person, number in places.items() if present.get(person, 0) != number}
    if not wanted:
        return 0
    if division.version != version:
        words = say("Somebody changed this meanwhile. Look at it as it is now, then store yours.")
        raise StaleEdit(words, "")
    for person, number in wanted.items():
        row = placed.get(person)
        if row is not None and not number:
            session.delete(row)
        elif row is not None:
            row.small_group_id = groups[number]
        else:
            member = SmallGroupMember(assignment_id=assignment.id, actor_id=person, small_group_id=groups[number])
            session.add(member)
    flag_modified(division, "number")
    session.flush()
    keep_audiences(assignment.classroom)
    return len(wanted)


def settle(actor: Actor, division: Division) -> None:
    """Give each group its copy, and its people the way in. Done already, nothing happens. Raises Conflict, TooMany."""
    assignment = division.assignment
    authorize(actor, Permission.SET_ASSIGNMENT, assignment)
    if division.settled_at is not None:
        return
    groups = groups_of_assignment(assignment)
    if not groups:
        raise Conflict(say("Divide the class first."))
    if not assignment.article.is_open:
        raise Conflict(say("Its article is not open. Publish it first."))
    check_copies_today(actor, len(groups))
    division.settled_at = now()
    session.flush()
    make_copies(actor, groups, assignment.article)
    settle_template(assignment.article, assignment.classroom)
    keep_audiences(assignment.classroom)


def add_group(actor: Actor, division: Division, number: int) -> None:
    """One more of the next number, empty; with a copy of its own where the others have theirs.

    There already, nothing happens. Raises Conflict, TooMany.
    """
    assignment = division.assignment
    authorize(actor, Permission.SET_ASSIGNMENT, assignment)
    groups = groups_of_assignment(assignment)
    last = max((each.number for each in groups), default=0)
    if number <= last:
        return
    if last >= MOST_GROUPS:
        raise Conflict(say("There are %(number)s groups at most.", number=MOST_GROUPS))
    made = SmallGroup(assignment_id=assignment.id, number=last + 1)
    session.add(made)
    flag_modified(division, "number")
    session.flush()
    if division.settled_at is not None:
        check_copies_today(actor, 1)
        make_copies(actor, [made], assignment.article)
        keep_audiences(assignment.classroom)


def remove_group(actor: Actor, division: Division, number: int) -> None:
    """One less, which nobody is in; the others keep their numbers. Gone already, nothing happens. Raises Conflict."""
    assignment = division.assignment
    authorize(actor, Permission.SET_ASSIGNMENT, assignment)
    groups = groups_of_assignment(assignment)
    gone = [each for each in groups if each.number == number]
    if not gone:
        return
    if len(groups) == 1:
        raise Conflict(say("This is the last group. Take the groups back instead."))
    if sizes_of(assignment.id)[gone[0].id]:
        raise Conflict(say("Somebody is in this group. Move them first."))
    if has_begun(assignment, number):
        raise Conflict(say("Somebody has posted in this group, so it stays."))
    put_away(gone)
    forget_single(gone)
    flag_modified(division, "number")
    session.flush()


def take_back(actor: Actor, division: Division) -> None:
    """Have the class do it together again; the copies are closed to it. Raises Conflict once somebody has posted."""
    assignment = division.assignment
    authorize(actor, Permission.SET_ASSIGNMENT, assignment)
    _refuse_begun(division)
    put_away(groups_of_assignment(assignment))
    forget_groups([assignment.id])
    session.expire_all()
    settle_template(assignment.article, assignment.classroom)


def compare(actor: Actor, division: Division, *, is_compared: bool) -> None:
    """Let students compare the groups while it runs, or only once it has closed."""
    authorize(actor, Permission.SET_ASSIGNMENT, division.assignment)
    division.is_compared = is_compared
    session.flush()


def has_begun(assignment: Assignment, number: int | None = None) -> bool:
    """Whether a student has posted in a group, or in that of this number. One query."""
    posted = (
        select(Contribution.id)
        .join(SmallGroup, SmallGroup.article_id == Contribution.article_id)
        .join(ClassMember, ClassMember.actor_id == Contribution.author_id)
        .where(
            SmallGroup.assignment_id == assignment.id,
            ClassMember.classroom_id == assignment.classroom_id,
            ClassMember.role == Role.STUDENT,
        )
    )
    if number is not None:
        posted = posted.where(SmallGroup.number == number)
    return session.scalar(posted.limit(1)) is not None


def students_of(assignment: Assignment) -> Sequence[str]:
    """The students of its class. One query."""
    own = select(ClassMember.actor_id).where(
        ClassMember.classroom_id == assignment.classroom_id, ClassMember.role == Role.STUDENT
    )
    return session.scalars(own.order_by(ClassMember.joined_at, ClassMember.actor_id)).all()


def _draw(division: Division) -> None:
    """Put everybody into a group, or by hand nobody; there are as many as before where they have their copies."""
    assignment = division.assignment
    students = students_of(assignment)
    groups = list(groups_of_assignment(assignment))
    session.execute(delete(SmallGroupMember).where(SmallGroupMember.assignment_id == assignment.id))
    if division.settled_at is None:
        session.execute(delete(SmallGroup).where(SmallGroup.assignment_id == assignment.id))
        count = min(groups_for(len(students), division.number, is_size=division.is_size), MOST_GROUPS)
        groups = [SmallGroup(assignment_id=assignment.id, number=number) for number in range(1, count + 1)]
        session.add_all(groups)
        session.flush()
    if division.way is Way.BY_HAND:
        return
    kinds = _answers(division, students) if division.way is Way.MIXED else None
    drawn = mixed(kinds, len(groups)) if kinds is not None else by_lot(students, len(groups))
    session.add_all(
        SmallGroupMember(assignment_id=assignment.id, actor_id=person, small_group_id=group.id)
        for group, people in zip(groups, drawn, strict=True)
        for person in people
    )
    session.flush()


def _answers(division: Division, students: Sequence[str]) -> Mapping[str, object]:
    """What each said last of the claim they are mixed by; None of who has said nothing."""
    main = find_main(division.assignment.article)
    claim = division.claim_id or (main.id if main else None)
    said = select(Stance.actor_id, Stance.answer).where(Stance.proposition_id == claim)
    answers = dict(session.execute(said.order_by(Stance.after_weights)).all())
    return {each: answers.get(each) for each in students}


def _check(assignment: Assignment, draft: DivisionDraft) -> None:
    if draft.is_size and not 1 <= draft.number <= MOST_IN_A_GROUP:
        raise Invalid(say("Give a whole number from 1 to 100."), "number")
    if not draft.is_size and not 1 <= draft.number <= MOST_GROUPS:
        raise Invalid(say("Give a whole number of groups from 1 to 60."), "number")
    if draft.is_size and groups_for(len(students_of(assignment)), draft.number, is_size=True) > MOST_GROUPS:
        raise Invalid(say("There are %(number)s groups at most.", number=MOST_GROUPS), "number")
    if draft.claim is not None and draft.claim.article_id != assignment.article_id:
        raise Invalid(say("Choose one of those listed."), "claim")


def _refuse_begun(division: Division) -> None:
    if division.settled_at is not None and has_begun(division.assignment):
        raise Conflict(say("Somebody has posted in a group, so the groups stay. You can move single people."))


def _placed(assignment: Assignment) -> Select[SmallGroupMember]:
    return select(SmallGroupMember).where(SmallGroupMember.assignment_id == assignment.id)
