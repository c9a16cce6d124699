"""Webhooks: those of the site and of an article, what they are told of, and what was sent to each."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID, uuid4

from flask import request
from pydantic import Field

from deliberate.api.authentication import Caller
from deliberate.api.models import Scope
from deliberate.api.operations import operation, submission
from deliberate.api.shapes import LARGEST, LARGEST_NUMBER, Asked, Given, Nothing, Page, Shown, next_address, words
from deliberate.articles.models import Article
from deliberate.articles.services import get_readable
from deliberate.core.mailing import find_site_url
from deliberate.fetching.urls import LONGEST
from deliberate.webhooks import services
from deliberate.webhooks.kinds import KINDS
from deliberate.webhooks.models import Delivery, DeliveryState, OffBecause, Webhook, WebhookState
from deliberate.webhooks.queries import sent_to, shown_secret, webhooks_of

TAG = "Webhooks"
MODERATE = Scope.MODERATE


class WebhookShown(Shown):
    """An address that is told of what changes."""

    id: UUID
    article: str | None = Field(description="The slug; null for one of the whole site.")
    address: str
    kinds: list[str]
    state: WebhookState
    off_because: OffBecause | None
    secret_number: int = Field(description="How many secrets there were; a new one is asked for by it.")
    created_at: datetime


class WebhooksShown(Shown):
    """Those there are, the oldest first, and of what one may be told."""

    items: list[WebhookShown]
    kinds: dict[str, str]


class WebhookGiven(Given):
    """Where it sends, and of what it tells."""

    address: str = words(LONGEST)
    kinds: list[Annotated[str, Field(max_length=60)]] = Field(min_length=1, max_length=len(KINDS))


class SecretShown(Shown):
    """What its messages are signed with; null but for whoever had it made, in the ten minutes after."""

    secret_words: ClassVar[bool] = True

    secret: str | None


class SecretAsked(Given):
    """The number of the secret that another is to follow: asked for twice, there is one."""

    number: int = Field(ge=1, le=LARGEST_NUMBER)


class SwitchGiven(Given):
    """Whether it sends."""

    state: Literal["on", "off"]


class DeliveryShown(Shown):
    """A message, and what came of it."""

    id: UUID
    kind: str
    state: DeliveryState
    created_at: datetime
    due_at: datetime
    tries: int
    tried_at: datetime | None
    status: int | None = Field(description="The status that was answered last.")
    milliseconds: int | None
    answer: str | None = Field(description="The beginning of what was answered.")
    problem: str | None


class DeliveriesAsked(Asked):
    """Which part of the list."""

    before: int | None = Field(None, ge=1, le=LARGEST)


class Deliveries(Page[DeliveryShown]):
    """What was sent, the newest first."""

    waiting: int


def _hook(hook: Webhook) -> WebhookShown:
    return WebhookShown(
        id=hook.public_id,
        article=hook.article.slug if hook.article is not None else None,
        address=hook.address,
        kinds=hook.kinds,
        state=hook.state,
        off_because=hook.off_because,
        secret_number=hook.secret_number,
        created_at=hook.created_at,
    )


def _all(caller: Caller, article: Article | None) -> WebhooksShown:
    services.authorize_webhooks(caller.actor, article)
    return WebhooksShown(items=[_hook(each) for each in webhooks_of(article)], kinds=dict(KINDS))


def _set_up(caller: Caller, article: Article | None, body: WebhookGiven) -> WebhookShown:
    site_url = find_site_url() or request.root_url
    named = submission() or uuid4().hex
    return _hook(services.set_up(caller.actor, article, body.address, body.kinds, site_url, named))


@operation("GET", "/webhooks", tag=TAG, answer=WebhooksShown, scope=MODERATE, for_visitors=False)
def list_webhooks(caller: Caller) -> WebhooksShown:
    """The webhooks of the whole site; for admins."""
    return _all(caller, None)


@operation("GET", "/articles/<slug>/webhooks", tag=TAG, answer=WebhooksShown, for_visitors=False)
def list_article_webhooks(caller: Caller, slug: str) -> WebhooksShown:
    """The webhooks of an article; for its editors."""
    return _all(caller, get_readable(caller.actor, slug))


@operation(
    "POST",
    "/webhooks",
    tag=TAG,
    body=WebhookGiven,
    answer=WebhookShown,
    status=201,
    made_at="get_one_webhook",
    scope=MODERATE,
)
def set_up_webhook(caller: Caller, body: WebhookGiven) -> WebhookShown:
    """Have an address told of what changes on the site; for admins. Read its secret within ten minutes."""
    return _set_up(caller, None, body)


@operation(
    "POST",
    "/articles/<slug>/webhooks",
    tag=TAG,
    body=WebhookGiven,
    answer=WebhookShown,
    status=201,
    made_at="get_one_webhook",
)
def set_up_article_webhook(caller: Caller, slug: str, body: WebhookGiven) -> WebhookShown:
    """Have an address told of what changes on an article; for its editors. Read its secret within ten minutes."""
    return _set_up(caller, get_readable(caller.actor, slug), body)


@operation("GET", "/webhooks/<uuid:webhook>", tag=TAG, answer=WebhookShown, for_visitors=False)
def get_one_webhook(caller: Caller, webhook: UUID) -> WebhookShown:
    """One webhook, for those who may set it."""
    return _hook(services.get_webhook(caller.actor, webhook))


@operation("PUT", "/webhooks/<uuid:webhook>", tag=TAG, body=WebhookGiven, answer=WebhookShown, revises=get_one_webhook)
def change_webhook(caller: Caller, webhook: UUID, body: WebhookGiven) -> WebhookShown:
    """Have it send elsewhere, or tell of other things, from now on."""
    hook = services.get_webhook(caller.actor, webhook)
    services.change(caller.actor, hook, body.address, body.kinds)
    return _hook(hook)


@operation("DELETE", "/webhooks/<uuid:webhook>", tag=TAG)
def remove_webhook(caller: Caller, webhook: UUID) -> None:
    """Forget the address, the secrets and what was sent."""
    services.remove(caller.actor, services.get_webhook(caller.actor, webhook))


@operation("PUT", "/webhooks/<uuid:webhook>/state", tag=TAG, body=SwitchGiven, answer=WebhookShown)
def switch_webhook(caller: Caller, webhook: UUID, body: SwitchGiven) -> WebhookShown:
    """Switch it on or off. What waited when it was switched off is not sent."""
    hook = services.get_webhook(caller.actor, webhook)
    services.switch(caller.actor, hook, on=body.state == "on")
    return _hook(hook)


@operation("GET", "/webhooks/<uuid:webhook>/secret", tag=TAG, answer=SecretShown, scope=Scope.WRITE, for_visitors=False)
def get_webhook_secret(caller: Caller, webhook: UUID) -> SecretShown:
    """What its messages are signed with, for whoever had it made, in the ten minutes after."""
    return SecretShown(secret=shown_secret(services.get_webhook(caller.actor, webhook), caller.actor.id))


@operation("POST", "/webhooks/<uuid:webhook>/secret", tag=TAG, body=SecretAsked, answer=WebhookShown)
def renew_webhook_secret(caller: Caller, webhook: UUID, body: SecretAsked) -> WebhookShown:
    """Have a new secret made. The one before signs as well for 24 hours."""
    hook = services.get_webhook(caller.actor, webhook)
    services.renew_secret(caller.actor, hook, body.number)
    return _hook(hook)


def _delivery(sent: Delivery) -> DeliveryShown:
    return DeliveryShown(
        id=sent.public_id, **{name: getattr(sent, name) for name in DeliveryShown.model_fields if name != "id"}
    )


@operation(
    "GET",
    "/webhooks/<uuid:webhook>/messages",
    tag=TAG,
    query=DeliveriesAsked,
    answer=Deliveries,
    for_visitors=False,
)
def list_messages(caller: Caller, webhook: UUID, query: DeliveriesAsked) -> Deliveries:
    """What was sent to its address, the newest first, and what came of it."""
    page = sent_to(services.get_webhook(caller.actor, webhook), query.before)
    return Deliveries(
        items=[_delivery(each) for each in page.deliveries],
        next=next_address(before=page.before) if page.before else None,
        waiting=page.waiting,
    )


@operation("POST", "/webhooks/<uuid:webhook>/test", tag=TAG, body=Nothing, answer=DeliveryShown, status=202)
def test_webhook(caller: Caller, webhook: UUID, body: Nothing) -> DeliveryShown:
    """Send a message that tells of nothing."""
    return _delivery(services.send_test(caller.actor, services.get_webhook(caller.actor, webhook)))


@operation("POST", "/webhooks/<uuid:webhook>/messages/<uuid:delivery>/again", tag=TAG, body=Nothing, status=202)
def send_message_again(caller: Caller, webhook: UUID, delivery: UUID, body: Nothing) -> None:
    """Send a message once more, under the same name."""
    services.send_again(caller.actor, services.get_webhook(caller.actor, webhook), delivery)
