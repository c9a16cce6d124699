"""Dividing an assignment: who may, what a group has, and how it ends."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from deliberate.articles.access import in_audience
from deliberate.articles.models import Article, GroupMember, State
from deliberate.articles.queries import edited_articles
from deliberate.classroom.assignments import check_voice, copy_assignment, delete_assignment, set_assignment
from deliberate.classroom.grouping.models import Division, SmallGroup, SmallGroupMember, Twin, Way
from deliberate.classroom.grouping.queries import article_for, articles_of_assignment
from deliberate.classroom.grouping.services import (
    DivisionDraft,
    add_group,
    move,
    propose,
    remove_group,
    settle,
    shuffle,
    take_back,
)
from deliberate.classroom.models import Assignment, Classroom, Role, Verdict
from deliberate.classroom.progress import articles_to_set, rows_of
from deliberate.classroom.queries import articles_of
from deliberate.classroom.services import Step, delete_class, leave_class, settle_member, take_in
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, StaleEdit
from deliberate.core.personal_data import Remains, forget, sections
from deliberate.evidence.models import Side
from deliberate.propositions.models import Answer, Relation
from deliberate.propositions.services import state_stance
from tests.classroom.grouping.scenes import (
    DRAFT,
    RANDOM,
    STUDENTS,
    a_template,
    claims_in,
    copies_of,
    divided,
    members_of,
)
from tests.classroom.scenes import a_class, enter
from tests.databases import SQLITE
from tests.factories import make_bearing
from tests.host import person

pytestmark = pytest.mark.usefixtures("context")

BY_HAND = DivisionDraft(Way.BY_HAND, 2, is_size=False, places_joiners=False)


@pytest.fixture
def database() -> str:
    """Rules that ask of a database nothing that others' tests do not ask of both."""
    return SQLITE


def test_a_proposal_is_thrown_about_until_it_is_settled_and_a_double_click_settles_once(
    app: Flask, teacher: Actor
) -> None:
    assignment = a_template(app, teacher)
    sam = person(app, "sam")
    with pytest.raises(NotAllowed), transaction():
        propose(sam, assignment, RANDOM)
    with transaction():
        propose(teacher, assignment, DivisionDraft(Way.RANDOM, 2, is_size=True, places_joiners=True))
    division = session.get_one(Division, assignment.id)
    assert sorted(map(len, members_of(division))) == [1, 2, 2]
    assert articles_of_assignment(division.assignment) == (assignment.article_id,)
    assert article_for(division.assignment, "sam") is division.assignment.article
    with transaction():
        propose(teacher, division.assignment, RANDOM)
        shuffle(teacher, session.get_one(Division, assignment.id))
    assert set.union(*members_of(division)) == set(STUDENTS)
    for _ in range(2):
        with transaction():
            settle(teacher, session.get_one(Division, assignment.id))
    copies = copies_of(division)
    assert [each.title for each in copies] == ["The bridge (1)", "The bridge (2)"]
    assert {each.state for each in copies} == {State.OPEN}
    with pytest.raises(Conflict), transaction():
        propose(teacher, session.get_one(Division, assignment.id).assignment, RANDOM)
    other = a_template(app, teacher, students=())
    for wrong in (0, 61):
        with pytest.raises(Invalid), transaction():
            draft = DivisionDraft(Way.RANDOM, wrong, is_size=False, places_joiners=True)
            propose(teacher, session.get_one(Assignment, other.id), draft)


def test_each_group_has_the_claims_and_relations_and_reads_nothing_of_the_others(app: Flask, teacher: Actor) -> None:
    division = divided(app, teacher)
    groups, copies = members_of(division), copies_of(division)
    for number, copy in enumerate(copies):
        assert [each.text for each in claims_in(copy)] == ["The bridge closed on Monday.", "The bridge was rusty."]
        assert session.scalar(select(func.count(Relation.id)).where(Relation.article_id == copy.id)) == 1
        for name in STUDENTS:
            student = person(app, name)
            assert in_audience(student, copy) == (name in groups[number])
            if name in groups[number]:
                assert article_for(division.assignment, name) is copy
                assert articles_of(student, division.assignment.classroom) == [copy]
        assert in_audience(teacher, copy)
    assert articles_of_assignment(division.assignment) == tuple(each.id for each in copies)
    # The template is for those who teach.
    template = division.assignment.article
    assert not in_audience(person(app, "sam"), template)
    assert in_audience(teacher, template)
    assert articles_of(teacher, division.assignment.classroom) == [template]
    offered = articles_to_set(teacher, division.assignment.classroom)
    assert template in offered
    assert not set(copies) & set(offered)


