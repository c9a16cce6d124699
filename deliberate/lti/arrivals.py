"""Who arrives from a platform, and what they are here: an account of a made-up name, and a place in the class of that
course. Nothing else follows from what a platform says, unless an admin trusts its teachers with articles."""

import secrets
import uuid

from sqlalchemy import delete, select

from deliberate.accounts.held_addresses import carry_suspension
from deliberate.accounts.identity import as_actor
from deliberate.accounts.models import User
from deliberate.accounts.passkeys import passkeys_of
from deliberate.accounts.services import create_user, find_user
from deliberate.accounts.sign_on import linking
from deliberate.accounts.sign_on.arrivals import Arrival
from deliberate.classroom.models import Assignment, ClassMember, Classroom, Role
from deliberate.classroom.services import take_in
from deliberate.core.db import session
from deliberate.core.errors import Conflict
from deliberate.core.personal_data import Remains, forget
from deliberate.core.standing import level_of, set_level
from deliberate.core.wording import say
from deliberate.lti.messages import Message
from deliberate.lti.models import Course, Place, Platform, ResourceLink
from deliberate.lti.refusals import Refused
from deliberate.moderation.conduct import Sanction

#: What the identities of platforms are kept by; no provider of single sign-on can be called so.
PROVIDER = "LTI"
#: The same, of an account that a list of members made and nobody ever came in by.
LISTED = "LTI list"
#: Letters and figures that nobody takes for one another.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
#: The level of those who may import articles.
_IMPORTS = 2


def arrival_of(platform: Platform, subject: str) -> Arrival:
    """Somebody as a platform knows them. Kept apart from who the same issuer may say signs in by OpenID Connect."""
    return Arrival(issuer=linking.COURSES + platform.issuer, subject=subject)


def find_person(platform: Platform, subject: str) -> User | None:
    """Whose account it is. Raises Refused where nobody may sign in with it any more."""
    linked = linking.find_identity(arrival_of(platform, subject))
    if linked is None:
        return None
    if not linked.user.active:
        raise Refused("nobody may sign in with the account any more")
    return linked.user


def is_only_listed(platform: Platform, subject: str) -> bool:
    """Whether somebody's account was made for a list of members, and they never came in by it."""
    linked = linking.find_identity(arrival_of(platform, subject))
    return linked is not None and linked.provider == LISTED


def make_person(platform: Platform, subject: str, provider: str = PROVIDER) -> User:
    """An account without a password and under a made-up name: what somebody is called there is not for everybody."""
    user = create_user(_free_name(), None)
    linking.link(user, provider, arrival_of(platform, subject))
    carry_suspension(user)
    return user


def link_person(user: User, platform: Platform, subject: str) -> None:
    """Have somebody's own account be theirs for the platform too, as they asked. An account that was only made for a
    list of members goes, and its places are theirs. Raises Conflict."""
    linked = linking.find_identity(arrival_of(platform, subject))
    if is_known_to(user, platform) and (linked is None or linked.user_id != user.id):
        raise Conflict(say("On that platform the account is somebody else’s."))
    if linked is not None and linked.provider == LISTED and linked.user_id != user.id:
        empty, linked.user_id = linked.user, user.id
        session.flush()
        session.refresh(linked)
        _move_places(empty.actor_id, user.actor_id)
        # It was nobody's but theirs: nothing was posted with it, and nobody is told.
        forget(as_actor(empty), Remains.TOMBSTONES)
    linking.link(user, PROVIDER, arrival_of(platform, subject))
    carry_suspension(user)


def _move_places(before: str, after: str) -> None:
    """Have somebody be in courses, and in their classes, in the place of the account that was made for them."""
    for place in session.scalars(select(Place).where(Place.actor_id == before).order_by(Place.course_id)).all():
        course = session.get_one(Course, place.course_id)
        keep_place(course, after, place.subject)
        classroom = class_of(course)
        member = session.get(ClassMember, (classroom.id, before)) if classroom is not None else None
        if classroom is not None and member is not None:
            take_in(classroom, after, member.role, member.given_name or "")


