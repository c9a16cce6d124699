"""Exercises: made with a key, tried and tried again, compared, and who sees what of whom."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from deliberate.classroom.exercises.comparing import beyond_chance, hardest_first, tallies
from deliberate.classroom.exercises.feedback import feedback_on, key_in_words
from deliberate.classroom.exercises.materials import ALONE, Answer, Material, ranges_in, read_material
from deliberate.classroom.exercises.models import Exercise, ExerciseKind, Try
from deliberate.classroom.exercises.queries import exercises_of, get_exercise, own_tries, peers_answers, tried_rows
from deliberate.classroom.exercises.services import (
    ExerciseDraft,
    change_exercise,
    copy_exercise,
    delete_exercise,
    make_exercise,
    set_key,
    start_exercise,
    stop_exercise,
    try_it,
)
from deliberate.classroom.models import Classroom
from deliberate.classroom.services import delete_class, leave_class
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, NotFound, StaleEdit
from deliberate.core.personal_data import Remains, forget, sections
from tests.classroom.scenes import a_class, an_article_of
from tests.databases import SQLITE
from tests.host import person, send, sign_in
from tests.queries import count_queries

pytestmark = pytest.mark.usefixtures("context")

KINDS = ExerciseKind
SIDES = "The bridge is safe.\nIt was checked in May.\nIt is rusty.\nIt is red."
SIDES_KEY = ["for", "against", "neither"]
TEXT = "Ann says the bridge will fall. It is forty years old, and Bo painted it.\n\nNobody knows when it will."


@pytest.fixture
def database() -> str:
    """Pages and rules that ask of a database nothing that others' tests do not ask of both."""
    return SQLITE


def made(
    app: Flask,
    kind: ExerciseKind,
    material: str,
    key: Answer,
    *,
    students: tuple[str, ...] = ("sam", "sue"),
    **how: Any,
) -> Exercise:
    """A running exercise of tess's class."""
    classroom, teacher = a_class(app, students=students), person(app, "tess", level=2)
    with transaction():
        own = session.get_one(Classroom, classroom.id)
        exercise = make_exercise(teacher, own, ExerciseDraft(kind, "Practise", material, **how))
        if key:
            set_key(teacher, exercise, key, exercise.version)
            start_exercise(teacher, exercise)
    return session.get_one(Exercise, exercise.id)


def tries(app: Flask, name: str, exercise: Exercise, *answers: Answer) -> None:
    student = person(app, name)
    for each in answers:
        with transaction():
            try_it(student, session.get_one(Exercise, exercise.id), each)


def test_material_is_read_from_lines_and_refused_where_it_is_too_little_or_too_much() -> None:
    assert read_material(KINDS.SIDES, SIDES).lead == "The bridge is safe."
    text = read_material(KINDS.CLAIMS, TEXT)
    assert [text.lead[start:end] for start, end in text.sentences][-1] == "Nobody knows when it will."
    for kind, typed in (
        (KINDS.SIDES, "A claim alone"),
        (KINDS.ORIGINS, "One item alone"),
        (KINDS.SOURCES, "  \n "),
        (KINDS.VOICES, "Too many.\n" * 13),
        (KINDS.VOICES, "x" * 601),
        (KINDS.CLAIMS, "x" * 10_001),
        (KINDS.CLAIMS, "\u200b"),
    ):
        with pytest.raises(Invalid) as refused:
            read_material(kind, typed)
        assert refused.value.field == "material"


@pytest.mark.parametrize("kind", KINDS)
def test_material_as_it_was_typed_reads_the_same(kind: ExerciseKind) -> None:
    material = read_material(kind, SIDES)
    assert read_material(kind, material.written()) == material == Material.of(material.kept())


def test_words_of_a_sentence_narrow_what_was_ticked_and_have_to_stand_in_the_text() -> None:
    text = read_material(KINDS.CLAIMS, TEXT)
    found = ranges_in(text, [1, 2], "It is forty\nyears old"[:11] + "\nBo  painted it")
    assert [text.lead[start:end] for start, end in found] == [
        "It is forty",
        "Bo painted it",
        "Nobody knows when it will.",
    ]
    for ticked, words in (([], ""), ([], "The bridge fell."), ([], "will"), ([], "."), ([], "or")):
        with pytest.raises(Invalid):
            ranges_in(text, ticked, words)


