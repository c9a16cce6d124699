"""What a browser was asked of its passkeys, and who answered: for every page that takes one."""

from flask import session as cookie

from deliberate.accounts import limits, passkeys, signing_in
from deliberate.accounts.codes import WRONG_CODE, check_code
from deliberate.accounts.forms import OwnCodeForm
from deliberate.accounts.models import Ceremony, User
from deliberate.accounts.own_views import own_password_is_right
from deliberate.accounts.passkey_place import Place, place_at
from deliberate.accounts.site import accounts
from deliberate.core.db import transaction
from deliberate.core.errors import Conflict, Invalid, NotFound
from deliberate.core.wording import say
from deliberate.web.rendering import for_templates

#: The challenge that this browser was given. It is no secret: what counts is that it waits in its row.
_ASKED = "account_passkey_asked"


@for_templates.register("has_passkeys")
def has_passkeys() -> bool:
    """Whether the site's address is one that browsers make passkeys for."""
    return place_at(accounts.settings.site_url) is not None


def required_place() -> Place:
    """Where passkeys are good. Raises NotFound where the site has none."""
    found = place_at(accounts.settings.site_url)
    if found is None:
        raise NotFound(say("This site has no passkeys."))
    return found


def who_holds(answer: str) -> User:
    """Who signs in by the passkey that answered. Raises Invalid, Conflict, or TooMany."""
    place = required_place()
    signing_in.count_try([limits.PASSKEYS_FROM.of(signing_in.network())])
    challenge = take(Ceremony.SIGN_IN)
    with transaction():
        return passkeys.prove(place, challenge, answer)


def check_step(user: User, code: str, answer: str) -> str | None:
    """What is wrong with somebody's second step; None where it was the app's code, a recovery code or their passkey."""
    if not answer:
        return None if check_code(user, code) else say(WRONG_CODE)
    place = required_place()
    signing_in.count_try(limits.coding(str(user.id)))
    try:
        challenge = take(Ceremony.STEP, user)
        with transaction():
            passkeys.prove(place, challenge, answer, user)
            limits.forget(limits.coding(str(user.id)))
    except (Invalid, Conflict) as refusal:
        return refusal.message
    return None


def begin(ceremony: Ceremony, user: User | None = None) -> str:
    """A challenge for this browser."""
    with transaction():
        challenge = passkeys.begin(ceremony, user)
    cookie[_ASKED] = challenge
    return challenge


def take(ceremony: Ceremony, user: User | None = None) -> str:
    """The challenge this browser was given, used up for good, before its answer is looked at. Raises Conflict."""
    challenge: str = cookie.pop(_ASKED, "")
    with transaction():
        passkeys.take(challenge, ceremony, user)
    return challenge


def both_are_right(form: OwnCodeForm, user: User) -> bool:
    """Whether the form holds the person's password and a second step; a password that somebody saw is not enough."""
    if not own_password_is_right(form, user):
        return False
    answer, form.passkey.data = form.passkey.data or "", ""
    wrong = check_step(user, form.code.data or "", answer)
    if wrong is not None:
        form.code.errors = [wrong]
    return wrong is None
