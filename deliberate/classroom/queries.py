"""Classes as somebody is shown them."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from deliberate.articles.access import readable
from deliberate.articles.models import Article, Audience
from deliberate.classroom.models import ClassMember, Classroom, Role
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
    """What the class reads, as far as this actor may, the newest first. One query."""
    theirs = (Article.audience == Audience.GROUP, Article.group_id == classroom.group_id, readable(actor))
    return session.scalars(select(Article).where(*theirs).order_by(Article.id.desc())).all()
