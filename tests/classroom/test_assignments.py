"""Assignments: setting them, doing them, and who sees what of whom meanwhile."""

import re
import uuid
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from deliberate.articles.access import in_audience
from deliberate.articles.models import Article, Audience, GroupMember
from deliberate.classroom.assignments import (
    AssignmentDraft,
    change_assignment,
    check_voice,
    copy_assignment,
    hand_in,
    set_assignment,
    start,
    stop,
    take_back,
)
from deliberate.classroom.models import Assignment, ClassMember, Classroom, Role, Submission, TaskKind, Verdict
from deliberate.classroom.progress import get_assignment, rows_of
from deliberate.classroom.services import delete_class
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, NotFound, StaleEdit
from deliberate.core.personal_data import sections
from deliberate.evidence.models import Evidence, Side
from deliberate.notices.models import Notice, WatchState
from deliberate.notices.watching import set_watch
from deliberate.propositions.models import Proposition
from tests.classroom.scenes import a_class, an_article_of
from tests.databases import SQLITE
from tests.factories import make_article, make_bearing, make_proposition, make_rating
from tests.host import People, person, send, sign_in
from tests.moderation.scenes import posted
from tests.queries import count_queries
from tests.scenes import host_place, make_cast, make_scene

pytestmark = pytest.mark.usefixtures("context")

TASKS = {TaskKind.POST_FOR: 1, TaskKind.POST_AGAINST: 1, TaskKind.WEIGH: 2, TaskKind.CHALLENGE: 1}
DRAFT = AssignmentDraft("The bridge", TASKS, "Read it first.")


@pytest.fixture
def database() -> str:
    """Pages and rules that ask of a database nothing that others' tests do not ask of both."""
    return SQLITE


@pytest.fixture
def running(app: Flask, teacher: Actor) -> Assignment:
    """One on the class's bridge, started, with a main claim and a main task."""
    classroom = a_class(app)
    with transaction():
        article = an_article_of(classroom)
        make_proposition(article, main_of_id=article.id)
        assignment = set_assignment(teacher, session.get_one(Classroom, classroom.id), article, DRAFT)
        start(teacher, assignment)
    return session.get_one(Assignment, assignment.id)


def change(assignment: Assignment, **fields: object) -> None:
    with transaction():
        for name, value in fields.items():
            setattr(session.get_one(Assignment, assignment.id), name, value)


def test_it_is_handed_in_from_its_opening_on_and_taken_back_until_it_closes(app: Flask, running: Assignment) -> None:
    sam, hour = person(app, "sam"), timedelta(hours=1)
    change(running, opens_at=now() + hour)
    with pytest.raises(Conflict), transaction():
        hand_in(sam, get_assignment(sam, running.public_id))
    change(running, opens_at=now() - hour, closes_at=now() + hour)
    with transaction():
        assert not hand_in(sam, running).late
        hand_in(sam, running)
    with transaction():
        take_back(sam, running)
    assert session.scalar(select(func.count()).select_from(Submission)) == 0
    change(running, closes_at=now())
    for late in (False, True):
        change(running, takes_late=late)
        if late:
            with transaction():
                assert hand_in(sam, running).late
        else:
            with pytest.raises(Conflict), transaction():
                hand_in(sam, running)
    with pytest.raises(Conflict), transaction():
        take_back(sam, running)


