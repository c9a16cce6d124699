"""Switching a webhook on and off, by hand or because nothing can be delivered any more."""

from datetime import timedelta

from sqlalchemy import update

from deliberate.core.actors import SYSTEM, Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.events import record
from deliberate.notices.models import NoticeKind
from deliberate.notices.telling import News, tell
from deliberate.webhooks.models import Delivery, DeliveryState, OffBecause, Webhook, WebhookState

#: An address at which nothing arrived for so long, in at least so many tries, is given up.
FAILING_FOR, LEAST_FAILURES = timedelta(days=5), 10


def switch_off_failing(hook: Webhook, because: OffBecause) -> None:
    """Switch it off where it is gone, or has failed for too long, and tell whoever set it up."""
    lasting = hook.failing_since is not None and hook.failing_since <= now() - FAILING_FOR
    if because is OffBecause.FAILING and not (lasting and hook.failures >= LEAST_FAILURES):
        return
    switch_off(SYSTEM, hook, because)
    news = News(NoticeKind.WEBHOOK_OFF, hook.article_id, hook.public_id, {"because": because.value})
    tell([hook.author_id], news)


def switch_off(actor: Actor, hook: Webhook, because: OffBecause) -> None:
    """Send nothing any more, and give up what waits. The caller authorises."""
    hook.state, hook.off_because = WebhookState.OFF, because
    give_up_waiting(hook)
    session.flush()
    record(actor, "webhook_off", hook, before=WebhookState.ON.value, after=WebhookState.OFF.value)


def give_up_waiting(hook: Webhook) -> None:
    """What waits is not sent: by the time somebody switched it on again it would be no news."""
    waiting = update(Delivery).where(Delivery.webhook_id == hook.id, Delivery.state == DeliveryState.WAITING)
    session.execute(waiting.values(state=DeliveryState.FAILED))
