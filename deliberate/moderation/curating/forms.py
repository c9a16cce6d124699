"""What people fill in to suggest and decide shared origins, mark sources, set profiles, and import lists."""

from collections.abc import Iterable

from wtforms import FileField, RadioField, StringField, TextAreaField, URLField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from deliberate.core.wording import N_, say
from deliberate.evidence.list_reading import LONGEST as LIST_LONGEST
from deliberate.evidence.models import Evidence
from deliberate.evidence.origins import LONGEST_WHY
from deliberate.evidence.quotes import short_name
from deliberate.moderation.curating.marking import LABELS
from deliberate.moderation.curating.profiles import GRADE_WORDS, LONGEST_NAME
from deliberate.moderation.deciding import LONGEST_REASON
from deliberate.moderation.wording import shortened
from deliberate.web.forms import ClearText, DomainForm

CONFIRM, DECLINE = "confirm", "decline"
BY_LISTS = "lists"


class SameOriginForm(DomainForm):
    other = RadioField(
        N_("Which item goes back to the same source?"), [InputRequired(N_("Choose the other item."))], choices=[]
    )
    why = TextAreaField(
        N_("What makes you think so?"),
        [ClearText(), DataRequired(N_("Say what makes you think so.")), Length(max=LONGEST_WHY)],
        description=N_("Whoever decides has both quotes before them; say what to look at."),
    )

    def offer(self, items: Iterable[Evidence]) -> None:
        """The items that can be chosen, sources loaded."""
        self.other.choices = [
            SelectChoice(str(each.public_id), f"{shortened(each.source.citation)} ({short_name(each)})")
            for each in items
        ]


class OriginForm(DomainForm):
    verdict = RadioField(
        N_("Do they go back to one?"),
        [InputRequired(N_("Choose one of the two."))],
        choices=[
            SelectChoice(CONFIRM, N_("Yes: they count as one")),
            SelectChoice(DECLINE, N_("No: each counts by itself, and this is not suggested again")),
        ],
    )
    name = StringField(
        N_("What is the original called?"),
        [Optional(), ClearText(), Length(max=LONGEST_NAME)],
        description=N_("Left empty, it is called as the first source is, or keeps the name it has."),
    )
    reason = TextAreaField(
        N_("Reason"),
        [Optional(), ClearText(), Length(max=LONGEST_REASON)],
        description=N_("The public log shows these words."),
    )


class MarkForm(DomainForm):
    action = RadioField(N_("What should happen?"), [InputRequired(N_("Choose what should happen."))], choices=[])
    address = URLField(
        N_("Address of the notice, or of the archived copy"),
        [Optional(), ClearText(), Length(max=2000)],
        description=N_("Where the publisher says so, or the copy is. Needed for all but clearing and taking back."),
    )
    reason = TextAreaField(
        N_("Reason"),
        [ClearText(), DataRequired(N_("Give the reason in words.")), Length(max=LONGEST_REASON)],
        description=N_("The page of the source and the public log show these words."),
    )

    def offer(self, choices: Iterable[str]) -> None:
        self.action.choices = [SelectChoice(each, say(LABELS[each])) for each in choices]


class ProfileForm(DomainForm):
    name = StringField(N_("Name"), [ClearText(), DataRequired(N_("Say what it is called.")), Length(max=LONGEST_NAME)])
    grade = RadioField(
        N_("Grade"),
        [InputRequired(N_("Choose a grade."))],
        choices=[
            SelectChoice(BY_LISTS, N_("As the lists say that it is on; not known where it is on none")),
            *(SelectChoice(grade.value, words) for grade, words in GRADE_WORDS.items()),
        ],
        description=N_("Where the rating of a source’s reliability starts. People’s own ratings then move it."),
    )
    reason = TextAreaField(
        N_("Reason"),
        [ClearText(), DataRequired(N_("Give the reason in words.")), Length(max=LONGEST_REASON)],
        description=N_("The profile and the public log show these words."),
    )


class UndoActForm(DomainForm):
    reason = StringField(
        N_("Why undo it?"),
        [Optional(), ClearText(), Length(max=LONGEST_REASON)],
        description=N_("Not needed within ten minutes, by whoever did it."),
    )


class ListForm(DomainForm):
    file = FileField(N_("The file"))
    rows = TextAreaField(
        N_("Or its rows"),
        [Optional(), ClearText()],
        description=N_("Columns: domain, status, and where there are any date, reason, list."),
    )
    name = StringField(
        N_("Name of the list"),
        [Optional(), ClearText(), Length(max=LIST_LONGEST["list"])],
        description=N_("For rows that name none in a column of their own."),
    )