def test_students_know_of_it_while_it_runs_and_only_those_who_teach_change_it(
    app: Flask, running: Assignment, teacher: Actor
) -> None:
    sam, oskar = person(app, "sam"), person(app, "oskar", "editor", level=3)
    for work in (
        lambda: start(sam, running),
        lambda: stop(sam, running),
        lambda: change_assignment(sam, running, DRAFT, running.version),
        lambda: rows_of(sam, running),
        lambda: hand_in(teacher, running),
        lambda: hand_in(oskar, running),
    ):
        with pytest.raises(NotAllowed), transaction():
            work()
    with pytest.raises(NotFound):
        get_assignment(oskar, running.public_id)
    assert get_assignment(sam, running.public_id)
    with transaction():
        stop(teacher, get_assignment(teacher, running.public_id))
    with pytest.raises(NotFound):
        get_assignment(sam, running.public_id)
    found, hour = get_assignment(teacher, running.public_id), timedelta(hours=1)
    for draft, error in (
        (AssignmentDraft("", TASKS), Invalid),
        (AssignmentDraft("Nothing", {}), Invalid),
        (AssignmentDraft("Backwards", TASKS, opens_at=now(), closes_at=now() - hour), Invalid),
        (AssignmentDraft("Too much", {TaskKind.WEIGH: 51}), Invalid),
    ):
        with pytest.raises(error), transaction():
            change_assignment(teacher, found, draft, found.version)
    with pytest.raises(StaleEdit), transaction():
        change_assignment(teacher, found, AssignmentDraft("Another", TASKS), found.version - 1)


def test_what_is_counted_is_what_they_did_on_the_article(app: Flask, running: Assignment, teacher: Actor) -> None:
    sam = person(app, "sam")
    with transaction():
        claim = session.scalars(select(Proposition).where(Proposition.article_id == running.article_id)).one()
        own = make_bearing(claim, author="sam")
        others = [make_bearing(claim, Side.AGAINST, author="sue") for _ in range(2)]
        make_bearing(others[0].evidence, Side.AGAINST, author="sam")
        for each in others:
            for dimension in ("relevance", "strength"):
                make_rating(each, "sam", dimension)
        elsewhere = make_proposition(make_article())
        make_bearing(elsewhere, author="sam")
        assert own.side is Side.FOR
        check_voice(sam, running, claim, Verdict.OTHERWISE, "https://example.org/speech")
        with pytest.raises(Invalid):
            check_voice(sam, running, elsewhere, Verdict.SAID, "https://example.org/speech")
        with pytest.raises(Invalid):
            check_voice(sam, running, claim, Verdict.SAID, "javascript:x")
    by_name = {row.given_name: row for row in rows_of(teacher, running)}
    assert dict(by_name["Real SAM"].done) == {
        TaskKind.POST_FOR: 1,
        TaskKind.CHALLENGE: 1,
        TaskKind.WEIGH: 2,
        TaskKind.CHECK_VOICE: 1,
    }
    assert dict(by_name["Real SUE"].done) == {TaskKind.POST_AGAINST: 2}
    assert by_name["Real SAM"].complete == 3
    assert [row["found"] for row in sections.get("assignments")("sam") if "found" in row] == [Verdict.OTHERWISE]
    with transaction():
        delete_class(teacher, session.get_one(Classroom, running.classroom_id))
    assert session.scalar(select(func.count()).select_from(Assignment)) == 0


def test_a_public_article_is_copied_for_the_class_without_its_evidence(app: Flask, teacher: Actor) -> None:
    classroom, sam = a_class(app), person(app, "sam")
    other, mia = a_class(app, students=("mia",), name="9a"), person(app, "mia")
    with transaction():
        library = make_article(author="lena", slug="library", title="The library")
        make_bearing(make_proposition(library, words="The bridge closed on Monday.", main_of_id=library.id))
    with transaction():
        found = session.get_one(Classroom, classroom.id)
        first = set_assignment(teacher, found, session.get_one(Article, library.id), DRAFT, "once")
        assert set_assignment(teacher, found, session.get_one(Article, library.id), DRAFT, "once") is first
        start(teacher, first)
    copy = session.get_one(Assignment, first.id).article
    assert (copy.audience, copy.is_open, copy.id != library.id) == (Audience.GROUP, True, True)
    assert in_audience(sam, copy)
    assert not in_audience(mia, copy)
    claims = session.scalars(select(Proposition.text).where(Proposition.article_id == copy.id)).all()
    assert claims == ["The bridge closed on Monday."]
    assert session.scalar(select(func.count(Evidence.id)).where(Evidence.article_id == copy.id)) == 0
    with transaction():
        second = copy_assignment(teacher, session.get_one(Assignment, first.id), session.get_one(Classroom, other.id))
    second = session.get_one(Assignment, second.id)
    assert (second.tasks, second.instructions, second.running) == (first.tasks, "Read it first.", False)
    assert second.article_id not in {copy.id, library.id}
    assert in_audience(mia, second.article)
    assert not in_audience(sam, second.article)


