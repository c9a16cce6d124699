"""Webhooks, and what was sent to them, for whoever sets them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from deliberate.articles.models import Article
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.webhooks.models import Delivery, DeliveryState, Webhook, WebhookState

PAGE = 50


@dataclass(frozen=True)
class Sent:
    """What was sent to one address, the newest first, and where the next page begins if there is one."""

    deliveries: Sequence[Delivery]
    before: int | None
    waiting: int


def webhooks_of(article: Article | None) -> Sequence[Webhook]:
    """Those of an article, or (None) of the site, oldest first."""
    of = Webhook.article_id == (article.id if article is not None else None)
    found = select(Webhook).where(of, Webhook.state != WebhookState.REMOVED).order_by(Webhook.id)
    return session.scalars(found).all()


def sent_to(hook: Webhook, before: int | None = None) -> Sent:
    """A page of its log."""
    found = select(Delivery).where(Delivery.webhook_id == hook.id).order_by(Delivery.id.desc()).limit(PAGE + 1)
    rows = session.scalars(found.where(Delivery.id < before) if before is not None else found).all()
    waits = select(func.count()).where(Delivery.webhook_id == hook.id, Delivery.state == DeliveryState.WAITING)
    return Sent(rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None, session.scalar(waits) or 0)


def shown_secret(hook: Webhook, person: str | None) -> str | None:
    """The secret, for whoever had it made, shortly after; later it is nowhere to be seen."""
    until: datetime | None = hook.secret_shown_until
    return hook.secret if until is not None and until > now() and hook.author_id == person else None
