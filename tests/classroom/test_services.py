"""Making, joining, settling and letting go of a class."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from deliberate.articles.access import in_audience
from deliberate.articles.groups import join as join_group
from deliberate.articles.models import Article, GroupMember
from deliberate.classroom.models import ClassMember, Classroom, Role
from deliberate.classroom.roster import roster_sheet, take_roster
from deliberate.classroom.services import (
    ClassDraft,
    Step,
    change_class,
    delete_class,
    forget_old_classes,
    join_class,
    leave_class,
    make_class,
    renew_code,
    settle_member,
)
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, StaleEdit
from deliberate.core.personal_data import Remains, forget, sections
from tests.classroom.scenes import a_class, an_article_of, enter
from tests.databases import SQLITE
from tests.host import person

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def database() -> str:
    """Rules that ask of a database nothing that others' tests do not ask of both."""
    return SQLITE


def role_of(classroom: Classroom, name: str) -> Role | None:
    found = session.get(ClassMember, (classroom.id, name), populate_existing=True)
    return found.role if found else None


def test_whoever_may_import_makes_a_class_and_a_double_click_makes_one(app: Flask, teacher: Actor) -> None:
    with transaction():
        first = make_class(teacher, ClassDraft("8b", asks_names=False), "once")
        assert make_class(teacher, ClassDraft("8b", asks_names=False), "once") is first
        assert make_class(teacher, ClassDraft("8b", asks_names=False), "twice") is not first
    assert role_of(first, "tess") is Role.TEACHER
    nell = person(app, "nell", level=1)
    with pytest.raises(NotAllowed), transaction():
        make_class(nell, ClassDraft("8c", asks_names=False))


def test_a_class_is_joined_by_its_own_code_alone_and_with_a_name_where_it_asks_for_one(app: Flask) -> None:
    classroom, nell = a_class(app, students=()), person(app, "nell")
    oskar = person(app, "oskar", "editor", level=3)
    code = classroom.group.join_code
    with pytest.raises(Invalid) as refused, transaction():
        join_class(nell, code)
    assert refused.value.field == "given_name"
    with pytest.raises(Invalid), transaction():
        join_group(nell, code)
    with transaction():
        join_class(nell, f" {code[:5].lower()}-{code[5:]} ", "Nell  N.")
        join_class(nell, code, "Another name")
    member = session.get_one(ClassMember, (classroom.id, "nell"))
    assert (member.role, member.given_name) == (Role.STUDENT, "Nell N.")
    article = an_article_of(classroom)
    assert in_audience(nell, article)
    assert not in_audience(oskar, article)


def test_an_old_code_and_a_closed_class_let_nobody_in(app: Flask, teacher: Actor) -> None:
    classroom, nell = a_class(app, students=()), person(app, "nell")
    old = classroom.group.join_code
    with transaction():
        renew_code(teacher, session.get_one(Classroom, classroom.id))
    classroom = session.get_one(Classroom, classroom.id)
    with transaction():
        shut = ClassDraft("8b", asks_names=True, joining=False)
        change_class(teacher, classroom := session.get_one(Classroom, classroom.id), shut, classroom.version)
    for code in (old, session.get_one(Classroom, classroom.id).group.join_code):
        with pytest.raises(Invalid), transaction():
            join_class(nell, code, "Nell")


def test_only_teachers_settle_who_is_what_and_one_of_them_stays(app: Flask, teacher: Actor) -> None:
    classroom, sam = a_class(app), person(app, "sam")
    with transaction():
        settle_member(teacher, classroom, "sam", Step.ASSISTANT)
    for work in (
        lambda: settle_member(sam, classroom, "sue", Step.REMOVE),
        lambda: delete_class(sam, classroom),
        lambda: take_roster(sam, classroom, "account\nsue"),
    ):
        with pytest.raises(NotAllowed), transaction():
            work()
    for work in (
        lambda: leave_class(teacher, classroom),
        lambda: settle_member(teacher, classroom, "tess", Step.STUDENT),
    ):
        with pytest.raises(Conflict), transaction():
            work()
    with transaction():
        settle_member(teacher, classroom, "sam", Step.TEACHER)
        leave_class(teacher, classroom)
        settle_member(sam, classroom, "sue", Step.REMOVE)
    assert (role_of(classroom, "sam"), role_of(classroom, "tess"), role_of(classroom, "sue")) == (
        Role.TEACHER,
        None,
        None,
    )
    assert not in_audience(person(app, "sue"), an_article_of(classroom, by="sam"))


