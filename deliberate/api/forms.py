"""What somebody fills in to make a token."""

from typing import Any

from wtforms import PasswordField, RadioField, SelectMultipleField, StringField, widgets
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from deliberate.api.models import Scope
from deliberate.api.tokens import DAYS, LONGEST_NAME
from deliberate.core.site import has_password, proves
from deliberate.core.wording import N_, say
from deliberate.web.forms import ClearText, PostingForm

SCOPE_WORDS = {
    Scope.READ: N_("Read what I may read"),
    Scope.WRITE: N_("Post, weigh and change what I may"),
    Scope.MODERATE: N_("Moderate, where I may"),
}
_DAY_WORDS = {7: N_("A week"), 30: N_("30 days"), 90: N_("90 days"), 365: N_("A year")}


class TokenMakingForm(PostingForm):
    name = StringField(
        N_("What is it for?"),
        [ClearText(), DataRequired(N_("Give it a name.")), Length(max=LONGEST_NAME)],
        description=N_("A name by which you will know it again, as the program that uses it."),
    )
    scopes = SelectMultipleField(
        N_("What may it be used for?"),
        [InputRequired(N_("Choose one at least."))],
        choices=[SelectChoice(scope.value, words) for scope, words in SCOPE_WORDS.items()],
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    days = RadioField(
        N_("For how long?"),
        [InputRequired(N_("Choose for how long."))],
        choices=[SelectChoice(str(days), _DAY_WORDS[days]) for days in DAYS],
        default="90",
    )

    own_password = PasswordField(N_("Your password"), [InputRequired(N_("Your password is needed."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_password():
            del self.own_password

    def is_proved(self) -> bool:
        """Whether it is the person who asks, and no passer-by at their screen; if not, the form says so."""
        asked = "own_password" in self
        if proves(self.own_password.data if asked else ""):
            return True
        if asked:
            self.own_password.errors = [say("That is not your password.")]
        else:
            self.form_errors.append(say("Sign in once more first: it was a while ago."))
        return False

    def wanted(self) -> tuple[str, list[Scope], int]:
        """Name, scopes and days."""
        return self.name.data or "", [Scope(each) for each in self.scopes.data or ()], int(self.days.data or 0)