def test_a_claim_found_in_part_and_one_beside_are_said_in_words(app: Flask) -> None:
    exercise = made(app, KINDS.CLAIMS, TEXT, [[9, 29], [31, 52], [58, 71]])
    material = Material.of(exercise.material)
    answer = ranges_in(material, [0, 2], "It is forty years old")
    told = feedback_on(exercise, answer, with_key=True)
    assert told.summary == [
        "You found 2 of the 3 claims.",
        "1 thing you marked is no claim of the key.",
    ]
    assert [(each.text, each.said) for each in told.lines] == [
        ("the bridge will fall", "found"),
        ("It is forty years old", "found"),
        ("Bo painted it", "missed"),
        ("Nobody knows when it will.", "no claim of the key"),
    ]
    hidden = feedback_on(exercise, answer, with_key=False)
    assert "Bo painted it" not in [each.text for each in hidden.lines]
    assert {name for block in hidden.blocks for piece in block.segments for name in piece.claims} == {"own"}


@pytest.mark.parametrize(
    ("kind", "material", "key", "answer", "told"),
    [
        (
            KINDS.VOICES,
            "It may fall, says Ann.",
            [{"voice": "Ann | Ms Lund", "hedge": "may", "firmness": "possible"}],
            [{"voice": "ann", "hedge": "", "firmness": "asserted"}],
            "Voices: 1 of 1 as in the key. Hedges: 0 of 1. How firmly: 0 of 1.",
        ),
        (KINDS.SIDES, SIDES, SIDES_KEY, ["for", "for", "neither"], "You told 2 of 3 as the key does."),
        (
            KINDS.SOURCES,
            "A diary\nA blog",
            ["B", "E"],
            ["B", "D"],
            "You gave 1 of 2 sources the grade of the key. 1 is one step from it.",
        ),
        (
            KINDS.ORIGINS,
            "One\nTwo\nThree\nFour",
            ["A", "A", ALONE, ALONE],
            ["B", "B", "A", "A"],
            "You put together 1 of the 1 pairs that go back to one origin. 1 pair more that you put together does not.",
        ),
    ],
)
def test_each_skill_has_its_own_words_and_keeps_the_key_back_where_it_is_not_shown(
    app: Flask, kind: ExerciseKind, material: str, key: Answer, answer: Answer, told: str
) -> None:
    exercise = made(app, kind, material, key)
    tries(app, "sam", exercise, answer)
    stored = own_tries(person(app, "sam"), exercise)[0]
    shown, hidden = (feedback_on(exercise, stored.answer, with_key=each) for each in (True, False))
    assert " ".join(shown.summary) == told
    assert [each.mark.value for each in shown.lines] == stored.marks
    assert all(each.key for each in shown.lines)
    assert not any(each.key for each in hidden.lines)
    assert key_in_words(exercise)[0] == shown.lines[0].key


def test_students_see_it_once_it_runs_and_only_those_who_teach_change_it(app: Flask, teacher: Actor) -> None:
    exercise = made(app, KINDS.SIDES, SIDES, [])
    sam, oskar = person(app, "sam"), person(app, "oskar", "editor", level=3)
    draft = ExerciseDraft(KINDS.SIDES, "Practise", SIDES)
    with pytest.raises(Conflict), transaction():
        start_exercise(teacher, exercise)
    for who in (sam, oskar):
        with pytest.raises(NotFound):
            get_exercise(who, exercise.public_id)
    assert list(exercises_of(sam, exercise.classroom)) == []
    for work in (
        lambda: make_exercise(sam, exercise.classroom, draft),
        lambda: change_exercise(sam, exercise, draft, exercise.version),
        lambda: set_key(sam, exercise, SIDES_KEY, exercise.version),
        lambda: start_exercise(sam, exercise),
        lambda: stop_exercise(sam, exercise),
        lambda: delete_exercise(sam, exercise),
        lambda: copy_exercise(sam, exercise, exercise.classroom),
        lambda: tried_rows(sam, exercise),
        lambda: try_it(teacher, exercise, SIDES_KEY),
        lambda: try_it(oskar, exercise, SIDES_KEY),
    ):
        with pytest.raises(NotAllowed), transaction():
            work()
    with transaction():
        own = session.get_one(Exercise, exercise.id)
        set_key(teacher, own, SIDES_KEY, own.version)
        start_exercise(teacher, own)
    assert get_exercise(sam, exercise.public_id)
    tries(app, "sam", exercise, SIDES_KEY)
    with transaction():
        stop_exercise(teacher, session.get_one(Exercise, exercise.id))
    # Whoever has tried still sees how it went; nobody else does, and nothing is taken.
    assert get_exercise(sam, exercise.public_id)
    with pytest.raises(NotFound):
        get_exercise(person(app, "sue"), exercise.public_id)
    with pytest.raises(Conflict):
        tries(app, "sam", exercise, SIDES_KEY)


