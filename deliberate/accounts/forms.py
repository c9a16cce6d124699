"""Flask-Security's forms, with our token, our words and our rules."""

import re
from typing import Any

from flask_security import LoginForm, RegisterFormV2
from wtforms import EmailField, Field, Form, StringField, ValidationError
from wtforms.validators import DataRequired

from deliberate.accounts.services import (
    clean_address,
    clean_name,
    find_user,
    find_user_by_either,
    find_user_of_address,
)
from deliberate.core.errors import Invalid
from deliberate.web.forms import DomainForm


def _free_name(_form: Form, field: Field) -> None:
    try:
        field.data = clean_name(field.data)
    except Invalid as refusal:
        raise ValidationError(refusal.message) from None
    if find_user(field.data) is not None:
        raise ValidationError(f"There is an account named {field.data} already. Choose another name.")


def _free_address(_form: Form, field: Field) -> None:
    try:
        field.data = clean_address(field.data)
    except Invalid as refusal:
        raise ValidationError(refusal.message) from None
    if field.data and find_user_of_address(field.data) is not None:
        raise ValidationError("No new account can be made with this address. If it is yours, sign in with it.")


#: A path of this site; browsers read backslashes as slashes, and two slashes as another site.
_OUR_PATH = re.compile(r"/(?![/\\])[^\\\s\x00-\x1f]*")


def _forget_strangers(form: Any) -> None:
    """Go on to the home page in the place of another site, rather than refuse the whole form."""
    if form.next.data and not _OUR_PATH.fullmatch(form.next.data):
        form.next.data = ""


class SignUpForm(RegisterFormV2):
    """A name and a password make an account; an e-mail address is nobody's duty."""

    class Meta(DomainForm.Meta):
        """Our token."""

    username = StringField("Name", validators=[DataRequired("Choose a name."), _free_name])
    email = EmailField("E-mail", validators=[_free_address])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _forget_strangers(self)
        self.password_confirm.label.text = "Password once more"


class SignInForm(LoginForm):
    """Name or address, and password. A refusal never says which of them is wrong."""

    class Meta(DomainForm.Meta):
        """Our token."""

    email = None
    identity = StringField("Name or e-mail", validators=[DataRequired("Say who you are.")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _forget_strangers(self)
        self.remember.label.text = "Stay signed in on this device"

    def validate(self, **kwargs: Any) -> bool:
        self.user = find_user_by_either(self.identity.data or "")
        self.ifield = self.identity
        if super().validate(**kwargs):
            return True
        if self.identity.data and self.password.data and not self.user_authenticated:
            self.identity.errors, self.password.errors = [], []
            self.form_errors.append("No account here has that name or e-mail with that password.")
        return False
