"""The account forms: which fields there are, and what is said beside them."""

import re
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    Field,
    Form,
    HiddenField,
    PasswordField,
    RadioField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, EqualTo, InputRequired, StopValidation

from deliberate.accounts.models import User
from deliberate.accounts.names import clean_name
from deliberate.accounts.passwords import MIN_PASSWORD, checked_password
from deliberate.accounts.services import clean_address, refuse_taken_name
from deliberate.accounts.signing_in import current_user
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.personal_data import Remains
from deliberate.core.wording import N_, say_many
from deliberate.web.forms import DomainForm

#: A path of this site; browsers read backslashes as slashes, and two slashes as another site.
_OUR_PATH = re.compile(r"/(?![/\\])[^\\\s\x00-\x1f]*")


class LeadingOn(DomainForm):
    """A form that leads on to where somebody wanted to go; to the home page in the place of another site."""

    next = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not _OUR_PATH.fullmatch(self.next.data or ""):
            self.next.data = ""


def _a_name(form: Any, field: Field) -> None:
    try:
        field.data = clean_name(field.data)
        refuse_taken_name(field.data, besides=form.user)
    except (Invalid, Conflict) as refusal:
        raise ValidationError(refusal.message) from None


def _an_address(_form: Form, field: Field) -> None:
    try:
        field.data = clean_address(field.data)
    except Invalid as refusal:
        raise ValidationError(refusal.message) from None


class WithNewPassword(DomainForm):
    """A password to be, twice. ``user``: whose, where there is an account already."""

    user: User | None = None
    password = PasswordField(
        N_("Password"),
        validators=[InputRequired(N_("A password is needed."))],
    )
    password_confirm = PasswordField(
        N_("Password once more"), validators=[EqualTo("password", N_("The two passwords differ."))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.description = say_many(
            "At least %(num)s character.", "At least %(num)s characters.", MIN_PASSWORD
        )

    def validate_password(self, field: Field) -> None:
        own = [each.data for each in (self._fields.get("username"), self._fields.get("email")) if each is not None]
        if self.user is not None:
            own += [self.user.username, self.user.email]
        try:
            checked_password(field.data, *own)
        except Invalid as refusal:
            raise ValidationError(refusal.message) from None


class SignUpForm(LeadingOn, WithNewPassword):
    """A name and a password make an account; an e-mail address is nobody's duty."""

    username = StringField(
        N_("Name"),
        validators=[DataRequired(N_("Choose a name.")), _a_name],
        description=N_(
            "Shown beside what you post; a pseudonym is fine. 3 to 32 letters, digits, hyphens or underscores."
        ),
    )
    email = EmailField(N_("E-mail"), validators=[_an_address])


class NewcomerForm(LeadingOn):
    """The name of somebody whom another site signed in."""

    user: User | None = None
    username = StringField(
        N_("Name"),
        validators=[DataRequired(N_("Choose a name.")), _a_name],
        description=N_(
            "Shown beside what you post; a pseudonym is fine. 3 to 32 letters, digits, hyphens or underscores."
        ),
    )


class WithPasskey(DomainForm):
    """A form that a script may send with the answer of a passkey in the place of what is typed."""

    passkey = HiddenField()


class SignInForm(LeadingOn, WithPasskey):
    """Name or address, and password. A refusal never says which of them is wrong."""

    identity = StringField(N_("Name or e-mail"), validators=[DataRequired(N_("Say who you are."))])
    password = PasswordField(N_("Password"), validators=[InputRequired(N_("A password is needed."))])
    remember = BooleanField(N_("Stay signed in on this device"))


def _or_a_passkey(form: Any, field: Field) -> None:
    if not (field.data and field.data.strip()) and not form.passkey.data:
        raise StopValidation(N_("The code is needed."))


#: For a browser without scripts, which has no passkey to send.
_or_a_passkey.field_flags = {"required": True}  # type: ignore[attr-defined]  # read by the form library


class CodeForm(LeadingOn, WithPasskey):
    """The second step."""

    code = StringField(N_("Code"), validators=[_or_a_passkey])


class AddressForm(DomainForm):
    """Where to send a link for a new password."""

    email = EmailField(N_("E-mail"), validators=[DataRequired(N_("Give the address of your account.")), _an_address])


class NewPasswordForm(WithNewPassword):
    """A new password by a link."""


class RenameForm(DomainForm):
    """Another name."""

    user: User | None = None
    username = StringField(N_("Name"), validators=[DataRequired(N_("Choose a name.")), _a_name])


class OwnPasswordForm(DomainForm):
    """The password of whoever is signed in, before what a passer-by at their screen must not do."""

    own_password = PasswordField(N_("Your password"), validators=[InputRequired(N_("Your password is needed."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = current_user()
        if user is not None and not user.has_password:
            del self.own_password


class LinkForm(OwnPasswordForm):
    """Which other site is to sign one in; each has a button."""

    provider = HiddenField()


class ChangePasswordForm(OwnPasswordForm, WithNewPassword):
    """The old password and a new one."""


class ChangeAddressForm(OwnPasswordForm):
    """Another address, or none."""

    email = EmailField(N_("E-mail"), validators=[_an_address])


class SecondStepForm(OwnPasswordForm):
    """Proof that the secret arrived in the app."""

    sealed = HiddenField()
    code = StringField(N_("Code that the app shows"), validators=[DataRequired(N_("The code is needed."))])


class OwnCodeForm(OwnPasswordForm, WithPasskey):
    """The password and a code or a passkey, before what weakens the second step."""

    code = StringField(N_("Code that the app shows, or a recovery code"), validators=[_or_a_passkey])


class NewPasskeyForm(OwnPasswordForm):
    """A passkey to be: what it is called, and what the browser has made. A script fills in the last."""

    name = StringField(
        N_("What you call it"),
        validators=[DataRequired(N_("Say which one it is, as “my phone”."))],
        description=N_("So that you know it again in the list."),
    )
    code = StringField(
        N_("Code that the app shows, or a recovery code"), validators=[DataRequired(N_("The code is needed."))]
    )
    made = HiddenField()


class DataForm(OwnPasswordForm):
    """How one's data are to be written."""

    form = RadioField(
        N_("As"),
        choices=[
            SelectChoice("json", N_("One file that programs read (JSON)")),
            SelectChoice("csv", N_("Tables for a spreadsheet (CSV in a zip file)")),
        ],
        default="json",
    )


class LeaveForm(OwnPasswordForm):
    """What is to remain. Neither is chosen beforehand."""

    remains = RadioField(
        N_("What you posted"),
        choices=[
            SelectChoice(Remains.ALL.value, N_("It stays, under “deleted participant”")),
            SelectChoice(Remains.TOMBSTONES.value, N_("It is withdrawn")),
        ],
        validators=[InputRequired(N_("Choose what is to remain."))],
    )
