"""Claims are marked in a real browser: words are selected and added by a button; without a script they are typed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask import session as cookie
from playwright.sync_api import Page, expect
from sqlalchemy import select

from deliberate.classroom.exercises.models import Exercise, ExerciseKind
from deliberate.classroom.exercises.services import ExerciseDraft, make_exercise, set_key, start_exercise
from deliberate.classroom.models import Classroom
from deliberate.core.db import session, transaction
from deliberate.web.rendering import STRICT_CSP
from tests import factories
from tests.classroom.scenes import a_class
from tests.host import People, make_host, person

TEXT = "Ann says the bridge will fall. It is forty years old, and Bo painted it."
SELECT = """words => {
  const run = [...document.querySelectorAll("[data-start]")].find(each => each.textContent.includes(words));
  const at = run.firstChild.data.indexOf(words);
  document.getSelection().setBaseAndExtent(run.firstChild, at, run.firstChild, at + words.length);
}"""


@pytest.fixture
def browser_app(tmp_path: Path) -> Iterator[Flask]:
    """A class with one running exercise; whoever opens /host/as/NAME is signed in."""
    app = make_host(f"sqlite:///{tmp_path / 'site.db'}", People(), DELIBERATE_CSP=STRICT_CSP)
    app.add_url_rule("/host/as/<name>", "as", _sign_in)
    with app.app_context():
        factories.create_tables()
        classroom = a_class(app)
        teacher = person(app, "tess", level=2)
        with transaction():
            own = session.get_one(Classroom, classroom.id)
            exercise = make_exercise(teacher, own, ExerciseDraft(ExerciseKind.CLAIMS, "Find them", TEXT))
            set_key(teacher, exercise, [[9, 29], [31, 52]], exercise.version)
            start_exercise(teacher, exercise)
        yield app
        app.extensions["sqlalchemy"].engine.dispose()


def _sign_in(name: str) -> str:
    cookie["who"] = name
    return f"Signed in as {name}"


@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False], ids=["with a script", "without one"])
def test_words_of_a_sentence_are_marked(page_at: Callable[..., Page], browser_app: Flask, *, scripts: bool) -> None:
    page = page_at(390, java_script_enabled=scripts)
    page.goto("/host/as/sam")
    with browser_app.app_context(), transaction():
        address = session.scalars(select(Exercise.public_id)).one()
    page.goto(f"/deliberate/exercises/{address}")
    words, button = page.get_by_label("Claims in some words"), page.get_by_role("button", name="Mark these words")
    expect(button).to_be_hidden()
    if scripts:
        for each in ("the bridge will fall", "It is forty years old", "the bridge will fall"):
            page.evaluate(SELECT, each)
            button.click()
            expect(button).to_be_hidden()
    else:
        words.fill("the bridge will fall\nIt is forty years old")
    expect(words).to_have_value("the bridge will fall\nIt is forty years old")
    page.get_by_role("button", name="Compare it with the key").press("Enter")
    expect(page.get_by_text("You found 2 of the 2 claims.")).to_be_visible()