def is_known_to(user: User, platform: Platform) -> bool:
    """Whether a platform knows whose account it is, by whatever name."""
    issuer = arrival_of(platform, "").issuer
    return any(each.issuer == issuer for each in linking.identities_of(user))


def is_of_courses_alone(user: User) -> bool:
    """Whether nothing but courses opens an account: then a launch shows who somebody is, as nothing else could."""
    others = [each for each in linking.identities_of(user) if not each.issuer.startswith(linking.COURSES)]
    return not (user.has_password or others or passkeys_of(user))


def _free_name() -> str:
    while True:
        name = "reader-" + "".join(secrets.choice(_LETTERS) for _ in range(5))
        if find_user(name) is None:
            return name


def enter_course(user: User, platform: Platform, message: Message) -> Course:
    """Their place in a course, and in its class where it has one."""
    linking.link(user, PROVIDER, arrival_of(platform, message.subject))
    course = _course(platform, message)
    keep_place(course, user.actor_id, message.subject)
    classroom = class_of(course)
    if classroom is not None and message.role is not None:
        take_in(classroom, user.actor_id, Role(message.role), message.name)
    if message.teaches and platform.trusts_teachers and level_of(user.actor_id) < _IMPORTS and not _fell(user.actor_id):
        set_level(user.actor_id, _IMPORTS)
    session.flush()
    return course


def _fell(actor_id: str) -> bool:
    """Whether a level was taken from somebody here: no platform gives it back."""
    taken = select(Sanction.id).where(Sanction.person_id == actor_id, Sanction.level_before.is_not(None))
    return session.scalar(taken.limit(1)) is not None


def keep_place(course: Course, actor_id: str, subject: str) -> Place:
    """Note whom the platform calls what in a course."""
    found = session.scalar(select(Place).where(Place.course_id == course.id, Place.subject == subject))
    if found is not None and found.actor_id != actor_id:
        session.delete(found)
        session.flush()
    mine = session.get(Place, (course.id, actor_id))
    if mine is None:
        mine = Place(course_id=course.id, actor_id=actor_id, subject=subject)
        session.add(mine)
    mine.subject, mine.active = subject, True
    session.flush()
    return mine


def _course(platform: Platform, message: Message) -> Course:
    same = (Course.platform_id == platform.id, Course.deployment == message.deployment)
    course = session.scalar(select(Course).where(*same, Course.context == message.context))
    if course is None:
        course = Course(platform=platform, deployment=message.deployment, context=message.context, scopes=[])
        session.add(course)
    course.memberships_url = message.memberships_url or course.memberships_url
    if message.lineitems_url or message.lineitem:
        course.lineitems_url, course.scopes = message.lineitems_url, list(message.scopes)
    session.flush()
    return course


def class_of(course: Course) -> Classroom | None:
    """The class a course is here. One that is gone is forgotten."""
    if course.classroom is None:
        return None
    found = session.scalar(select(Classroom).where(Classroom.public_id == course.classroom))
    if found is None:
        course.classroom = None
    return found


def link_of(course: Course, message: Message) -> ResourceLink:
    """The link that was followed, as it is now: with the assignment that it names, where that is one of the class."""
    found = session.scalar(
        select(ResourceLink).where(ResourceLink.course_id == course.id, ResourceLink.link == message.link)
    )
    if found is None:
        found = ResourceLink(course_id=course.id, link=message.link, course=course)
        session.add(found)
    found.lineitem = message.lineitem or found.lineitem
    named = uuid.UUID(message.assignment) if message.assignment else None
    if named is not None and assignment_of(course, named) is not None:
        found.assignment = named
    session.flush()
    return found


def assignment_of(course: Course, public_id: uuid.UUID | None) -> Assignment | None:
    """An assignment of a course's class; none of another class, whatever a link says."""
    classroom = class_of(course)
    if classroom is None or public_id is None:
        return None
    return session.scalar(
        select(Assignment).where(Assignment.public_id == public_id, Assignment.classroom_id == classroom.id)
    )


def leave_course(course: Course, actor_id: str) -> None:
    """Forget somebody's place in a course."""
    session.execute(delete(Place).where(Place.course_id == course.id, Place.actor_id == actor_id))
