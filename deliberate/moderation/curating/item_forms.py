"""What people fill in to do something about an item, and to decide on what others propose."""

from collections.abc import Iterable, Mapping

from wtforms import RadioField, SelectField, TextAreaField, URLField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from deliberate.moderation.curating.forms import CONFIRM, DECLINE
from deliberate.moderation.curating.item_acts import ItemAct, Needs
from deliberate.moderation.deciding import LONGEST_REASON
from deliberate.web.forms import ClearText, DomainForm

_FITS = "At most %(max)d characters fit."


class ItemActForm(DomainForm):
    """Only the fields that the act needs are there."""

    bearing = RadioField("On which claim?", [InputRequired("Choose one of its claims.")], choices=[])
    into = SelectField("", [InputRequired("Choose one of those listed.")], choices=[])
    address = URLField(
        "Address that shows it",
        [DataRequired("Give the address that shows it."), ClearText(), Length(max=2000, message=_FITS)],
    )
    reason = TextAreaField(
        "Reason",
        [ClearText(), DataRequired("Give the reason in words."), Length(max=LONGEST_REASON, message=_FITS)],
        description="The item’s page and the public log show these words.",
    )

    def suit(self, act: ItemAct, bearings: Mapping[str, str], others: Mapping[str, str]) -> None:
        """Offer what can be chosen for an act, by public id, and drop the rest."""
        self.bearing.choices = [SelectChoice(key, words) for key, words in bearings.items()]
        if not act.on_bearing:
            del self.bearing
        if act.needs in {Needs.ITEM, Needs.CLAIM}:
            is_item = act.needs is Needs.ITEM
            self.into.label.text = "Which item is it the same as?" if is_item else "Which claim does it belong on?"
            empty = SelectChoice("", "Choose an item" if is_item else "Choose a claim")
            self.into.choices = [empty, *(SelectChoice(key, words) for key, words in others.items())]
        else:
            del self.into
        if act.needs is not Needs.ADDRESS:
            del self.address
        if act.name == "pin":
            self.reason.label.text = "The note"
            self.reason.description = "Readers see it above the lists. The public log shows it too."


class ProposalForm(DomainForm):
    verdict = RadioField(
        "Should it be done?",
        [InputRequired("Choose one of the two.")],
        choices=[SelectChoice(CONFIRM, "Yes, do it"), SelectChoice(DECLINE, "No, leave it as it is")],
    )
    reply = TextAreaField(
        "Why not?",
        [Optional(), ClearText(), Length(max=LONGEST_REASON, message=_FITS)],
        description="Needed to leave it as it is. The public log shows these words.",
    )


def named(pairs: Iterable[tuple[object, str]]) -> dict[str, str]:
    """Choices by the text of their ids."""
    return {str(key): words for key, words in pairs}
