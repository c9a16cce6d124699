"""Sending what waits: one address at a time in order, signed, guarded, and tried again for three days.

What answers with an error of its own, or not at all, is left in peace for a while that doubles; meanwhile other
addresses, and all other later work, wait for nobody.
"""

import time
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.site import settings
from deliberate.fetching.errors import FetchError
from deliberate.fetching.fetcher import Fetcher, agent_of
from deliberate.jobs.running import pause_before
from deliberate.jobs.tasks import Run, job, tasks
from deliberate.webhooks.bodies import body_of
from deliberate.webhooks.hearing import TASK, ask_to_send
from deliberate.webhooks.models import Delivery, DeliveryState, OffBecause, Webhook, WebhookState
from deliberate.webhooks.signing import signed_headers
from deliberate.webhooks.switching import switch_off_failing

SENDER = "deliberate_webhook_sender"
#: In seconds: so long an address may take to answer, and so long one run goes on.
PATIENCE, LONGEST_RUN = 10.0, 40.0
#: As much of an answer is kept, in bytes.
KEPT_ANSWER = 1024
#: So often, and for so long, is one message tried.
MOST_TRIES, TRIED_FOR = 24, timedelta(days=3)
#: Whoever has a message in hand has it for so long; after that it counts as not sent.
_IN_HAND = timedelta(minutes=1)
_GONE, _TOO_MANY, _TOO_SLOW = 410, 429, 408


@dataclass(frozen=True)
class Letter:
    """A message as it goes out; ``tries`` tells its sender from any who had it before."""

    delivery_id: int
    tries: int
    address: str
    name: UUID
    body: bytes
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What came of one try."""

    milliseconds: int
    status: int | None = None
    answer: str | None = None
    problem: str | None = None

    @property
    def arrived(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def tires(self) -> bool:
        """Whether the next message would fare no better now; what is wrong with one message says nothing of others."""
        return self.status is None or self.status >= 500 or self.status in {_TOO_MANY, _TOO_SLOW} or self.status < 400


def sender() -> Fetcher:
    """What this site sends with. Only code can put another in its place, no setting."""
    found: Fetcher | None = current_app.extensions.get(SENDER)
    if found is None:
        found = Fetcher(agent_of(settings.site_name), seconds=PATIENCE, limit=KEPT_ANSWER, ports=(443,))
        current_app.extensions[SENDER] = found
    return found


@job(TASK)
def send_waiting(run: Run) -> None:
    """Send what is due to one address. A message that was sent and not set down is sent again, under the same name."""
    webhook_id: int = run.payload["webhook"]
    with transaction():
        hook = session.get(Webhook, webhook_id, with_for_update=True)
        if hook is None or hook.state is not WebhookState.ON:
            return
        # From here on, whoever has something to send asks for another job.
        hook.round += 1
    started = time.monotonic()
    while time.monotonic() - started < LONGEST_RUN and (letter := _next(webhook_id)) is not None:
        if letter.body and not _settle(letter, _send(letter)):
            break
    with transaction():
        _plan(session.get_one(Webhook, webhook_id))


def _next(webhook_id: int) -> Letter | None:
    """Take the message that is due longest, unless the address rests."""
    with transaction():
        hook = session.get_one(Webhook, webhook_id)
        if hook.state is not WebhookState.ON or (hook.resting_until is not None and hook.resting_until > now()):
            return None
        due = select(Delivery).where(
            Delivery.webhook_id == webhook_id, Delivery.state == DeliveryState.WAITING, Delivery.due_at <= now()
        )
        found = session.scalar(due.order_by(Delivery.due_at, Delivery.id).limit(1).with_for_update(skip_locked=True))
        if found is None:
            return None
        body = body_of(hook, found)
        if body is None:
            found.state, found.tried_at = DeliveryState.LEFT_OUT, now()
        else:
            found.tries, found.due_at = found.tries + 1, now() + _IN_HAND
        return Letter(found.id, found.tries, hook.address, found.public_id, body or b"", keys_of(hook))


def keys_of(hook: Webhook) -> tuple[str, ...]:
    """The secrets that sign now, the newest first."""
    if hook.earlier_secret is not None and hook.earlier_until is not None and hook.earlier_until > now():
        return hook.secret, hook.earlier_secret
    return (hook.secret,)


def _send(letter: Letter) -> Outcome:
    headers = {
        **signed_headers(f"msg_{letter.name.hex}", int(now().timestamp()), letter.body, letter.keys),
        "Content-Type": "application/json; charset=utf-8",
        "Accept": "*/*",
    }
    started = time.monotonic()
    try:
        reply = sender().ask(letter.address, headers=headers, body=letter.body, beginning=True)
    except FetchError as error:
        return Outcome(_since(started), problem=error.message)
    # What a database has no room for is not worth keeping.
    answer = reply.body[:KEPT_ANSWER].decode("utf-8", "replace").replace("\0", "\ufffd")
    return Outcome(_since(started), reply.status, answer)


def _since(started: float) -> int:
    return round(1000 * (time.monotonic() - started))


def _settle(letter: Letter, outcome: Outcome) -> bool:
    """Set down what came of it, unless somebody else had it meanwhile; whether to go on with the next."""
    with transaction():
        delivery = session.get(Delivery, letter.delivery_id)
        if delivery is None or (delivery.tries, delivery.state) != (letter.tries, DeliveryState.WAITING):
            return True
        hook = session.get_one(Webhook, delivery.webhook_id)
        delivery.tried_at, delivery.milliseconds = now(), outcome.milliseconds
        delivery.status, delivery.answer, delivery.problem = outcome.status, outcome.answer, outcome.problem
        if outcome.arrived:
            delivery.state = DeliveryState.DELIVERED
            hook.failing_since, hook.failures, hook.resting_until = None, 0, None
            return True
        task = tasks.get(TASK)
        delivery.due_at = now() + pause_before(delivery.tries + 1, task)
        if delivery.tries >= MOST_TRIES or delivery.created_at < now() - TRIED_FOR:
            delivery.state = DeliveryState.FAILED
        hook.failing_since = hook.failing_since or now()
        hook.failures += 1
        if outcome.tires:
            hook.resting_until = now() + pause_before(hook.failures + 1, task)
        switch_off_failing(hook, OffBecause.GONE if outcome.status == _GONE else OffBecause.FAILING)
        return not outcome.tires and hook.state is WebhookState.ON


def _plan(hook: Webhook) -> None:
    """Ask for the next run, where anything is left."""
    if hook.state is not WebhookState.ON:
        return
    waiting = select(Delivery.due_at).where(Delivery.webhook_id == hook.id, Delivery.state == DeliveryState.WAITING)
    due = session.scalar(waiting.order_by(Delivery.due_at).limit(1))
    if due is not None:
        ask_to_send(hook, max(due, hook.resting_until or due))
