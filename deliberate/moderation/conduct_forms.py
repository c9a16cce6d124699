"""What people fill in about conduct: sanctions, locks, findings, watched words."""

from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from deliberate.core.wording import N_, say, say_many
from deliberate.moderation.actions import REASONS
from deliberate.moderation.concluding import LONGEST_FINDING
from deliberate.moderation.deciding import LONGEST_REASON
from deliberate.moderation.paces import span_in_words
from deliberate.moderation.sanctions import DAYS, PACES, kinds
from deliberate.moderation.watching import Effect, Entry, lines_of, read_entries
from deliberate.web.forms import ClearText, DomainForm

LONGEST_LIST = 20_000
LONGEST_SAMPLE = 20_000
LONGEST_NAME = 200

_RULES = [SelectChoice(code, words) for code, words in REASONS.items()]


def _number_or_none(value: Any) -> int | None:
    return int(value) if value else None


class SanctionForm(DomainForm):
    about = HiddenField()
    person = StringField(
        N_("Who is it about?"),
        [ClearText(), DataRequired(N_("Write the name of their account.")), Length(max=LONGEST_NAME)],
        description=N_("The name of their account here."),
    )
    what = RadioField(N_("What should happen?"), [InputRequired(N_("Choose what should happen."))], choices=[])
    days = SelectField(N_("For how long?"), choices=[], coerce=_number_or_none, default="")
    minutes = SelectField(N_("How far apart have their posts to be?"), choices=[], coerce=_number_or_none, default="")
    reason_code = RadioField(
        N_("Which rule does it rest on?"), [InputRequired(N_("Choose the rule this rests on."))], choices=_RULES
    )
    reason = TextAreaField(
        N_("Reason"),
        [ClearText(), DataRequired(N_("Give the reason in words: they are shown them.")), Length(max=LONGEST_REASON)],
        description=N_("They are shown these words. Say what they did, where, and what to do otherwise."),
    )

    def offer(self) -> None:
        self.what.choices = [
            SelectChoice(name, f"{say(kinds.get(name).label)}. {say(kinds.get(name).means)}")
            for name in kinds.names()
            if not kinds.get(name).by_rule
        ]
        self.days.choices = [
            SelectChoice("", say("Not for a warning")),
            *(SelectChoice(str(each), say_many("%(num)s day", "%(num)s days", each)) for each in DAYS),
        ]
        self.minutes.choices = [
            SelectChoice("", say("Only to slow somebody down")),
            *(SelectChoice(str(each), span_in_words(each)) for each in PACES),
        ]


class LockForm(DomainForm):
    reason_code = RadioField(
        N_("Which rule does it rest on?"), [InputRequired(N_("Choose the rule this rests on."))], choices=_RULES
    )
    reason = TextAreaField(
        N_("Reason"),
        [
            ClearText(),
            DataRequired(N_("Give the reason in words: readers are shown them.")),
            Length(max=LONGEST_REASON),
        ],
        description=N_("Its author, readers and the public log are shown these words."),
    )


class FindingForm(DomainForm):
    version = IntegerField(widget=HiddenInput())
    text = TextAreaField(
        N_("What did it come to?"),
        [ClearText(), DataRequired(N_("Write what the article came to.")), Length(max=LONGEST_FINDING)],
        description=N_(
            "It stands beside the article under your name, and those of others who sign these very words. It "
            "weighs nothing. Markdown works."
        ),
    )


class SignForm(DomainForm):
    number = IntegerField(widget=HiddenInput())


class WordListForm(DomainForm):
    version = IntegerField(widget=HiddenInput())
    block = TextAreaField(
        N_("Refuse what holds these"),
        [Optional(), Length(max=LONGEST_LIST), ClearText()],
        description=N_(
            "Nothing is stored; the author keeps every word in the form and is told which one it was. One word or "
            "phrase in each line. A * stands for any letters within a word: buy*, *coin."
        ),
    )
    hold = TextAreaField(
        N_("Have a moderator look first at what holds these"),
        [Optional(), Length(max=LONGEST_LIST), ClearText()],
        description=N_("The author is told which word it was."),
    )
    flag = TextAreaField(
        N_("Report to moderators what holds these"),
        [Optional(), Length(max=LONGEST_LIST), ClearText()],
        description=N_("It shows at once, and stands in the queue as reported by the system."),
    )
    sample = TextAreaField(
        N_("A text to try them on"),
        [Optional(), Length(max=LONGEST_SAMPLE), ClearText()],
        description=N_("It is not stored."),
    )

    @classmethod
    def of(cls, entries: Iterable[Entry], number: int) -> "WordListForm":
        """The form as the list stands."""
        listed = list(entries)
        lines = {effect.value: lines_of(listed, effect) for effect in Effect}
        return cls(None, data={"version": number, **lines})

    def entries(self) -> list[Entry]:
        """What was typed. Raises Invalid on an entry that cannot be."""
        return read_entries(self.block.data or "", self.hold.data or "", self.flag.data or "")
