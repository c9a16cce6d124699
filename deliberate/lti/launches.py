"""The way from a platform to here, as a row: each step uses up what the one before gave out, across every worker, so
that nothing of it can be used twice, nor in another browser than the one that set out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, update

from deliberate.accounts.keys import digest, new_secret, seal, unseal
from deliberate.accounts.models import User
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.lti.messages import Message
from deliberate.lti.models import Launch, Platform, Stage
from deliberate.lti.refusals import Refused

#: How long the platform may take to say who this is; and how long a step may take that somebody has to think about.
LASTS = timedelta(minutes=10)
STEP_LASTS: Mapping[Stage, timedelta] = {
    Stage.BROWSER: timedelta(minutes=2),
    Stage.WINDOW: timedelta(minutes=10),
    Stage.PERSON: timedelta(minutes=15),
    Stage.ANSWER: timedelta(hours=1),
}


@dataclass(frozen=True)
class Secrets:
    """What goes along: two for the platform to give back, one for the browser to keep."""

    state: str
    nonce: str
    browser: str


def set_out(platform: Platform, *, framed: bool, storage: str = "", browser: str = "") -> Secrets:
    """Note that somebody is on the way. ``browser``: what theirs keeps already, if it does."""
    going = Secrets(new_secret(), new_secret(), browser or new_secret())
    session.execute(delete(Launch).where(Launch.expires_at <= now()))
    session.add(
        Launch(
            state=digest("lti state", going.state),
            nonce=digest("lti nonce", going.nonce),
            platform_id=platform.id,
            browser=digest("lti browser", going.browser),
            framed=framed,
            storage=storage,
            stage=Stage.TOKEN,
            begun_at=now(),
            expires_at=now() + LASTS,
        )
    )
    session.flush()
    return going


def come_back(state: str) -> Launch:
    """The launch that a platform answers: its state and nonce are used up, whatever comes of it. Raises Refused."""
    key = digest("lti state", state)
    used = session.execute(
        update(Launch)
        .where(Launch.state == key, Launch.stage == Stage.TOKEN, Launch.expires_at > now())
        .values(stage=Stage.OVER)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE counts its rows
        raise Refused("nobody set out for this, or too long ago, or it was here already")
    return session.get_one(Launch, key)


def pack(launch: Launch, message: Message) -> None:
    """Keep what the platform said for the steps to come, sealed."""
    launch.luggage = seal(json.dumps(message.as_luggage()))


def message_of(launch: Launch) -> Message:
    """What the platform said."""
    luggage: dict[str, Any] = json.loads(unseal(launch.luggage))
    return Message.of_luggage(luggage)


def wait_for(launch: Launch, stage: Stage, user: User | None = None) -> str:
    """Have the launch wait for a step; returns what that step has to bring, once and soon."""
    ticket = new_secret()
    launch.stage, launch.ticket = stage, digest("lti ticket", ticket)
    launch.expires_at = now() + STEP_LASTS[stage]
    if user is not None:
        launch.user_id = user.id
    session.flush()
    return ticket


def take_step(ticket: str, stage: Stage) -> Launch:
    """The launch whose step this ticket is for; the ticket is used up. Raises Refused."""
    key = digest("lti ticket", ticket)
    waits = (Launch.ticket == key, Launch.stage == stage, Launch.expires_at > now())
    # What it is about stays to be read; what brings it here does not.
    mark = digest("lti used", ticket)
    used = session.execute(update(Launch).where(*waits).values(stage=Stage.OVER, ticket=mark))
    if used.rowcount != 1:  # type: ignore[attr-defined]  # as above
        raise Refused("its step was taken already, or too long ago, or never given out")
    return session.query(Launch).populate_existing().where(Launch.ticket == mark).one()


def refuse_other_browser(launch: Launch, browser: str) -> None:
    """Raise Refused where this browser is not the one that set out."""
    if not browser or digest("lti browser", browser) != launch.browser:
        raise Refused("it was begun in another browser")
