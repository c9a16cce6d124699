"""What moderators fill in to decide on reports of a thing."""

from collections.abc import Iterable

from wtforms import IntegerField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from deliberate.core.wording import N_, say
from deliberate.moderation.forms import reason_field, rule_field
from deliberate.moderation.reports.acts import Act
from deliberate.web.forms import DomainForm


class ReportsForm(DomainForm):
    version = IntegerField(widget=HiddenInput())
    action = RadioField(N_("What should happen?"), [InputRequired(N_("Choose what should happen."))], choices=[])
    reason_code = rule_field(N_("Not needed for keeping it."))
    reason = reason_field(N_("Whom it touches, those who reported it and the public log are shown these words."))

    def offer(self, acts: Iterable[Act]) -> None:
        """What this moderator may choose from."""
        self.action.choices = [SelectChoice(each.name, say(each.label)) for each in acts]
