"""What people fill in to flag, decide, undo and appeal."""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

from wtforms import IntegerField, RadioField, StringField, TextAreaField, URLField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from deliberate.core.actors import Actor
from deliberate.core.wording import N_, say
from deliberate.moderation.actions import REASONS, Action, actions
from deliberate.moderation.appealing import LONGEST_TEXT
from deliberate.moderation.claiming import LONGEST_DELAY, LONGEST_WORDS
from deliberate.moderation.deciding import LONGEST_REASON
from deliberate.moderation.flagging import LONGEST_NOTE
from deliberate.moderation.models import FlagReason
from deliberate.moderation.modifying import Change
from deliberate.moderation.wording import FLAG_WORDS, OFFERED, URGENT
from deliberate.web.forms import ClearText, DomainForm
from deliberate.weighting.models import BurstState

UPHOLD, MODIFY, OVERTURN = "uphold", "modify", "overturn"


def rule_field(description: str) -> RadioField:
    """Which rule something rests on."""
    rules = [SelectChoice(code, words) for code, words in REASONS.items()]
    return RadioField(N_("Which rule does it rest on?"), [Optional()], choices=rules, description=description)


def reason_field(description: str) -> TextAreaField:
    """Why, in words; ``description`` says who is shown them."""
    bounds = [Optional(), Length(max=LONGEST_REASON), ClearText()]
    return TextAreaField(N_("Reason"), bounds, description=description)


class FlagForm(DomainForm):
    reason = RadioField(N_("What is wrong with it?"), [InputRequired(N_("Choose what is wrong with it."))], choices=[])
    note = TextAreaField(
        N_("What should the moderator look at?"),
        [Optional(), Length(max=LONGEST_NOTE), ClearText()],
        description=N_("Where to look, and what you found there. Only moderators read this."),
    )

    #: People do not see it; programs that fill in everything do.
    website = StringField(
        N_("Leave this empty"), [Length(max=0, message=N_("Leave this empty: it is there for programs."))]
    )

    def offer(self, actor: Actor, reasons: Collection[FlagReason] = OFFERED) -> None:
        """Of these, the reasons open to this person: visitors, newcomers and the suspended report what cannot wait."""
        every_reason = actor.level > 0 and not actor.is_suspended
        open_to = [reason for reason in reasons if every_reason or reason in URGENT]
        self.reason.choices = [SelectChoice(reason.value, say(FLAG_WORDS[reason])) for reason in open_to]

    def chosen(self) -> FlagReason:
        return FlagReason(self.reason.data)


class DecisionForm(DomainForm):
    version = IntegerField(widget=HiddenInput())
    action = RadioField(N_("What should happen?"), [InputRequired(N_("Choose what should happen."))], choices=[])
    reason_code = rule_field(N_("Not needed for keeping, approving and showing again."))
    reason = reason_field(N_("The author and the public log are shown these words."))
    address = URLField(
        N_("Address that shows the retraction"),
        [Optional(), Length(max=2000), ClearText()],
        description=N_("Only for a retraction."),
    )

    def offer(self, choices: Iterable[Action]) -> None:
        """What can be done to it now."""
        self.action.choices = [SelectChoice(each.name, say(each.label)) for each in choices]


class UndoForm(DomainForm):
    reason = StringField(N_("Why undo it?"), [Optional(), Length(max=LONGEST_REASON), ClearText()])


class BurstForm(DomainForm):
    action = RadioField(
        N_("What should happen?"),
        [InputRequired(N_("Choose what should happen."))],
        choices=[
            SelectChoice(BurstState.RELEASED.value, N_("Let them weigh")),
            SelectChoice(BurstState.DISCARDED.value, N_("Discard them: they are kept, and never weigh")),
        ],
    )
    reason = reason_field(N_("Needed to discard them. The public log is shown these words."))


class AppealForm(DomainForm):
    text = TextAreaField(
        N_("What did the decision get wrong?"),
        [ClearText(), DataRequired(N_("Say what the decision got wrong.")), Length(max=LONGEST_TEXT)],
        description=N_("A moderator who did not take the decision reads this and has to reply."),
    )


class AppealDecisionForm(DomainForm):
    version = IntegerField(widget=HiddenInput())
    verdict = RadioField(
        N_("What should happen?"),
        [InputRequired(N_("Choose what should happen."))],
        choices=[
            SelectChoice(UPHOLD, N_("The decision stands")),
            SelectChoice(MODIFY, N_("Something milder takes its place")),
            SelectChoice(OVERTURN, N_("Put back what the decision changed")),
        ],
    )
    milder = RadioField(
        N_("What takes its place?"), [Optional()], choices=[], description=N_("Only for something milder.")
    )
    days = IntegerField(
        N_("For how many days in all?"),
        [Optional(), NumberRange(1, message=N_("Give a number of days, 1 or more."))],
        description=N_("Only for a shorter time: counted from when it began."),
    )
    reason_code = rule_field(N_("Only for something milder; without one, the rule stays."))
    reply = TextAreaField(
        N_("Reply"),
        [ClearText(), DataRequired(N_("Write the reply: whoever appealed is owed one.")), Length(max=LONGEST_TEXT)],
        description=N_("Whoever appealed and the public log are shown these words."),
    )

    def offer(self, milder: Mapping[str, str]) -> None:
        """What can take its place, by name; where nothing can, it stands or falls."""
        self.milder.choices = [SelectChoice(name, words) for name, words in milder.items()]
        if not milder:
            self.verdict.choices = [each for each in self.verdict.choices if each.value != MODIFY]

    def change(self) -> Change | None:
        """What is to take its place, if anything is."""
        if self.verdict.data != MODIFY:
            return None
        return Change(self.milder.data or "", self.reason_code.data or "", self.days.data)


class DeferForm(DomainForm):
    hours = IntegerField(
        N_("For how many hours?"),
        [
            InputRequired(N_("Say for how many hours.")),
            NumberRange(1, LONGEST_DELAY // timedelta(hours=1), N_("Give a number of hours between 1 and 336.")),
        ],
        default=24,
        description=N_("It comes back by itself."),
    )
    reason = StringField(
        N_("Why can it wait?"),
        [ClearText(), DataRequired(N_("Say why it can wait.")), Length(max=LONGEST_WORDS)],
        description=N_("The public log is shown these words."),
    )


class HandOnForm(DomainForm):
    to = RadioField(N_("Who should look at it?"), [InputRequired(N_("Choose who should look at it."))], choices=[])
    words = TextAreaField(
        N_("What should they know?"),
        [ClearText(), DataRequired(N_("Say why: they read it beside the item.")), Length(max=LONGEST_WORDS)],
        description=N_("Only moderators read it."),
    )

    def offer(self, people: Mapping[str, str]) -> None:
        """Those it can be left to, by id."""
        self.to.choices = [SelectChoice(who, name) for who, name in people.items()]


class NoteForm(DomainForm):
    text = TextAreaField(
        N_("A note to other moderators"),
        [ClearText(), DataRequired(N_("Write the note.")), Length(max=LONGEST_WORDS)],
        description=N_("Only moderators read it."),
    )


class BulkForm(DomainForm):
    action = RadioField(
        N_("What should happen to all of them?"),
        [InputRequired(N_("Choose what should happen."))],
        choices=[
            SelectChoice(name, actions.get(name).label) for name in ("approve", "keep", "return", "reject", "remove")
        ],
    )
    reason_code = rule_field(N_("Not needed for keeping and approving."))
    reason = reason_field(N_("The author of each and the public log are shown these words."))
