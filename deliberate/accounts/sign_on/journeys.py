"""The way to another site and back. It is a row, taken away before what comes back is looked at: across every worker
nobody arrives twice, nor in another browser than the one that set out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select

from deliberate.accounts.keys import digest, new_secret, seal, unseal
from deliberate.accounts.models import Errand, Journey, User
from deliberate.accounts.sign_on.arrivals import Refused
from deliberate.core.clock import now
from deliberate.core.db import session

#: How long one may take to sign in elsewhere, and to choose a name.
LASTS = timedelta(minutes=15)

Luggage = Mapping[str, str]


@dataclass(frozen=True)
class Departure:
    """Where to go, what the other site will give back, and what has to be known then."""

    address: str
    key: str
    luggage: Luggage


@dataclass(frozen=True)
class Back:
    """What was taken along on a journey that is over."""

    errand: Errand
    user_id: int | None
    luggage: Luggage


def set_out(key: str, browser: str, errand: Errand, provider: str, luggage: Luggage, user: User | None = None) -> None:
    """Note that somebody is on the way. ``key``: what the other site will give back; ``browser``: what the cookie of
    theirs holds."""
    moment = now()
    session.execute(delete(Journey).where(Journey.expires_at <= moment))
    session.add(
        Journey(
            key=digest("journey", key),
            browser=digest("browser", browser),
            errand=errand,
            provider=provider,
            user_id=user.id if user else None,
            luggage=seal(json.dumps(dict(luggage))),
            expires_at=moment + LASTS,
        )
    )
    session.flush()


def arrive(key: str, browser: str, provider: str) -> Back:
    """The end of a journey, used up whatever comes of it. Raises Refused where this browser set out on none such."""
    found = session.scalar(select(Journey).where(*_is(key, browser, provider)))
    if found is None:
        raise Refused("nobody set out for this, or in another browser, too long ago, or was here already")
    back = Back(found.errand, found.user_id, json.loads(unseal(found.luggage)))
    used = session.execute(delete(Journey).where(*_is(key, browser, provider)))
    if used.rowcount != 1:  # type: ignore[attr-defined]  # a DELETE counts its rows
        raise Refused("it was here at this very moment")
    return back


def look(key: str, browser: str, provider: str) -> Back | None:
    """The same, without using it up; none where there is none."""
    found = session.scalar(select(Journey).where(*_is(key, browser, provider)))
    return Back(found.errand, found.user_id, json.loads(unseal(found.luggage))) if found else None


def new_key() -> str:
    """What nobody guesses."""
    return new_secret()


def _is(key: str, browser: str, provider: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Journey.key == digest("journey", key),
        Journey.browser == digest("browser", browser),
        Journey.provider == provider,
        Journey.expires_at > now(),
    )
