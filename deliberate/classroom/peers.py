"""Those who are to post first are not shown what the other students posted: the one rule, for a row and for queries."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased

from deliberate.articles.models import Article, Audience
from deliberate.classroom.grouping.models import SmallGroup
from deliberate.classroom.models import Assignment, ClassMember, Role
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import STANDING, Contribution
from deliberate.core.db import session
from deliberate.core.rules import answers, article_of
from deliberate.evidence.queries import withheld


def kept_from(actor: Actor, contribution: Any) -> ColumnElement[bool]:
    """The condition that a fellow student posted it, in an assignment on which this person has posted nothing yet."""
    anywhere, peer = aliased(ClassMember), aliased(ClassMember)
    # The same for every row, so a database asks it once: whoever is no student pays for no more than that.
    is_student = select(anywhere.actor_id).where(anywhere.actor_id == actor.key, anywhere.role == Role.STUDENT)
    by_a_peer = (
        _set_to_post_first(actor, contribution.article_id)
        .join(peer, peer.classroom_id == Assignment.classroom_id)
        .where(
            peer.role == Role.STUDENT,
            peer.actor_id == contribution.author_id,
            peer.actor_id != actor.key,
        )
    )
    return and_(is_student.exists(), by_a_peer.exists(), ~_posted(actor, contribution.article_id).exists())


def _set_to_post_first(actor: Actor, article_id: Any) -> Select[int]:
    """The assignments on an article, or in groups of which it is a copy, in which this student is to post first."""
    reader = aliased(ClassMember)
    return (
        select(Assignment.id)
        .join(reader, and_(reader.classroom_id == Assignment.classroom_id, reader.actor_id == actor.key))
        .where(
            or_(
                Assignment.article_id == article_id,
                Assignment.id.in_(select(SmallGroup.assignment_id).where(SmallGroup.article_id == article_id)),
            ),
            Assignment.post_first,
            Assignment.running,
            or_(Assignment.closes_at.is_(None), Assignment.closes_at > now()),
            reader.role == Role.STUDENT,
        )
    )


def _posted(actor: Actor, article_id: Any) -> Select[int]:
    own = aliased(Contribution, flat=True)
    return select(own.id).where(
        own.article_id == article_id,
        own.author_id == actor.key,
        own.kind == "bearing",
        own.status.in_(STANDING),
    )


def _has_yet_to_post(actor: Actor, article: Article) -> bool:
    to_post, posted = _set_to_post_first(actor, article.id), _posted(actor, article.id)
    return bool(session.scalar(select(and_(to_post.exists(), ~posted.exists()))))


withheld.append(kept_from)


@answers("to_post_before_they_see_it")
def is_kept_from(actor: Actor, subject: Any) -> bool:
    """The same of one thing, and of an article whether they have yet to post on it, so that its numbers are kept from
    them; nothing is asked of a database where no class can have it."""
    if not actor.signed_in or getattr(article_of(subject), "audience", None) is not Audience.GROUP:
        return False
    if isinstance(subject, Article):
        return _has_yet_to_post(actor, subject)
    if not isinstance(subject, Contribution):
        return False
    of_it = aliased(Contribution, flat=True)
    return session.scalar(select(of_it.id).where(of_it.id == subject.id, kept_from(actor, of_it))) is not None
