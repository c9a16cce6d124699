"""Feedback as those who teach write it, and as students come to see it."""

import re
from collections.abc import Collection
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from deliberate.articles.models import GroupMember
from deliberate.classroom.assignments import copy_assignment, hand_in
from deliberate.classroom.feedback.judging import (
    FeedbackDraft,
    release,
    settle_rubric,
    take_release_back,
    write_feedback,
)
from deliberate.classroom.feedback.models import Feedback, ItemComment, Level, Skill
from deliberate.classroom.feedback.queries import find_feedback, scale_of
from deliberate.classroom.grades import grades_of
from deliberate.classroom.models import Assignment, ClassMember, Classroom, Role
from deliberate.classroom.services import leave_class
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, StaleEdit
from deliberate.core.personal_data import Remains, forget, sections
from deliberate.evidence.models import Bearing, Side
from deliberate.propositions.queries import find_main
from tests.classroom.scenes import again, an_assignment, member
from tests.factories import make_bearing, make_rating
from tests.host import People, person, send, sign_in
from tests.queries import count_queries

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def assignment(app: Flask) -> Assignment:
    """Sam has posted an item, which Sue challenged, and handed it in."""
    found, sam = an_assignment(app), person(app, "sam")
    with transaction():
        own = make_bearing(find_main(found.article), author="sam", quote="The cable showed rust.")
        challenge = make_bearing(own.evidence, Side.AGAINST, author="sue", quote="It was paint.")
        make_bearing(challenge, Side.AGAINST, author="sam", quote="Paint does not flake like that.")
        make_rating(challenge, "sam", "relevance")
        hand_in(sam, found)
    return session.get_one(Assignment, found.id)


def test_points_by_hand_hold_and_every_change_after_release_is_told(
    assignment: Assignment, teacher: Actor, told: list[Collection[str]]
) -> None:
    full, by_hand = {Skill.KEPT_HEDGE: Level.FULLY}, Decimal("61.5")
    with transaction():
        sam = member(assignment, "sam")
        write_feedback(teacher, again(assignment), sam, FeedbackDraft(full, "Good.", by_hand), 0)
    assert told == []
    assert grades_of(again(assignment), {"sam"})[0].points is None
    with transaction():
        assert release(teacher, again(assignment)) == 1
        assert release(teacher, again(assignment)) == 0
    assert grades_of(again(assignment), {"sam"})[0].points == by_hand
    with transaction():
        found = find_feedback(again(assignment), "sam")
        write_feedback(teacher, again(assignment), member(assignment, "sam"), FeedbackDraft(full), found.version)
    assert grades_of(again(assignment), {"sam"})[0].points == 100
    assert found.changed_at > found.released_at
    with transaction():
        settle_rubric(teacher, again(assignment), {Skill.KEPT_HEDGE}, 10, 0)
    assert grades_of(again(assignment), {"sam"})[0].points == 10
    with transaction():
        take_release_back(teacher, again(assignment), member(assignment, "sam"))
        take_release_back(teacher, again(assignment), member(assignment, "sam"))
    assert told == [{"sam"}] * 4
    with pytest.raises(Conflict), transaction():
        release(teacher, again(assignment), member(assignment, "sue"))


def test_students_judge_nobody_and_nonsense_is_refused(app: Flask, assignment: Assignment, teacher: Actor) -> None:
    sue, draft = person(app, "sue"), FeedbackDraft({}, "Bad.")
    for work in (
        lambda: write_feedback(sue, again(assignment), member(assignment, "sam"), draft, 0),
        lambda: settle_rubric(sue, again(assignment), {Skill.KEPT_HEDGE}, 10, 0),
        lambda: release(sue, again(assignment)),
        lambda: take_release_back(sue, again(assignment), member(assignment, "sam")),
    ):
        with pytest.raises(NotAllowed), transaction():
            work()
    for wrong in (
        FeedbackDraft({}, points_by_hand=Decimal("100.1")),
        FeedbackDraft({}, points_by_hand=Decimal("NaN")),
        FeedbackDraft({}, "x" * 4001),
    ):
        with pytest.raises(Invalid), transaction():
            write_feedback(teacher, again(assignment), member(assignment, "sam"), wrong, 0)
    for skills, out_of in ((set(), 10), ({Skill.ANSWERED}, 0), ({Skill.ANSWERED}, 1001)):
        with pytest.raises(Invalid), transaction():
            settle_rubric(teacher, again(assignment), skills, out_of, 0)
    with transaction():
        nothing = write_feedback(teacher, again(assignment), member(assignment, "sam"), FeedbackDraft({}), 0)
        assert nothing is None
        write_feedback(teacher, again(assignment), member(assignment, "sam"), draft, 0)
    with pytest.raises(StaleEdit), transaction():
        write_feedback(teacher, again(assignment), member(assignment, "sam"), FeedbackDraft({}, "Good."), 0)