def pages(app: Flask, client: FlaskClient, values: dict[str, list[object]]) -> dict[str, str]:
    """What somebody is shown at every address that can be got, in lower case and without marks on what was sought."""
    found = {}
    for rule in app.url_map.iter_rules():
        ours = rule.endpoint.startswith("deliberate.") and rule.arguments <= values.keys()
        if "GET" in (rule.methods or ()) and ours:
            arguments = {name: values[name][0] for name in rule.arguments}
            address = app.url_map.bind("localhost").build(rule.endpoint, arguments, "GET")
            for question in ("", "?all=1") if rule.arguments else ("?q=zebra",):
                with client.get(address + question) as answer:
                    found[address + question] = answer.text.lower().replace("<mark>", "").replace("</mark>", "")
    return found


def telling(shown: dict[str, str], *words: str) -> list[str]:
    return [address for address, text in shown.items() if any(each in text for each in words)]


def test_whoever_is_to_post_first_finds_nothing_of_the_others_at_any_address(app: Flask, running: Assignment) -> None:
    place = host_place(app)
    scene = make_scene(place, make_cast(place), Audience.PUBLIC)
    sam, sue, client = person(app, "sam"), person(app, "sue"), app.test_client()
    change(running, post_first=True)
    with transaction():
        article = session.get_one(Article, running.article_id)
        claim = session.scalars(select(Proposition).where(Proposition.article_id == article.id)).one()
        set_watch(sam, article, WatchState.WATCHED)
    # A newcomer's post waits for no moderator in a class.
    bearing = posted(sue, claim, "A zebra crossed it.", Side.FOR, "A zebra is heavy.", citation="An almanac")
    assert bearing.is_visible
    with transaction():
        bearing = session.merge(bearing)
        session.execute(update(Notice).values(visible_from=now()))
        assert session.scalar(select(func.count()).where(Notice.actor_id == "sam")) == 1
        session.refresh(bearing, ["evidence"])
        session.refresh(item := bearing.evidence, ["source"])
        values = {
            **scene.values,
            "slug": [article.slug],
            "claim": [claim.public_id],
            "bearing": [bearing.public_id],
            "item": [item.public_id],
            "target": [bearing.public_id],
            "contribution": [bearing.public_id],
            "linking": [bearing.public_id],
            "source": [item.source.public_id],
            "subject": [bearing.public_id],
            "classroom": [running.classroom.public_id],
            "assignment": [running.public_id],
        }
    sign_in(client, sam)
    words = ("zebra crossed", "zebra is heavy", "an almanac")
    shown = pages(app, client, values)
    assert not telling(shown, *words)
    # Nor how many there are, and what they come to.
    claim_at = f"/deliberate/claims/{claim.public_id}"
    balances = [f"/deliberate/a/{article.slug}", claim_at, f"/deliberate/a/{article.slug}/map"]
    assert {*balances} <= {*telling(shown, "shown once you have posted")}
    told = telling(shown, "1 for<", "· 1 for", '"1 for"', "for: 1", "1 report", "1 origin")
    assert not [each for each in told if "how-weighing" not in each]
    with transaction():
        make_bearing(session.get_one(Proposition, claim.id), Side.AGAINST, author="sam")
    shown = pages(app, client, values)
    assert {f"/deliberate/claims/{claim.public_id}", "/deliberate/search?q=zebra"} <= {*telling(shown, *words)}
    # What one gave as a name, no other student is shown.
    assert telling(shown, "real sue") == []


