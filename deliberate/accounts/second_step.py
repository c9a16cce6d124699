"""The second step of signing in: codes of an app on one's phone (TOTP, RFC 6238), and recovery codes in its place."""

import enum
import hmac
import re
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete, func, or_, select, update

from deliberate.accounts.keys import digest, seal, unseal
from deliberate.accounts.models import RecoveryCode, User
from deliberate.accounts.passkeys import passkeys_of
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.wording import say

HOW_MANY_CODES = 10
#: Clocks differ: the code before and the one after are taken too.
_DRIFT = (0, -1, 1)
_STEP = 30
#: How long the page with the square may stay open.
_SETTING_UP = 30 * 60
#: Nothing that is read for something else.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_sealed_secret(user: User) -> str:
    """A new secret for somebody's app, sealed so that the page can carry it until the first code proves it arrived."""
    return seal(f"{user.id}:{pyotp.random_base32()}")


def open_secret(user: User, sealed: str) -> str:
    """The secret on the page. Raises Conflict where the page is too old or another person's."""
    owner, _, secret = unseal(sealed, max_age=_SETTING_UP).partition(":")
    if owner != str(user.id):
        raise Conflict(say("This page belongs to another account. Nothing was changed; begin again."))
    return secret


def address_of(secret: str, user: User, site_name: str) -> str:
    """The address that apps read from the square."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=site_name)


def in_groups(secret: str) -> str:
    """A secret for typing off the page."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def turn_on(user: User, sealed: str, code: str) -> list[str]:
    """Ask for a second step from now on; returns the recovery codes, to be shown this once.

    Raises Invalid unless the code is the app's.
    """
    if user.has_second_step:
        raise Conflict(say("The second step is on already."))
    secret = open_secret(user, sealed)
    step = _step_of(secret, code, now())
    if step is None:
        raise Invalid(
            say("That is not the code the app shows now. Wait for its next one, and check your phone's clock."), "code"
        )
    user.totp_secret, user.totp_step = seal(secret), step
    return new_recovery_codes(user)


def ask_for_passkey(user: User) -> list[str]:
    """Ask for a passkey after the password from now on; returns the recovery codes, to be shown this once."""
    if user.has_second_step:
        raise Conflict(say("The second step is on already."))
    if not passkeys_of(user):
        raise Conflict(say("You have no passkey yet. Add one first."))
    user.passkey_step = True
    return new_recovery_codes(user)


def turn_off(user: User) -> None:
    """Ask for the password alone."""
    user.totp_secret = user.totp_step = None
    user.passkey_step = False
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))


def new_recovery_codes(user: User) -> list[str]:
    """Ten codes in the place of those there were; only their digests are kept."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3)) for _ in range(HOW_MANY_CODES)
    ]
    session.add_all([RecoveryCode(user_id=user.id, key=_key_of(user, code)) for code in codes])
    session.flush()
    return codes


def codes_left(user: User) -> int:
    """How many recovery codes have not been used."""
    return session.scalar(select(func.count()).where(RecoveryCode.user_id == user.id)) or 0


class Taken(enum.Enum):
    """What a code was."""

    APP = enum.auto()
    RECOVERY = enum.auto()


def take_code(user: User, code: str) -> Taken | None:
    """Use a code up: the app's or a recovery code, neither used before. None where it is none of them."""
    if _take_app_code(user, code):
        return Taken.APP
    return Taken.RECOVERY if _take_recovery_code(user, code) else None


def _take_app_code(user: User, code: str) -> bool:
    if user.totp_secret is None:
        return False
    try:
        secret = unseal(user.totp_secret)
    except Conflict:
        raise Conflict(
            say("The site's secret was changed since. Ask whoever runs it to turn your second step off.")
        ) from None
    step = _step_of(secret, code, now())
    if step is None:
        return False
    taken = session.execute(
        update(User)
        .where(User.id == user.id, or_(User.totp_step.is_(None), User.totp_step < step))
        .values(totp_step=step)
    )
    return bool(taken.rowcount == 1)  # type: ignore[attr-defined]  # an UPDATE counts its rows


def _take_recovery_code(user: User, code: str) -> bool:
    used = session.execute(
        delete(RecoveryCode).where(RecoveryCode.user_id == user.id, RecoveryCode.key == _key_of(user, code))
    )
    return bool(used.rowcount == 1)  # type: ignore[attr-defined]  # a DELETE counts its rows


def _step_of(secret: str, code: str, moment: datetime) -> int | None:
    """Which time step a code belongs to, of those that are taken now."""
    typed, current = re.sub(r"\s", "", code), int(moment.timestamp()) // _STEP
    app = pyotp.TOTP(secret, interval=_STEP)
    for drift in _DRIFT:
        if hmac.compare_digest(app.generate_otp(current + drift).encode(), typed.encode()):
            return current + drift
    return None


def _key_of(user: User, code: str) -> str:
    return digest("recovery code", f"{user.id}:{re.sub(r'[^a-z0-9]', '', code.lower())}")
