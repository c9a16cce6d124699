"""A class with somebody who teaches it and students who joined by its code."""

from collections.abc import Sequence
from typing import Any

from flask import Flask

from deliberate.articles.models import Article, Audience
from deliberate.classroom.assignments import AssignmentDraft, set_assignment, start
from deliberate.classroom.models import Assignment, ClassMember, Classroom, TaskKind
from deliberate.classroom.services import ClassDraft, join_class, make_class
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from tests.factories import make_article, make_proposition
from tests.host import person


def a_class(app: Flask, *, students: Sequence[str] = ("sam", "sue"), name: str = "8b", by: str = "tess") -> Classroom:
    """The class of a teacher, whose students gave names in capitals."""
    teacher = person(app, by, level=2)
    with transaction():
        classroom = make_class(teacher, ClassDraft(name, asks_names=True))
    for each in students:
        enter(person(app, each), classroom)
    return session.get_one(Classroom, classroom.id)


def enter(student: Actor, classroom: Classroom) -> None:
    with transaction():
        join_class(student, session.get_one(Classroom, classroom.id).group.join_code, f"Real {student.key.upper()}")


def again(assignment: Assignment) -> Assignment:
    """The same, as it is by now."""
    return session.get_one(Assignment, assignment.id)


def member(assignment: Assignment, name: str) -> ClassMember:
    """Somebody's place in its class."""
    return session.get_one(ClassMember, (assignment.classroom_id, name))


def an_article_of(classroom: Classroom, by: str = "tess", **fields: Any) -> Article:
    """An open article that only the class reads, edited by its teacher."""
    fields.setdefault("slug", "bridge")
    return make_article(author=by, audience=Audience.GROUP, group_id=classroom.group_id, **fields)


def an_assignment(app: Flask, *, students: Sequence[str] = ("sam", "sue"), **settled: Any) -> Assignment:
    """One on the class's bridge, which has a main claim; started: post an item for it, and weigh two."""
    classroom, teacher = a_class(app, students=students), person(app, "tess", level=2)
    draft = AssignmentDraft("The bridge", {TaskKind.POST_FOR: 1, TaskKind.WEIGH: 2}, "Read it first.", **settled)
    with transaction():
        article = an_article_of(classroom)
        make_proposition(article, main_of_id=article.id)
        assignment = set_assignment(teacher, session.get_one(Classroom, classroom.id), article, draft)
        start(teacher, assignment)
    return session.get_one(Assignment, assignment.id)
