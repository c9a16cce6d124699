"""Passwords: what they have to be, how they are kept, and whether one is right."""

import unicodedata

from argon2.exceptions import Argon2Error, InvalidHashError

from deliberate.accounts.names import key_of_name
from deliberate.accounts.site import accounts
from deliberate.core.errors import Invalid
from deliberate.core.wording import say, say_many

#: Shorter ones are guessed too soon.
MIN_PASSWORD = 10
#: Longer ones only keep the site busy.
MAX_PASSWORD = 200


def checked_password(password: str, *own: str | None) -> str:
    """The password, where it is none that is guessed at once. ``own``: the person's name and address.

    Raises Invalid.
    """
    if len(password) < MIN_PASSWORD:
        raise Invalid(_at_least(MIN_PASSWORD), "password")
    # What is counted is what is hashed: accents on their own are letters there.
    if len(_typed(password)) > MAX_PASSWORD:
        raise Invalid(_at_most(MAX_PASSWORD), "password")
    if len(set(password)) < 4 or key_of_name(password) in {key_of_name(each) for each in own if each}:
        raise Invalid(say("That password is guessed at once. Choose another."), "password")
    return password


def _at_least(least: int) -> str:
    return say_many("A password has at least %(num)s character.", "A password has at least %(num)s characters.", least)


def _at_most(most: int) -> str:
    return say_many("A password has at most %(num)s character.", "A password has at most %(num)s characters.", most)


def hash_of(password: str) -> str:
    """The password as it is kept: argon2id."""
    return accounts.hasher.hash(_typed(password))


def is_right(password: str, kept: str | None) -> bool:
    """Whether it is the password that was kept so; where there is none, or it can be none, the answer takes as long."""
    typed = _typed(password)
    possible = kept is not None and len(typed) <= MAX_PASSWORD
    try:
        accounts.hasher.verify(kept if kept and possible else accounts.nobodys_hash, typed[:MAX_PASSWORD])
    except (Argon2Error, InvalidHashError):
        return False
    return possible


def is_outdated(kept: str) -> bool:
    """Whether it was hashed with less work than the site asks for now."""
    return accounts.hasher.check_needs_rehash(kept)


def _typed(password: str) -> str:
    """As every keyboard writes it: an accent is a letter of its own on one and part of its letter on another."""
    return unicodedata.normalize("NFKD", password)
