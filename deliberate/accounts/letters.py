"""The words of every message the site sends. Plain text, to addresses people gave and nobody else, in the language
that is spoken meanwhile."""

import enum

from deliberate.accounts.mail import Letter
from deliberate.core.site import settings
from deliberate.core.wording import N_, say


class Change(enum.Enum):
    """What may happen to an account that its owner should know of, in the words of the letter."""

    OTHER_ADDRESS = N_("On your account %(name)s, the address is another one now. This was the old one.")
    NO_ADDRESS = N_("On your account %(name)s, there is no address any more. This was it.")
    PASSWORD = N_("On your account %(name)s, the password was changed.")
    PASSWORD_BY_LINK = N_("On your account %(name)s, a new password was chosen by a link.")
    SECOND_STEP = N_("On your account %(name)s, signing in takes a code from an app from now on.")
    NO_SECOND_STEP = N_("On your account %(name)s, signing in takes no code any more.")
    PASSKEY = N_("On your account %(name)s, a passkey was added: whoever holds it can sign in without the password.")
    PASSKEY_GONE = N_("On your account %(name)s, a passkey was removed: it signs nobody in any more.")
    PASSKEY_STEP = N_("On your account %(name)s, signing in takes a passkey after the password from now on.")
    LINKED = N_("On your account %(name)s, another site signs you in too from now on.")
    UNLINKED = N_("On your account %(name)s, another site signs you in no more.")
    NEW_CODES = N_("On your account %(name)s, new recovery codes were made, and the old ones are void.")
    TOKEN = N_("On your account %(name)s, a token was made: a program that has it acts for you.")
    CODE_USED = N_("On your account %(name)s, a recovery code was used.")
    CODES_TRIED = N_(
        "On your account %(name)s, the password was right, but more wrong codes were tried than are let through."
    )
    GONE = N_("Your account %(name)s is deleted, and this address with it.")


def to_confirm(address: str, username: str, link: str) -> Letter:
    """To whoever reads the mail of an address that somebody gave as theirs."""
    return _letter(
        address,
        say("Confirm your address"),
        say(
            "%(name)s gave this address as their own. If that was you, open this link within two days and say so:",
            name=username,
        ),
        link,
        say("If it was not you, do nothing: the address is not used."),
    )


def already_yours(address: str, username: str) -> Letter:
    """To somebody whose address was given for another account: the page that was used says nothing of it."""
    return _letter(
        address,
        say("Your address was given once more"),
        say(
            "Somebody gave this address for an account, but it belongs to your account %(name)s already.", name=username
        ),
        say(
            "If that was you: sign in with that name. If you do not know its password, ask for a new one on the "
            "sign-in page. If it was not you, do nothing: your account is as it was."
        ),
    )


def to_reset(address: str, username: str, link: str) -> Letter:
    """To somebody who asked for a new password."""
    return _letter(
        address,
        say("Choose a new password"),
        say(
            "Somebody asked for a new password for your account %(name)s. If that was you, open this link within an "
            "hour:",
            name=username,
        ),
        link,
        say("If it was not you, do nothing: your password is as it was."),
    )


def of_change(address: str, username: str, what: Change) -> Letter:
    """To somebody whose account was changed in a way that a thief would choose."""
    happened = say(what.value, name=username)
    if what is Change.GONE:
        advice = say("If that was not you, tell whoever runs the site at once.")
        return _letter(address, say("Your account is deleted"), happened, advice)
    advice = say(
        "If that was you, there is nothing to do. If it was not, ask for a new password on the sign-in page at once: "
        "it signs everybody else out."
    )
    if what is Change.PASSKEY:
        # A new password leaves passkeys as they are.
        remove_it = say("Then remove the passkey on your account’s page.")
        advice = f"{advice} {remove_it}"
    if what is Change.TOKEN:
        ends_them = say("It ends every token, too.")
        advice = f"{advice} {ends_them}"
    return _letter(address, say("Your account was changed"), happened, advice)


def _letter(address: str, subject: str, *paragraphs: str) -> Letter:
    foot = say("This message was sent by %(site)s. Nobody reads answers to it.", site=settings.site_name)
    body = "\n\n".join((*paragraphs, foot))
    return Letter(address, f"{settings.site_name}: {subject}", f"{body}\n")
