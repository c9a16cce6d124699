"""Peer review: who reads and writes what, and when anybody else reads it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.classroom.assignments import hand_in, take_back
from deliberate.classroom.feedback.models import Level, PeerReview, Skill
from deliberate.classroom.feedback.queries import reviews_told
from deliberate.classroom.feedback.reviewing import (
    call_off,
    get_review,
    hide_review,
    mend_round,
    release_round,
    reviews_to_write,
    round_state,
    start_round,
    take_round_back,
    write_review,
)
from deliberate.classroom.grouping.queries import group_numbers
from deliberate.classroom.models import Assignment
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, NotFound, StaleEdit
from deliberate.propositions.queries import find_main
from tests.classroom.grouping.scenes import divided
from tests.classroom.scenes import again, an_assignment
from tests.databases import SQLITE
from tests.factories import make_bearing
from tests.host import person, send, sign_in

pytestmark = pytest.mark.usefixtures("context")

STUDENTS = ("sam", "sue", "sid", "sol")
LEVELS = {Skill.KEPT_HEDGE: Level.MOSTLY}


@pytest.fixture
def database() -> str:
    return SQLITE


@pytest.fixture
def assignment(app: Flask) -> Assignment:
    """Each has posted an item; all but Sol have handed it in."""
    found = an_assignment(app, students=STUDENTS, post_first=True)
    people = [person(app, each) for each in STUDENTS]
    with transaction():
        for each in people:
            make_bearing(find_main(found.article), author=each.key, quote=f"Rust, says {each.key}.")
            if each.key != "sol":
                hand_in(each, session.get_one(Assignment, found.id))
    return session.get_one(Assignment, found.id)


def pairs(assignment: Assignment) -> set[tuple[str, str]]:
    found = select(PeerReview).where(PeerReview.assignment_id == assignment.id)
    return {(each.reviewer_id, each.actor_id) for each in session.scalars(found)}


def test_a_round_is_of_those_who_handed_in_and_is_mended_as_people_come_and_go(
    app: Flask, assignment: Assignment, teacher: Actor
) -> None:
    sam, sol = person(app, "sam"), person(app, "sol")
    with transaction():
        start_round(teacher, again(assignment), 1)
        start_round(teacher, again(assignment), 1)
    assert len(pairs(assignment)) == 3
    assert {each for pair in pairs(assignment) for each in pair} == {"sam", "sue", "sid"}
    with transaction():
        hand_in(sol, again(assignment))
    assert round_state(teacher, again(assignment)).short == {"sol"}
    with transaction():
        mend_round(teacher, again(assignment))
    assert len(pairs(assignment)) == 4
    (own,) = reviews_to_write(again(assignment), "sam")
    with transaction():
        write_review(sam, session.get_one(PeerReview, own.id), LEVELS, "Clear words.", own.version)
        take_back(sam, again(assignment))
        mend_round(teacher, again(assignment))
    state = round_state(teacher, again(assignment))
    assert (state.short, state.done) == (frozenset(), 1)
    # What Sam wrote stays; of Sam, whose work is taken back, nobody is asked.
    assert [each.reviewer_id for each in state.reviews if "sam" in {each.reviewer_id, each.actor_id}] == ["sam"]
    with pytest.raises(Conflict), transaction():
        call_off(teacher, again(assignment))


def test_a_round_takes_two_and_is_called_off_while_nothing_is_written(
    app: Flask, assignment: Assignment, teacher: Actor
) -> None:
    sam, sue = person(app, "sam"), person(app, "sue")
    with transaction():
        start_round(teacher, again(assignment), 2)
        call_off(teacher, again(assignment))
        call_off(teacher, again(assignment))
        assert pairs(assignment) == set()
    for each in (0, 6):
        with pytest.raises(Invalid), transaction():
            start_round(teacher, again(assignment), each)
    with transaction():
        for each in (sam, sue):
            take_back(each, again(assignment))
    with pytest.raises(Conflict), transaction():
        start_round(teacher, again(assignment), 1)
    with pytest.raises(NotFound), transaction():
        release_round(teacher, again(assignment))


def test_only_the_reviewer_writes_and_nobody_once_it_is_over(
    app: Flask, assignment: Assignment, teacher: Actor
) -> None:
    sam, sue = person(app, "sam"), person(app, "sue")
    with transaction():
        start_round(teacher, again(assignment), 1)
    (own,) = reviews_to_write(again(assignment), "sam")
    number, name, version = own.id, own.public_id, own.version
    for who in (sue, teacher):
        with pytest.raises(NotFound):
            get_review(who, name)
    for step in (start_round, mend_round, call_off, release_round, take_round_back):
        with pytest.raises(NotAllowed), transaction():
            step(sue, again(assignment), *([1] if step is start_round else []))
    with pytest.raises(Invalid), transaction():
        write_review(sam, session.get_one(PeerReview, number), LEVELS, " ", version)
    with transaction():
        write_review(sam, session.get_one(PeerReview, number), LEVELS, "Clear.", version)
    with pytest.raises(StaleEdit), transaction():
        write_review(sam, session.get_one(PeerReview, number), LEVELS, "Unclear.", version)
    with transaction():
        release_round(teacher, again(assignment))
    with pytest.raises(Conflict), transaction():
        write_review(sam, session.get_one(PeerReview, number), LEVELS, "Too late.", version + 1)
    assert reviews_to_write(again(assignment), "sam") == []


def test_reviews_are_read_without_names_once_they_are_released_and_not_where_hidden(
    app: Flask, client: FlaskClient, assignment: Assignment, teacher: Actor
) -> None:
    at = f"/deliberate/assignments/{assignment.public_id}"
    sign_in(client, teacher)
    assert send(client, f"{at}/reviews/start", {"each": "seven"}).status_code == 422
    assert send(client, f"{at}/reviews/start", {"each": "1"}).status_code == 303
    sam = app.test_client()
    sign_in(sam, person(app, "sam"))
    with transaction():
        (own,) = reviews_to_write(again(assignment), "sam")
        reviewed, name = own.actor_id, own.public_id
    address = f"/deliberate/reviews/{name}"
    page = sam.get(address).text
    assert f"Rust, says {reviewed}." in page
    assert reviewed.title() not in page.replace(f"says {reviewed}", "")
    assert "Real" not in page
    assert send(sam, address, {"version": "1", "kept_hedge": "2", "comment": ""}).status_code == 422
    assert send(sam, address, {"version": "1", "kept_hedge": "2", "comment": "Said zebra-clear."}).status_code == 303
    assert "reviewed" in sam.get(at).text
    other = app.test_client()
    sign_in(other, person(app, reviewed))
    assert other.get(address).status_code == 404
    shown = client.get(f"{at}/reviews").text
    assert "zebra-clear" in shown
    assert "Real SAM" in shown
    assert "zebra-clear" not in other.get(at).text
    with transaction():
        assert reviews_told(again(assignment), reviewed) == []
    send(client, f"{at}/reviews/release")
    work = other.get(at).text.partition("/work/")[2].partition('"')[0]
    read = other.get(f"{at}/work/{work}").text
    assert "zebra-clear" in read
    assert "sam" not in read.casefold().replace("same", "")
    with transaction():
        hide_review(teacher, again(assignment), name, hidden=True)
    assert "zebra-clear" not in other.get(f"{at}/work/{work}").text


def test_in_small_groups_people_look_at_the_work_of_their_own_group_alone(app: Flask, teacher: Actor) -> None:
    division = divided(app, teacher, ("sam", "sue", "sid", "sol"))
    people = [person(app, name) for name in ("sam", "sue", "sid", "sol")]
    with transaction():
        assignment = session.get_one(Assignment, division.assignment_id)
        for each in people:
            hand_in(each, assignment)
        start_round(teacher, assignment, 2)
    with transaction():
        assignment = session.get_one(Assignment, division.assignment_id)
        groups = group_numbers(assignment)
        assert len(pairs(assignment)) == 4
        assert all(groups[one] == groups[other] for one, other in pairs(assignment))
        assert round_state(teacher, assignment).short == frozenset()
