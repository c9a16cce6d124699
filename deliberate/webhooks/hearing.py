"""What happens is written down for every address that wants to know, in the transaction in which it happens."""

from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, or_, select, update

from deliberate.articles.models import Article, Audience
from deliberate.core.db import session
from deliberate.core.events import Event
from deliberate.core.signals import event_recorded, words_erased
from deliberate.jobs.services import enqueue
from deliberate.webhooks.kinds import GONE, audience_before, kind_of
from deliberate.webhooks.models import Delivery, Webhook, WebhookState

#: The job that sends what waits for one address.
TASK = "send_webhooks"


@event_recorded.connect
def hear(event: Event, *, target: Any, **_more: Any) -> None:
    """Note it for the addresses of its article, and for those of the site where everybody may know of the article."""
    kind = kind_of(event, target)
    if kind is None or event.article_id is None:
        return
    hooks = session.scalars(_listening(), {"article": event.article_id}).all()
    if not hooks:
        return
    article, earlier = session.get_one(Article, event.article_id), audience_before(event)
    for hook in hooks:
        # Whom it was taken from hears that it is gone, and not what was changed.
        knew = earlier is not None and article.is_published and _reaches(hook, earlier)
        taken = knew and not _reaches(hook, article.audience)
        told = GONE if taken else kind
        if told in hook.kinds and (taken or may_tell(hook, article, told)):
            session.add(Delivery(webhook_id=hook.id, kind=told, event_id=event.id))
            ask_to_send(hook)
    session.flush()


@words_erased.connect
def forget_answers(_erased: Any, **_more: Any) -> None:
    """Whoever receives may have repeated the words in an answer; there is no telling in which form."""
    session.execute(update(Delivery).where(Delivery.answer.is_not(None)).values(answer=None))


def may_tell(hook: Webhook, article: Article, kind: str) -> bool:
    """Whether anybody may know what is told: of an article that lists name, or, to its own address, of one by link."""
    return _reaches(hook, article.audience) and (article.is_published or kind == GONE)


def _reaches(hook: Webhook, audience: Audience) -> bool:
    return audience is Audience.PUBLIC or (audience is Audience.LINK and hook.article_id is not None)


def ask_to_send(hook: Webhook, due: Any = None) -> None:
    """Have what waits for this address sent, now or from then on; whoever asks twice asks once."""
    enqueue(TASK, {"webhook": hook.id}, key=f"{TASK}:{hook.id}:{hook.round}", due=due)


@cache
def _listening() -> Executable:
    """Made once: it is asked with every post."""
    of = or_(Webhook.article_id.is_(None), Webhook.article_id == bindparam("article"))
    return select(Webhook).where(Webhook.state == WebhookState.ON, of).order_by(Webhook.id)