def test_it_is_tried_as_often_as_it_allows_and_a_double_click_tries_once(app: Flask) -> None:
    exercise, sam = made(app, KINDS.SIDES, SIDES, SIDES_KEY, most_tries=2), person(app, "sam")
    with transaction():
        first = try_it(sam, exercise, ["for"] * 3, "once")
        assert try_it(sam, exercise, ["for"] * 3, "once") is first
    with pytest.raises(Invalid):
        tries(app, "sam", exercise, ["for", "maybe", "for"])
    tries(app, "sam", exercise, SIDES_KEY)
    with pytest.raises(Conflict):
        tries(app, "sam", exercise, SIDES_KEY)
    assert [(each.number, each.marks.count("right")) for each in own_tries(sam, exercise)] == [(1, 1), (2, 3)]
    (row, _) = tried_rows(person(app, "tess"), exercise)
    assert (row.given_name, len(row.tries), row.right) == ("Real SAM", 2, 3)


def test_another_key_compares_anew_and_what_was_tried_keeps_its_text(app: Flask, teacher: Actor) -> None:
    exercise = made(app, KINDS.SIDES, SIDES, SIDES_KEY)
    tries(app, "sam", exercise, ["against", "against", "neither"])
    exercise = session.get_one(Exercise, exercise.id)
    with pytest.raises(StaleEdit), transaction():
        set_key(teacher, exercise, ["against", "against", "neither"], exercise.version - 1)
    exercise = session.get_one(Exercise, exercise.id)
    with transaction():
        set_key(teacher, session.get_one(Exercise, exercise.id), ["against", "against", "neither"], exercise.version)
    assert session.scalars(select(Try.share)).one() == 1
    exercise = session.get_one(Exercise, exercise.id)
    with pytest.raises(Conflict), transaction():
        change_exercise(teacher, exercise, ExerciseDraft(KINDS.SIDES, "Anew", "Another.\nOne."), exercise.version)
    copied = session.get_one(Exercise, exercise.id)
    with transaction():
        copy = copy_exercise(teacher, session.get_one(Exercise, copied.id), copied.classroom, "once")
        assert copy_exercise(teacher, session.get_one(Exercise, copied.id), copied.classroom, "once") is copy
        assert (copy.key, copy.running, copy.material) == (exercise.key, False, exercise.material)
        change_exercise(teacher, copy, ExerciseDraft(KINDS.SIDES, "Anew", "Another.\nOne."), copy.version)
        assert copy.key == []


def test_what_others_answered_is_told_in_numbers_from_three_others_on(app: Flask, teacher: Actor) -> None:
    exercise = made(app, KINDS.SIDES, SIDES, SIDES_KEY, students=("sam", "sue", "sid", "sol"))
    sam = person(app, "sam")
    tries(app, "sam", exercise, SIDES_KEY)
    for name in ("sue", "sid"):
        tries(app, name, exercise, ["for", "for", "for"], SIDES_KEY)
    assert peers_answers(sam, exercise) == []
    tries(app, "sol", exercise, ["against", "for", "neither"])
    others = peers_answers(sam, exercise)
    # First answers, for a later one is of somebody who has seen how it compares.
    assert [each.counts for each in tallies(exercise, others, SIDES_KEY)] == [
        [("For", 2), ("Against", 1)],
        [("For", 3)],
        [("For", 2), ("Neither", 1)],
    ]
    latest = [row.tries[-1].answer for row in tried_rows(teacher, exercise)]
    assert [(each.text, each.right, each.other) for each in hardest_first(exercise, latest)] == [
        ("It was checked in May.", 3, 1),
        ("It is rusty.", 3, 1),
        ("It is red.", 4, 0),
    ]
    assert beyond_chance(exercise, latest) == pytest.approx(3 / 4)
    assert beyond_chance(exercise, latest[:2]) is None


def test_nobodys_own_words_are_told_to_others(app: Flask) -> None:
    answer = [{"voice": "Sue S., my neighbour", "hedge": "zebra", "firmness": "asserted"}]
    key = [{"voice": "Ann", "hedge": "", "firmness": "asserted"}]
    exercise = made(app, KINDS.VOICES, "It will fall, says Ann.", key, students=("sam", "sue", "sid", "sol"))
    for name in ("sue", "sid", "sol"):
        tries(app, name, exercise, answer)
    (tally,) = tallies(exercise, peers_answers(person(app, "sam"), exercise), key)
    assert list(tally.counts) == [("asserted", 3)]


