"""What people fill in to suggest and decide shared origins, mark sources, set profiles, and import lists."""

from collections.abc import Iterable

from wtforms import FileField, RadioField, StringField, TextAreaField, URLField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from deliberate.evidence.list_reading import LONGEST as LIST_LONGEST
from deliberate.evidence.models import Evidence
from deliberate.evidence.origins import LONGEST_WHY
from deliberate.evidence.quotes import short_name
from deliberate.moderation.curating.marking import LABELS
from deliberate.moderation.curating.profiles import GRADE_WORDS, LONGEST_NAME
from deliberate.moderation.deciding import LONGEST_REASON
from deliberate.moderation.wording import shortened
from deliberate.web.forms import ClearText, DomainForm

_FITS = "At most %(max)d characters fit."
CONFIRM, DECLINE = "confirm", "decline"
BY_LISTS = "lists"


class SameOriginForm(DomainForm):
    other = RadioField(
        "Which item goes back to the same source?", [InputRequired("Choose the other item.")], choices=[]
    )
    why = TextAreaField(
        "What makes you think so?",
        [ClearText(), DataRequired("Say what makes you think so."), Length(max=LONGEST_WHY, message=_FITS)],
        description="Whoever decides has both quotes before them; say what to look at.",
    )

    def offer(self, items: Iterable[Evidence]) -> None:
        """The items that can be chosen, sources loaded."""
        self.other.choices = [
            SelectChoice(str(each.public_id), f"{shortened(each.source.citation)} ({short_name(each)})")
            for each in items
        ]


class OriginForm(DomainForm):
    verdict = RadioField(
        "Do they go back to one?",
        [InputRequired("Choose one of the two.")],
        choices=[
            SelectChoice(CONFIRM, "Yes: they count as one"),
            SelectChoice(DECLINE, "No: each counts by itself, and this is not suggested again"),
        ],
    )
    name = StringField(
        "What is the original called?",
        [Optional(), ClearText(), Length(max=LONGEST_NAME, message=_FITS)],
        description="Left empty, it is called as the first source is, or keeps the name it has.",
    )
    reason = TextAreaField(
        "Reason",
        [Optional(), ClearText(), Length(max=LONGEST_REASON, message=_FITS)],
        description="The public log shows these words.",
    )


class MarkForm(DomainForm):
    action = RadioField("What should happen?", [InputRequired("Choose what should happen.")], choices=[])
    address = URLField(
        "Address of the notice, or of the archived copy",
        [Optional(), ClearText(), Length(max=2000, message=_FITS)],
        description="Where the publisher says so, or the copy is. Needed for all but clearing and taking back.",
    )
    reason = TextAreaField(
        "Reason",
        [ClearText(), DataRequired("Give the reason in words."), Length(max=LONGEST_REASON, message=_FITS)],
        description="The page of the source and the public log show these words.",
    )

    def offer(self, choices: Iterable[str]) -> None:
        self.action.choices = [SelectChoice(each, LABELS[each]) for each in choices]


class ProfileForm(DomainForm):
    name = StringField(
        "Name", [ClearText(), DataRequired("Say what it is called."), Length(max=LONGEST_NAME, message=_FITS)]
    )
    grade = RadioField(
        "Grade",
        [InputRequired("Choose a grade.")],
        choices=[
            SelectChoice(BY_LISTS, "As the lists say that it is on; not known where it is on none"),
            *(SelectChoice(grade.value, words) for grade, words in GRADE_WORDS.items()),
        ],
        description="Where the rating of a source’s reliability starts. People’s own ratings then move it.",
    )
    reason = TextAreaField(
        "Reason",
        [ClearText(), DataRequired("Give the reason in words."), Length(max=LONGEST_REASON, message=_FITS)],
        description="The profile and the public log show these words.",
    )


class UndoActForm(DomainForm):
    reason = StringField(
        "Why undo it?",
        [Optional(), ClearText(), Length(max=LONGEST_REASON, message=_FITS)],
        description="Not needed within ten minutes, by whoever did it.",
    )


class ListForm(DomainForm):
    file = FileField("The file")
    rows = TextAreaField(
        "Or its rows",
        [Optional(), ClearText()],
        description="Columns: domain, status, and where there are any date, reason, list.",
    )
    name = StringField(
        "Name of the list",
        [Optional(), ClearText(), Length(max=LIST_LONGEST["list"], message=_FITS)],
        description="For rows that name none in a column of their own.",
    )
