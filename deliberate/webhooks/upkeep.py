"""What time does to webhooks: the log of what was sent goes after a while, and so do secrets that sign no more."""

from datetime import timedelta

from sqlalchemy import delete, select, update

from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.jobs.tasks import every
from deliberate.webhooks.hearing import ask_to_send
from deliberate.webhooks.models import Delivery, DeliveryState, Webhook, WebhookState

#: So long is kept what was sent.
KEPT = timedelta(days=30)


@every(timedelta(hours=1), "look_after_webhooks")
def look_after_webhooks() -> None:
    """Delete what is too long ago, and see to it that nothing waits for a job that was lost."""
    with transaction():
        old = Delivery.created_at < now() - KEPT, Delivery.state != DeliveryState.WAITING
        session.execute(delete(Delivery).where(*old))
        over = update(Webhook).where(Webhook.earlier_until <= now())
        session.execute(over.values(earlier_secret=None, earlier_until=None))
        due = select(Delivery.webhook_id).where(Delivery.state == DeliveryState.WAITING, Delivery.due_at <= now())
        on = select(Webhook).where(Webhook.state == WebhookState.ON, Webhook.id.in_(due)).order_by(Webhook.id)
        for hook in session.scalars(on).all():
            ask_to_send(hook, hook.resting_until)
