"""Where a class stood before and after: counts, and nobody's answer."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.classroom.assignments import set_assignment, start
from deliberate.classroom.feedback.stances import look_at_closed, moved_in
from deliberate.classroom.models import Assignment
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.propositions.models import Answer, Proposition
from deliberate.propositions.queries import find_main
from deliberate.propositions.stances import state_stance
from tests.classroom.scenes import an_assignment
from tests.classroom.test_assignments import DRAFT
from tests.host import person, sign_in

pytestmark = pytest.mark.usefixtures("context")

STUDENTS = ("sam", "sue", "sid", "sol")
FOR, AGAINST, UNSURE = Answer.AGREE, Answer.DISAGREE, Answer.UNSURE


@pytest.fixture
def assignment(app: Flask) -> Assignment:
    return an_assignment(app, students=STUDENTS)


def answer(people: Sequence[Actor], assignment: Assignment, *answers: Answer) -> None:
    with transaction():
        claim = find_main(session.get_one(Assignment, assignment.id).article)
        for who, each in zip(people, answers, strict=False):
            state_stance(who, session.get_one(Proposition, claim.id), each)


def moves(assignment: Assignment) -> dict[tuple[Answer, Answer], int]:
    (found,) = moved_in(session.get_one(Assignment, assignment.id))
    return dict(found.moves)


def test_before_is_what_somebody_answered_first_and_after_is_now_until_it_closes(
    app: Flask, assignment: Assignment
) -> None:
    people = [person(app, name) for name in STUDENTS]
    answer(people, assignment, FOR, FOR, AGAINST)
    answer(people, assignment, FOR, AGAINST, UNSURE)
    assert moves(assignment) == {(FOR, FOR): 1, (FOR, AGAINST): 1, (AGAINST, UNSURE): 1}
    with transaction():
        session.get_one(Assignment, assignment.id).closes_at = now() - timedelta(minutes=1)
    look_at_closed()
    # What they say from now on is not of this assignment any more.
    answer(people, assignment, AGAINST, AGAINST, AGAINST, AGAINST)
    look_at_closed()
    assert moves(assignment) == {(FOR, FOR): 1, (FOR, AGAINST): 1, (AGAINST, UNSURE): 1}


def test_before_is_where_they_stood_as_it_was_started_where_they_had_answered_by_then(
    app: Flask, assignment: Assignment
) -> None:
    people, teacher = [person(app, name) for name in STUDENTS], person(app, "tess", level=2)
    answer(people, assignment, FOR, FOR, FOR)
    answer(people, assignment, AGAINST, AGAINST, AGAINST)
    with transaction():
        first = session.get_one(Assignment, assignment.id)
        second = set_assignment(teacher, first.classroom, first.article, DRAFT)
        start(teacher, second)
    answer(people, assignment, UNSURE, UNSURE, AGAINST)
    assert moves(second) == {(AGAINST, UNSURE): 2, (AGAINST, AGAINST): 1}
    assert moves(assignment) == {(FOR, UNSURE): 2, (FOR, AGAINST): 1}


def test_of_fewer_than_three_nothing_is_shown_and_to_students_only_once_it_is_over(
    app: Flask, client: FlaskClient, assignment: Assignment
) -> None:
    people, teacher = [person(app, name) for name in STUDENTS], app.test_client()
    address = f"/deliberate/assignments/{assignment.public_id}/stances"
    sign_in(client, people[0])
    sign_in(teacher, person(app, "tess", level=2))
    answer(people, assignment, FOR, AGAINST)
    assert "On no claim did enough people say where they stand." in teacher.get(address).text
    answer(people, assignment, FOR, AGAINST, AGAINST)
    assert "2 stayed" not in teacher.get(address).text
    assert "3 stayed where they were." in teacher.get(address).text
    assert client.get(address).status_code == 403
    with transaction():
        session.get_one(Assignment, assignment.id).closes_at = now()
    assert "3 stayed where they were." in client.get(address).text
