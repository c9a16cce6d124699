"""The words of every message the site sends. Plain text, to addresses people gave and nobody else."""

import enum

from deliberate.accounts.mail import Letter
from deliberate.core.site import settings


class Change(enum.Enum):
    """What may happen to an account that its owner should know of, in the words of the letter."""

    OTHER_ADDRESS = "the address is another one now. This was the old one."
    NO_ADDRESS = "there is no address any more. This was it."
    PASSWORD = "the password was changed."  # noqa: S105  # words of a letter
    PASSWORD_BY_LINK = "a new password was chosen by a link."  # noqa: S105  # the same
    SECOND_STEP = "signing in takes a code from an app from now on."
    NO_SECOND_STEP = "signing in takes no code any more."
    PASSKEY = "a passkey was added: whoever holds it can sign in without the password."  # the same
    PASSKEY_GONE = "a passkey was removed: it signs nobody in any more."  # the same
    PASSKEY_STEP = "signing in takes a passkey after the password from now on."  # the same
    NEW_CODES = "new recovery codes were made, and the old ones are void."
    CODE_USED = "a recovery code was used."
    CODES_TRIED = "the password was right, but more wrong codes were tried than are let through."
    GONE = "everything is deleted."


_FOOT = "\n\nThis message was sent by {site}. Nobody reads answers to it.\n"


def to_confirm(address: str, username: str, link: str) -> Letter:
    """To whoever reads the mail of an address that somebody gave as theirs."""
    return _letter(
        address,
        "Confirm your address",
        f"{username} gave this address as their own. If that was you, open this link within two days and say so:\n\n"
        f"{link}\n\nIf it was not you, do nothing: the address is not used.",
    )


def already_yours(address: str, username: str) -> Letter:
    """To somebody whose address was given for another account: the page that was used says nothing of it."""
    return _letter(
        address,
        "Your address was given once more",
        f"Somebody gave this address for an account, but it belongs to your account {username} already.\n\n"
        "If that was you: sign in with that name. If you do not know its password, ask for a new one on the sign-in "
        "page. If it was not you, do nothing: your account is as it was.",
    )


def to_reset(address: str, username: str, link: str) -> Letter:
    """To somebody who asked for a new password."""
    return _letter(
        address,
        "Choose a new password",
        f"Somebody asked for a new password for your account {username}. If that was you, open this link within an "
        f"hour:\n\n{link}\n\nIf it was not you, do nothing: your password is as it was.",
    )


def of_change(address: str, username: str, what: Change) -> Letter:
    """To somebody whose account was changed in a way that a thief would choose."""
    if what is Change.GONE:
        return _letter(
            address,
            "Your account is deleted",
            f"Your account {username} is deleted, and this address with it.\n\nIf that was not you, tell whoever runs "
            "the site at once.",
        )
    # A new password leaves passkeys as they are.
    advice = " Then remove the passkey on your account’s page." if what is Change.PASSKEY else ""
    return _letter(
        address,
        "Your account was changed",
        f"On your account {username}, {what.value}\n\nIf that was you, there is nothing to do. If it was not, ask for "
        f"a new password on the sign-in page at once: it signs everybody else out.{advice}",
    )


def _letter(address: str, subject: str, body: str) -> Letter:
    return Letter(address, f"{settings.site_name}: {subject}", f"{body}{_FOOT.format(site=settings.site_name)}")
