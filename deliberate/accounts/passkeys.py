"""Passkeys (WebAuthn): keys that a device or a password manager holds, in the place of a password or after one.

A challenge is a row, taken away before what answers it is looked at: no answer is looked at twice.
"""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import webauthn
from cryptography.exceptions import UnsupportedAlgorithm
from sqlalchemy import delete, select, update
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from deliberate.accounts.keys import digest, new_secret
from deliberate.accounts.models import Ceremony, Passkey, PasskeyChallenge, User
from deliberate.accounts.passkey_place import Place
from deliberate.accounts.ways_in import refuse_last_way
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, NotFound
from deliberate.core.text import check_text
from deliberate.core.wording import N_, say, say_many

LASTS = timedelta(minutes=5)
MOST = 20
LONGEST_NAME = 60
#: What the longest answer of a device comes to, with room to spare.
LONGEST_ANSWER = 20_000

_REFUSED = N_("The passkey was not taken. Nothing was changed; begin again.")
_VERIFIED = UserVerificationRequirement.REQUIRED
#: What the library raises on an answer that is not as it should be, and what its readers do on one that is no answer.
_BAD = (
    *(WebAuthnException, UnsupportedAlgorithm, ValueError, KeyError, TypeError, IndexError, OverflowError),
    # Brackets within brackets, thousands deep.
    RecursionError,
)


def passkeys_of(user: User) -> Sequence[Passkey]:
    """Somebody's passkeys, the oldest first."""
    return session.scalars(select(Passkey).where(Passkey.user_id == user.id).order_by(Passkey.id)).all()


def get_passkey(user: User, public_id: Any) -> Passkey:
    """One of somebody's own. Raises NotFound."""
    found = session.scalar(select(Passkey).where(Passkey.user_id == user.id, Passkey.public_id == public_id))
    if found is None:
        raise NotFound(say("You have no such passkey."))
    return found


def begin(ceremony: Ceremony, user: User | None = None) -> str:
    """A new challenge: for one ceremony, and for one person unless it is to tell who somebody is."""
    moment = now()
    session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.expires_at <= moment))
    challenge = new_secret()
    session.add(
        PasskeyChallenge(
            key=digest("passkey", challenge),
            ceremony=ceremony,
            user_id=user.id if user else None,
            expires_at=moment + LASTS,
        )
    )
    session.flush()
    return challenge


def take(challenge: str, ceremony: Ceremony, user: User | None = None) -> None:
    """Use a challenge up, whatever comes of it. Raises Conflict where there is none, or it was for something else."""
    used = session.execute(
        delete(PasskeyChallenge).where(
            PasskeyChallenge.key == digest("passkey", challenge),
            PasskeyChallenge.ceremony == ceremony,
            PasskeyChallenge.user_id == (user.id if user else None),
            PasskeyChallenge.expires_at > now(),
        )
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]  # a DELETE counts its rows
        raise Conflict(
            say("The page was open for too long, or this was sent before. Nothing was changed; begin again.")
        )


def to_register(user: User, place: Place, challenge: str, site_name: str) -> str:
    """What a browser is asked for a new passkey, as JSON."""
    options = webauthn.generate_registration_options(
        rp_id=place.rp_id,
        rp_name=site_name,
        user_id=user.actor_id.encode(),
        user_name=user.username,
        challenge=base64url_to_bytes(challenge),
        timeout=_milliseconds(),
        # One that says by itself whose it is, and asks its owner for a finger or a number: else it could not stand
        # in the place of a password.
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
        ),
        exclude_credentials=_named(passkeys_of(user)),
    )
    return webauthn.options_to_json(options)


def to_prove(place: Place, challenge: str, user: User | None = None) -> str:
    """What a browser is asked to prove one is there, as JSON: with one of these passkeys, or whose it says."""
    options = webauthn.generate_authentication_options(
        rp_id=place.rp_id,
        challenge=base64url_to_bytes(challenge),
        timeout=_milliseconds(),
        allow_credentials=_named(passkeys_of(user)) if user else None,
        user_verification=UserVerificationRequirement.PREFERRED if user else _VERIFIED,
    )
    return webauthn.options_to_json(options)


