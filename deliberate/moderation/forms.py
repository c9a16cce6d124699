"""What people fill in to flag, decide, undo and appeal."""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

from wtforms import IntegerField, RadioField, StringField, TextAreaField, URLField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from deliberate.core.actors import Actor
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
    return RadioField("Which rule does it rest on?", [Optional()], choices=rules, description=description)


def reason_field(description: str) -> TextAreaField:
    """Why, in words; ``description`` says who is shown them."""
    bounds = [Optional(), Length(max=LONGEST_REASON), ClearText()]
    return TextAreaField("Reason", bounds, description=description)


class FlagForm(DomainForm):
    reason = RadioField("What is wrong with it?", [InputRequired("Choose what is wrong with it.")], choices=[])
    note = TextAreaField(
        "What should the moderator look at?",
        [Optional(), Length(max=LONGEST_NOTE), ClearText()],
        description="Where to look, and what you found there. Only moderators read this.",
    )

    #: People do not see it; programs that fill in everything do.
    website = StringField("Leave this empty", [Length(max=0, message="Leave this empty: it is there for programs.")])

    def offer(self, actor: Actor, reasons: Collection[FlagReason] = OFFERED) -> None:
        """Of these, the reasons open to this person: visitors, newcomers and the suspended report what cannot wait."""
        every_reason = actor.level > 0 and not actor.is_suspended
        open_to = [reason for reason in reasons if every_reason or reason in URGENT]
        self.reason.choices = [SelectChoice(reason.value, FLAG_WORDS[reason]) for reason in open_to]

    def chosen(self) -> FlagReason:
        return FlagReason(self.reason.data)


class DecisionForm(DomainForm):
    version = IntegerField(widget=HiddenInput())
    action = RadioField("What should happen?", [InputRequired("Choose what should happen.")], choices=[])
    reason_code = rule_field("Not needed for keeping, approving and showing again.")
    reason = reason_field("The author and the public log are shown these words.")
    address = URLField(
        "Address that shows the retraction",
        [Optional(), Length(max=2000), ClearText()],
        description="Only for a retraction.",
    )

    def offer(self, choices: Iterable[Action]) -> None:
        """What can be done to it now."""
        self.action.choices = [SelectChoice(each.name, each.label) for each in choices]


class UndoForm(DomainForm):
    reason = StringField("Why undo it?", [Optional(), Length(max=LONGEST_REASON), ClearText()])


class BurstForm(DomainForm):
    action = RadioField(
        "What should happen?",
        [InputRequired("Choose what should happen.")],
        choices=[
            SelectChoice(BurstState.RELEASED.value, "Let them weigh"),
            SelectChoice(BurstState.DISCARDED.value, "Discard them: they are kept, and never weigh"),
        ],
    )
    reason = reason_field("Needed to discard them. The public log is shown these words.")


class AppealForm(DomainForm):
    text = TextAreaField(
        "What did the decision get wrong?",
        [ClearText(), DataRequired("Say what the decision got wrong."), Length(max=LONGEST_TEXT)],
        description="A moderator who did not take the decision reads this and has to reply.",
    )


class AppealDecisionForm(DomainForm):
    version = IntegerField(widget=HiddenInput())
    verdict = RadioField(
        "What should happen?",
        [InputRequired("Choose what should happen.")],
        choices=[
            SelectChoice(UPHOLD, "The decision stands"),
            SelectChoice(MODIFY, "Something milder takes its place"),
            SelectChoice(OVERTURN, "Put back what the decision changed"),
        ],
    )
    milder = RadioField("What takes its place?", [Optional()], choices=[], description="Only for something milder.")
    days = IntegerField(
        "For how many days in all?",
        [Optional(), NumberRange(1, message="Give a number of days, 1 or more.")],
        description="Only for a shorter time: counted from when it began.",
    )
    reason_code = rule_field("Only for something milder; without one, the rule stays.")
    reply = TextAreaField(
        "Reply",
        [ClearText(), DataRequired("Write the reply: whoever appealed is owed one."), Length(max=LONGEST_TEXT)],
        description="Whoever appealed and the public log are shown these words.",
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
        "For how many hours?",
        [
            InputRequired("Say for how many hours."),
            NumberRange(1, LONGEST_DELAY // timedelta(hours=1), "Give a number of hours between 1 and 336."),
        ],
        default=24,
        description="It comes back by itself.",
    )
    reason = StringField(
        "Why can it wait?",
        [ClearText(), DataRequired("Say why it can wait."), Length(max=LONGEST_WORDS)],
        description="The public log is shown these words.",
    )


class HandOnForm(DomainForm):
    to = RadioField("Who should look at it?", [InputRequired("Choose who should look at it.")], choices=[])
    words = TextAreaField(
        "What should they know?",
        [ClearText(), DataRequired("Say why: they read it beside the item."), Length(max=LONGEST_WORDS)],
        description="Only moderators read it.",
    )

    def offer(self, people: Mapping[str, str]) -> None:
        """Those it can be left to, by id."""
        self.to.choices = [SelectChoice(who, name) for who, name in people.items()]


class NoteForm(DomainForm):
    text = TextAreaField(
        "A note to other moderators",
        [ClearText(), DataRequired("Write the note."), Length(max=LONGEST_WORDS)],
        description="Only moderators read it.",
    )


class BulkForm(DomainForm):
    action = RadioField(
        "What should happen to all of them?",
        [InputRequired("Choose what should happen.")],
        choices=[
            SelectChoice(name, actions.get(name).label) for name in ("approve", "keep", "return", "reject", "remove")
        ],
    )
    reason_code = rule_field("Not needed for keeping and approving.")
    reason = reason_field("The author of each and the public log are shown these words.")