def test_settings_are_stored_unless_overtaken_and_names_no_longer_asked_for_are_gone(
    app: Flask, teacher: Actor
) -> None:
    classroom = a_class(app)
    version, latest = classroom.version, now().date() + timedelta(days=400)
    with transaction():
        soon = ClassDraft("9b", asks_names=False, keep_until=latest - timedelta(days=1))
        change_class(teacher, session.get_one(Classroom, classroom.id), soon, version)
    assert session.get_one(Classroom, classroom.id).name == "9b"
    assert session.scalar(select(func.count(ClassMember.given_name))) == 0
    for draft, error in (
        (ClassDraft("8b", asks_names=True), StaleEdit),
        (ClassDraft("", asks_names=True), Invalid),
        (ClassDraft("8b", asks_names=True, keep_until=latest + timedelta(days=1)), Invalid),
    ):
        found = session.get_one(Classroom, classroom.id)
        with pytest.raises(error), transaction():
            change_class(teacher, found, draft, version if error is StaleEdit else found.version)


def test_a_sheet_goes_out_without_formulas_and_comes_back_line_by_line(app: Flask, teacher: Actor) -> None:
    classroom = a_class(app)
    with transaction():
        lines = ("account,name,role", 'sam,"=HYPERLINK(""x"")",assistant', "nobody,X,", "sue,S,king", "tess,,student")
        taken = take_roster(teacher, classroom, "\r\n".join(lines))
    assert taken.lines == 1
    assert [each.split(":")[0] for each in taken.troubles] == ["Line 3", "Line 4", "Line 5"]
    written = roster_sheet(teacher, classroom)
    assert '"\'=HYPERLINK(""x"")",assistant' in written
    assert "Real SUE,student" in written
    with transaction():
        take_roster(teacher, classroom, written.lower())
    assert session.get_one(ClassMember, (classroom.id, "sam")).given_name == '=hyperlink("x")'
    with pytest.raises(NotAllowed):
        roster_sheet(person(app, "sue"), classroom)
    for wrong in ("name\nsam", "account,name\n" + "sam,\n" * 1001, 'account\n"sam'):
        with pytest.raises(Invalid), transaction():
            take_roster(teacher, classroom, wrong)


def test_a_class_goes_when_its_teacher_says_so_or_its_last_day_is_over(app: Flask, teacher: Actor) -> None:
    deleted, old, kept = (a_class(app, name=name) for name in ("one", "two", "three"))
    article = an_article_of(deleted)
    with transaction():
        session.merge(article)
        delete_class(teacher, session.get_one(Classroom, deleted.id))
        session.get_one(Classroom, old.id).keep_until = now().date() - timedelta(days=1)
    forget_old_classes()
    assert list(session.scalars(select(Classroom.id))) == [kept.id]
    assert set(session.scalars(select(ClassMember.classroom_id))) == {kept.id}
    assert set(session.scalars(select(GroupMember.group_id))) >= {kept.group_id}
    assert not set(session.scalars(select(GroupMember.group_id))) & {deleted.group_id, old.group_id}
    article = session.scalars(select(Article).where(Article.slug == "bridge")).one()
    assert not in_audience(person(app, "sam"), article)


def test_whoever_leaves_the_site_leaves_no_name_and_a_class_without_a_teacher_goes(app: Flask, teacher: Actor) -> None:
    classroom = a_class(app)
    (row,) = sections.get("classes")("sam")
    assert row["given_name"] == "Real SAM"
    sam = person(app, "sam")
    with transaction():
        forget(sam, Remains.ALL)
    assert role_of(classroom, "sam") is None
    assert role_of(classroom, "sue") is Role.STUDENT
    enter(person(app, "sid"), classroom)
    with transaction():
        forget(teacher, Remains.ALL)
    assert session.scalar(select(func.count()).select_from(Classroom)) == 0
