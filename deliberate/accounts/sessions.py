"""Being signed in is a row: sign-out, a new password, other roles or an end to the account take it away at once."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from functools import cache

from sqlalchemy import Executable, bindparam, delete, select, update

from deliberate.accounts.keys import digest, new_secret
from deliberate.accounts.models import SignIn, User
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.signals import signed_out_everywhere
from deliberate.core.wording import say

#: How long somebody stays signed in: until the browser closes, but no longer than this; or as asked for.
UNTIL_CLOSED = timedelta(days=7)
STAY = timedelta(days=90)
#: How long one may look for the code after giving the password.
SECOND_STEP = timedelta(minutes=10)
#: "Last used" is no more exact than this: reading writes nothing, and writing notes it so often at most.
COARSE = timedelta(minutes=10)


def open_session(user: User, device: str, *, stay: bool = False, complete: bool = True) -> str:
    """Sign a browser in; returns what its cookie is to hold. Rows that have expired go on this occasion."""
    moment = now()
    session.execute(delete(SignIn).where(SignIn.expires_at <= moment))
    secret = new_secret()
    lasts = SECOND_STEP if not complete else STAY if stay else UNTIL_CLOSED
    session.add(
        SignIn(
            key=digest("session", secret),
            user_id=user.id,
            device=device,
            complete=complete,
            created_at=moment,
            seen_at=moment,
            expires_at=moment + lasts,
        )
    )
    session.flush()
    return secret


def find_session(secret: str, *, complete: bool = True) -> SignIn | None:
    """The live session of a cookie, where the account may still sign in."""
    of = {"key": digest("session", secret), "complete": complete, "moment": now()}
    found: SignIn | None = session.scalar(_live_with_key(), of)
    return found if found is not None and found.user.active else None


@cache
def _live_with_key() -> Executable:
    return select(SignIn).where(
        SignIn.key == bindparam("key"),
        SignIn.complete == bindparam("complete"),
        SignIn.expires_at > bindparam("moment"),
    )


def sessions_of(user: User) -> Sequence[SignIn]:
    """Where somebody is signed in, what was used last first."""
    live = select(SignIn).where(SignIn.user_id == user.id, SignIn.complete, SignIn.expires_at > now())
    return session.scalars(live.order_by(SignIn.seen_at.desc(), SignIn.id.desc())).all()


def note_use(sign_in: SignIn) -> None:
    """Note that it changed something just now."""
    session.execute(update(SignIn).where(SignIn.id == sign_in.id).values(seen_at=now()))


def is_due(sign_in: SignIn) -> bool:
    """Whether its last use was noted so long ago that it is worth a write."""
    return now() - sign_in.seen_at > COARSE


def end_session(user: User, public_id: uuid.UUID) -> None:
    """Sign one of somebody's browsers out. Raises NotFound where it is not theirs or signed out already."""
    found = session.scalar(select(SignIn).where(SignIn.user_id == user.id, SignIn.public_id == public_id))
    if found is None:
        raise NotFound(say("You are not signed in there any more."))
    session.delete(found)
    session.flush()


def end_sessions(user: User, *, besides: SignIn | None = None) -> None:
    """Sign somebody out everywhere, but for one browser; programs act for them no more."""
    ended = delete(SignIn).where(SignIn.user_id == user.id)
    if besides is not None:
        ended = ended.where(SignIn.id != besides.id)
    session.execute(ended)
    signed_out_everywhere.send(None, actor_id=user.actor_id)