def test_what_somebody_tried_goes_with_them_and_an_exercise_with_its_class(app: Flask, teacher: Actor) -> None:
    exercise = made(app, KINDS.SIDES, SIDES, SIDES_KEY, students=("sam", "sue", "sid"))
    for name in ("sam", "sue", "sid"):
        tries(app, name, exercise, SIDES_KEY)
    (row,) = sections.get("exercises")("sam")
    assert (row["exercise"], row["answer"]) == ("Practise", SIDES_KEY)
    sam, sue = person(app, "sam"), person(app, "sue")
    with transaction():
        leave_class(sam, session.get_one(Classroom, exercise.classroom_id))
        forget(sue, Remains.ALL)
    assert list(session.scalars(select(Try.actor_id))) == ["sid"]
    with transaction():
        delete_class(teacher, session.get_one(Classroom, exercise.classroom_id))
    assert session.scalar(select(func.count()).select_from(Exercise)) == 0
    assert session.scalar(select(func.count()).select_from(Try)) == 0


def test_the_text_of_an_article_of_the_class_can_be_marked(app: Flask, teacher: Actor) -> None:
    classroom = a_class(app)
    with transaction():
        own = session.get_one(Classroom, classroom.id)
        article, blank = an_article_of(own), ExerciseDraft(KINDS.CLAIMS, "Mark them", "")
        exercise = make_exercise(teacher, own, blank, article, "once")
        assert make_exercise(teacher, own, blank, article, "once") is exercise
        assert len(exercise.material["sentences"]) > 1
        for draft in (ExerciseDraft(KINDS.CLAIMS, "Both", TEXT), ExerciseDraft(KINDS.SIDES, "No text", "")):
            with pytest.raises(Invalid) as refused:
                make_exercise(teacher, own, draft, article)
            assert refused.value.field == "article"


def test_the_page_of_a_class_takes_as_many_queries_with_thirty_who_tried(app: Flask, client: FlaskClient) -> None:
    exercise = made(app, KINDS.SIDES, SIDES, SIDES_KEY)
    tries(app, "sam", exercise, SIDES_KEY)
    sign_in(client, person(app, "tess", level=2))
    address = f"/deliberate/exercises/{exercise.public_id}"
    few = count_queries(app, lambda: client.get(address))
    with transaction():
        for number in range(30):
            marks = ["right"] * 3
            session.add(
                Try(exercise_id=exercise.id, actor_id="sue", number=number, answer=SIDES_KEY, marks=marks, share=1.0)
            )
    assert count_queries(app, lambda: client.get(address)) == few


def test_a_teacher_makes_one_a_student_tries_it_twice_and_the_sheet_says_so(app: Flask, client: FlaskClient) -> None:
    classroom = a_class(app)
    sign_in(client, person(app, "tess", level=2))
    filled = {
        "kind": "claims",
        "title": "Find them",
        "material": TEXT,
        "submission": "a",
        "shows_key": "y",
        "shows_peers": "y",
    }
    key_at = send(client, f"/deliberate/classes/{classroom.public_id}/exercises", filled).location
    at = key_at.removesuffix("/key")
    assert send(client, f"{at}/start").status_code == 409
    with transaction():
        exercise = session.scalars(select(Exercise)).one()
    wrong = send(client, key_at, {"version": "1", "words": "The bridge fell."})
    assert "“The bridge fell.”" in wrong.text
    assert wrong.status_code == 422
    key = {"version": str(exercise.version), "sentences": ["0"], "words": "It is forty years old\nBo painted it"}
    assert send(client, key_at, key).status_code == 303
    assert 'checked id="sentences-0"' in client.get(key_at).text
    assert send(client, f"{at}/start").status_code == 303
    student = app.test_client()
    sign_in(student, person(app, "sam"))
    assert "Bo painted it" not in student.get(at).text.partition("data-text")[0]
    assert send(student, f"{at}/tries", {"submission": "1"}).status_code == 422
    assert send(student, f"{at}/tries", {"submission": "1", "sentences": ["0", "2"]}).status_code == 303
    page = student.get(at).text
    assert "You found 1 of the 3 claims." in page
    assert "What the others answered shows once three of them have tried." in page
    assert send(student, f"{at}/tries", {"submission": "2", "sentences": ["0", "1"]}).status_code == 303
    assert "Try 1: 1 of 3 · Try 2: 1 of 3" in student.get(at).text
    assert student.get(f"{at}/tries.csv").status_code == 403
    told = client.get(at).text
    assert "1 of 2 have tried it." in told
    assert "Real SAM" in told
    assert "Sam,Real SAM,2,1,1,3,0.60," in client.get(f"{at}/tries.csv").text