def test_two_assignments_on_one_article_are_each_divided_anew_and_one_without_groups_keeps_it_open(
    app: Flask, teacher: Actor
) -> None:
    division = divided(app, teacher)
    with transaction():
        again = session.get_one(Division, division.assignment_id).assignment
        second = set_assignment(teacher, again.classroom, again.article, DRAFT)
    assert in_audience(person(app, "sam"), session.get_one(Article, second.article_id))
    with transaction():
        settle(teacher, propose(teacher, session.get_one(Assignment, second.id), RANDOM))
    assert not in_audience(person(app, "sam"), session.get_one(Article, second.article_id))
    assert session.scalar(select(func.count(SmallGroup.id))) == 4
    with transaction():
        take_back(teacher, session.get_one(Division, second.id))
    assert in_audience(person(app, "sam"), session.get_one(Article, second.article_id))


def test_they_are_mixed_by_what_each_said_last_of_the_claim(app: Flask, teacher: Actor) -> None:
    assignment = a_template(app, teacher, [f"s{number}" for number in range(8)])
    main, reason = claims_in(assignment.article)
    for number in range(8):
        student = person(app, f"s{number}")
        with transaction():
            state_stance(student, main, Answer.AGREE)
            state_stance(student, reason, Answer.AGREE if number < 4 else Answer.DISAGREE)
    for _ in range(3):
        with transaction():
            draft = DivisionDraft(Way.MIXED, 2, is_size=False, places_joiners=True, claim=reason)
            propose(teacher, session.get_one(Assignment, assignment.id), draft)
        for group in members_of(session.get_one(Division, assignment.id)):
            assert len(group & {"s0", "s1", "s2", "s3"}) == 2


def test_single_students_are_moved_before_and_after_and_what_they_posted_counts_and_stays(
    app: Flask, teacher: Actor
) -> None:
    assignment = a_template(app, teacher)
    with transaction():
        propose(teacher, assignment, BY_HAND)
    division = session.get_one(Division, assignment.id)
    assert members_of(division) == [set(), set()]
    with transaction():
        division = session.get_one(Division, assignment.id)
        assert move(teacher, division, {"sam": 1, "sue": 2, "sid": 0}, division.version) == 2
        settle(teacher, division)
    one, two = copies_of(session.get_one(Division, assignment.id))
    with transaction():
        make_bearing(claims_in(one)[0], Side.FOR, author="sam")
        division = session.get_one(Division, assignment.id)
        stale = division.version
        assert move(teacher, division, {"sam": 2}, stale) == 1
    assert not in_audience(person(app, "sam"), one)
    assert in_audience(person(app, "sam"), two)
    division = session.get_one(Division, assignment.id)
    by_name = {row.account: row for row in rows_of(teacher, division.assignment)}
    assert (by_name["Sam"].done["post_for"], by_name["Sam"].group) == (1, 2)
    assert by_name["Sid"].group is None
    assert article_for(division.assignment, "sid") is None
    with pytest.raises(StaleEdit), transaction():
        move(teacher, session.get_one(Division, assignment.id), {"sam": 1}, stale)
    for wrong in ({"tess": 1}, {"sam": 7}):
        with pytest.raises(Invalid), transaction():
            division = session.get_one(Division, assignment.id)
            move(teacher, division, wrong, division.version)
    # Somebody posted: nobody shuffles any more.
    for work in (shuffle, take_back):
        with pytest.raises(Conflict), transaction():
            work(teacher, session.get_one(Division, assignment.id))
    for _ in range(2):
        with transaction():
            add_group(teacher, session.get_one(Division, assignment.id), 3)
    assert len(copies_of(session.get_one(Division, assignment.id))) == 3


def test_who_comes_late_goes_to_the_smallest_group_or_waits(app: Flask, teacher: Actor) -> None:
    division = divided(app, teacher)
    enter(late := person(app, "lou"), session.get_one(Classroom, division.assignment.classroom_id))
    assert sorted(map(len, members_of(division))) == [3, 3]
    assert in_audience(late, article_for(session.get_one(Assignment, division.assignment_id), "lou"))
    with transaction():
        classroom = session.get_one(Classroom, division.assignment.classroom_id)
        take_in(classroom, "max", Role.STUDENT)
        take_in(classroom, "tom", Role.ASSISTANT)
    assert sorted(map(len, members_of(division))) == [3, 4]
    assert in_audience(person(app, "tom"), copies_of(session.get_one(Division, division.assignment_id))[0])
    waiting = divided(app, teacher, ("ann",), BY_HAND)
    enter(person(app, "ben"), session.get_one(Classroom, waiting.assignment.classroom_id))
    assert members_of(waiting) == [set(), set()]


def test_roles_leaving_and_being_taken_out_are_followed_by_who_reads_the_copies(app: Flask, teacher: Actor) -> None:
    division = divided(app, teacher)
    sam, sue, copies = person(app, "sam"), person(app, "sue"), copies_of(division)

    def read(actor: Actor) -> list[bool]:
        return [in_audience(actor, session.get_one(Article, each.id)) for each in copies]

    def classroom() -> Classroom:
        return session.get_one(Classroom, division.assignment.classroom_id)

    assert read(sam).count(True) == 1
    with transaction():
        settle_member(teacher, classroom(), "sam", Step.ASSISTANT)
    assert read(sam) == [True, True]
    assert in_audience(sam, session.get_one(Article, division.assignment.article_id))
    with transaction():
        settle_member(teacher, classroom(), "sam", Step.STUDENT)
        leave_class(sue, classroom())
        settle_member(teacher, classroom(), "sid", Step.REMOVE)
    assert read(sam).count(True) == 1
    assert not in_audience(sam, session.get_one(Article, division.assignment.article_id))
    assert not any(read(sue) + read(person(app, "sid")))
    assert set.union(*members_of(division)) == {"sam", "sky", "sol"}
    assert [row["small_group"] for row in sections.get("assignments")("sam") if "small_group" in row] != []
    with transaction():
        forget(sam, Remains.ALL)
    assert set.union(*members_of(division)) == {"sky", "sol"}
    assert session.scalar(select(func.count()).where(GroupMember.actor_id == "sam")) == 0


