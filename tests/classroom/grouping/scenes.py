"""An assignment of a class that is done in small groups."""

from collections.abc import Sequence
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.classroom.assignments import AssignmentDraft, set_assignment, start
from deliberate.classroom.grouping.models import Division, SmallGroup, SmallGroupMember, Way
from deliberate.classroom.grouping.services import DivisionDraft, propose, settle
from deliberate.classroom.models import Assignment, Classroom, TaskKind
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.propositions.models import Proposition, RelationKind
from deliberate.propositions.services import RelationDraft, relate
from tests.classroom.scenes import a_class, an_article_of
from tests.factories import make_proposition

STUDENTS = ("sam", "sue", "sid", "sky", "sol")
DRAFT = AssignmentDraft("The bridge", {TaskKind.POST_FOR: 1})
RANDOM = DivisionDraft(Way.RANDOM, 2, is_size=False, places_joiners=True)
TEXT = "The bridge closed on Monday. The mayor said it was rusty. Nobody was hurt."


def a_template(app: Flask, teacher: Actor, students: Sequence[str] = STUDENTS) -> Assignment:
    """A running assignment on an article with two claims, of which one supports the other; not divided yet."""
    classroom = a_class(app, students=students)
    with transaction():
        article = an_article_of(classroom, text=TEXT, slug=f"bridge-{uuid4().hex}")
        main = make_proposition(article, words="The bridge closed on Monday.", main_of_id=article.id)
        reason = make_proposition(article, "The bridge was rusty.", words="it was rusty")
        relate(teacher, article, RelationDraft(RelationKind.SUPPORTS, (reason.public_id,), main.public_id))
        assignment = set_assignment(teacher, session.get_one(Classroom, classroom.id), article, DRAFT)
        start(teacher, assignment)
    return session.get_one(Assignment, assignment.id)


def divided(app: Flask, teacher: Actor, students: Sequence[str] = STUDENTS, draft: DivisionDraft = RANDOM) -> Division:
    """The same in groups that have their copies."""
    assignment = a_template(app, teacher, students)
    with transaction():
        settle(teacher, propose(teacher, session.get_one(Assignment, assignment.id), draft))
    return session.get_one(Division, assignment.id)


def copies_of(division: Division) -> list[Article]:
    """The groups' copies, by number."""
    own = select(SmallGroup.article_id).where(SmallGroup.assignment_id == division.assignment_id)
    return [session.get_one(Article, key) for key in session.scalars(own.order_by(SmallGroup.number)).all() if key]


def members_of(division: Division) -> list[set[str]]:
    """Who is in each group, by number."""
    found: dict[int, set[str]] = {
        number: set()
        for number in session.scalars(
            select(SmallGroup.number).where(SmallGroup.assignment_id == division.assignment_id)
        )
    }
    rows = select(SmallGroup.number, SmallGroupMember.actor_id).join(
        SmallGroupMember, SmallGroupMember.small_group_id == SmallGroup.id
    )
    for number, person in session.execute(rows.where(SmallGroup.assignment_id == division.assignment_id)):
        found[number].add(person)
    return [found[number] for number in sorted(found)]


def claims_in(article: Article) -> list[Proposition]:
    """Every claim of an article, whatever became of it, in the order in which they were made."""
    own = select(Proposition).where(Proposition.article_id == article.id).order_by(Proposition.id)
    return list(session.scalars(own))
