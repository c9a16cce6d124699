"""What people fill in about a webhook."""

from typing import Any

from wtforms import HiddenField, SelectMultipleField, URLField, widgets
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length

from deliberate.core.wording import N_
from deliberate.fetching.urls import LONGEST
from deliberate.web.forms import ClearText, DomainForm, PostingForm
from deliberate.webhooks.kinds import KINDS
from deliberate.webhooks.models import Webhook


def _address() -> URLField:
    return URLField(
        N_("Address"),
        [ClearText(), DataRequired(N_("Give the address that is to be told.")), Length(max=LONGEST)],
        description=N_("It begins with https:// and is on the public internet. Each message is sent there by POST."),
    )


def _kinds() -> SelectMultipleField:
    choices = [SelectChoice(kind, words) for kind, words in KINDS.items()]
    return SelectMultipleField(N_("What it is told of"), choices=choices, option_widget=widgets.CheckboxInput())


class NewWebhookForm(PostingForm):
    """A new one."""

    address = _address()
    kinds = _kinds()


class WebhookForm(DomainForm):
    """One that is there."""

    address = _address()
    kinds = _kinds()

    @classmethod
    def showing(cls, hook: Webhook) -> "WebhookForm":
        return cls(None, data={"address": hook.address, "kinds": hook.kinds})


class ActForm(DomainForm):
    """A button, and the number of the secret that it was pressed beside."""

    do = HiddenField()
    number = HiddenField()

    def secret_number(self) -> int:
        """0 where none was said: no secret has that number."""
        typed: Any = self.number.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 10 else 0
