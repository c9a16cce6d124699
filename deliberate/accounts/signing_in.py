"""Who a request comes from: the cookie holds a secret, the secret's row holds the rest."""

from collections.abc import Iterable
from datetime import timedelta

from flask import g, request
from flask import session as cookie

from deliberate.accounts import limits, sessions
from deliberate.accounts.devices import device_of
from deliberate.accounts.limits import Bound
from deliberate.accounts.models import SignIn, User
from deliberate.accounts.passwords import hash_of, is_outdated, is_right
from deliberate.accounts.services import find_user_by_either
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.errors import NotSignedIn, TooMany
from deliberate.core.wording import say
from deliberate.web.blueprint import SAFE
from deliberate.web.networks import network_of

#: How long a sign-in stands in for the password of somebody who has none.
FRESH = timedelta(minutes=10)

_FULLY = "account"
_HALFWAY = "account_halfway"
#: In the cookie of whoever another site said is there, perhaps without asking them.
_UNASKED = "account_unasked"


def current_sign_in() -> SignIn | None:
    """The session this request belongs to, looked up once. A cookie whose session is gone is emptied."""
    if "account_sign_in" not in g:
        secret = cookie.get(_FULLY)
        g.account_sign_in = sessions.find_session(secret) if secret else None
        if secret and g.account_sign_in is None:
            cookie.clear()
    found: SignIn | None = g.account_sign_in
    return found


def current_user() -> User | None:
    """Whoever is signed in."""
    found = current_sign_in()
    return found.user if found else None


def require_sign_in() -> SignIn:
    """The present session. Raises NotSignedIn."""
    found = current_sign_in()
    if found is None:
        raise NotSignedIn(say("Sign in to see your account."))
    return found


def note_use() -> None:
    """Before a request that may change something: note, every few minutes, that the session is in use."""
    if request.method in SAFE:
        return
    found = current_sign_in()
    if found is not None and sessions.is_due(found):
        with transaction():
            sessions.note_use(found)


def enter(user: User, *, stay: bool, proven: bool = False, unasked: bool = False) -> bool:
    """Sign this browser in, in the caller's transaction. False where a code is still needed: it is signed in halfway.

    ``proven``: by a passkey that asked for a finger or a number, which is both steps in one. ``unasked``: another site
    knew them still, as it would whoever sits there now; it stands in for no password.

    The cookie is begun anew, so that nobody else knows what was in it.
    """
    halfway = user.has_second_step and not proven
    secret = sessions.open_session(user, _device(), stay=stay, complete=not halfway)
    cookie.clear()
    cookie[_HALFWAY if halfway else _FULLY] = secret
    if unasked:
        cookie[_UNASKED] = True
    if halfway:
        cookie["account_stay"] = stay
    # A cookie that is not permanent goes when the browser closes.
    cookie.permanent = stay and not halfway
    g.pop("account_sign_in", None)
    return not halfway


def halfway_in() -> SignIn | None:
    """The session that gave the password and owes the code."""
    secret = cookie.get(_HALFWAY)
    return sessions.find_session(secret, complete=False) if secret else None


def enter_fully(half: SignIn) -> None:
    """The code was right: sign the browser in, in the caller's transaction."""
    user, stay, unasked = half.user, bool(cookie.get("account_stay")), _UNASKED in cookie
    session.delete(half)
    secret = sessions.open_session(user, _device(), stay=stay)
    cookie.clear()
    cookie[_FULLY] = secret
    if unasked:
        cookie[_UNASKED] = True
    cookie.permanent = stay
    g.pop("account_sign_in", None)


def is_fresh() -> bool:
    """Whether somebody showed minutes ago who they are, which does where there is no password to ask for."""
    found = current_sign_in()
    return found is not None and _UNASKED not in cookie and now() - found.created_at <= FRESH


def leave() -> None:
    """Sign this browser out, in the caller's transaction. With an empty cookie its pages are everybody's again."""
    found = current_sign_in()
    if found is not None:
        session.delete(found)
    gone()


def gone() -> None:
    """Nobody is signed in any more for what is left of this request."""
    cookie.clear()
    g.account_sign_in = None
    g.pop("deliberate_actor", None)


def check_guess(who: str, password: str) -> User | None:
    """Whose password it is, by name or address; None where it is nobody's. Raises TooMany.

    The guess is counted and committed first, and the hashing happens outside any transaction: it takes long by design.
    """
    user = find_user_by_either(who)
    bounds = limits.guessing(who, network())
    kept = user.password or None if user is not None and user.active else None
    user_id = user.id if user is not None else None
    count_try(bounds)
    if not is_right(password, kept):
        return None
    with transaction():
        limits.give_back(bounds)
        found = session.get(User, user_id)
        # Of a new password at the same moment, the one that was checked is the old one.
        if found is None or not found.active or found.password != kept:
            return None
        if is_outdated(found.password):
            found.password = hash_of(password)
    return found


def check_own_password(user: User, password: str) -> bool:
    """Whether it is their password, counted as any guess is: a page that was left open is no way around the limit."""
    found = check_guess(user.username, password)
    return found is not None and found.id == user.id


def count_try(bounds: Iterable[Bound]) -> None:
    """Count a try, and commit that, before whatever it is a try at. Raises TooMany."""
    if limits.is_dusty():
        with transaction():
            limits.sweep()
    with transaction():
        limits.count(bounds)


def may_write_to(address: str) -> bool:
    """Count one more letter to an address. False where it was sent enough of them; whoever asks is not told."""
    try:
        count_try([limits.LETTERS_TO.of(address)])
    except TooMany:
        return False
    return True


def network() -> str:
    """Where the request comes from, as limits count it."""
    return network_of(request.remote_addr)


def _device() -> str:
    return device_of(request.headers.get("User-Agent", ""))