def test_a_voice_is_checked_on_the_copy_of_ones_own_group(app: Flask, teacher: Actor) -> None:
    division = divided(app, teacher)
    sam, assignment = person(app, "sam"), division.assignment
    own = article_for(assignment, "sam")
    assert own is not None
    (other,) = [each for each in copies_of(division) if each is not own]
    with transaction():
        check_voice(sam, assignment, claims_in(own)[0], Verdict.SAID, "https://example.org/speech")
        for article in (other, assignment.article):
            with pytest.raises(Invalid):
                check_voice(sam, assignment, claims_in(article)[0], Verdict.SAID, "https://example.org/speech")


def test_the_wish_goes_along_to_another_class_and_the_people_do_not(app: Flask, teacher: Actor) -> None:
    division = divided(app, teacher)
    other = a_class(app, students=("mia",), name="9a")
    with transaction():
        made = copy_assignment(teacher, session.get_one(Assignment, division.assignment_id), other)
    wish = session.get_one(Division, made.id)
    assert (wish.way, wish.number, wish.settled_at) == (Way.RANDOM, 2, None)
    assert members_of(wish) == []
    with transaction():
        shuffle(teacher, session.get_one(Division, made.id))
        settle(teacher, session.get_one(Division, made.id))
    assert sorted(map(len, members_of(session.get_one(Division, made.id)))) == [0, 1]


def test_a_single_group_goes_when_nobody_is_or_was_at_work_in_it(app: Flask, teacher: Actor) -> None:
    division = divided(app, teacher, draft=DivisionDraft(Way.RANDOM, 3, is_size=False, places_joiners=True))
    key, copies = division.assignment_id, [each.id for each in copies_of(division)]
    one, two, _ = members_of(division)
    with transaction():
        make_bearing(claims_in(session.get_one(Article, copies[0]))[0], author=min(one))

    def let_go(number: int, actor: Actor = teacher) -> None:
        with transaction():
            remove_group(actor, session.get_one(Division, key), number)

    with pytest.raises(NotAllowed):
        let_go(2, person(app, "sam"))
    with pytest.raises(Conflict, match="is in this group"):
        let_go(2)
    with transaction():
        again = session.get_one(Division, key)
        move(teacher, again, dict.fromkeys([*one, *two], 3), again.version)
    with pytest.raises(Conflict, match="has posted"):
        let_go(1)
    for _ in range(2):
        let_go(2)
    numbers = select(SmallGroup.number).order_by(SmallGroup.number)
    assert session.scalars(numbers).all() == [1, 3]
    gone = session.get_one(Article, copies[1])
    assert (gone.state, session.scalar(select(func.count()).where(GroupMember.group_id == gone.group_id))) == (
        State.DRAFT,
        0,
    )
    with transaction():
        add_group(teacher, session.get_one(Division, key), 4)
    assert session.scalars(numbers).all() == [1, 3, 4]


def test_copies_crowd_nothing_out_of_what_a_teacher_edits_and_go_back_to_drafts_when_taken_back(
    app: Flask, teacher: Actor
) -> None:
    division = divided(app, teacher)
    copies = copies_of(division)
    assert [each.id for each in edited_articles(teacher)] == [division.assignment.article_id]
    with transaction():
        take_back(teacher, session.get_one(Division, division.assignment_id))
    assert {session.get_one(Article, each.id).state for each in copies} == {State.DRAFT}
    assert [each.id for each in edited_articles(teacher)] == [division.assignment.article_id]


@pytest.mark.parametrize("whole", [True, False])
def test_nothing_of_the_groups_is_left_and_the_copies_stay_closed(app: Flask, teacher: Actor, whole: bool) -> None:
    division = divided(app, teacher)
    template, copies = division.assignment.article_id, [each.id for each in copies_of(division)]
    with transaction():
        assignment = session.get_one(Assignment, division.assignment_id)
        if whole:
            delete_class(teacher, session.get_one(Classroom, assignment.classroom_id))
        else:
            delete_assignment(teacher, assignment)
    for table in (Division, SmallGroup, SmallGroupMember, Twin):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    for key in copies:
        assert not any(in_audience(person(app, name), session.get_one(Article, key)) for name in (*STUDENTS, "tess"))
    assert in_audience(person(app, "sam"), session.get_one(Article, template)) is not whole
