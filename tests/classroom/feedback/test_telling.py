"""Whoever has feedback is told so, with the way to it and without a word of what it says."""

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.classroom.assignments import hand_in
from deliberate.classroom.feedback.judging import FeedbackDraft, release, take_release_back, write_feedback
from deliberate.classroom.feedback.models import Level, PeerReview, Skill
from deliberate.classroom.feedback.reviewing import release_round, start_round, take_round_back, write_review
from deliberate.classroom.models import Assignment, Classroom
from deliberate.classroom.services import leave_class
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.notices.models import NoticeKind, Rhythm, Topic
from deliberate.notices.preferences import choose
from tests.classroom.scenes import again, an_assignment, member
from tests.databases import SQLITE
from tests.host import person, sign_in
from tests.notices.scenes import kinds, read_all, sentences, wait

pytestmark = pytest.mark.usefixtures("context")

TOLD = "There is feedback on your work."


@pytest.fixture
def database() -> str:
    """Rules that ask of a database nothing that others' tests do not ask of both."""
    return SQLITE


@pytest.fixture
def assignment(app: Flask) -> Assignment:
    return an_assignment(app)


def judge(teacher: Actor, assignment: Assignment, *students: str) -> None:
    draft = FeedbackDraft({Skill.KEPT_HEDGE: Level.PARTLY}, "A zebra crossed it.")
    with transaction():
        for each in students:
            write_feedback(teacher, again(assignment), member(assignment, each), draft, 0)


def test_it_is_told_once_released_leads_to_it_and_goes_unsaid_where_it_is_taken_back_unread(
    app: Flask, assignment: Assignment, teacher: Actor
) -> None:
    sam, sue = person(app, "sam"), person(app, "sue")
    with transaction():
        without = set(Topic) - {Topic.CLASSES}
        choose(sue, rhythm=Rhythm.DAILY, watches_own=True, in_app=without, by_mail=without)
    judge(teacher, assignment, "sam", "sue")
    assert kinds(sam) == []
    with transaction():
        release(teacher, again(assignment))
        release(teacher, again(assignment))
    wait()
    assert (sentences(sam), sentences(sue)) == ([TOLD], [])
    client = app.test_client()
    sign_in(client, sam)
    page = client.get("/deliberate/notices").text
    assert f"/deliberate/assignments/{assignment.public_id}" in page
    assert not any(each in page for each in ("zebra", "33.3", "Partly", "The bridge"))
    with transaction():
        take_release_back(teacher, again(assignment), member(assignment, "sam"))
    assert sentences(sam) == []
    with transaction():
        release(teacher, again(assignment), member(assignment, "sam"))
    read_all()
    with transaction():
        leave_class(sam, session.get_one(Classroom, assignment.classroom_id))
    assert kinds(sam) == []


def test_what_peers_wrote_is_told_of_those_it_is_about(app: Flask, assignment: Assignment, teacher: Actor) -> None:
    sam, sue = person(app, "sam"), person(app, "sue")
    with transaction():
        for each in (sam, sue):
            hand_in(each, again(assignment))
        start_round(teacher, again(assignment), 1)
    with transaction():
        review = session.scalars(select(PeerReview).where(PeerReview.reviewer_id == "sam")).one()
        write_review(sam, review, {}, "A zebra crossed it.", review.version)
        release_round(teacher, again(assignment))
        release_round(teacher, again(assignment))
    assert (kinds(sam), kinds(sue)) == ([], [NoticeKind.FEEDBACK])
    with transaction():
        take_round_back(teacher, again(assignment))
    assert kinds(sue) == []
