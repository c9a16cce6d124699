"""The pages of small groups: dividing, moving, comparing, and what a student sees of it."""

from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from deliberate.articles.models import Article, GroupMember, State
from deliberate.classroom.grouping.models import Division, SmallGroup, SmallGroupMember
from deliberate.classroom.grouping.services import DivisionDraft
from deliberate.classroom.models import Assignment, ClassMember, Role, Submission
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Side
from deliberate.evidence.queries import not_withheld
from tests.classroom.grouping.scenes import RANDOM, STUDENTS, a_template, claims_in, copies_of, divided, members_of
from tests.databases import SQLITE
from tests.factories import make_bearing
from tests.host import People, person, send, sign_in
from tests.queries import count_queries

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def database() -> str:
    """Pages and rules that ask of a database nothing that others' tests do not ask of both."""
    return SQLITE


@pytest.fixture
def teacher(app: Flask, client: FlaskClient) -> Actor:
    found = person(app, "tess", level=2)
    sign_in(client, found)
    return found


def at(division: Division | Assignment) -> str:
    assignment = division.assignment if isinstance(division, Division) else division
    return f"/deliberate/assignments/{assignment.public_id}"


def test_a_teacher_divides_moves_makes_and_compares_and_a_student_finds_their_own_group(
    app: Flask, client: FlaskClient, teacher: Actor
) -> None:
    assignment = a_template(app, teacher)
    address = at(assignment)
    assert "Divide the class" in client.get(f"{address}/groups").text
    filled = {"way": "by_hand", "number": "0", "measure": "groups", "claim": ""}
    refused = send(client, f"{address}/groups", filled)
    assert (refused.status_code, "from 1 to 60" in refused.text) == (422, True)
    assert send(client, f"{address}/groups", {**filled, "number": "2"}).status_code == 303
    people = {"person": list(STUDENTS), "group": ["1", "1", "2", "2", "0"]}
    session.rollback()
    version = session.get_one(Division, assignment.id).version
    assert send(client, f"{address}/groups/people", {**people, "version": version}).status_code == 303
    stale = send(client, f"{address}/groups/people", {**people, "group": ["2"] * 5, "version": version})
    assert stale.status_code == 409
    # Nothing that was chosen is lost.
    assert stale.text.count('<option value="2" selected>') == 5
    session.rollback()
    division = session.get_one(Division, assignment.id)
    assert members_of(division) == [{"sam", "sue"}, {"sid", "sky"}]
    # A group of nobody can go by itself.
    assert send(client, f"{address}/groups/add", {"number": "3"}).status_code == 303
    assert "Remove group 3" in client.get(f"{address}/groups").text
    assert send(client, f"{address}/groups/remove", {"number": "3"}).status_code == 303
    assert "Remove group" not in client.get(f"{address}/groups").text
    student = app.test_client()
    sign_in(student, person(app, "sam"))
    assert student.get(f"{address}/groups").status_code == 403
    assert "in none yet" not in student.get(address).text
    for _ in range(2):
        assert send(client, f"{address}/groups/make").status_code == 303
    session.rollback()
    assert session.scalar(select(func.count(SmallGroup.article_id))) == 2
    one, _ = copies_of(division)
    page = student.get(address).text
    assert (one.slug in page, "Sam, " in page.replace("<bdi>", "").replace("</bdi>", "")) == (True, True)
    assert "Real SUE" not in page
    left_over = app.test_client()
    sign_in(left_over, person(app, "sol"))
    assert "in none yet" in left_over.get(address).text
    page = client.get(address).text
    assert "Compare the groups" in page
    assert "account,name,group,post_for" in client.get(f"{address}/progress.csv").text
    assert student.get(f"{address}/groups/compared").status_code == 403
    assert send(client, f"{address}/groups/comparing", {"is_compared": "y"}).status_code == 303
    theirs = student.get(f"{address}/groups/compared").text
    assert ("The bridge was rusty." in theirs, "Handed in" in theirs) == (True, False)
    # Of the other groups a student is shown how they found it, and no way there.
    assert [each.slug in theirs for each in copies_of(division)] == [True, False]


def test_a_copy_says_what_was_found_there_and_no_lean_of_a_single_viewpoint(
    app: Flask, client: FlaskClient, teacher: Actor
) -> None:
    division = divided(app, teacher)
    one, two = copies_of(division)
    with transaction():
        make_bearing(claims_in(one)[0], Side.FOR, author="sam")
        session.add(Submission(assignment_id=division.assignment_id, actor_id="sam", late=False))
    page = client.get(f"{at(division)}/groups/compared").text
    assert page.count("Too little to go on") == 4
    # All tasks done, and handed in: by one of those in sam's group.
    assert page.count("1 of 3") + page.count("1 of 2") == 2
    assert all(each.slug in page for each in (one, two))


