"""What every form of ours does by itself."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import DateField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length

from deliberate.core.errors import Invalid
from deliberate.web.forms import ClearText, DomainForm, PostingForm, TokenForm, csrf_field, token_is_good


class Note(DomainForm):
    """A form with one text."""

    text = StringField("Text", validators=[ClearText()])


class NewNote(PostingForm):
    """A form that posts something."""

    text = StringField("Text")


def filled(form: type[DomainForm], **data: Any) -> DomainForm:
    """A form as somebody sends it, with the token they were given."""
    return form(MultiDict({"csrf_token": TokenForm()["csrf_token"].current_token, **data}))


@pytest.mark.parametrize("text", ["nul\0nul", "gnp\u202etxt", "open \u2067 isolate", "\u2069"])
def test_characters_that_deceive_are_refused_beside_the_field_and_kept_in_it(app: Flask, text: str) -> None:
    with app.test_request_context():
        form = filled(Note, text=text)
        assert not form.validate()
        assert "invisible characters" in form["text"].errors[0]
        assert form["text"].data == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  ends \r\n and lines\r\n", "ends \n and lines"),
        ("שלום \u200f!", "שלום \u200f!"),
        ("a \u2068b\u2069", "a \u2068b\u2069"),
    ],
)
def test_other_text_is_trimmed_and_its_lines_end_alike(app: Flask, typed: str, kept: str) -> None:
    with app.test_request_context():
        form = filled(Note, text=typed)
        assert form.validate()
        assert form["text"].data == kept


def test_a_form_without_its_token_does_not_validate(app: Flask) -> None:
    with app.test_request_context():
        assert not Note(MultiDict({"text": "fine"})).validate()
        assert not Note(MultiDict({"text": "fine", "csrf_token": "20990101000000##made-up"})).validate()
        assert filled(Note, text="fine").validate()


def test_a_token_lives_twelve_hours(app: Flask) -> None:
    with app.test_request_context(), time_machine.travel("2026-03-01 08:00", tick=False) as clock:
        form = filled(Note, text="fine")
        clock.shift(timedelta(hours=11, minutes=59))
        assert form.validate()
        clock.shift(timedelta(minutes=2))
        assert not form.validate()


@pytest.mark.new_app
def test_a_page_with_a_form_opens_a_session_and_the_next_one_has_the_same_token_secret(app: Flask) -> None:
    app.add_url_rule("/host/check", "check", lambda: str(token_is_good()), methods=["POST"])
    client = app.test_client()
    page = client.get("/host/token")
    assert "session=" in page.headers["Set-Cookie"]
    first, second = (client.get("/host/token").text.split('value="')[1].split('"')[0] for _ in range(2))
    assert [client.post("/host/check", data={"csrf_token": each}).text for each in (first, second)] == ["True", "True"]


def test_the_token_is_a_hidden_field(app: Flask) -> None:
    with app.test_request_context():
        assert str(csrf_field()).startswith('<input name="csrf_token" type="hidden" value="')


def test_each_filling_in_of_a_form_has_a_name_of_its_own(app: Flask) -> None:
    with app.test_request_context():
        one, other = NewNote(), NewNote()
        assert one["submission"].data != other["submission"].data
        assert filled(NewNote, text="x", submission=one["submission"].data).validate()


@pytest.mark.parametrize("submission", ["", "x" * 65])
def test_a_form_without_a_name_of_its_own_is_out_of_date(app: Flask, submission: str) -> None:
    with app.test_request_context():
        form = filled(NewNote, text="x", submission=submission)
        assert not form.validate()
        assert form["submission"].errors == ["This form is out of date. Send it once more."]


def test_what_a_service_refuses_is_said_beside_its_field_or_at_the_head(app: Flask) -> None:
    with app.test_request_context():
        form = filled(Note, text="fine")
        form.validate()
        form.blame(Invalid("Too plain.", "text"))
        form.blame(Invalid("Not today."))
        form.blame(Invalid("Nobody's field.", "nowhere"))
        assert form["text"].errors == ["Too plain."]
        assert form.form_errors == ["Not today.", "Nobody's field."]
        assert form.errors == {"text": ["Too plain."], "": ["Not today.", "Nobody's field."]}


class Everything(DomainForm):
    """One of each sort of field that can refuse what is typed, with no words of its own."""

    needed = StringField(validators=[DataRequired()])
    short = StringField(validators=[Length(max=3)])
    number = IntegerField()
    day = DateField()
    choice = SelectField(choices=["a"])
    coerced = SelectField(choices=["1"], coerce=int)
    several = SelectMultipleField(choices=["a"])
    coerced_several = SelectMultipleField(choices=["1"], coerce=int)


def test_what_the_library_would_say_is_said_in_our_words(app: Flask) -> None:
    typed = {"short": "much too long", "number": "x", "day": "x", "choice": "x", "coerced": "x"}
    with app.test_request_context():
        form = filled(Everything, **typed, several="x", coerced_several="x")
        assert not form.validate()
        assert {name: errors[0] for name, errors in form.errors.items()} == {
            "needed": "Fill this in.",
            "short": "At most 3 characters fit.",
            "number": "Give a whole number.",
            "day": "Give a day as year-month-day: 2025-05-31.",
            "choice": "Choose one of those listed.",
            "coerced": "Choose one of those listed.",
            "several": "Choose among those listed.",
            "coerced_several": "Choose among those listed.",
        }
