"""Visitors who report what cannot wait: told apart for a day, so that one cannot flood the queue, and then no more."""

import hashlib
import hmac
from datetime import timedelta

from flask import current_app
from sqlalchemy import Text, cast, update

from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.site import VISITOR_ID
from deliberate.jobs.tasks import every
from deliberate.moderation.models import Flag

#: How the ids of those begin that can still be told apart.
_TODAY = f"{VISITOR_ID}day:"
#: For so long they can.
TOLD_APART = timedelta(days=1)


def visitor_from(network: str) -> str:
    """The id of whoever asks from there today: a digest under the site's own key, another each day, and no address."""
    key = current_app.secret_key
    if not key:
        raise RuntimeError("Reports by visitors need the app's SECRET_KEY.")
    secret = key if isinstance(key, bytes) else str(key).encode()
    about = f"deliberate: reports by visitors\x1f{now().date()}\x1f{network}"
    return f"{_TODAY}{hmac.new(secret, about.encode(), hashlib.sha256).hexdigest()[:32]}"


@every(timedelta(hours=6), "forget_visitors")
def forget_visitors() -> None:
    """Take even the digest from reports that are older than a day: what stays says only that a visitor made it."""
    old = update(Flag).where(Flag.actor_id.like(f"{_TODAY}%"), Flag.created_at < now() - TOLD_APART)
    with transaction():
        numbered = old.values(actor_id=VISITOR_ID + cast(Flag.id, Text))
        session.execute(numbered.execution_options(synchronize_session=False))
