"""What the pages of common ground ask for."""

from collections.abc import Iterable
from uuid import UUID

from wtforms import Field, HiddenField, IntegerField, SelectField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import HiddenInput

from deliberate.common_ground.services import LONGEST
from deliberate.web.forms import ClearText, DomainForm, PostingForm

_BOUNDED = Length(max=LONGEST, message=f"This is longer than {LONGEST} characters.")

#: What each button means.
ANSWERS: dict[str, bool | None] = {"accept": True, "refuse": False, "take_back": None}


class ProposeForm(PostingForm):
    """A claim of the article or a sentence: one of the two."""

    claim = SelectField("A claim of this article", choices=[], validate_choice=True)
    text = TextAreaField(
        "Or a sentence of your own",
        [ClearText(), _BOUNDED],
        description=f"One thing that people of every viewpoint could confirm, in at most {LONGEST} characters.",
    )

    def offer(self, claims: Iterable[tuple[UUID, str]]) -> None:
        """Let people choose among these claims."""
        offered = [SelectChoice(str(public_id), text) for public_id, text in claims]
        self.claim.choices = [SelectChoice("", "No claim: a sentence"), *offered]

    def validate_text(self, field: Field) -> None:
        if bool(field.data) == bool(self.claim.data):
            both = "Choose a claim or write a sentence, not both."
            raise ValidationError(both if field.data else "Write the sentence first, or choose a claim.")


class EditPointForm(DomainForm):
    """A sentence, worded differently."""

    text = TextAreaField("The sentence", [ClearText(), DataRequired("Write the sentence, or withdraw it."), _BOUNDED])
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired("This form is out of date. Reload it.")])


class AnswerForm(DomainForm):
    """One of three buttons, and the wording that it is about."""

    answer = HiddenField("Your answer")
    number = IntegerField(
        "The wording", widget=HiddenInput(), validators=[InputRequired("This form is out of date. Reload it.")]
    )

    def validate_answer(self, field: Field) -> None:
        if field.data not in ANSWERS:
            raise ValidationError("Choose one of those listed.")
