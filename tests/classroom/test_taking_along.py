"""A whole class as a file: for those who teach it, with all that was done and told in it."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.classroom.assignments import hand_in
from deliberate.classroom.exercises.models import ExerciseKind
from deliberate.classroom.exercises.services import ExerciseDraft, make_exercise, set_key, start_exercise, try_it
from deliberate.classroom.feedback.judging import FeedbackDraft, write_feedback
from deliberate.classroom.feedback.models import Level, Skill
from deliberate.classroom.models import Classroom
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Side
from deliberate.propositions.queries import find_main
from tests.classroom.scenes import again, an_assignment, member
from tests.databases import SQLITE
from tests.factories import make_bearing
from tests.host import person, sign_in

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def database() -> str:
    """Rules that ask of a database nothing that others' tests do not ask of both."""
    return SQLITE


def test_a_class_is_taken_along_by_those_who_teach_it_with_what_was_done_and_told(
    app: Flask, client: FlaskClient, teacher: Actor
) -> None:
    assignment, sam = an_assignment(app), person(app, "sam")
    with transaction():
        own = make_bearing(find_main(assignment.article), Side.FOR, author="sam", quote="The cable showed rust.")
        hand_in(sam, again(assignment))
        draft = FeedbackDraft({Skill.KEPT_HEDGE: Level.FULLY}, "Well read.", items={own.public_id: "Whose rust?"})
        write_feedback(teacher, again(assignment), member(assignment, "sam"), draft, 0)
        classroom = session.get_one(Classroom, assignment.classroom_id)
        told = ExerciseDraft(ExerciseKind.SIDES, "Which side?", "It is safe.\nIt is rusty.")
        exercise = make_exercise(teacher, classroom, told)
        set_key(teacher, exercise, ["against"], exercise.version)
        start_exercise(teacher, exercise)
        try_it(sam, exercise, ["for"])
        item, address = str(own.public_id), f"/deliberate/classes/{classroom.public_id}/class.json"
    sign_in(client, teacher)
    answer = client.get(address)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="class.json"'
    found = json.loads(answer.text)
    assert found["class"]["name"] == "8b"
    assert {each["account"]: each["name"] for each in found["people"]}["Sam"] == "Real SAM"
    (task,) = found["assignments"]
    by_name = {each["account"]: each for each in task["students"]}
    assert by_name["Sam"]["handed_in_at"]
    assert by_name["Sue"]["handed_in_at"] is None
    # What is no more than a draft is the teacher's own, and goes along.
    assert (by_name["Sam"]["comment"], by_name["Sam"]["released_at"]) == ("Well read.", None)
    assert by_name["Sam"]["on_items"] == [{"item": item, "comment": "Whose rust?"}]
    (practised,) = found["exercises"]
    assert practised["key"] == ["against"]
    assert [(each["account"], each["answer"], each["share"]) for each in practised["tries"]] == [("Sam", ["for"], 0)]
    student = app.test_client()
    sign_in(student, sam)
    assert student.get(address).status_code == 403
    assert "class.json" not in student.get(address.removesuffix("/class.json")).text
    assert app.test_client().get(address).status_code == 404
