"""Who reads the groups' copies and their template: kept in step with who is in the class, as what, and in which."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import delete, exists, insert, select

from deliberate.articles.groups import found_part
from deliberate.articles.models import PART, Article, Group, GroupMember
from deliberate.classroom.grouping.models import Division, SmallGroup, SmallGroupMember, Twin
from deliberate.classroom.models import STAFF, Assignment, ClassMember, Classroom, Role
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.wording import say


def keep_audiences(classroom: Classroom) -> None:
    """Let those who teach read every copy and each template, and students the copy of their group. Six queries."""
    staff = set(_people(classroom, STAFF))
    wanted: dict[int, set[str]] = defaultdict(set)
    of_class = select(Assignment.id).where(Assignment.classroom_id == classroom.id)
    groups = select(SmallGroup.id, SmallGroup.group_id).where(
        SmallGroup.assignment_id.in_(of_class), SmallGroup.group_id.is_not(None)
    )
    keys = {small: group for small, group in session.execute(groups) if group is not None}
    if not keys:
        return
    for group in (*keys.values(), staff_group(classroom)):
        wanted[group] = set(staff)
    students = set(_people(classroom, (Role.STUDENT,)))
    placed = select(SmallGroupMember).where(SmallGroupMember.small_group_id.in_(keys))
    for each in session.scalars(placed):
        if each.actor_id in students:
            wanted[keys[each.small_group_id]].add(each.actor_id)
    present: dict[int, set[str]] = defaultdict(set)
    for row in session.scalars(select(GroupMember).where(GroupMember.group_id.in_(wanted))):
        present[row.group_id].add(row.actor_id)
    for group, people in wanted.items():
        if gone := present[group] - people:
            session.execute(delete(GroupMember).where(GroupMember.group_id == group, GroupMember.actor_id.in_(gone)))
    fresh = [
        {"group_id": group, "actor_id": person}
        for group, people in wanted.items()
        for person in sorted(people - present[group])
    ]
    if fresh:
        session.execute(insert(GroupMember), fresh)
    session.flush()


def staff_group(classroom: Classroom) -> int:
    """The group of those who teach a class: who reads the templates."""
    return found_part(str(classroom.public_id), say("Those who teach")).id


def find_staff_group(classroom: Classroom) -> int | None:
    """The same, if there is need of one so far."""
    return session.scalar(select(Group.id).where(Group.join_code == f"{PART}{classroom.public_id}"))


def settle_template(article: Article, classroom: Classroom) -> None:
    """Leave a template to those who teach, unless students work on it otherwise, or did: they would lose that."""
    on_it = select(Assignment.id).where(Assignment.article_id == article.id)
    theirs = (
        select(Contribution.id)
        .join(ClassMember, ClassMember.actor_id == Contribution.author_id)
        .where(
            Contribution.article_id == article.id,
            ClassMember.classroom_id == classroom.id,
            ClassMember.role == Role.STUDENT,
        )
    )
    divided = exists().where(Division.assignment_id == Assignment.id, Division.settled_at.is_not(None))
    closed = on_it.where(divided).exists() & ~on_it.where(~divided).exists() & ~theirs.exists()
    is_closed = bool(session.scalar(select(closed)))
    staff = staff_group(classroom) if is_closed else find_staff_group(classroom)
    wanted = staff if is_closed else classroom.group_id
    if wanted is not None and article.group_id in {classroom.group_id, staff} - {wanted}:
        article.group_id = wanted
        # A form of its settings that is open somewhere shows another group.
        article.settings_number += 1
        session.flush()


def place_joiner(classroom: Classroom, person: str) -> None:
    """Put who came late into the smallest group of each assignment that places them by itself and is not over."""
    placing = (
        select(Division)
        .join(Division.assignment)
        .where(Assignment.classroom_id == classroom.id, Division.settled_at.is_not(None), Division.places_joiners)
    )
    for division in session.scalars(placing.order_by(Division.assignment_id)).all():
        if not division.assignment.has_closed(now()):
            put_in_smallest(division.assignment_id, person)
    keep_audiences(classroom)


def settle_places(classroom: Classroom, member: ClassMember) -> None:
    """Who becomes one of those who teach works in no group any more; who becomes a student is placed like a joiner."""
    if member.role is Role.STUDENT:
        place_joiner(classroom, member.actor_id)
    else:
        take_from_groups(classroom, member.actor_id)


def put_in_smallest(assignment_id: int, person: str) -> None:
    """Done already, they stay where they are."""
    if session.get(SmallGroupMember, (assignment_id, person)) is not None:
        return
    smallest = min(sizes_of(assignment_id).items(), key=lambda each: (each[1], each[0]), default=None)
    if smallest is not None:
        session.add(SmallGroupMember(assignment_id=assignment_id, actor_id=person, small_group_id=smallest[0]))
        session.flush()


def sizes_of(assignment_id: int) -> dict[int, int]:
    """How many are in each group, by its key."""
    members = select(SmallGroup.id, SmallGroupMember.actor_id).outerjoin(
        SmallGroupMember, SmallGroupMember.small_group_id == SmallGroup.id
    )
    found: dict[int, int] = defaultdict(int)
    for key, person in session.execute(members.where(SmallGroup.assignment_id == assignment_id)):
        found[key] += person is not None
    return found


def take_from_groups(classroom: Classroom, person: str) -> None:
    """Take somebody out of every small group of a class, and from what the class's parts read."""
    of_class = select(Assignment.id).where(Assignment.classroom_id == classroom.id)
    session.execute(
        delete(SmallGroupMember).where(
            SmallGroupMember.assignment_id.in_(of_class), SmallGroupMember.actor_id == person
        )
    )
    keep_audiences(classroom)


def forget_groups(assignments: Collection[int]) -> None:
    """Forget how these are divided. The copies stay with their editors, and nobody else reads them."""
    own = select(SmallGroup).where(SmallGroup.assignment_id.in_(assignments))
    forget_single(session.scalars(own).all())
    session.execute(delete(Division).where(Division.assignment_id.in_(assignments)))
    session.flush()


def forget_single(groups: Collection[SmallGroup]) -> None:
    """The same of these groups alone."""
    parts = [each.group_id for each in groups if each.group_id is not None]
    session.execute(delete(GroupMember).where(GroupMember.group_id.in_(parts)))
    keys = [each.id for each in groups]
    for table, which in (
        (Twin, Twin.small_group_id.in_(keys)),
        (SmallGroupMember, SmallGroupMember.small_group_id.in_(keys)),
        (SmallGroup, SmallGroup.id.in_(keys)),
    ):
        session.execute(delete(table).where(which))
    session.flush()


def forget_staff(classroom: Classroom) -> None:
    """Nobody reads the templates any more but their editors."""
    session.execute(delete(GroupMember).where(GroupMember.group_id == find_staff_group(classroom)))


def _people(classroom: Classroom, roles: Collection[Role]) -> Collection[str]:
    own = select(ClassMember.actor_id).where(ClassMember.classroom_id == classroom.id, ClassMember.role.in_(roles))
    return session.scalars(own).all()