def register(user: User, place: Place, challenge: str, name: str, answer: str) -> Passkey:
    """Keep a new passkey. The challenge was taken before. Raises Invalid where the answer is none to it."""
    known = passkeys_of(user)
    if len(known) >= MOST:
        raise Conflict(say("You have %(most)s passkeys already. Remove one that you no longer use.", most=MOST))
    try:
        proven = webauthn.verify_registration_response(
            credential=_read(answer),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.rp_id,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except _BAD:
        raise Invalid(say(_REFUSED)) from None
    credential = bytes_to_base64url(proven.credential_id)
    if session.scalar(select(Passkey.id).where(Passkey.credential == credential)) is not None:
        raise Conflict(say("This passkey is kept here already."))
    kept = Passkey(
        user_id=user.id,
        name=clean_name(name),
        credential=credential,
        public_key=bytes_to_base64url(proven.credential_public_key),
        sign_count=proven.sign_count,
    )
    session.add(kept)
    session.flush()
    return kept


def prove(place: Place, challenge: str, answer: str, user: User | None = None) -> User:
    """Who holds the passkey that answered; ``user`` where it has to be theirs. The challenge was taken before.

    Alone, in the place of a password, it has to have asked its owner for a finger or a number. Raises Invalid.
    """
    found, read = None, {}
    try:
        read = _read(answer)
        found = session.scalar(select(Passkey).where(Passkey.credential == read["id"]))
    except _BAD:
        raise Invalid(say(_REFUSED)) from None
    if found is None or not found.user.active or (user is not None and found.user_id != user.id):
        raise Invalid(say("This passkey is not one that signs you in here."))
    try:
        proven = webauthn.verify_authentication_response(
            credential=read,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.rp_id,
            expected_origin=place.origin,
            credential_public_key=base64url_to_bytes(found.public_key),
            credential_current_sign_count=found.sign_count,
            require_user_verification=user is None,
        )
        _refuse_another_owner(read, found.user, named=user is None)
    except _BAD:
        raise Invalid(say(_REFUSED)) from None
    _count_use(found, proven.new_sign_count)
    return found.user


def remove(user: User, passkey: Passkey) -> None:
    """Sign in with it no more. Raises Conflict where it is the last one and the second step rests on it alone, or where
    there is nothing else to sign in with."""
    if user.passkey_step and len(passkeys_of(user)) == 1:
        raise Conflict(
            say("Your second step rests on this passkey alone. Turn the second step off first, or add another.")
        )
    refuse_last_way(user, passkey)
    session.delete(passkey)
    session.flush()


def clean_name(name: str) -> str:
    """What somebody calls a passkey. Raises Invalid."""
    cleaned = " ".join(check_text(name).split())
    if not cleaned:
        raise Invalid(say("Say which one it is, as “my phone”."), "name")
    if len(cleaned) > LONGEST_NAME:
        fit = say_many("At most %(num)s character fits.", "At most %(num)s characters fit.", LONGEST_NAME)
        raise Invalid(fit, "name")
    return cleaned


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("no device answers at such length")
    read = json.loads(answer)
    if not isinstance(read, dict) or not isinstance(read.get("id"), str):
        raise TypeError("no answer of a device")
    return read


def _refuse_another_owner(read: dict[str, Any], owner: User, *, named: bool) -> None:
    """The device says whose passkey it is, and must where nobody else has."""
    handle = read["response"].get("userHandle")
    if (handle or named) and base64url_to_bytes(handle) != owner.actor_id.encode():
        raise ValueError("the passkey is of another account than it says")


def _count_use(passkey: Passkey, count: int) -> None:
    """Note the use. Of two at once with the same count one goes through: a copy of a device counts from the same."""
    used = session.execute(
        update(Passkey)
        .where(Passkey.id == passkey.id, Passkey.sign_count == passkey.sign_count)
        .values(sign_count=count, used_at=now())
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE counts its rows
        raise Invalid(say(_REFUSED))


def _named(passkeys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.credential)) for each in passkeys]


def _milliseconds() -> int:
    return int(LASTS.total_seconds() * 1000)
