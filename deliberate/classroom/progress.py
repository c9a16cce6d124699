"""How far everybody is with an assignment: counted from what they did, always in so many queries."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import aliased

from deliberate.articles.access import readable
from deliberate.articles.models import Article, Audience
from deliberate.classroom.grouping.models import SmallGroup
from deliberate.classroom.grouping.queries import article_for, articles_of_assignment, group_numbers
from deliberate.classroom.models import (
    STAFF,
    Assignment,
    ClassMember,
    Classroom,
    Role,
    Submission,
    TaskKind,
    VoiceCheck,
)
from deliberate.classroom.queries import of_whole
from deliberate.core.actors import Actor
from deliberate.core.contributions import STANDING, Contribution
from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.site import names_of
from deliberate.core.wording import say
from deliberate.evidence.models import Bearing, Side
from deliberate.propositions.models import Proposition
from deliberate.weighting.models import Rating


@dataclass(frozen=True)
class Row:
    """One student: what they did of each task, and whether they say that they are finished."""

    person: str
    account: str
    given_name: str | None
    done: Mapping[str, int]
    asked: Mapping[str, int]
    submission: Submission | None
    #: The number of their small group, where they are in one.
    group: int | None = None

    @property
    def complete(self) -> int:
        """How many of the tasks are done."""
        return sum(self.done.get(kind, 0) >= count for kind, count in self.asked.items())


def get_assignment(actor: Actor, public_id: uuid.UUID) -> Assignment:
    """An assignment of a class one is in; for students, one that was started. Raises NotFound."""
    found = session.scalar(select(Assignment).where(Assignment.public_id == public_id))
    if found is None or not may(actor, Permission.SEE_CLASS, found.classroom):
        raise NotFound(say("There is no assignment at this address, or you are not in its class."))
    if not found.running and not may(actor, Permission.SET_ASSIGNMENT, found):
        submitted = session.get(Submission, (found.id, actor.key))
        if submitted is None:
            raise NotFound(say("There is no assignment at this address, or you are not in its class."))
    return found


def assignments_of(actor: Actor, classroom: Classroom) -> Sequence[Assignment]:
    """What a class is set, the newest first; students see what was started. One query."""
    found = select(Assignment).where(Assignment.classroom_id == classroom.id).order_by(Assignment.id.desc())
    if not may(actor, Permission.SET_ASSIGNMENT, classroom):
        found = found.where(Assignment.running)
    return session.scalars(found).all()


def handed_in_by(actor: Actor, classroom: Classroom) -> frozenset[int]:
    """Which assignments of a class somebody has handed in, by key. One query."""
    own = select(Submission.assignment_id).join(Assignment, Assignment.id == Submission.assignment_id)
    return frozenset(
        session.scalars(own.where(Assignment.classroom_id == classroom.id, Submission.actor_id == actor.key))
    )


def articles_to_set(actor: Actor, classroom: Classroom) -> Sequence[Article]:
    """What can be set: the articles of the class, then public ones, of which whoever may import makes a copy. One
    query."""
    own = and_(Article.audience == Audience.GROUP, of_whole(classroom))
    copied = Article.audience == Audience.PUBLIC if may(actor, Permission.IMPORT_ARTICLE) else false()
    found = select(Article).where(readable(actor), or_(own, copied))
    return session.scalars(found.order_by(own.desc(), Article.id.desc()).limit(200)).all()


def rows_of(actor: Actor, assignment: Assignment) -> list[Row]:
    """Every student of the class, by the names that those who teach know. Eight queries. Raises NotAllowed."""
    authorize(actor, Permission.SEE_CLASS_NAMES, assignment.classroom)
    students = select(ClassMember).where(
        ClassMember.classroom_id == assignment.classroom_id, ClassMember.role == Role.STUDENT
    )
    members = session.scalars(students).all()
    accounts = names_of([each.actor_id for each in members])
    done = done_on(articles_of_assignment(assignment))
    groups = group_numbers(assignment)
    handed_in = select(Submission).where(Submission.assignment_id == assignment.id)
    submissions = {each.actor_id: each for each in session.scalars(handed_in)}
    rows = [
        Row(
            each.actor_id,
            accounts[each.actor_id],
            each.given_name,
            done[each.actor_id],
            assignment.tasks,
            submissions.get(each.actor_id),
            groups.get(each.actor_id),
        )
        for each in members
    ]
    return sorted(rows, key=lambda row: (row.given_name or row.account).casefold())


def set_on(actor: Actor, article: Article) -> Sequence[tuple[Assignment, Row]]:
    """What somebody is set on an article, the newest first, and how far they are. For what is no group's no query."""
    if article.audience is not Audience.GROUP or not actor.signed_in:
        return ()
    in_groups = select(SmallGroup.assignment_id).where(SmallGroup.article_id == article.id)
    found = (
        select(Assignment)
        .join(ClassMember, ClassMember.classroom_id == Assignment.classroom_id)
        .where(
            or_(Assignment.article_id == article.id, Assignment.id.in_(in_groups)),
            Assignment.running,
            ClassMember.actor_id == actor.key,
            ClassMember.role == Role.STUDENT,
        )
        .order_by(Assignment.id.desc())
    )
    theirs = [each for each in session.scalars(found) if article_for(each, actor.key) is article]
    return [(each, own_row(actor, each)) for each in theirs]


