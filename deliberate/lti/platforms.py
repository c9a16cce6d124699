"""Which platforms there are: an admin adds them, by hand or by letting one register itself."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from deliberate.accounts.keys import digest, new_secret
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, NotFound
from deliberate.core.policy import Permission, authorize
from deliberate.core.text import check_text
from deliberate.core.wording import say
from deliberate.lti.asking import is_fit
from deliberate.lti.forgetting import unlink_courses
from deliberate.lti.keys import ensure_key
from deliberate.lti.models import LONGEST, Course, Invitation, Launch, Platform

#: How long an address for a platform to register itself at is good.
INVITED_FOR = timedelta(hours=24)
#: Longer than an address is nowhere; and so many deployments no platform has for us.
_LONGEST_ADDRESS, _MOST_DEPLOYMENTS = 2000, 200


@dataclass(frozen=True, kw_only=True)
class PlatformDraft:
    """A platform as its admin describes it."""

    name: str
    issuer: str
    client_id: str
    auth_url: str
    token_url: str
    jwks_url: str
    audience: str = ""
    deployments: tuple[str, ...] = ()
    trusts_teachers: bool = False


def add_platform(actor: Actor, draft: PlatformDraft) -> Platform:
    """Know a platform from now on; one that is known by issuer and client is described anew. Raises Invalid, Conflict.

    One issuer has one set of keys here, for its people are known by what it calls them: whoever else could sign in its
    name would be any of them.
    """
    authorize(actor, Permission.MANAGE_LTI)
    return store_platform(draft)


def register_platform(draft: PlatformDraft) -> Platform:
    """The same, by an invitation: one that is known with other keys does not lose its place by it."""
    known = find_platform(draft.issuer, draft.client_id)
    if known is not None and known.jwks_url != draft.jwks_url:
        raise Conflict(say("A platform of this issuer is known already, with another address of its keys."))
    return store_platform(draft)


def store_platform(draft: PlatformDraft) -> Platform:
    """The same, by whatever right."""
    wanted = _checked(draft)
    others = session.scalars(select(Platform).where(Platform.issuer == wanted["issuer"])).all()
    found = next((each for each in others if each.client_id == wanted["client_id"]), None)
    if any(each is not found and each.jwks_url != wanted["jwks_url"] for each in others):
        raise Conflict(say("A platform of this issuer is known already, with another address of its keys."))
    ensure_key()
    if found is None:
        found = Platform(**wanted)
        session.add(found)
    for name, value in wanted.items():
        setattr(found, name, value)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(say("Somebody added it at this very moment.")) from None
    return found


def _checked(draft: PlatformDraft) -> dict[str, object]:
    wanted: dict[str, object] = {}
    for name in ("name", "issuer", "client_id"):
        words = " ".join(check_text(getattr(draft, name), name).split())
        # With what goes before it, an issuer has to fit beside those of single sign-on.
        if not words or len(words) > LONGEST - 10:
            raise Invalid(say("This needs 1 to %(most)s characters.", most=LONGEST - 10), name)
        wanted[name] = words
    for name in ("auth_url", "token_url", "jwks_url"):
        address = getattr(draft, name).strip()
        if len(address) > _LONGEST_ADDRESS or not is_fit(address):
            raise Invalid(say("This has to be an address that begins with https://."), name)
        wanted[name] = address
    wanted["audience"] = draft.audience.strip()[:_LONGEST_ADDRESS] or None
    wanted["deployments"] = _deployments(draft.deployments)
    wanted["trusts_teachers"] = draft.trusts_teachers
    return wanted


def _deployments(given: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(each.strip() for each in given if each.strip()))
    if len(found) > _MOST_DEPLOYMENTS or any(len(each) > LONGEST for each in found):
        raise Invalid(say("A deployment’s id has at most %(most)s characters.", most=LONGEST), "deployments")
    return found


def settle_platform(actor: Actor, platform: Platform, deployments: Iterable[str], *, trusts_teachers: bool) -> None:
    """Settle which of its deployments are taken, and whether its teachers may import articles. Raises Invalid."""
    authorize(actor, Permission.MANAGE_LTI)
    platform.deployments, platform.trusts_teachers = _deployments(deployments), trusts_teachers
    session.flush()


def remove_platform(actor: Actor, platform: Platform) -> None:
    """Know it no more. Classes and accounts stay; nobody is signed in by it, and no grade goes there."""
    authorize(actor, Permission.MANAGE_LTI)
    unlink_courses(select(Course.id).where(Course.platform_id == platform.id))
    session.execute(delete(Course).where(Course.platform_id == platform.id))
    session.execute(delete(Launch).where(Launch.platform_id == platform.id))
    session.delete(platform)
    session.flush()


def platforms(actor: Actor) -> Sequence[Platform]:
    """All there are, by their names."""
    authorize(actor, Permission.MANAGE_LTI)
    return session.scalars(select(Platform).order_by(Platform.name, Platform.id)).all()


def get_platform(actor: Actor, public_id: uuid.UUID) -> Platform:
    """One of them. Raises NotFound."""
    authorize(actor, Permission.MANAGE_LTI)
    found = session.scalar(select(Platform).where(Platform.public_id == public_id))
    if found is None:
        raise NotFound(say("There is no such platform."))
    return found


def find_platform(issuer: str, client_id: str) -> Platform | None:
    """The platform of an issuer; where it does not say which client is meant, its only one."""
    found = select(Platform).where(Platform.issuer == issuer)
    if client_id:
        found = found.where(Platform.client_id == client_id)
    several = session.scalars(found.limit(2)).all()
    return several[0] if len(several) == 1 else None


def invite(actor: Actor, *, trusts_teachers: bool) -> str:
    """What the address of a registration holds: good once, for a day."""
    authorize(actor, Permission.MANAGE_LTI)
    session.execute(delete(Invitation).where(Invitation.expires_at <= now()))
    secret = new_secret()
    expires = now() + INVITED_FOR
    session.add(Invitation(key=digest("lti invitation", secret), trusts_teachers=trusts_teachers, expires_at=expires))
    session.flush()
    return secret


def find_invitation(secret: str) -> Invitation | None:
    """An invitation that is still good."""
    found = session.get(Invitation, digest("lti invitation", secret))
    return found if found is not None and found.expires_at > now() else None


def use_invitation(secret: str) -> bool:
    """Use it up; returns whether the platform's teachers may import articles. Raises NotFound."""
    found = find_invitation(secret)
    trusts = found is not None and found.trusts_teachers
    used = session.execute(delete(Invitation).where(Invitation.key == digest("lti invitation", secret)))
    if found is None or used.rowcount != 1:  # type: ignore[attr-defined]  # a DELETE counts its rows
        raise NotFound(say("This address for a registration was used already, or is too old. Make another one."))
    return trusts
