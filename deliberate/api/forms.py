"""What somebody fills in to make a token."""

from wtforms import RadioField, SelectMultipleField, StringField, widgets
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from deliberate.api.models import Scope
from deliberate.api.tokens import DAYS, LONGEST_NAME
from deliberate.web.forms import ClearText, PostingForm

SCOPE_WORDS = {
    Scope.READ: "Read what I may read",
    Scope.WRITE: "Post, weigh and change what I may",
    Scope.MODERATE: "Moderate, where I may",
}
_DAY_WORDS = {7: "A week", 30: "30 days", 90: "90 days", 365: "A year"}


class TokenMakingForm(PostingForm):
    name = StringField(
        "What is it for?",
        [ClearText(), DataRequired("Give it a name."), Length(max=LONGEST_NAME)],
        description="A name by which you will know it again, as the program that uses it.",
    )
    scopes = SelectMultipleField(
        "What may it be used for?",
        [InputRequired("Choose one at least.")],
        choices=[SelectChoice(scope.value, words) for scope, words in SCOPE_WORDS.items()],
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    days = RadioField(
        "For how long?",
        [InputRequired("Choose for how long.")],
        choices=[SelectChoice(str(days), _DAY_WORDS[days]) for days in DAYS],
        default="90",
    )

    def wanted(self) -> tuple[str, list[Scope], int]:
        """Name, scopes and days."""
        return self.name.data or "", [Scope(each) for each in self.scopes.data or ()], int(self.days.data or 0)
