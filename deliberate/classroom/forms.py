"""What the pages of classes ask for."""

from uuid import UUID

from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import HiddenInput

from deliberate.articles.groups import LONGEST_NAME
from deliberate.classroom.models import Classroom
from deliberate.classroom.roster import MOST_CHARACTERS
from deliberate.classroom.services import LONGEST_GIVEN_NAME, ClassDraft, Step
from deliberate.core.wording import N_
from deliberate.web.forms import ClearText, DomainForm, PostingForm

_NAME = StringField(
    N_("Name of the class"), [ClearText(), DataRequired(N_("Give the class a name.")), Length(max=LONGEST_NAME)]
)
_ASKS_NAMES = BooleanField(
    N_("Ask students for their names"),
    description=N_("Only those who teach see them. The others see the names of accounts, which may be made up."),
)


class MakeClassForm(PostingForm):
    """A new class."""

    name = _NAME
    asks_names = _ASKS_NAMES

    def draft(self) -> ClassDraft:
        return ClassDraft(self.name.data or "", self.asks_names.data)


class JoinClassForm(DomainForm):
    """The way in."""

    code = StringField(
        N_("Code of the class"),
        [ClearText(), DataRequired(N_("Type the code you were given.")), Length(max=40)],
        description=N_("Ten letters and figures, like ABCDE 23456."),
    )
    given_name = StringField(
        N_("Your name"),
        [ClearText(), Length(max=LONGEST_GIVEN_NAME)],
        description=N_("Only where the class asks for it. Only those who teach it see it, never the other students."),
    )


class ClassSettingsForm(DomainForm):
    """What can be settled about a class."""

    name = _NAME
    asks_names = _ASKS_NAMES
    joining = BooleanField(N_("The code lets people in"))
    keep_until = DateField(
        N_("Keep the class until"),
        [InputRequired(N_("Choose a day."))],
        description=N_("After this day the class, the names and what was handed in are deleted by themselves."),
    )
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(N_("This form is out of date. Reload it."))])

    @classmethod
    def of(cls, classroom: Classroom) -> "ClassSettingsForm":
        """The form as the class is."""
        names = ("name", "asks_names", "joining", "keep_until", "version")
        return cls(data={name: getattr(classroom, name) for name in names})

    def draft(self) -> ClassDraft:
        return ClassDraft(self.name.data or "", self.asks_names.data, self.keep_until.data, self.joining.data)


class RosterForm(DomainForm):
    """A sheet of the class, brought back."""

    sheet = TextAreaField(
        N_("The sheet"),
        [ClearText(), DataRequired(N_("Put the lines of the sheet here.")), Length(max=MOST_CHARACTERS)],
        description=N_("CSV, with account, name and role in the first line. Only who has joined can be named."),
    )


class MemberForm(DomainForm):
    """What is to become of one person."""

    person = HiddenField(N_("Who"), [DataRequired()])
    step = HiddenField(N_("What"))

    def validate_step(self, field: Field) -> None:
        if field.data not in set(Step):
            raise ValidationError(N_("Choose one of those listed."))


class WhichClassForm(DomainForm):
    """A class by its name in a form: its address is gone once it is."""

    classroom = HiddenField()

    @property
    def public_id(self) -> UUID | None:
        """Its id, if it is one."""
        try:
            return UUID(self.classroom.data or "")
        except ValueError:
            return None


class DeleteClassForm(WhichClassForm):
    """A second thought."""

    sure = BooleanField(N_("Yes, delete the class"), [DataRequired(N_("Tick this if you mean it."))])


class DeleteAssignmentForm(WhichClassForm):
    """Which one, of which class."""

    assignment = HiddenField()