def test_how_far_everybody_is_takes_as_many_queries_with_300_students(
    app: Flask, client: FlaskClient, running: Assignment
) -> None:
    sign_in(client, person(app, "tess", level=2))
    address = f"/deliberate/assignments/{running.public_id}"
    few = count_queries(app, lambda: client.get(address))
    identity: People = app.extensions["deliberate"].identity
    for number in range(300):
        identity.add(f"student{number}")
    with transaction():
        claim = session.scalars(select(Proposition).where(Proposition.article_id == running.article_id)).one()
        group = running.classroom.group_id
        for number in range(300):
            name = f"student{number}"
            session.add(ClassMember(classroom_id=running.classroom_id, actor_id=name, role=Role.STUDENT))
            session.add(GroupMember(group_id=group, actor_id=name))
            if number % 10 == 0:
                make_bearing(claim, author=name)
                session.add(Submission(assignment_id=running.id, actor_id=name, late=False))
    assert count_queries(app, lambda: client.get(address)) == few
    assert "30 of 302 have handed it in." in client.get(address).text


def test_a_teacher_sets_it_a_student_does_it_and_the_sheet_says_so(
    app: Flask, client: FlaskClient, teacher: Actor
) -> None:
    sign_in(client, teacher)
    sent = {"name": "8b", "asks_names": "y", "submission": "once"}
    made = send(client, "/deliberate/classes", sent)
    assert made.status_code == 303
    classroom = session.scalars(select(Classroom)).one()
    with transaction():
        article = an_article_of(classroom)
        claim = make_proposition(article, main_of_id=article.id).public_id
        public_id = str(article.public_id)
    # The class is chosen already where an article is imported from its page, and usual tasks are filled in.
    importing = re.search(r'href="([^"]*/articles/new\?group=\d+)"', client.get(made.location).text)
    assert importing
    assert f'selected value="{classroom.group_id}"' in client.get(importing[1]).text
    assert f'selected value="{classroom.group_id}"' not in client.get("/deliberate/articles/new?group=9999").text
    address = f"{made.location}/assignments"
    assert re.search(r'name="weigh"[^>]*value="5"', client.get(address).text)
    filled = {"title": "Weigh it", "article": public_id, "post_for": "1", "weigh": "5", "submission": "a"}
    assert "Choose an article." in send(client, address, {**filled, "article": ""}).text
    assert send(client, address, {**filled, "article": str(uuid.uuid4())}).status_code == 422
    at = send(client, address, {**filled, "closes_at": "2999-01-01T10:00"}).location
    assert send(client, f"{at}/start").status_code == 303
    student = app.test_client()
    sign_in(student, person(app, "sam"))
    code = session.scalars(select(Classroom)).one().group.join_code
    assert send(student, "/deliberate/classes/join", {"code": code, "given_name": "=Sam"}).location in made.location
    page = student.get(at).text
    assert "0 of 5" in page
    assert "How far everybody is" not in page
    # It says so where the work is done, and to nobody who teaches; and there is a way to one's classes from anywhere.
    read_at = f"/deliberate/a/{article.slug}"
    assert "0 of 2 tasks are done." in student.get(read_at).text
    assert at in student.get(f"/deliberate/claims/{claim}").text
    assert at not in client.get(read_at).text
    assert '<a href="/deliberate/classes">Classes</a>' in student.get(read_at).text
    assert send(student, f"{at}/hand-in").status_code == 303
    assert "You handed it in on" in student.get(at).text
    assert "handed in</p>" in student.get(made.location).text
    assert "handed in</p>" not in client.get(made.location).text
    assert student.get(f"{at}/progress.csv").status_code == 403
    sheet = client.get(f"{at}/progress.csv").text
    assert "Sam,'=Sam,0,0," in sheet
    assert session.scalar(select(func.count()).select_from(Contribution).where(Contribution.author_id == "sam")) == 0
