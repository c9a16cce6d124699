"""By what somebody can sign in; the last of it is not taken away."""

from sqlalchemy import select

from deliberate.accounts.models import LinkedIdentity, Passkey, User
from deliberate.accounts.passkey_place import place_at
from deliberate.accounts.sign_on.clients import clients
from deliberate.accounts.site import accounts
from deliberate.core.db import session
from deliberate.core.errors import Conflict
from deliberate.core.wording import say


def refuse_last_way(user: User, going: Passkey | LinkedIdentity) -> None:
    """Before one of somebody's passkeys or other sites goes: raise Conflict where nothing else would be left."""
    if not user.has_password and not _are_left(user, going):
        raise Conflict(say("This is all you can sign in with. Choose a password first, or add something else."))


def _are_left(user: User, going: Passkey | LinkedIdentity) -> bool:
    """A site that signs nobody in here any more is no way, nor is a passkey where the site has none."""
    issuers = {client.provider.issuer for client in clients().values()}
    linked = select(LinkedIdentity).where(LinkedIdentity.user_id == user.id, LinkedIdentity.issuer.in_(issuers))
    ways: list[Passkey | LinkedIdentity] = list(session.scalars(linked))
    if place_at(accounts.settings.site_url) is not None:
        ways += session.scalars(select(Passkey).where(Passkey.user_id == user.id))
    return any(way is not going for way in ways)
