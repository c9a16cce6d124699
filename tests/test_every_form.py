"""Bad input and double clicks, on every form there is.

Whatever is wrong is said beside its field in our words, with a 4xx; nothing is stored, and nothing typed is lost. The
same form sent twice does what it does once.
"""

import hashlib
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from deliberate.articles.models import Audience
from deliberate.core.base import Base
from deliberate.core.db import session
from tests.every_form import FORMS, Form, Opened, opened
from tests.scenes import Place, Scene, host_place, make_cast, make_scene

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
#: Tries are counted, wrong ones above all.
COUNTED = {"deliberate_join_attempt"}
#: What the library that reads our forms would say.
NOT_OUR_WORDS = (
    "This field is required",
    "Not a valid",
    "Invalid Choice",
    "Field must",
    "Number must",
    "is not a valid",
)

NUL, OVERRIDE = "Words with\0a gap.", "Words \u202ethat turn."
#: Nothing of this can be seen.
UNSEEN = "\u200b\u200d\u2060\ufeff \u3164"
LOST = "Caf\ufffd at the harbour."
BROKEN = "<b>Bold <script>alert(1)</p> &amp <a href='javascript:alert(2)'>here"
SCHEMES = ("javascript:alert(1)", "data:text/html,x", "//example.org/x", "https://user@example.org/ x", "nonsense")


@pytest.fixture
def place(app: Flask) -> Place:
    return host_place(app)


@pytest.fixture
def scene(place: Place) -> Scene:
    return make_scene(place, make_cast(place), Audience.PUBLIC)


def ready(form: Form, place: Place, scene: Scene) -> Opened:
    return opened(form, place, make_cast(place), scene)


def dump(place: Place) -> str:
    """A digest of every row."""
    digest = hashlib.sha256()
    with place.app.app_context():
        for table in Base.metadata.sorted_tables:
            if table.name.startswith("deliberate_") and table.name not in COUNTED:
                rows = sorted(str(tuple(row)) for row in session.execute(select(table)))
                digest.update(f"{table.name}{rows}".encode())
    return digest.hexdigest()


def counts(place: Place) -> dict[str, int]:
    with place.app.app_context():
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name.startswith("deliberate_") and table.name not in COUNTED
        }


def test_every_route_that_takes_a_form_is_tried(place: Place) -> None:
    taking = {
        rule.endpoint.removeprefix("deliberate.")
        for rule in place.app.url_map.iter_rules()
        if rule.endpoint.startswith("deliberate.") and UNSAFE & (rule.methods or set())
    }
    assert taking == {form.endpoint for form in FORMS}


def bad_fillings(form: Form) -> Iterator[tuple[str, Any, str]]:
    """(field, what is typed in it, what is wrong with it)"""
    for name in form.texts + form.links:
        for typed in (NUL, OVERRIDE, LOST):
            yield name, typed, "characters"
        yield name, "word " * 6000, "too long"
    for name in form.needed:
        for typed in ("", "  \n ", UNSEEN):
            yield name, typed, "empty"
    for name in form.links:
        for typed in SCHEMES:
            yield name, typed, "no web address"
    for name in form.choices:
        yield name, "something else", "no choice"
    for name in form.dates:
        yield name, "the day before", "no date"
        yield name, "9999-12-31", "a day to come"
    for name in form.numbers:
        yield name, "seven", "no number"
        yield name, "1000000", "out of bounds"


def faults(form: Form, answer: Any, sent: dict[str, Any], name: str) -> Iterator[str]:
    """What is wrong with how a refusal is shown."""
    body = unescape(answer.text)
    if not 400 <= answer.status_code < 500:
        yield f"answers {answer.status_code}"
        return
    if not re.search(rf'class="dlb-error"[^>]*id="(error-)?[\w-]*{name}[\w-]*"|id="{name}-error', answer.text) and not (
        re.search(r'id="error-(said|speaker|merge)', answer.text)
    ):
        yield "says nothing beside the field"
    for each in form.texts + form.links + form.dates + form.numbers:
        typed = sent.get(each) or ""
        if typed.strip() and typed.replace("\r\n", "\n") not in body:
            yield f"loses what was typed in {each}"
    for words in NOT_OUR_WORDS:
        if words in body:
            yield f"says “{words}”"


@pytest.mark.parametrize("form", [form for form in FORMS if any(bad_fillings(form))], ids=str)
def test_bad_input_is_refused_beside_its_field_and_nothing_typed_is_lost(
    form: Form, place: Place, scene: Scene
) -> None:
    has = ready(form, place, scene)
    before = dump(place)
    wrong = []
    for name, typed, kind in bad_fillings(form):
        if form.endpoint == "articles.settings" and kind == "a day to come":
            continue
        answer = has.send(**{name: typed})
        found = list(faults(form, answer, {**has.data, name: typed}, name))
        if dump(place) != before:
            found.append("stores something")
            before = dump(place)
        wrong += [f"{name} {typed[:30]!r} ({kind}): {fault}" for fault in found]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("form", [form for form in FORMS if form.choices], ids=str)
def test_what_is_missing_altogether_is_said_in_our_words(form: Form, place: Place, scene: Scene) -> None:
    has = ready(form, place, scene)
    before = dump(place)
    for name in [*form.choices, *form.needed, "version", "number", "submission"]:
        data = {key: value for key, value in has.data.items() if key != name}
        answer = has.client.post(has.address, data=data)
        body = unescape(answer.text)
        assert answer.status_code < 500
        assert not [words for words in NOT_OUR_WORDS if words in body]
        if answer.status_code >= 400:
            assert dump(place) == before
        else:
            return


@pytest.mark.parametrize("form", [form for form in FORMS if form.texts], ids=str)
def test_a_megabyte_is_refused_and_nothing_is_stored(form: Form, place: Place, scene: Scene) -> None:
    has = ready(form, place, scene)
    before = dump(place)
    answer = has.send(**{form.texts[0]: "x" * 2**20})
    assert answer.status_code in ({413} if form.endpoint != "articles.new" else {422})
    assert dump(place) == before


@pytest.mark.parametrize("form", [form for form in FORMS if form.texts], ids=str)
def test_broken_markup_is_text_like_any_other(form: Form, place: Place, scene: Scene) -> None:
    has = ready(form, place, scene)
    answer = has.send(**{form.texts[0]: BROKEN})
    assert answer.status_code < 500
    shown = answer.text
    if answer.status_code == 303:
        shown = has.client.get(answer.location).text
    assert "<script>alert" not in shown
    assert "href='javascript:" not in shown
    assert 'href="javascript:' not in shown


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_double_click_does_what_one_click_does(form: Form, place: Place, scene: Scene) -> None:
    has = ready(form, place, scene)
    first = has.send()
    assert first.status_code == 303, unescape(re.sub(r"<[^>]+>", " ", first.text))
    after = counts(place)
    second = has.send()
    assert (second.status_code, second.location) == (303, first.location)
    assert counts(place) == after