def test_students_may_compare_once_it_has_closed(app: Flask, teacher: Actor) -> None:
    division = divided(app, teacher)
    student = app.test_client()
    sign_in(student, person(app, "sam"))
    assert student.get(f"{at(division)}/groups/compared").status_code == 403
    with transaction():
        session.get_one(Assignment, division.assignment_id).closes_at = now()
    assert student.get(f"{at(division)}/groups/compared").status_code == 200


def grown(app: Flask, teacher: Actor, students: int, groups: int) -> Division:
    """A division with so many groups, and so many students more in them."""
    draft = DivisionDraft(RANDOM.way, groups, is_size=False, places_joiners=True)
    division = divided(app, teacher, ("sam",), draft)
    identity: People = app.extensions["deliberate"].identity
    names = [f"student{number}" for number in range(students)]
    for name in names:
        identity.add(name)
    with transaction():
        assignment = session.get_one(Assignment, division.assignment_id)
        parts = session.scalars(select(SmallGroup).where(SmallGroup.assignment_id == assignment.id)).all()
        for number, name in enumerate(names):
            part = parts[number % groups]
            session.add(ClassMember(classroom_id=assignment.classroom_id, actor_id=name, role=Role.STUDENT))
            session.add(SmallGroupMember(assignment_id=assignment.id, actor_id=name, small_group_id=part.id))
            session.add(GroupMember(group_id=part.group_id, actor_id=name))
            if number % 10 == 0:
                assert part.article_id is not None
                make_bearing(claims_in(session.get_one(Article, part.article_id))[0], author=name)
                session.add(Submission(assignment_id=assignment.id, actor_id=name, late=False))
    return session.get_one(Division, division.assignment_id)


def test_300_students_in_10_groups_take_as_many_queries_as_30_in_2(
    app: Flask, client: FlaskClient, teacher: Actor
) -> None:
    few, many = grown(app, teacher, 30, 2), grown(app, teacher, 300, 10)
    for page in ("", "/groups", "/groups/compared", "/progress.csv"):
        small, large = (f"{at(each)}{page}" for each in (few, many))
        assert count_queries(app, partial(client.get, small)) == count_queries(app, partial(client.get, large)), page
    assert "30 of 301 have handed it in." in client.get(at(many)).text


def test_posting_first_holds_in_ones_own_group_and_costs_others_nothing(app: Flask, teacher: Actor) -> None:
    division = divided(app, teacher, ("sam", "sue"), DivisionDraft(RANDOM.way, 1, is_size=False, places_joiners=True))
    (copy,) = copies_of(division)
    with transaction():
        session.get_one(Assignment, division.assignment_id).post_first = True
        peers = make_bearing(claims_in(copy)[0], author="sue")

    def seen(by: Actor) -> bool:
        found = select(Contribution.id).where(Contribution.id == peers.id, not_withheld(by, Contribution))
        return session.scalar(found) is not None

    assert [seen(person(app, name)) for name in ("sam", "sue", "tess")] == [False, True, True]
    with transaction():
        make_bearing(claims_in(copy)[0], author="sam")
    assert seen(person(app, "sam"))


def test_what_cannot_be_done_is_said(app: Flask, client: FlaskClient, teacher: Actor) -> None:
    assignment = a_template(app, teacher)
    address = at(assignment)
    assert client.get(f"{address}/groups/compared").location == address
    for step in ("make", "shuffle", "add"):
        assert send(client, f"{address}/groups/{step}").status_code == 409
    sent = {"person": ["sam"], "group": ["1"], "version": "1"}
    assert send(client, f"{address}/groups/people", sent).status_code == 409
    filled = {"way": "random", "number": "2", "measure": "groups", "claim": ""}
    assert send(client, f"{address}/groups", filled).status_code == 303
    for wrong in ({"group": ["1", "2"]}, {"group": ["-1"]}, {"group": ["9"]}, {"person": ["tess"]}, {"version": ""}):
        assert send(client, f"{address}/groups/people", {**sent, **wrong}).status_code == 422
    with transaction():
        session.get_one(Article, assignment.article_id).state = State.CLOSED
    assert send(client, f"{address}/groups/make").status_code == 409
    assert send(client, f"{address}/groups/take-back").status_code == 303
