"""A course and its class: links that are chosen, members that are taken over, grades that go back."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import time_machine
from click.testing import CliRunner
from flask import Flask
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy import select

from deliberate.classroom.assignments import hand_in, take_back
from deliberate.classroom.feedback.judging import FeedbackDraft, release, write_feedback
from deliberate.classroom.models import ClassMember, Classroom, Role
from deliberate.classroom.services import delete_class
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.personal_data import Remains, forget, sections
from deliberate.core.standing import set_level
from deliberate.lti.commands import lti_group
from deliberate.lti.models import Course, Place, ResourceLink, Score, ScoreState
from tests.lti.courses import SETTINGS, deep, jwt_in, person_of, plain, taught, the_assignment, work_off
from tests.lti.lms import CLIENT, DEEP, DEPLOYMENT, INSTRUCTOR, LEARNER, LTI, Lms, launch, ticket_in
from tests.own_site import form_token


def members_of(site: Flask, classroom: Any) -> dict[str, tuple[Role, str | None]]:
    with site.app_context():
        found = (
            select(Place.subject, ClassMember.role, ClassMember.given_name)
            .join(ClassMember, ClassMember.actor_id == Place.actor_id)
            .join(Classroom, Classroom.id == ClassMember.classroom_id)
        )
        return {row[0]: (row[1], row[2]) for row in session.execute(found.where(Classroom.public_id == classroom))}


def test_a_link_is_chosen_and_leads_to_its_assignment(shared_site: Flask, lms: Lms) -> None:
    course = taught(shared_site, lms)
    asked = deep(course.teacher, lms)
    assert "Where does the link lead?" in asked.text
    given = {"ticket": ticket_in(asked), "do": "choose", "assignment": str(course.assignment)}
    answer = course.teacher.post("/lti/choose", data=given)
    assert "form-action 'self' http://127.0.0.1;" in answer.headers["Content-Security-Policy"]
    keys = KeySet.import_key_set(shared_site.test_client().get("/lti/jwks.json").get_json())
    told = jwt.decode(jwt_in(answer), keys, algorithms=["RS256"]).claims
    assert (told["iss"], told["aud"]) == (CLIENT, [lms.issuer])
    assert told[f"{LTI}deployment_id"] == DEPLOYMENT
    assert told[f"{DEEP}data"] == SETTINGS["data"]
    (item,) = told[f"{DEEP}content_items"]
    assert item["custom"] == {"assignment": str(course.assignment)}
    assert item["lineItem"]["scoreMaximum"] == 100
    arrived = launch(shared_site.test_client(), lms, custom=item["custom"])
    assert arrived.location == f"/assignments/{course.assignment}"


def test_an_assignment_can_be_made_on_the_way(shared_site: Flask, lms: Lms) -> None:
    course = taught(shared_site, lms)
    asked = launch(course.teacher, lms, sub="staff-1", roles=[INSTRUCTOR])
    ticket = ticket_in(asked)
    made = {"do": "make", "title": "A second one", "submission": "once", "post_for": "1", "article": "nonsense"}
    refused = course.teacher.post("/lti/choose", data={**made, "ticket": ticket})
    assert refused.status_code == 422
    assert 'value="A second one"' in refused.text
    with shared_site.app_context():
        article = str(the_assignment(course.assignment).article.public_id)
    done = course.teacher.post("/lti/choose", data={**made, "article": article, "ticket": ticket_in(refused)})
    assert done.status_code == 303
    assert "A second one" in course.teacher.get(done.location).text
    again = launch(course.teacher, lms, sub="staff-1", roles=[INSTRUCTOR])
    assert again.location == done.location, "the link leads there from now on"


def test_a_forged_deep_link_is_refused(shared_site: Flask, lms: Lms) -> None:
    course = taught(shared_site, lms)
    learner = shared_site.test_client()
    answer = deep(learner, lms, sub="pupil-17", roles=[LEARNER])
    assert answer.status_code == 400
    assert "JWT" not in answer.text
    given = {"ticket": "made up", "do": "choose", "assignment": str(course.assignment)}
    assert learner.post("/lti/choose", data=given).status_code == 400
    # Whoever teaches another course chooses nothing of this class, nor does a link from there lead into it.
    other = {"sub": "staff-2", "roles": [INSTRUCTOR], "context": {"id": "course-2"}}
    stranger = shared_site.test_client()
    asked = deep(stranger, lms, **other)
    with shared_site.app_context(), transaction():
        set_level(person_of("staff-2").key, 2)
    made = stranger.post("/lti/choose", data={"ticket": ticket_in(asked), "classroom": "", "name": "Other"})
    refused = stranger.post("/lti/choose", data={**given, "ticket": ticket_in(made)})
    assert refused.status_code == 422
    named = {"custom": {"assignment": str(course.assignment)}, "context": {"id": "course-2"}}
    followed = launch(shared_site.test_client(), lms, sub="pupil-99", **named)
    assert str(course.assignment) not in (followed.location or "")
    asked = launch(stranger, lms, **{**other, **named})
    assert "The bridge" not in plain(asked).split("A new assignment")[0]


def test_members_are_taken_over_and_nobody_loses_a_place_unasked(shared_site: Flask, lms: Lms) -> None:
    course = taught(shared_site, lms)
    launch(shared_site.test_client(), lms)
    lms.members = [
        {"user_id": "staff-1", "roles": [INSTRUCTOR], "name": "Tess Teacher"},
        {"user_id": "pupil-18", "roles": ["Learner"], "given_name": "Sue", "family_name": "Sample"},
        {"user_id": "pupil-19", "roles": [LEARNER], "status": "Inactive"},
        {"user_id": "guest", "roles": ["http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor"]},
        {"user_id": "pupil-20", "roles": [LEARNER], "status": "Active", "name": "Uma"},
    ]
    page = f"/lti/classes/{course.classroom}"
    token = form_token(course.teacher, page)
    with shared_site.app_context():
        number = session.scalars(select(Course.id)).one()
    course.teacher.post(f"{page}/roster", data={"csrf_token": token, "course": number})
    work_off(shared_site)
    assert members_of(shared_site, course.classroom) == {
        "staff-1": (Role.TEACHER, "Tess Teacher"),
        "pupil-17": (Role.STUDENT, "Sam Sample"),
        "pupil-18": (Role.STUDENT, "Sue Sample"),
        "pupil-20": (Role.STUDENT, "Uma"),
    }
    shown = course.teacher.get(page)
    assert "No longer members of the course" in shown.text
    with shared_site.app_context():
        sam, sue = person_of("pupil-17").key, person_of("pupil-18").key
    data = {"csrf_token": token, "course": number, "person": [sam, sue]}
    course.teacher.post(f"{page}/left", data=data)
    left = members_of(shared_site, course.classroom)
    assert "pupil-17" not in left
    assert "pupil-18" in left, "whoever is still a member is not among them, whatever the form says"


def test_the_page_of_courses_is_for_teachers_alone(shared_site: Flask, lms: Lms) -> None:
    course = taught(shared_site, lms)
    sam, stranger = shared_site.test_client(), shared_site.test_client()
    launch(sam, lms)
    launch(stranger, lms, sub="pupil-99", context={"id": "course-2"})
    page = f"/lti/classes/{course.classroom}"
    assert sam.get(page).status_code == 403
    assert stranger.get(page).status_code == 404
    assert page in course.teacher.get(f"/classes/{course.classroom}").text
    assert page not in sam.get(f"/classes/{course.classroom}").text
    for act in ("roster", "left", "grades", "unlink"):
        data = {"csrf_token": form_token(sam, "/classes"), "course": "1"}
        assert sam.post(f"{page}/{act}", data=data).status_code in {403, 404}


def test_handing_in_and_released_feedback_go_to_the_platform_in_order(shared_site: Flask, lms: Lms) -> None:
    course = taught(shared_site, lms)
    launch(shared_site.test_client(), lms, custom={"assignment": str(course.assignment)})
    with shared_site.app_context():
        sam, tess = person_of("pupil-17"), person_of("staff-1")
        with transaction():
            hand_in(sam, the_assignment(course.assignment))
        with transaction():
            take_back(sam, the_assignment(course.assignment))
        with transaction():
            hand_in(sam, the_assignment(course.assignment))
    work_off(shared_site)
    (path, told) = lms.scores[-1]
    assert len(lms.scores) == 1, "what is overtaken is not sent"
    assert path == "/columns/1/scores"
    assert lms.columns["/columns/1"]["resourceLinkId"] == "link-1"
    assert (told["userId"], told["activityProgress"], told["gradingProgress"]) == (
        "pupil-17",
        "Submitted",
        "PendingManual",
    )
    assert "scoreGiven" not in told
    with shared_site.app_context():
        assignment = the_assignment(course.assignment)
        member = session.get_one(ClassMember, (assignment.classroom_id, sam.key))
        with transaction():
            draft = FeedbackDraft({}, "Well found.", Decimal("7.5"))
            write_feedback(tess, the_assignment(course.assignment), member, draft, 0)
        work_off(shared_site)
        assert len(lms.scores) == 1, "nothing is told before it is released"
        with transaction():
            release(tess, the_assignment(course.assignment), member)
    work_off(shared_site)
    last = lms.scores[-1][1]
    assert last["scoreGiven"] == 7.5
    assert (last["scoreMaximum"], last["comment"], last["gradingProgress"]) == (100.0, "Well found.", "FullyGraded")
    assert datetime.fromisoformat(last["timestamp"]) > datetime.fromisoformat(told["timestamp"])
    page = plain(course.teacher.get(f"/lti/classes/{course.classroom}"))
    assert "7.5 of 100 points" in page
    assert "Taken" in page


def test_what_was_done_before_a_link_led_to_it_is_told_once_somebody_comes_by_the_link(
    shared_site: Flask, lms: Lms
) -> None:
    course = taught(shared_site, lms)
    for each in ("pupil-17", "pupil-18", "pupil-19"):
        launch(shared_site.test_client(), lms, sub=each)
    with shared_site.app_context():
        tess, assignment = person_of("staff-1"), the_assignment(course.assignment)
        sue = session.get_one(ClassMember, (assignment.classroom_id, person_of("pupil-18").key))
        with transaction():
            hand_in(person_of("pupil-17"), the_assignment(course.assignment))
        with transaction():
            draft = FeedbackDraft({}, "Well found.", Decimal("7.5"))
            write_feedback(tess, the_assignment(course.assignment), sue, draft, 0)
        with transaction():
            release(tess, the_assignment(course.assignment), sue)
    work_off(shared_site)
    assert lms.scores == []
    for _ in range(2):
        launch(shared_site.test_client(), lms, sub="pupil-19", custom={"assignment": str(course.assignment)})
        work_off(shared_site)
        told = {each["userId"]: (each["gradingProgress"], each.get("scoreGiven")) for _, each in lms.scores}
        assert told == {"pupil-17": ("PendingManual", None), "pupil-18": ("FullyGraded", 7.5)}
        assert len(lms.scores) == 2, "nobody is told of twice"


def test_a_platform_that_is_away_is_told_later_and_the_teacher_sees_why(shared_site: Flask, lms: Lms) -> None:
    course = taught(shared_site, lms)
    launch(shared_site.test_client(), lms, custom={"assignment": str(course.assignment)})
    lms.refuses = [503]
    with shared_site.app_context(), transaction():
        hand_in(person_of("pupil-17"), the_assignment(course.assignment))
    work_off(shared_site)
    assert lms.scores == []
    page = f"/lti/classes/{course.classroom}"
    assert "The site answered with an error: 503." in plain(course.teacher.get(page))
    again = {"csrf_token": form_token(course.teacher, page), "assignment": str(course.assignment)}
    course.teacher.post(f"{page}/grades", data=again)
    work_off(shared_site)
    assert len(lms.scores) == 1
    with shared_site.app_context():
        assert session.scalars(select(Score.state)).one() is ScoreState.TAKEN


def test_what_waited_is_sent_by_itself_once_the_platform_is_back(shared_site: Flask, lms: Lms) -> None:
    course = taught(shared_site, lms)
    launch(shared_site.test_client(), lms, custom={"assignment": str(course.assignment)})
    lms.refuses = [503]
    with shared_site.app_context(), transaction():
        hand_in(person_of("pupil-17"), the_assignment(course.assignment))
    work_off(shared_site)
    with time_machine.travel(now() + timedelta(minutes=2)):
        work_off(shared_site)
    assert len(lms.scores) == 1


def test_somebody_who_leaves_and_a_class_that_goes_leave_nothing_of_the_platform(shared_site: Flask, lms: Lms) -> None:
    course = taught(shared_site, lms)
    launch(shared_site.test_client(), lms, custom={"assignment": str(course.assignment)})
    launch(shared_site.test_client(), lms, sub="pupil-18")
    with shared_site.app_context():
        sam, tess = person_of("pupil-17"), person_of("staff-1")
        with transaction():
            hand_in(sam, the_assignment(course.assignment))
        work_off(shared_site)
        told = list(sections.get("learning platforms")(sam.key))
        assert [each.get("you") for each in told] == ["pupil-17", None]
        with transaction():
            forget(sam, Remains.TOMBSTONES)
        assert list(sections.get("learning platforms")(sam.key)) == []
        assert session.scalar(select(Place).where(Place.subject == "pupil-17")) is None
        with transaction():
            found = session.scalars(select(Classroom).where(Classroom.public_id == course.classroom)).one()
            delete_class(tess, found)
        assert [session.scalar(select(table).limit(1)) for table in (Place, ResourceLink, Score)] == [None] * 3
        assert session.scalars(select(Course.classroom)).all() == [None]


def test_keys_are_renewed_by_a_command_and_the_last_one_stays(shared_site: Flask) -> None:
    def say(*words: str) -> str:
        with shared_site.app_context():
            result = CliRunner().invoke(lti_group, words)
        return result.output or str(result.exception)

    first = say("keys", "list").split()[0]
    second = say("keys", "new").split()[0]
    assert say("keys", "list").split()[0] == second
    given = [each["kid"] for each in shared_site.test_client().get("/lti/jwks.json").get_json()["keys"]]
    assert given == [second, first]
    say("keys", "retire", first)
    assert "It is the only key." in say("keys", "retire", second)
    assert "School LMS" in say("platforms")
