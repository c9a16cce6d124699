"""Who somebody is here whom a list of members named before they came, and what no platform makes of anybody."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jwt
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.accounts.identity import as_actor
from deliberate.accounts.models import User
from deliberate.classroom.models import ClassMember, Classroom, Role
from deliberate.classroom.services import join_class
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.standing import level_of, set_level, standing_of
from deliberate.lti.models import Course, Place
from deliberate.lti.rosters import ask_for_roster
from deliberate.moderation.sanctioning import lose_level
from tests.lti.conftest import know
from tests.lti.courses import person_of, plain, taught, work_off
from tests.lti.lms import INSTRUCTOR, LEARNER, Lms, begin, launch, post_token, signed, teach, ticket_in
from tests.own_site import PASSWORD, account, form_token, sign_in


def in_ascii(claims: dict[str, Any], lms: Lms) -> str:
    """Signed by a platform that escapes whatever is no ASCII."""
    return jwt.encode(claims, lms.key.as_pem(private=True), "RS256", {"kid": lms.key.kid})


def take_over(site: Flask, lms: Lms, *members: dict[str, Any]) -> None:
    lms.members = [{"roles": [LEARNER], **each} for each in members]
    with site.app_context(), transaction():
        ask_for_roster(session.scalars(select(Course)).one())
    work_off(site)


def students(site: Flask) -> list[tuple[str, str | None]]:
    """The accounts' names and the given ones."""
    with site.app_context():
        found = select(User.username, ClassMember.given_name).join(ClassMember, User.actor_id == ClassMember.actor_id)
        own = found.where(ClassMember.role == Role.STUDENT).order_by(User.username)
        return [(row[0], row[1]) for row in session.execute(own)]


def joined_by_code(site: Flask, classroom: Any) -> FlaskClient:
    account(site, "Nell")
    nell = site.test_client()
    sign_in(nell, "Nell")
    with site.app_context(), transaction():
        found = session.scalars(select(Classroom).where(Classroom.public_id == classroom)).one()
        join_class(person_called("Nell"), found.group.join_code, "Nell N.")
    return nell


def person_called(name: str) -> Any:
    return as_actor(session.scalars(select(User).where(User.username == name)).one())


def test_whoever_joined_by_code_before_the_list_came_is_in_the_class_once(shared_site: Flask, lms: Lms) -> None:
    course = taught(shared_site, lms)
    nell = joined_by_code(shared_site, course.classroom)
    take_over(shared_site, lms, {"user_id": "pupil-17", "name": "Nell Neighbour"})
    assert len(students(shared_site)) == 2
    asked = launch(nell, lms, name="Nell Neighbour")
    assert "Is that you?" in asked.text
    given = {"csrf_token": form_token(nell, "/articles"), "ticket": ticket_in(asked), "which": "mine"}
    assert nell.post("/lti/person", data={**given, "own_password": PASSWORD}).status_code == 303
    assert students(shared_site) == [("Nell", "Nell Neighbour")]
    with shared_site.app_context():
        nells = person_called("Nell").key
        assert session.scalars(select(Place.actor_id).where(Place.subject == "pupil-17")).all() == [nells]
        names = session.scalars(select(User.username)).all()
    assert sum(each.startswith("reader-") for each in names) == 1, "the teacher’s; the empty account is gone"
    take_over(shared_site, lms, {"user_id": "pupil-17", "name": "Nell Neighbour"})
    assert students(shared_site) == [("Nell", "Nell Neighbour")]


def test_an_account_that_somebody_came_in_by_is_never_given_to_another(shared_site: Flask, lms: Lms) -> None:
    course = taught(shared_site, lms)
    take_over(shared_site, lms, {"user_id": "pupil-17", "name": "Sam Sample"})
    launch(shared_site.test_client(), lms)
    take_over(shared_site, lms, {"user_id": "pupil-17", "name": "Sam Sample"})
    nell = joined_by_code(shared_site, course.classroom)
    assert "Is that you?" not in launch(nell, lms).text
    assert len(students(shared_site)) == 2


def test_at_one_machine_after_another_nobody_is_asked_whether_they_are_the_one_before(
    shared_site: Flask, lms: Lms
) -> None:
    machine = shared_site.test_client()
    launch(machine, lms)
    assert "Is that you?" not in launch(machine, lms, sub="pupil-18", name="Sue Sample").text
    with shared_site.app_context():
        assert person_of("pupil-17").key != person_of("pupil-18").key


def test_members_by_what_no_database_takes_are_left_out_and_the_others_come(shared_site: Flask, lms: Lms) -> None:
    taught(shared_site, lms)
    odd = [{"user_id": each, "name": "Odd"} for each in ("pu\0pil", "pu\ud800pil", " ", "x" * 300, 7, None)]
    take_over(shared_site, lms, *odd, {"user_id": "pupil-18", "name": "S\ufffdm \x1b[2J"})
    assert [name for _account, name in students(shared_site)] == ["Sm [2J"]
    assert launch(shared_site.test_client(), lms, in_ascii, sub="pu\ud800pil").status_code == 400
    assert launch(shared_site.test_client(), lms, sub="pupil-19", name="S\ufffdm").status_code == 303


def test_a_level_that_was_taken_here_no_platform_gives_back(shared_site: Flask, lms: Lms) -> None:
    with shared_site.app_context(), transaction():
        know(lms, trusts_teachers=True)
    teach(shared_site.test_client(), lms)
    with shared_site.app_context():
        tess = person_of("staff-1").key
        assert level_of(tess) == 2
        with transaction():
            lose_level(standing_of(tess), "removed=3", now())
    launch(shared_site.test_client(), lms, sub="staff-1", roles=[INSTRUCTOR])
    with shared_site.app_context():
        assert level_of(tess) == 1


def test_whoever_may_not_import_is_not_offered_what_would_be_copied(shared_site: Flask, lms: Lms) -> None:
    teacher = shared_site.test_client()
    asked = teach(teacher, lms)
    assert "you may not import one here" in plain(asked)
    with shared_site.app_context(), transaction():
        set_level(person_of("staff-1").key, 2)
    again = launch(teacher, lms, sub="staff-1", roles=[INSTRUCTOR])
    assert "Public: a copy is made for the class" in again.text


def at_once(clients: list[FlaskClient], act: Callable[[FlaskClient], int]) -> list[int]:
    """What each of them is answered, who all ask at the same moment."""
    with ThreadPoolExecutor(len(clients)) as threads:
        return sorted(threads.map(act, clients))


def test_somebody_new_who_comes_by_several_windows_at_once_is_one(shared_site: Flask, lms: Lms) -> None:
    teach(shared_site.test_client(), lms)
    windows = [shared_site.test_client() for _ in range(4)]
    assert at_once(windows, lambda each: launch(each, lms, resource_link={"id": "new"}).status_code) == [303] * 4
    assert len(students(shared_site)) == 1


def test_of_one_token_that_is_sent_several_times_at_once_one_is_taken(shared_site: Flask, lms: Lms) -> None:
    windows = [shared_site.test_client() for _ in range(4)]
    going = begin(windows[0], lms)
    token = signed(lms.claims(going["nonce"]), lms)
    taken = at_once(windows, lambda each: int(post_token(each, token, going["state"]).status_code))
    assert taken == [303, 400, 400, 400]
