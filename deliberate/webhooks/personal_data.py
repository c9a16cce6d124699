"""What this room keeps of a person: which webhooks they set up. These go when they leave, as nobody else is told of
their failures."""

from collections.abc import Iterator

from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.personal_data import Remains, Row, erasers, sections
from deliberate.webhooks.models import Webhook, WebhookState
from deliberate.webhooks.services import clear


@sections.register("webhooks")
def set_up_by(actor_id: str) -> Iterator[Row]:
    """The secrets are the receivers', and in no file."""
    for hook in session.scalars(select(Webhook).where(Webhook.author_id == actor_id).order_by(Webhook.id)):
        yield {"webhook": hook.public_id, "address": hook.address, "kinds": hook.kinds, "at": hook.created_at}


@erasers.register("webhooks")
def erase(actor: Actor, _remains: Remains) -> None:
    mine = select(Webhook).where(Webhook.author_id == actor.key, Webhook.state != WebhookState.REMOVED)
    for hook in session.scalars(mine).all():
        clear(hook)
