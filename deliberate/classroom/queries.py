"""Classes as somebody is shown them."""

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select

from deliberate.articles.access import readable
from deliberate.articles.models import PART, Article, Audience, Group
from deliberate.classroom.grouping.models import SmallGroup, SmallGroupMember
from deliberate.classroom.models import Assignment, ClassMember, Classroom, Role
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.policy import Permission, may
from deliberate.core.wording import say


def get_class(actor: Actor, public_id: uuid.UUID) -> Classroom:
    """A class that this actor is in. Raises NotFound alike where there is none and where they are not."""
    found = find_class(actor, public_id)
    if found is None:
        raise NotFound(say("There is no class at this address, or you are not in it."))
    return found


def find_class(actor: Actor, public_id: uuid.UUID | None) -> Classroom | None:
    """The same, or None."""
    found = session.scalar(select(Classroom).where(Classroom.public_id == public_id))
    return found if found is not None and may(actor, Permission.SEE_CLASS, found) else None


def classes_of(actor: Actor) -> Sequence[tuple[Classroom, Role]]:
    """The classes somebody is in, the newest first, and what they are there. One query."""
    found = (
        select(Classroom, ClassMember.role)
        .join(ClassMember, ClassMember.classroom_id == Classroom.id)
        .where(ClassMember.actor_id == actor.key)
        .order_by(Classroom.id.desc())
    )
    return [(classroom, role) for classroom, role in session.execute(found)]


def is_in_a_class(actor: Actor) -> bool:
    """Whether somebody is in any class at all. One query; for a visitor none."""
    if not actor.signed_in:
        return False
    return (
        session.scalar(select(ClassMember.classroom_id).where(ClassMember.actor_id == actor.key).limit(1)) is not None
    )


def articles_of(actor: Actor, classroom: Classroom) -> Sequence[Article]:
    """What the class reads, as far as this actor may, the newest first. One query.

    Of what is done in small groups students have their own copy, and those who teach the template.
    """
    theirs = (Article.audience == Audience.GROUP, or_(of_whole(classroom), _of_own_group(actor, classroom)))
    return session.scalars(select(Article).where(*theirs, readable(actor)).order_by(Article.id.desc())).all()


def of_whole(classroom: Classroom) -> ColumnElement[bool]:
    """The condition that an article is read by all of a class, or is a template that those who teach it read."""
    teaching = select(Group.id).where(Group.join_code == f"{PART}{classroom.public_id}")
    return or_(Article.group_id == classroom.group_id, Article.group_id.in_(teaching))


def _of_own_group(actor: Actor, classroom: Classroom) -> ColumnElement[bool]:
    return Article.id.in_(
        select(SmallGroup.article_id)
        .join(SmallGroupMember, SmallGroupMember.small_group_id == SmallGroup.id)
        .join(Assignment, Assignment.id == SmallGroup.assignment_id)
        .where(Assignment.classroom_id == classroom.id, SmallGroupMember.actor_id == actor.key)
        .where(SmallGroup.article_id.is_not(None))
    )
