"""Forms and the token every unsafe request carries."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import current_app, g, request, session
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, HiddenField, ValidationError
from wtforms.csrf.session import SessionCSRF
from wtforms.fields import SelectChoice
from wtforms.fields.choices import SelectFieldBase
from wtforms.meta import DefaultMeta

from deliberate.core.errors import DomainError, Invalid
from deliberate.core.text import check_text
from deliberate.core.wording import N_, N_many, say, words_for

_LONGEST = N_many("At most %(max)d character fits.", "At most %(max)d characters fit.")
#: What the library that reads forms says, in our words; {} there are filled in by it.
OUR_WORDS = {
    "This field is required.": N_("Fill this in."),
    "Not a valid choice.": N_("Choose one of those listed."),
    "Invalid Choice: could not coerce.": N_("Choose one of those listed."),
    "Invalid choice(s): one or more data inputs could not be coerced.": N_("Choose among those listed."),
    "'%(value)s' is not a valid choice for this field.": N_("Choose among those listed."),
    "'%(value)s' are not valid choices for this field.": N_("Choose among those listed."),
    "Not a valid integer value.": N_("Give a whole number."),
    "Not a valid decimal value.": N_("Give a number."),
    "Not a valid date value.": N_("Give a day as year-month-day: 2025-05-31."),
    "Field cannot be longer than %(max)d character.": _LONGEST[0],
    "Field cannot be longer than %(max)d characters.": _LONGEST[1],
}


class PlainWords:
    """Stands where the library expects translations."""

    def gettext(self, message: str) -> str:
        return say(OUR_WORDS.get(message, message))

    def ngettext(self, one: str, many: str, count: int) -> str:
        return words_for(OUR_WORDS.get(one, one), OUR_WORDS.get(many, many), count)


class DomainForm(Form):
    """A form with its own token. Its text fields refuse characters that deceive, and trim what they take."""

    class Meta(DefaultMeta):
        def get_translations(self, form: Form) -> PlainWords:
            return PlainWords()

        csrf = True
        csrf_class = SessionCSRF
        csrf_time_limit = timedelta(hours=12)

        @property
        def csrf_secret(self) -> bytes:
            key = current_app.secret_key
            if not key:
                raise RuntimeError("Forms need the app's SECRET_KEY.")
            return key if isinstance(key, bytes) else key.encode()

        @property
        def csrf_context(self) -> Any:
            return session

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            _translate(field)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all is well; what is not stands beside its field, in the language of whoever filled it in."""
        good: bool = super().validate(extra_validators)
        for field in self:
            field.errors = [say(each) if isinstance(each, str) else each for each in field.errors]
        return good

    def refuse(self, error: DomainError) -> None:
        """Show why a service refused it: beside a field where the error names one."""
        if isinstance(error, Invalid):
            self.blame(error)
        else:
            self.form_errors.append(error.message)

    def blame(self, error: Invalid) -> None:
        """Put what a service refused beside the field it is about, or at the head of the form."""
        if error.field in self._fields:
            field = self._fields[error.field]
            field.errors = [*field.errors, error.message]
        else:
            self.form_errors.append(error.message)


def _translate(field: Field) -> None:
    """Labels, descriptions and choices are written in tables, once for all readers."""
    field.label.text = say(field.label.text) if field.label.text else field.label.text
    field.description = say(field.description) if field.description else field.description
    if isinstance(field, SelectFieldBase) and field.choices:
        field.choices = [_translated(each) for each in field.choices]


def _translated(choice: Any) -> Any:
    if not isinstance(choice, SelectChoice):
        return choice
    group = choice.optgroup
    return SelectChoice(
        choice.value,
        say(choice.label) if choice.label else choice.label,
        choice.render_kw,
        say(group) if group else group,
    )


def new_submission() -> str:
    """A name for one filling-in of a form."""
    return uuid4().hex


class PostingForm(DomainForm):
    """A form that posts something new: it names its submission, so that a double click posts once."""

    submission = HiddenField(default=new_submission)

    def validate_submission(self, field: HiddenField) -> None:
        if not field.data or len(field.data) > 64:
            raise ValidationError(say("This form is out of date. Send it once more."))


class ClearText:
    """A validator: no NUL and no direction overrides; newlines normalised and ends trimmed."""

    def __call__(self, form: Form, field: Field) -> None:
        if not field.data:
            return
        try:
            field.data = check_text(field.data)
        except Invalid as refusal:
            raise ValidationError(refusal.message) from None


class TokenForm(DomainForm):
    """Nothing but the token, for a button."""


#: Where a request that is no form carries the token.
TOKEN_HEADER = "X-CSRF-Token"  # noqa: S105  # its name


def token_is_good(*, in_header: bool = False) -> bool:
    """Whether this request carries a token of this session, in its form or in a header."""
    given = MultiDict({"csrf_token": request.headers.get(TOKEN_HEADER, "")}) if in_header else request.form
    good: bool = TokenForm(given).validate()
    return good


def csrf_field() -> Markup:
    """The hidden input with a token, one for all forms of an answer.

    It opens a session, so only a page that has a form for this person asks for it.
    """
    made: dict[str | None, Markup] = g.setdefault("deliberate_csrf_fields", {})
    # Signing in or out while this is answered makes another session.
    if session.get("csrf") not in made:
        # Without an id: a page with many forms holds it many times.
        field = TokenForm()["csrf_token"](id=False)
        made[session["csrf"]] = field
    return made[session["csrf"]]