def own_row(actor: Actor, assignment: Assignment) -> Row:
    """How far one is oneself."""
    own = session.get(Submission, (assignment.id, actor.key))
    done = done_on(articles_of_assignment(assignment), actor.key)[actor.key]
    return Row(actor.key, actor.name, None, done, assignment.tasks, own)


def classes_to_copy_to(actor: Actor, assignment: Assignment) -> Sequence[Classroom]:
    """The other classes somebody teaches. One query."""
    taught = select(ClassMember.classroom_id).where(ClassMember.actor_id == actor.key, ClassMember.role.in_(STAFF))
    others = select(Classroom).where(Classroom.id.in_(taught), Classroom.id != assignment.classroom_id)
    return session.scalars(others.order_by(Classroom.id.desc())).all()


def done_on(articles: Collection[int], person: str | None = None) -> Mapping[str, Counter[str]]:
    """What was done on these articles, by person and kind of task; of one person alone, where asked. Three queries."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    target = aliased(Contribution, flat=True)
    posted = (
        select(Bearing.author_id, Bearing.side, target.kind, func.count(Bearing.id))
        .join(target, target.id == Bearing.target_id)
        .where(Bearing.article_id.in_(articles), Bearing.status.in_(STANDING))
        .group_by(Bearing.author_id, Bearing.side, target.kind)
    )
    weighed = (
        select(Rating.actor_id, func.count(Rating.contribution_id.distinct()))
        .join(Bearing, Bearing.id == Rating.contribution_id)
        .where(Bearing.article_id.in_(articles))
        .group_by(Rating.actor_id)
    )
    checked = (
        select(VoiceCheck.actor_id, func.count(VoiceCheck.claim_id))
        .join(Proposition, Proposition.id == VoiceCheck.claim_id)
        .where(Proposition.article_id.in_(articles))
        .group_by(VoiceCheck.actor_id)
    )
    if person is not None:
        posted, weighed = posted.where(Bearing.author_id == person), weighed.where(Rating.actor_id == person)
        checked = checked.where(VoiceCheck.actor_id == person)
    for who, side, kind, count in session.execute(posted):
        on_claim = TaskKind.POST_FOR if side is Side.FOR else TaskKind.POST_AGAINST
        found[who][on_claim if kind == "proposition" else TaskKind.CHALLENGE] += count
    for task, counts in ((TaskKind.WEIGH, weighed), (TaskKind.CHECK_VOICE, checked)):
        for who, count in session.execute(counts):
            found[who][task] = count
    return found
