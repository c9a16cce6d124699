"""What the pages of common ground ask for."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wtforms import Field, HiddenField, IntegerField, SelectField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import HiddenInput

from deliberate.common_ground.services import LONGEST
from deliberate.core.wording import N_, say
from deliberate.web.forms import ClearText, DomainForm, PostingForm

#: What each button means.
ANSWERS: dict[str, bool | None] = {"accept": True, "refuse": False, "take_back": None}


class Bounded(Length):
    """The bound that the service sets too, in its words."""

    def __init__(self) -> None:
        super().__init__(max=LONGEST)

    def __call__(self, _form: Any, field: Field) -> None:
        if field.data and len(field.data) > LONGEST:
            raise ValidationError(say("This is longer than %(number)s characters.", number=LONGEST))


class ProposeForm(PostingForm):
    """A claim of the article or a sentence: one of the two."""

    claim = SelectField(N_("A claim of this article"), choices=[], validate_choice=True)
    text = TextAreaField(N_("Or a sentence of your own"), [ClearText(), Bounded()])

    def offer(self, claims: Iterable[tuple[UUID, str]]) -> None:
        """Let people choose among these claims."""
        offered = [SelectChoice(str(public_id), text) for public_id, text in claims]
        self.claim.choices = [SelectChoice("", say("No claim: a sentence")), *offered]
        self.text.description = say(
            "One thing that people of every viewpoint could confirm, in at most %(number)s characters.", number=LONGEST
        )

    def validate_text(self, field: Field) -> None:
        if bool(field.data) == bool(self.claim.data):
            both = N_("Choose a claim or write a sentence, not both.")
            raise ValidationError(both if field.data else N_("Write the sentence first, or choose a claim."))


class EditPointForm(DomainForm):
    """A sentence, worded differently."""

    text = TextAreaField(
        N_("The sentence"), [ClearText(), DataRequired(N_("Write the sentence, or withdraw it.")), Bounded()]
    )
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(N_("This form is out of date. Reload it."))])


class AnswerForm(DomainForm):
    """One of three buttons, and the wording that it is about."""

    answer = HiddenField(N_("Your answer"))
    number = IntegerField(
        N_("The wording"), widget=HiddenInput(), validators=[InputRequired(N_("This form is out of date. Reload it."))]
    )

    def validate_answer(self, field: Field) -> None:
        if field.data not in ANSWERS:
            raise ValidationError(N_("Choose one of those listed."))
