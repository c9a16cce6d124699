"""Setting webhooks up, changing and removing them, and sending by hand."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, NotFound, TooMany
from deliberate.core.events import record
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.stored_words import say_stored
from deliberate.core.wording import say
from deliberate.fetching.errors import Refused
from deliberate.fetching.urls import read_url
from deliberate.webhooks.hearing import ask_to_send
from deliberate.webhooks.kinds import KINDS, TEST
from deliberate.webhooks.models import Delivery, DeliveryState, OffBecause, Webhook, WebhookState
from deliberate.webhooks.signing import new_secret
from deliberate.webhooks.switching import switch_off

#: One article, or the site, has at most so many.
MOST = 10
#: So long the secret before also signs, and so long whoever had one made is shown it.
BOTH_SIGN, SHOWN = timedelta(hours=24), timedelta(minutes=10)
#: A test asked for again within so long is the same one.
_SAME_TEST = timedelta(seconds=10)


def authorize_webhooks(actor: Actor, article: Article | None) -> None:
    """Return if the actor may see and set those of an article, or (None) of the site. Raises NotAllowed."""
    if article is None:
        authorize(actor, Permission.SET_SITE_WEBHOOKS)
    else:
        authorize(actor, Permission.SET_WEBHOOKS, article)


def get_webhook(actor: Actor, public_id: UUID) -> Webhook:
    """A webhook this actor may set; one that was removed too. Raises NotFound, NotAllowed."""
    found = session.scalar(select(Webhook).where(Webhook.public_id == public_id))
    if found is None or (found.article is not None and not may(actor, Permission.READ_ARTICLE, found.article)):
        raise NotFound(say("There is no such webhook."))
    authorize_webhooks(actor, found.article)
    return found


def set_up(
    actor: Actor, article: Article | None, address: str, kinds: Collection[str], site_url: str, submission: str
) -> Webhook:
    """Have an address told of these kinds of events. The same submission gives what it set up before.

    Raises NotAllowed, Invalid, TooMany.
    """
    authorize_webhooks(actor, article)
    same = select(Webhook).where(Webhook.author_id == actor.key, Webhook.submission == submission)
    if (earlier := session.scalar(same)) is not None:
        return earlier
    article_id = article.id if article is not None else None
    there = select(func.count()).where(Webhook.article_id == article_id, Webhook.state != WebhookState.REMOVED)
    if (session.scalar(there) or 0) >= MOST:
        raise TooMany(say("There are %(most)s webhooks here, and that is as many as can be. Remove one.", most=MOST))
    made = Webhook(
        article_id=article_id,
        author_id=actor.key,
        submission=submission,
        address=_checked_address(address),
        kinds=_checked_kinds(kinds),
        site_url=site_url,
        secret=new_secret(),
        secret_shown_until=now() + SHOWN,
    )
    session.add(made)
    session.flush()
    record(actor, "add_webhook", made, after=WebhookState.ON.value)
    return made


def change(actor: Actor, hook: Webhook, address: str, kinds: Collection[str]) -> None:
    """Send elsewhere, or of other kinds, from now on. Raises NotAllowed, Invalid, Conflict."""
    _authorize_changing(actor, hook)
    wanted = (_checked_address(address), _checked_kinds(kinds))
    if wanted == (hook.address, hook.kinds):
        return
    if wanted[0] != hook.address:
        # How the earlier address fared says nothing of this one.
        hook.failing_since, hook.failures, hook.resting_until = None, 0, None
    hook.address, hook.kinds = wanted
    session.flush()
    record(actor, "change_webhook", hook)


def switch(actor: Actor, hook: Webhook, *, on: bool) -> None:
    """Send again from now on, or send nothing. Raises NotAllowed, Conflict."""
    _authorize_changing(actor, hook)
    if on == (hook.state is WebhookState.ON):
        return
    if not on:
        switch_off(actor, hook, OffBecause.BY_HAND)
        return
    hook.state, hook.off_because = WebhookState.ON, None
    hook.failing_since, hook.failures, hook.resting_until = None, 0, None
    session.flush()
    record(actor, "webhook_on", hook, before=WebhookState.OFF.value, after=WebhookState.ON.value)


def remove(actor: Actor, hook: Webhook) -> None:
    """Forget the address, the secrets and what was sent; removed already, it is left so."""
    authorize_webhooks(actor, hook.article)
    if hook.state is WebhookState.REMOVED:
        return
    before = hook.state
    clear(hook)
    record(actor, "remove_webhook", hook, before=before.value, after=WebhookState.REMOVED.value)


def clear(hook: Webhook) -> None:
    """Keep nothing of it but that it was there. The caller authorises."""
    session.execute(delete(Delivery).where(Delivery.webhook_id == hook.id))
    hook.state, hook.address, hook.kinds = WebhookState.REMOVED, "", []
    hook.secret, hook.earlier_secret, hook.secret_shown_until = "", None, None
    session.flush()


def renew_secret(actor: Actor, hook: Webhook, number: int) -> None:
    """Sign with a new secret; the one before signs too for a day. Asked by a form of an earlier number, it is done."""
    _authorize_changing(actor, hook)
    if hook.secret_number != number:
        return
    hook.earlier_secret, hook.earlier_until = hook.secret, now() + BOTH_SIGN
    hook.secret, hook.secret_number, hook.secret_shown_until = new_secret(), number + 1, now() + SHOWN
    # Whoever had it made is the one it is shown to, and told of its failures.
    hook.author_id, hook.submission = actor.key, None
    session.flush()
    record(actor, "new_webhook_secret", hook)


def send_test(actor: Actor, hook: Webhook) -> Delivery:
    """Send a message that tells of nothing; the one that was asked for a moment ago, where there is one."""
    _authorize_changing(actor, hook)
    if hook.state is not WebhookState.ON:
        raise Conflict(say("This webhook is switched off, so nothing is sent."))
    lately = select(Delivery).where(
        Delivery.webhook_id == hook.id, Delivery.kind == TEST, Delivery.created_at > now() - _SAME_TEST
    )
    if (found := session.scalar(lately.limit(1))) is not None:
        return found
    made = Delivery(webhook_id=hook.id, kind=TEST)
    session.add(made)
    _send_now(hook)
    return made


def send_again(actor: Actor, hook: Webhook, delivery: UUID) -> None:
    """Send once more what was sent or given up, under the same name. Raises NotFound, Conflict."""
    _authorize_changing(actor, hook)
    found = session.scalar(select(Delivery).where(Delivery.webhook_id == hook.id, Delivery.public_id == delivery))
    if found is None:
        raise NotFound(say("There is no such message, or it is too long ago."))
    if hook.state is not WebhookState.ON:
        raise Conflict(say("This webhook is switched off, so nothing is sent."))
    if found.state is not DeliveryState.WAITING:
        found.state, found.tries, found.created_at = DeliveryState.WAITING, 0, now()
    found.due_at = now()
    _send_now(hook)


def _send_now(hook: Webhook) -> None:
    """Whoever presses a button does not wait for an address to have rested."""
    hook.resting_until = None
    session.flush()
    ask_to_send(hook)


def _authorize_changing(actor: Actor, hook: Webhook) -> None:
    authorize_webhooks(actor, hook.article)
    if hook.state is WebhookState.REMOVED:
        raise Conflict(say("This webhook was removed."))


def _checked_address(address: str) -> str:
    """An https address in its one spelling. Whom it leads to is looked at with every message, and not here."""
    try:
        url = read_url(address)
    except Refused as refusal:
        raise Invalid(say(say_stored(refusal.message)), "address") from None
    if url.scheme != "https" or url.port != 443:
        raise Invalid(say("Give an address that begins with https:// and names no port."), "address")
    return str(url)


def _checked_kinds(kinds: Collection[str]) -> list[str]:
    found = [kind for kind in KINDS if kind in kinds]
    if not found or len(found) != len(set(kinds)):
        raise Invalid(say("Choose at least one of those listed."), "kinds")
    return found
