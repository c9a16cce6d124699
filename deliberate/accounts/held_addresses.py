"""Leaving is no way out of a suspension: whoever deletes an account under one, and confirms its address for another,
finds it there until it ends. Of the address only a digest under the site's secret is kept, and no longer than that.

It is looked up once somebody has shown that they read the address's mail, and never as they sign up: what that page
says would tell strangers whose account was suspended.
"""

from datetime import datetime

from deliberate.accounts.keys import digest
from deliberate.accounts.models import HeldAddress, User
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.standing import Standing
from deliberate.moderation.sanctioning import go_on_suspended


def hold_address(user: User) -> None:
    """Keep the digest of an address whose account goes while it is suspended."""
    standing = session.get(Standing, user.actor_id)
    until = standing.suspended_until if standing is not None else None
    if user.email and until is not None and until > now():
        session.merge(HeldAddress(key=_key(user.email), until=until))


def carry_suspension(user: User) -> datetime | None:
    """Have a suspension go on for an account whose address was just confirmed; until when, if there is one."""
    held = session.get(HeldAddress, _key(user.email)) if user.email else None
    if held is None:
        return None
    until = held.until
    session.delete(held)
    if until <= now():
        return None
    go_on_suspended(user.actor_id, until)
    return until


def _key(address: str) -> str:
    return digest("suspended address", address)
