"""What the site keeps of an account beside what the rooms keep of a person, and how the account goes."""

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import delete, select

from deliberate.accounts.held_addresses import hold_address
from deliberate.accounts.models import (
    HeldName,
    Journey,
    Link,
    LinkedIdentity,
    Passkey,
    PasskeyChallenge,
    RecoveryCode,
    SignIn,
    User,
)
from deliberate.accounts.passkeys import passkeys_of
from deliberate.accounts.services import hold_name, is_only_admin
from deliberate.accounts.sessions import sessions_of
from deliberate.accounts.sign_on.linking import identities_of
from deliberate.core.db import session
from deliberate.core.errors import Conflict
from deliberate.core.personal_data import Row
from deliberate.core.wording import say


def account_data(user: User) -> Iterator[Row]:
    """The account itself; passwords, secrets and codes are kept in no form that could be given back."""
    yield {
        "name": user.username,
        "address": user.email,
        "address_confirmed_at": user.email_confirmed_at,
        "roles": [role.name for role in user.roles],
        "second_step": user.has_second_step,
        "made_at": user.created_at,
        "renamed_at": user.renamed_at,
        "id": user.actor_id,
    }


def session_data(user: User) -> Iterator[Row]:
    """Where somebody is signed in."""
    for each in sessions_of(user):
        yield {"on": each.device, "since": each.created_at, "used": each.seen_at, "until": each.expires_at}


def passkey_data(user: User) -> Iterator[Row]:
    """The passkeys somebody signs in with, by the names they gave them."""
    for each in passkeys_of(user):
        yield {"called": each.name, "since": each.created_at, "used": each.used_at}


def identity_data(user: User) -> Iterator[Row]:
    """The other sites that sign somebody in, with who they are there."""
    for each in identities_of(user):
        yield {
            "issuer": each.issuer,
            "subject": each.subject,
            "roles_given": each.roles_given.split(),
            "since": each.created_at,
            "used": each.used_at,
        }


def data_of(user: User) -> Mapping[str, Iterable[Row]]:
    """All of these, by section."""
    return {
        "account": account_data(user),
        "sign_ins": session_data(user),
        "passkeys": passkey_data(user),
        "signed_in_by": identity_data(user),
    }


def refuse_only_admin(user: User) -> None:
    """Raise Conflict where nobody would be left to run the site."""
    if is_only_admin(user):
        raise Conflict(
            say("You are the only admin here. Make somebody else one first: deliberate set-roles NAME admin.")
        )


def remove_account(actor_id: str) -> None:
    """Take an account away with its addresses, sessions, links, codes and other sites. Its name is kept from others
    for a while, and digests of its address and other sites for as long as it is suspended."""
    user = session.scalar(select(User).where(User.actor_id == actor_id))
    if user is None:
        return
    hold_address(user)
    for table in (SignIn, Link, RecoveryCode, Passkey, PasskeyChallenge, HeldName, LinkedIdentity, Journey):
        session.execute(delete(table).where(table.user_id == user.id))
    look = user.look
    session.delete(user)
    session.flush()
    hold_name(look, None)