def test_a_teacher_goes_through_them_and_each_sees_their_own_once_it_is_released(
    app: Flask, client: FlaskClient, assignment: Assignment, teacher: Actor
) -> None:
    at = f"/deliberate/assignments/{assignment.public_id}"
    sam, sue = (member(assignment, name).public_id for name in ("sam", "sue"))
    sign_in(client, teacher)
    page = client.get(f"{at}/feedback/{sam}").text
    assert "Real SAM" in page
    assert "1 given; 1 met, 1 of them answered" in page
    boxes = re.findall(r'name="(item_\w+)"', page)
    assert len(boxes) == 2
    filled = {"version": "0", "kept_hedge": "3", "comment": "=Well read.", boxes[0]: "Whose rust?", "next": "yes"}
    wrong = send(client, f"{at}/feedback/{sam}", {**filled, "points": "101"})
    assert wrong.status_code == 422
    assert "Whose rust?" in wrong.text
    kept = send(client, f"{at}/feedback/{sam}", filled)
    assert kept.location.endswith(f"/feedback/{sue}")
    assert send(client, f"{at}/feedback/{sam}", {**filled, "comment": "Overtaken."}).status_code == 409
    students = {name: app.test_client() for name in ("sam", "sue")}
    for name, each in students.items():
        sign_in(each, person(app, name))
    own = students["sam"].get(f"{at}/work/{sam}").text
    assert "Nothing is released yet." in own
    assert "Whose rust?" not in own + students["sam"].get(at).text
    assert "comment" not in str([*sections.get("feedback")("sam")])
    assert send(client, f"{at}/feedback/release").status_code == 303
    own = students["sam"].get(f"{at}/work/{sam}").text
    for words in ("Whose rust?", "=Well read.", "100 of 100 points", "Fully"):
        assert words in own
    assert "100 points" in students["sam"].get(at).text
    assert students["sue"].get(f"{at}/work/{sam}").status_code == 404
    for address in ("feedback", f"feedback/{sam}", "feedback.csv", "feedback/print", "feedback/rubric", "reviews"):
        assert students["sam"].get(f"{at}/{address}").status_code == 403
    sheet = client.get(f"{at}/feedback.csv").text
    assert "Real SAM,1,1," in sheet
    assert ",3,,,,,100.0,100,,'=Well read.," in sheet
    printed = client.get(f"{at}/feedback/print").text
    assert all(words in printed for words in ("Whose rust?", "Real SAM", "Real SUE"))
    with transaction():
        assert [row["comment"] for row in sections.get("feedback")("sam") if "comment" in row] == ["=Well read."]
    held = send(client, f"{at}/feedback/withhold", {"member": str(sam)})
    assert held.status_code == 303
    assert "Whose rust?" not in students["sam"].get(f"{at}/work/{sam}").text


def test_whoever_leaves_a_class_or_the_site_leaves_nothing_that_was_said_of_them(
    app: Flask, assignment: Assignment, teacher: Actor
) -> None:
    sam = person(app, "sam")
    with transaction():
        item = session.scalars(select(Bearing.public_id).where(Bearing.author_id == "sam").limit(1)).one()
        for name in ("sam", "sue"):
            # What is none of Sue's is passed over.
            draft = FeedbackDraft({}, "Good.", items={item: "Whose rust?"})
            write_feedback(teacher, again(assignment), member(assignment, name), draft, 0)
        assert session.scalar(select(func.count()).select_from(ItemComment)) == 1
        leave_class(sam, session.get_one(Classroom, assignment.classroom_id))
    assert session.scalars(select(Feedback.actor_id)).all() == ["sue"]
    assert session.scalar(select(func.count()).select_from(ItemComment)) == 0
    with transaction():
        forget(teacher, Remains.ALL)
    assert session.scalar(select(func.count()).select_from(Feedback)) == 0


def test_the_pages_of_a_whole_class_take_as_many_queries_with_60_students(
    app: Flask, client: FlaskClient, assignment: Assignment, teacher: Actor
) -> None:
    sign_in(client, teacher)
    pages = [f"/deliberate/assignments/{assignment.public_id}/{each}" for each in ("feedback", "feedback/print")]
    few = [count_queries(app, lambda at=at: client.get(at)) for at in pages]
    identity: People = app.extensions["deliberate"].identity
    with transaction():
        claim = find_main(again(assignment).article)
        for number in range(60):
            name = f"student{number}"
            identity.add(name)
            session.add(ClassMember(classroom_id=assignment.classroom_id, actor_id=name, role=Role.STUDENT))
            session.add(GroupMember(group_id=assignment.classroom.group_id, actor_id=name))
            own = make_bearing(claim, author=name)
            make_bearing(own, Side.AGAINST, author="sue")
            session.add(
                Feedback(assignment_id=assignment.id, actor_id=name, levels={}, comment="Good.", author_id="tess")
            )
    assert [count_queries(app, lambda at=at: client.get(at)) for at in pages] == few


def test_what_counts_is_copied_with_an_assignment(app: Flask, assignment: Assignment, teacher: Actor) -> None:
    with transaction():
        settle_rubric(teacher, again(assignment), {Skill.ANSWERED}, 12, 0)
        copy = copy_assignment(teacher, again(assignment), session.get_one(Classroom, assignment.classroom_id))
        scale = scale_of(copy)
    assert (scale.skills, scale.out_of) == ((Skill.ANSWERED,), 12)
