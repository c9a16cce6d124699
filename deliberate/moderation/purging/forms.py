"""What admins fill in to have something erased for good."""

from wtforms import BooleanField, HiddenField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from deliberate.core.wording import N_
from deliberate.moderation.purging.services import GROUNDS
from deliberate.web.forms import ClearText, DomainForm


class AskForm(DomainForm):
    thing = HiddenField(validators=[ClearText(), Length(max=40)])
    name = HiddenField(validators=[ClearText(), Length(max=80)])
    reason_code = RadioField(
        N_("Why does it have to be erased?"),
        [InputRequired(N_("Choose why it has to be erased."))],
        choices=[SelectChoice(code, words) for code, words in GROUNDS.items()],
        description=N_("Readers and the log are told this, and nothing more. For anything else, remove it instead."),
    )


class ConfirmForm(DomainForm):
    sure = BooleanField(
        N_("I have read it, and know that this cannot be undone"),
        [DataRequired(N_("Tick this: it cannot be undone, by anybody."))],
    )
