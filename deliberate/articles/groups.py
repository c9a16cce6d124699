"""Groups: people who share articles of their own, and the code that lets them in."""

import re
import secrets
from datetime import timedelta

from sqlalchemy import delete, func, select

from deliberate.articles.models import KEPT, PART, Group, GroupMember, JoinAttempt
from deliberate.core.actors import SYSTEM, Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Invalid, TooMany
from deliberate.core.policy import Permission, authorize
from deliberate.core.text import check_text
from deliberate.core.wording import say

LONGEST_NAME = 100
#: How many join codes one person may try in an hour.
ATTEMPTS_PER_HOUR = 10

# No letters or figures that are easily taken for one another; 32 of them, so a code holds 50 bits.
_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 10


def make_group(actor: Actor, name: str) -> Group:
    """A new group with a join code; whoever makes it is in it. Asked twice for one name, it is the same group.

    Raises Invalid.
    """
    authorize(actor, Permission.IMPORT_ARTICLE)
    name = " ".join(check_text(name, "name").split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(say("Give the group a name of at most %(most)s characters.", most=LONGEST_NAME), "name")
    in_it = select(GroupMember.group_id).where(GroupMember.actor_id == actor.key)
    same = select(Group).where(Group.name == name, Group.id.in_(in_it), Group.is_class.is_(False))
    return session.scalar(same.limit(1)) or found_group(actor, name)


def found_group(actor: Actor, name: str, *, is_class: bool = False) -> Group:
    """Store a group whose first member is the actor; the caller has asked whether they may, and looked at the name."""
    group = Group(name=name, join_code=new_code(), is_class=is_class)
    session.add(group)
    session.flush()
    session.add(GroupMember(group_id=group.id, actor_id=actor.key))
    session.flush()
    return group


def new_code() -> str:
    """A join code that nobody can guess."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))


def plain_code(typed: str) -> str:
    """A join code as it is stored: spaces, hyphens and case do not matter."""
    return re.sub(r"[\s-]", "", typed).upper()


def kept_group(key: str, name: str) -> Group:
    """The group that a host keeps under this key; whoever calls this says who is in it. The system is, to choose it."""
    code = KEPT + key
    group = session.scalar(select(Group).where(Group.join_code == code))
    if group is None:
        group = Group(name=name, join_code=code)
        session.add(group)
        session.flush()
        session.add(GroupMember(group_id=group.id, actor_id=SYSTEM.key))
        session.flush()
    return group


def found_part(key: str, name: str) -> Group:
    """The group of a part of a class, by a key of its own; whoever calls this says who is in it."""
    code = PART + key
    group = session.scalar(select(Group).where(Group.join_code == code))
    if group is None:
        group = Group(name=name, join_code=code, is_class=True)
        session.add(group)
        session.flush()
    return group


def note_join_attempt(actor: Actor) -> None:
    """Count a try at a join code, in a unit of work of its own, so that a wrong code counts too. Raises TooMany."""
    authorize(actor, Permission.JOIN_GROUP)
    hour_ago = now() - timedelta(hours=1)
    session.execute(delete(JoinAttempt).where(JoinAttempt.at < hour_ago))
    tried = session.scalar(select(func.count()).where(JoinAttempt.actor_id == actor.key))
    if (tried or 0) >= ATTEMPTS_PER_HOUR:
        raise TooMany(
            say(
                "You tried %(most)s codes within an hour. Ask for the right one, and try again later.",
                most=ATTEMPTS_PER_HOUR,
            )
        )
    session.add(JoinAttempt(actor_id=actor.key))


def join(actor: Actor, code: str) -> Group:
    """Enter the group with that code; a class has a way in of its own. Raises Invalid."""
    authorize(actor, Permission.JOIN_GROUP)
    group = session.scalar(select(Group).where(Group.join_code == plain_code(code), Group.is_class.is_(False)))
    if group is None:
        raise Invalid(say("No group has this code. Look at it again: letters and figures, ten of them."), "code")
    if session.get(GroupMember, (group.id, actor.key)) is None:
        session.add(GroupMember(group_id=group.id, actor_id=actor.key))
        session.flush()
    return group
