"""Requests that carry an idempotency key: done once, and answered again as they were."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from deliberate.api.models import ApiRequest
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.wording import say

#: For so long a key of a request stays that request's.
KEYS_KEPT = timedelta(days=1)
#: A longer answer, in characters, is not kept.
LONGEST_ANSWER = 200_000


@dataclass(frozen=True)
class Sent:
    """A request with a key: whose it is, and the digests of the key and of the request."""

    actor_id: str
    key: str
    digest: str


@dataclass(frozen=True)
class Answered:
    """What a request was answered."""

    status: int
    body: str


def sent_by(actor: Actor, key: str, digest: str) -> Sent:
    """A request of somebody's that carries this key."""
    return Sent(actor.key, hashlib.sha256(key.encode()).hexdigest(), digest)


def find_answer(sent: Sent) -> Answered | None:
    """What this request was answered when it was sent before, None where it was not or was refused.

    Raises Invalid where its key stands for another request, and Conflict where it was done and the answer is gone.
    """
    known = _known(sent)
    if known is None:
        return None
    if known.digest != sent.digest:
        raise Invalid(say("This Idempotency-Key was sent with another request before. Use a new one for each."))
    if known.answer is None:
        raise Conflict(say("This was done when it was sent before. What it was answered is not kept any more."))
    return Answered(known.status, known.answer)


def keep_answer(sent: Sent, status: int, body: str) -> None:
    """Keep what a request that was done is answered, in the caller's unit. Where somebody was faster, theirs stays."""
    if _known(sent) is not None:
        return
    row = session.get(ApiRequest, (sent.actor_id, sent.key)) or ApiRequest(actor_id=sent.actor_id, key=sent.key)
    row.digest, row.at, row.status = sent.digest, now(), status
    row.answer = body if len(body) <= LONGEST_ANSWER else None
    session.add(row)
    session.flush()


def _known(sent: Sent) -> ApiRequest | None:
    known = session.get(ApiRequest, (sent.actor_id, sent.key))
    return known if known is not None and known.at > now() - KEYS_KEPT else None


def submission_of(key: str) -> str:
    """Under which name what a request posts is stored, as a form's submission is."""
    return f"api-{hashlib.sha256(key.encode()).hexdigest()[:60]}"
