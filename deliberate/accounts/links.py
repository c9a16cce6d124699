"""Links that prove who reads the mail of an address, or whom the operator means: good once, and not for long."""

from datetime import timedelta

from sqlalchemy import delete, select

from deliberate.accounts.keys import digest, new_secret
from deliberate.accounts.models import Link, Purpose, User
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.wording import say

LASTS = {Purpose.CONFIRM: timedelta(days=2), Purpose.RESET: timedelta(hours=1)}


def make_link(user: User, purpose: Purpose, address: str | None = None) -> str:
    """A new link's secret part. It takes the place of earlier ones of the same purpose."""
    withdraw_links(user, purpose)
    session.execute(delete(Link).where(Link.expires_at <= now()))
    secret = new_secret()
    session.add(
        Link(
            key=digest("link", secret),
            user_id=user.id,
            purpose=purpose,
            address=address,
            expires_at=now() + LASTS[purpose],
        )
    )
    session.flush()
    return secret


def renew(link: Link) -> str:
    """Another secret part for a link; the one it had is worth nothing."""
    secret = new_secret()
    link.key = digest("link", secret)
    session.flush()
    return secret


def find_link(user: User, purpose: Purpose) -> Link | None:
    """Somebody's link of that purpose, if there is one that is still good."""
    return session.scalar(select(Link).where(Link.user_id == user.id, Link.purpose == purpose, Link.expires_at > now()))


def withdraw_links(user: User, *purposes: Purpose) -> None:
    """Make somebody's links of these purposes worth nothing."""
    session.execute(delete(Link).where(Link.user_id == user.id, Link.purpose.in_(purposes)))


def get_link(secret: str, purpose: Purpose) -> Link:
    """A link that is still good. Raises NotFound."""
    good = select(Link).where(Link.key == digest("link", secret), Link.purpose == purpose, Link.expires_at > now())
    found = session.scalar(good)
    if found is None:
        raise NotFound(say("This link was used already, is too old, or a newer one took its place. Ask for another."))
    return found


def redeem(secret: str, purpose: Purpose) -> tuple[User, str | None]:
    """Use a link up; returns whose it is and the address it is about. Of two at once one gets it. Raises NotFound."""
    link = get_link(secret, purpose)
    user, address = session.get_one(User, link.user_id), link.address
    used = session.execute(delete(Link).where(Link.id == link.id))
    if used.rowcount != 1 or not user.active:  # type: ignore[attr-defined]  # a DELETE counts its rows
        raise NotFound(say("This link was used already."))
    return user, address


def find_awaited(user: User) -> str | None:
    """The address that somebody has still to confirm."""
    link = find_link(user, Purpose.CONFIRM)
    return link.address if link else None
