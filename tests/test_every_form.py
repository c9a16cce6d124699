"""Bad input and double clicks, on every form there is.

Whatever is wrong is said beside its field in our words, with a 4xx; nothing is stored, and nothing typed is lost. The
same form sent twice does what it does once.
"""

import hashlib
import re
from collections.abc import Iterator
from html import unescape
from itertools import product
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from deliberate.core.base import Base
from deliberate.core.db import session
from deliberate.core.text import is_unseen
from tests.databases import SQLITE
from tests.every_form import FORMS, Form, Opened, opened
from tests.scenes import Place, Scene, host_place, make_cast

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
    to_come = ["9999-12-31"] if form.endpoint.startswith("evidence.") else []
    for names, typed, kind in (
        (form.texts + form.links, [NUL, OVERRIDE, LOST], "characters"),
        (form.texts + form.links, ["word " * 6000], "too long"),
        (form.needed, ["", "  \n ", UNSEEN], "empty"),
        (form.links, SCHEMES, "no web address"),
        (form.choices, ["something else"], "no choice"),
        (form.dates, ["the day before", *to_come], "no date"),
        (form.numbers, ["seven", "1000000"], "no number"),
    ):
        for name, each in product(names, typed):
            yield name, each, kind


def faults(form: Form, answer: Any, sent: dict[str, Any], name: str) -> Iterator[str]:
    """What is wrong with how a refusal is shown."""
    if not 400 <= answer.status_code < 500:
        yield f"answers {answer.status_code}"
        return
    if not re.search(rf'id="({name}-error-\d|error-(said|speaker|passage)-[\w-]+)"', answer.text):
        yield "says nothing beside the field"
    yield from losses(form, answer, sent)
    yield from (f"says “{words}”" for words in NOT_OUR_WORDS if words in unescape(answer.text))


def losses(form: Form, answer: Any, sent: dict[str, Any]) -> Iterator[str]:
    """What was typed, could be seen, and is not in the page."""
    body = unescape(answer.text)
    for name in form.texts + form.links + form.dates + form.numbers:
        typed = (sent.get(name) or "").strip()
        if not is_unseen(typed) and typed not in body:
            yield f"loses what was typed in {name}"


#: What is refused before anything is asked of a database is the same on either.
ON_SQLITE = pytest.mark.parametrize("database", [SQLITE], indirect=True)


@ON_SQLITE
@pytest.mark.parametrize("form", [form for form in FORMS if any(bad_fillings(form))], ids=str)
def test_bad_input_is_refused_beside_its_field_and_nothing_typed_is_lost(
    form: Form, place: Place, scene: Scene
) -> None:
    has = ready(form, place, scene)
    before = dump(place)
    wrong = []
    for name, typed, kind in bad_fillings(form):
        answer = has.send(**{name: typed})
        found = list(faults(form, answer, {**has.data, name: typed}, name))
        if dump(place) != before:
            found.append("stores something")
            before = dump(place)
        wrong += [f"{name} {typed[:30]!r} ({kind}): {fault}" for fault in found]
    for name in [*form.choices, *form.needed, "version", "number", "submission"]:
        answer = has.send_without(name)
        wrong += [f"no {name}: says “{words}”" for words in NOT_OUR_WORDS if words in unescape(answer.text)]
        if answer.status_code < 400:
            break  # What it asked for is done, and a default stood in: nothing more can be tried on this one.
        if answer.status_code >= 500 or dump(place) != before:
            wrong.append(f"no {name}: answers {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@ON_SQLITE
@pytest.mark.parametrize("form", [form for form in FORMS if form.texts], ids=str)
def test_a_megabyte_and_broken_markup_do_no_harm(form: Form, place: Place, scene: Scene) -> None:
    has = ready(form, place, scene)
    before = dump(place)
    answer = has.send(**{form.texts[0]: "x" * 2**20})
    assert answer.status_code in {413, 422}
    assert answer.status_code == 413 or "x" * 2**20 in answer.text
    assert dump(place) == before
    answer = has.send(**{form.texts[0]: BROKEN})
    assert answer.status_code < 500
    shown = has.client.get(answer.location).text if answer.status_code == 303 else answer.text
    assert "<script>alert" not in shown
    assert not re.search(r"<a[^>]*javascript:", shown)


#: Forms that are opened on a version of what they change.
ON_A_VERSION = (
    *("settings", "reword", "split", "edit", "edit_bearing", "edit_remark", "decide", "decide_appeal"),
    *("finding", "watched_words", "watched_words_of", "change_exercise", "exercise_key"),
)


@pytest.mark.parametrize("form", [form for form in FORMS if form.endpoint.split(".")[1] in ON_A_VERSION], ids=str)
def test_whoever_was_overtaken_is_told_and_keeps_what_they_typed(form: Form, place: Place, scene: Scene) -> None:
    has = ready(form, place, scene)
    name = "number" if form.endpoint == "articles.settings" else "version"
    assert int(has.data[name]) > 0
    before = dump(place)
    answer = has.send(**{name: "0"})
    assert answer.status_code == 409
    assert re.search(r"Somebody (changed|acted on) th|answered meanwhile", answer.text)
    assert list(losses(form, answer, has.data)) == []
    assert dump(place) == before
    # Whoever has seen the other wording may store theirs over it.
    tags = [tag for tag in re.findall(r"<input[^>]*>", answer.text) if f'name="{name}"' in tag]
    seen = re.search(r'value="(\d+)"', tags[0])
    assert seen
    assert has.send(**{name: seen[1]}).status_code == 303


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_double_click_does_what_one_click_does(form: Form, place: Place, scene: Scene) -> None:
    has = ready(form, place, scene)
    first = has.send()
    assert first.status_code == 303, unescape(re.sub(r"<[^>]+>", " ", first.text))
    after = counts(place)
    second = has.send()
    assert (second.status_code, second.location) == (303, first.location)
    assert counts(place) == after
