"""What people fill in to do something about an item, and to decide on what others propose."""

from collections.abc import Iterable, Mapping

from wtforms import RadioField, SelectField, TextAreaField, URLField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from deliberate.core.wording import N_, say
from deliberate.moderation.curating.forms import CONFIRM, DECLINE
from deliberate.moderation.curating.item_acts import ItemAct, Needs
from deliberate.moderation.deciding import LONGEST_REASON
from deliberate.web.forms import ClearText, DomainForm


class ItemActForm(DomainForm):
    """Only the fields that the act needs are there."""

    bearing = RadioField(N_("On which claim?"), [InputRequired(N_("Choose one of its claims."))], choices=[])
    into = SelectField("", [InputRequired(N_("Choose one of those listed."))], choices=[])
    address = URLField(
        N_("Address that shows it"),
        [DataRequired(N_("Give the address that shows it.")), ClearText(), Length(max=2000)],
    )
    reason = TextAreaField(
        N_("Reason"),
        [ClearText(), DataRequired(N_("Give the reason in words.")), Length(max=LONGEST_REASON)],
        description=N_("The item’s page and the public log show these words."),
    )

    def suit(self, act: ItemAct, bearings: Mapping[str, str], others: Mapping[str, str]) -> None:
        """Offer what can be chosen for an act, by public id, and drop the rest."""
        self.bearing.choices = [SelectChoice(key, words) for key, words in bearings.items()]
        if not act.on_bearing:
            del self.bearing
        if act.needs in {Needs.ITEM, Needs.CLAIM}:
            is_item = act.needs is Needs.ITEM
            self.into.label.text = (
                say("Which item is it the same as?") if is_item else say("Which claim does it belong on?")
            )
            empty = SelectChoice("", say("Choose an item") if is_item else say("Choose a claim"))
            self.into.choices = [empty, *(SelectChoice(key, words) for key, words in others.items())]
        else:
            del self.into
        if act.needs is not Needs.ADDRESS:
            del self.address
        if act.name == "pin":
            self.reason.label.text = say("The note")
            self.reason.description = say("Readers see it above the lists. The public log shows it too.")


class ProposalForm(DomainForm):
    verdict = RadioField(
        N_("Should it be done?"),
        [InputRequired(N_("Choose one of the two."))],
        choices=[SelectChoice(CONFIRM, N_("Yes, do it")), SelectChoice(DECLINE, N_("No, leave it as it is"))],
    )
    reply = TextAreaField(
        N_("Why not?"),
        [Optional(), ClearText(), Length(max=LONGEST_REASON)],
        description=N_("Needed to leave it as it is. The public log shows these words."),
    )


def named(pairs: Iterable[tuple[object, str]]) -> dict[str, str]:
    """Choices by the text of their ids."""
    return {str(key): words for key, words in pairs}
