"""Arriving from a platform: who one is here, in which class, and by which window."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.accounts.models import LinkedIdentity, User
from deliberate.classroom.models import ClassMember, Classroom, Role
from deliberate.core.db import session
from deliberate.core.standing import level_of
from deliberate.lti.models import Course, Launch
from tests.lti.lms import INSTRUCTOR, LEARNER, MEMBERSHIP, Lms, begin, launch, post_token, signed, teach, ticket_in
from tests.own_site import PASSWORD, account, form_token, sign_in

FRAME = {"Sec-Fetch-Dest": "iframe"}
OURS, ANOTHERS = {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "cross-site"}


def members(shared_site: Flask) -> dict[str, tuple[Role, str | None]]:
    """Everybody in the class of the course, by what the platform knows them by."""
    with shared_site.app_context():
        found = (
            select(LinkedIdentity.subject, ClassMember.role, ClassMember.given_name)
            .join(User, User.id == LinkedIdentity.user_id)
            .where(User.actor_id == ClassMember.actor_id)
        )
        classroom = session.scalar(select(Course.classroom).where(Course.classroom.is_not(None)))
        own = select(Classroom.id).where(Classroom.public_id == classroom).scalar_subquery()
        return {row[0]: (row[1], row[2]) for row in session.execute(found.where(ClassMember.classroom_id == own))}


def name_of(client: FlaskClient) -> str | None:
    found = re.search(r"<dt>Name</dt>\s*<dd>(\S+)", client.get("/account").text)
    return found[1] if found else None


def test_a_course_has_its_class_once_somebody_who_teaches_it_says_so(shared_site: Flask, lms: Lms) -> None:
    early, teacher, sam = shared_site.test_client(), shared_site.test_client(), shared_site.test_client()
    assert "has not chosen yet" in html.unescape(launch(early, lms).text)
    made = teach(teacher, lms)
    assert made.status_code == 200, "it is asked next what the link leads to"
    assert "Where does the link lead?" in made.text
    arrived = launch(sam, lms)
    assert arrived.status_code == 303
    assert "/classes/" in arrived.location
    assert members(shared_site) == {"staff-1": (Role.TEACHER, "Tess Teacher"), "pupil-17": (Role.STUDENT, "Sam Sample")}


def test_accounts_have_made_up_names_and_real_ones_are_for_those_who_teach(shared_site: Flask, lms: Lms) -> None:
    teacher, sam, sue = (shared_site.test_client() for _ in range(3))
    teach(teacher, lms)
    page = launch(sam, lms).location
    launch(sue, lms, sub="pupil-18", name="Sue Sample")
    assert (name_of(sam) or "").startswith("reader-")
    assert "Sam Sample" in teacher.get(page).text
    assert "Sam Sample" not in sue.get(page).text
    once = name_of(sam)
    again = shared_site.test_client()
    launch(again, lms)
    assert name_of(again) == once, "the next launch finds the account again"


def test_nobody_is_more_outside_the_class_than_they_were(shared_site: Flask, lms: Lms) -> None:
    teacher = shared_site.test_client()
    teach(teacher, lms)
    with shared_site.app_context():
        user = session.scalars(select(User).join(LinkedIdentity).where(LinkedIdentity.subject == "staff-1")).one()
        assert (user.roles, level_of(user.actor_id)) == ([], 0)


def test_who_teaches_in_one_course_learns_in_another_and_a_launch_lowers_nobody(shared_site: Flask, lms: Lms) -> None:
    teacher = shared_site.test_client()
    teach(teacher, lms)
    launch(teacher, lms, sub="staff-1", name=None, roles=[LEARNER], context={"id": "course-2"})
    launch(teacher, lms, sub="staff-1", name=None, roles=[LEARNER])
    assert members(shared_site) == {"staff-1": (Role.TEACHER, "Tess Teacher")}
    assistant = shared_site.test_client()
    launch(
        assistant,
        lms,
        sub="aide",
        name=None,
        roles=[INSTRUCTOR, "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"],
    )
    assert members(shared_site)["aide"] == (Role.ASSISTANT, None)


def test_whoever_is_something_elsewhere_alone_has_no_place(shared_site: Flask, lms: Lms) -> None:
    admin = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor"
    answer = launch(shared_site.test_client(), lms, roles=[admin, f"{MEMBERSHIP}Mentor"])
    assert answer.status_code == 400
    assert "no place for you here" in answer.text


def test_somebody_signed_in_is_asked_whether_that_is_them_and_shows_it_by_their_password(
    shared_site: Flask, lms: Lms
) -> None:
    account(shared_site, "Nell")
    nell = shared_site.test_client()
    sign_in(nell, "Nell")
    asked = launch(nell, lms)
    assert "Is that you?" in asked.text
    given = {"csrf_token": form_token(nell, "/articles"), "ticket": ticket_in(asked), "which": "mine"}
    refused = nell.post("/lti/person", data={**given, "own_password": "not it at all"})
    assert refused.status_code == 422
    again = {**given, "ticket": ticket_in(refused), "own_password": PASSWORD}
    nell.post("/lti/person", data=again)
    assert name_of(nell) == "Nell"
    elsewhere = shared_site.test_client()
    launch(elsewhere, lms)
    assert name_of(elsewhere) == "Nell"


def test_whoever_says_no_has_an_account_of_its_own(shared_site: Flask, lms: Lms) -> None:
    account(shared_site, "Nell")
    nell = shared_site.test_client()
    sign_in(nell, "Nell")
    ticket = ticket_in(launch(nell, lms))
    nell.post("/lti/person", data={"csrf_token": form_token(nell, "/articles"), "ticket": ticket, "which": "new"})
    assert (name_of(nell) or "").startswith("reader-")


def test_a_frame_without_storage_leads_to_a_window_of_its_own(shared_site: Flask, lms: Lms) -> None:
    client = shared_site.test_client()
    hints = {"iss": lms.issuer, "login_hint": "17", "target_link_uri": "http://localhost/lti/launch"}
    page = client.get("/lti/login", query_string=hints, headers=FRAME)
    assert page.status_code == 200
    assert 'target="_blank"' in page.text
    assert "Set-Cookie" not in page.headers
    assert f"frame-ancestors {lms.issuer};" in page.headers["Content-Security-Policy"]
    with shared_site.app_context():
        assert session.scalar(select(Launch.state)) is None, "nothing was begun yet"
    again = html.unescape(re.search(r'href="(/lti/login[^"]+)"', page.text)[1])  # type: ignore[index]
    assert "login_hint" not in again
    assert client.get("/lti/login?again=made-up").status_code == 409
    led = client.get(again)
    assert led.status_code == 302
    assert "login_hint=17" in led.location


def framed(client: FlaskClient, lms: Lms, **changed: object) -> tuple[str, str, str]:
    """A launch in a frame whose platform keeps things: the ticket, what was kept, and what was found."""
    hints = {"iss": lms.issuer, "login_hint": "17", "target_link_uri": "http://localhost/lti/launch"}
    page = client.get("/lti/login", query_string={**hints, "lti_storage_target": "_parent"}, headers=FRAME).text
    attributes = dict(re.findall(r'data-(put|key|go)="([^"]+)"', page))
    going = dict(re.findall(r"[?&](state|nonce)=([^&]+)", html.unescape(attributes["go"])))
    answer = post_token(client, signed(lms.claims(going["nonce"], **changed), lms), going["state"])
    assert f'data-get="{attributes["key"]}"' in answer.text
    return ticket_in(answer), attributes["put"], answer.text


def test_in_a_frame_the_platforms_storage_shows_the_browser_and_a_window_opens_by_a_button(
    shared_site: Flask, lms: Lms
) -> None:
    teach(shared_site.test_client(), lms)
    frame = shared_site.test_client(use_cookies=False)
    ticket, kept, _page = framed(frame, lms)
    found = {"ticket": ticket, "browser": kept}
    victim = shared_site.test_client()
    assert victim.post("/lti/arrive", data=found, headers=ANOTHERS).status_code == 400, "nobody is led to a button"
    opened = frame.post("/lti/arrive", data=found, headers=OURS)
    assert opened.status_code == 200
    button = ticket_in(opened)
    window = shared_site.test_client()
    assert window.post("/lti/enter", data={"ticket": button}, headers=ANOTHERS).status_code == 400
    entered = window.post("/lti/enter", data={"ticket": button}, headers=OURS)
    assert entered.status_code == 303
    assert (name_of(window) or "").startswith("reader-")
    other = shared_site.test_client()
    assert other.post("/lti/enter", data={"ticket": button}, headers=OURS).status_code == 400, "the button works once"


def test_what_another_browser_kept_opens_nothing(shared_site: Flask, lms: Lms) -> None:
    frame = shared_site.test_client(use_cookies=False)
    ticket, _kept, _page = framed(frame, lms)
    _ticket, others, _page = framed(shared_site.test_client(use_cookies=False), lms)
    assert frame.post("/lti/arrive", data={"ticket": ticket, "browser": others}, headers=OURS).status_code == 400
    thief, victim = shared_site.test_client(), shared_site.test_client()
    going = begin(thief, lms)
    led = post_token(thief, signed(lms.claims(going["nonce"]), lms), going["state"])
    assert victim.get(led.location).status_code == 400
    assert name_of(victim) is None


def test_nothing_personal_is_logged(shared_site: Flask, lms: Lms, caplog: pytest.LogCaptureFixture) -> None:
    teach(shared_site.test_client(), lms)
    sam = shared_site.test_client()
    launch(sam, lms)
    launch(shared_site.test_client(), lms, exp=1)
    launch(shared_site.test_client(), lms, roles=[])
    lines = caplog.text
    assert "LTI" in lines
    for personal in ("Sample", "pupil-17", "Tess", name_of(sam) or "?"):
        assert personal not in lines


def test_somebody_whom_courses_alone_sign_in_can_choose_a_password_and_see_which_course_it_is(
    shared_site: Flask, lms: Lms
) -> None:
    sam = shared_site.test_client()
    launch(sam, lms)
    assert lms.issuer in sam.get("/account/sign-ons").text
    given = {"password": PASSWORD, "password_confirm": PASSWORD, "csrf_token": form_token(sam, "/account/password")}
    assert sam.post("/account/password", data=given).status_code == 303
    again = shared_site.test_client()
    launch(again, lms)
    assert "show once more who you are" not in sam.get("/account/delete").text
    deleting = {"remains": "all", "own_password": "", "csrf_token": form_token(again, "/account/delete")}
    assert again.post("/account/delete", data=deleting).status_code == 422, "now it is the password that is asked for"
