"""What somebody fills in to make a token."""

from wtforms import RadioField, SelectMultipleField, StringField, widgets
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from deliberate.api.models import Scope
from deliberate.api.tokens import DAYS, LONGEST_NAME
from deliberate.core.wording import N_
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

    def wanted(self) -> tuple[str, list[Scope], int]:
        """Name, scopes and days."""
        return self.name.data or "", [Scope(each) for each in self.scopes.data or ()], int(self.days.data or 0)
