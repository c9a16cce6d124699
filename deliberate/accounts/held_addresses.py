"""Leaving is no way out of a suspension: whoever deletes an account under one, and confirms its address for another, or
is signed in by the same other site, finds it there until it ends. Of the address, and of who they are elsewhere, only a
digest under the site's secret is kept, and no longer than that.

It is looked up once somebody has shown that they read the address's mail, and never as they sign up: what that page
says would tell strangers whose account was suspended.
"""

from datetime import datetime

from sqlalchemy import select

from deliberate.accounts.keys import digest
from deliberate.accounts.models import HeldAddress, LinkedIdentity, User
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.standing import Standing
from deliberate.moderation.sanctioning import go_on_suspended


def hold_address(user: User) -> None:
    """Keep the digests of an account's address and of its other sites where it goes while it is suspended."""
    standing = session.get(Standing, user.actor_id)
    until = standing.suspended_until if standing is not None else None
    if until is not None and until > now():
        for key in _keys(user):
            session.merge(HeldAddress(key=key, until=until))


def carry_suspension(user: User) -> datetime | None:
    """Have a suspension go on for an account whose address was just confirmed, or that another site just signed in;
    until when, if there is one."""
    found = session.scalars(select(HeldAddress).where(HeldAddress.key.in_(_keys(user)))).all()
    until = max((each.until for each in found), default=None)
    for each in found:
        session.delete(each)
    if until is None or until <= now():
        return None
    go_on_suspended(user.actor_id, until)
    return until


def _keys(user: User) -> list[str]:
    known = select(LinkedIdentity.issuer, LinkedIdentity.subject).where(LinkedIdentity.user_id == user.id)
    elsewhere = [digest("suspended identity", f"{issuer}\x1f{subject}") for issuer, subject in session.execute(known)]
    return [*elsewhere, *([digest("suspended address", user.email)] if user.email else [])]
