"""The keys we sign with: what is sent to platforms, and what asks them for access."""

from collections.abc import Mapping, Sequence
from typing import Any

from pylti1p3.dynamic_registration import generate_key_pair
from pylti1p3.registration import Registration
from sqlalchemy import select

from deliberate.accounts.keys import seal, unseal
from deliberate.core.db import session
from deliberate.core.errors import Conflict, NotFound
from deliberate.core.wording import say
from deliberate.lti.models import Platform, ToolKey

_BITS = 2048


def new_key() -> ToolKey:
    """Another pair of keys, which signs from now on. Those before stay known until they are retired."""
    private, public = generate_key_pair(_BITS)
    kid = str(Registration.get_jwk(public)["kid"])
    made = ToolKey(kid=kid, private=seal(private), public=public)
    session.add(made)
    session.flush()
    return made


def all_keys() -> Sequence[ToolKey]:
    """All there are, the newest first."""
    return session.scalars(select(ToolKey).order_by(ToolKey.id.desc())).all()


def retire_key(kid: str) -> None:
    """Take a key away: what it signed is not believed any more. Raises NotFound, or Conflict for the only one."""
    found = session.scalar(select(ToolKey).where(ToolKey.kid == kid))
    if found is None:
        raise NotFound(say("There is no key of this name."))
    if len(all_keys()) < 2:
        raise Conflict(say("It is the only key. Make a new one first."))
    session.delete(found)
    session.flush()


def ensure_key() -> ToolKey:
    """The key that signs; one is made where there is none yet."""
    return next(iter(all_keys()), None) or new_key()


def key_set() -> Mapping[str, Any]:
    """The public halves, as platforms ask for them."""
    return {"keys": [dict(Registration.get_jwk(each.public)) for each in all_keys()]}


def registration_of(platform: Platform, key: ToolKey | None = None, key_set: Any = None) -> Registration:
    """A platform as the library has it, with our key to sign with and the platform's own."""
    made = Registration().set_issuer(platform.issuer).set_client_id(platform.client_id)
    made.set_auth_login_url(platform.auth_url).set_auth_token_url(platform.token_url)
    made.set_key_set_url(platform.jwks_url).set_key_set(key_set)
    if platform.audience:
        made.set_auth_audience(platform.audience)
    if key is not None:
        made.set_tool_private_key(unseal(key.private)).set_tool_public_key(key.public)
    return made
