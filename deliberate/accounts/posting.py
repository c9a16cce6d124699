"""Letters are asked for in the transaction they tell of, written and delivered by jobs: no page waits for a server.

A job holds ids and sealed addresses. A link's secret is made when its letter is written, and kept nowhere.
"""

import json
from contextlib import AbstractContextManager

from flask import current_app
from sqlalchemy import select

from deliberate.accounts import letters
from deliberate.accounts.keys import seal, unseal
from deliberate.accounts.letters import Change
from deliberate.accounts.links import find_link, make_link, renew
from deliberate.accounts.mail import Letter, post
from deliberate.accounts.models import Purpose, User
from deliberate.accounts.pages import address_in_full
from deliberate.accounts.services import find_user_of_address
from deliberate.accounts.site import EXTENSION, accounts
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict
from deliberate.core.preferences import preference_of
from deliberate.core.signals import token_made
from deliberate.core.wording import language, languages, speaking
from deliberate.jobs.services import enqueue
from deliberate.jobs.tasks import Hopeless, Run, job

_CONFIRM, _RESET, _TELL = "mail_link_to_confirm", "mail_link_to_reset", "mail_change_of_account"


def ask_to_confirm(user: User, address: str, *, mailed: bool = True) -> None:
    """Note the address that somebody gave as theirs, and have it written to. Whose it is already is told there alone.

    ``mailed``: False where that address was written to often enough; nobody is told.
    """
    make_link(user, Purpose.CONFIRM, address)
    link = find_link(user, Purpose.CONFIRM)
    if mailed and link is not None:
        enqueue(
            _CONFIRM, {"person": user.actor_id, "until": link.expires_at.isoformat(), "language": _language_of(user)}
        )


def ask_to_reset(address: str) -> None:
    """Have a link for a new password sent, if the address is somebody's; where it is not, as much is done meanwhile."""
    user = find_user_of_address(address)
    enqueue(_RESET, {"person": user.actor_id if user else None, "language": _language_of(user)})


def tell(user: User, what: Change) -> None:
    """Have somebody told of a change to their account, at the address they have now, if they read mail there."""
    if accounts.settings.sends_mail and user.email and user.email_confirmed_at:
        # Sealed and not looked up later: by then the address may be another one, or the account be gone.
        whom = seal(json.dumps([user.email, user.username]))
        enqueue(_TELL, {"whom": whom, "what": what.name, "language": _language_of(user)})


@token_made.connect
def tell_of_token(_sender: object, *, actor_id: str) -> None:
    """Have somebody told of a token for programs, where the app that made it has accounts of ours."""
    if EXTENSION not in current_app.extensions:
        return
    user = session.scalar(select(User).where(User.actor_id == actor_id))
    if user is not None:
        tell(user, Change.TOKEN)


@job(_CONFIRM)
def mail_link_to_confirm(run: Run) -> None:
    """Write to an address that waits to be confirmed, unless another took its place."""
    with transaction(), _speaking_theirs(run):
        letter = _letter_to_confirm(_person(run), run.payload["until"])
    if letter is not None:
        post(letter)


@job(_RESET)
def mail_link_to_reset(run: Run) -> None:
    """Write to somebody who asked for a new password."""
    with transaction(), _speaking_theirs(run):
        letter = _letter_to_reset(_person(run))
    if letter is not None:
        post(letter)


@job(_TELL)
def mail_change_of_account(run: Run) -> None:
    """Write to somebody whose account was changed."""
    try:
        address, username = json.loads(unseal(run.payload["whom"]))
    except Conflict:
        raise Hopeless("The site's secret was changed since, so nobody can read whom this letter was for.") from None
    with _speaking_theirs(run):
        letter = letters.of_change(address, username, Change[run.payload["what"]])
    post(letter)


def _language_of(user: User | None) -> str:
    """The language somebody chose, or that of the request that asks for a letter: it is their own."""
    chosen = preference_of(Actor(id=user.actor_id)).language if user is not None else None
    return chosen if chosen is not None and chosen in languages() else language()


def _speaking_theirs(run: Run) -> AbstractContextManager[None]:
    # What was asked for before letters had a language is written in the site's.
    return speaking(run.payload.get("language"))


def _person(run: Run) -> User | None:
    return session.scalar(select(User).where(User.actor_id == run.payload["person"], User.active))


def _letter_to_confirm(user: User | None, until: str) -> Letter | None:
    link = find_link(user, Purpose.CONFIRM) if user is not None else None
    if user is None or link is None or not link.address or link.expires_at.isoformat() != until:
        return None
    owner = find_user_of_address(link.address)
    if owner is not None and owner.id != user.id:
        return letters.already_yours(link.address, owner.username)
    return letters.to_confirm(link.address, user.username, address_in_full("confirm", confirmation=renew(link)))


def _letter_to_reset(user: User | None) -> Letter | None:
    if user is None or not user.email or user.email_confirmed_at is None:
        return None
    secret = make_link(user, Purpose.RESET)
    return letters.to_reset(user.email, user.username, address_in_full("reset", link=secret))
