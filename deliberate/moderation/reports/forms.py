"""What moderators fill in to decide on reports of a thing."""

from collections.abc import Iterable

from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from deliberate.moderation.actions import REASONS
from deliberate.moderation.deciding import LONGEST_REASON
from deliberate.moderation.reports.acts import Act
from deliberate.web.forms import ClearText, DomainForm


class ReportsForm(DomainForm):
    version = IntegerField(widget=HiddenInput())
    action = RadioField("What should happen?", [InputRequired("Choose what should happen.")], choices=[])
    reason_code = RadioField(
        "Which rule does it rest on?",
        [Optional()],
        choices=[SelectChoice(code, words) for code, words in REASONS.items()],
        description="Not needed for keeping it.",
    )
    reason = TextAreaField(
        "Reason",
        [Optional(), Length(max=LONGEST_REASON), ClearText()],
        description="Whom it touches, those who reported it and the public log are shown these words.",
    )

    def offer(self, acts: Iterable[Act]) -> None:
        """What this moderator may choose from."""
        self.action.choices = [SelectChoice(each.name, each.label) for each in acts]
