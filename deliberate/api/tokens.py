"""Making, finding and revoking tokens. Whoever has the secret is taken for its owner, within the token's scopes."""

import hashlib
import secrets
import uuid
from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import delete, func, select, update

from deliberate.api.keys import KEYS_KEPT
from deliberate.api.models import ApiRequest, ApiToken, Scope
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotFound, NotSignedIn
from deliberate.core.signals import token_made
from deliberate.core.text import check_text
from deliberate.core.wording import say
from deliberate.jobs.tasks import every

#: How every secret begins, so that programs which look for leaked secrets know one.
PREFIX = "dlb_"
#: So many somebody may have at a time.
MOST = 20
LONGEST_NAME = 100
#: For how many days a token can be made; none is for ever.
DAYS: Sequence[int] = (7, 30, 90, 365)
#: So many milliseconds a use waits to be noted; the next one is noted as well.
_PATIENCE = 200


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_token(
    actor: Actor, name: str, scopes: Collection[Scope], days: int, submission: str | None = None
) -> tuple[ApiToken, str | None]:
    """A new token and its secret, which nobody can be shown again; sent twice, the token that is there and None.

    Raises Invalid, beside its field, and Conflict where somebody has as many as they may.
    """
    _require_somebody(actor)
    earlier = _made_by(actor, submission)
    if earlier is not None:
        return earlier, None
    name = check_text(name).strip()
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(say("Give it a name of at most %(most)s characters.", most=LONGEST_NAME), "name")
    if not scopes:
        raise Invalid(say("Choose what it may be used for."), "scopes")
    if days not in DAYS:
        raise Invalid(say("Choose one of those listed."), "days")
    if len(tokens_of(actor)) >= MOST:
        raise Conflict(
            say("You have %(most)s tokens, as many as one may have. Revoke one that is not used any more.", most=MOST)
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        actor_id=actor.key,
        name=name,
        digest=digest_of(secret),
        scopes=sorted(scope.value for scope in scopes),
        expires_at=now() + timedelta(days=days),
        submission=submission,
    )
    session.add(token)
    session.flush()
    token_made.send(None, actor_id=actor.key)
    return token, secret


def _made_by(actor: Actor, submission: str | None) -> ApiToken | None:
    if not submission:
        return None
    sent = select(ApiToken).where(ApiToken.actor_id == actor.key, ApiToken.submission == submission)
    return session.scalars(sent).first()


def tokens_of(actor: Actor) -> Sequence[ApiToken]:
    """What somebody has that is not over, the newest first."""
    _require_somebody(actor)
    own = select(ApiToken).where(ApiToken.actor_id == actor.key, ApiToken.expires_at > now())
    return session.scalars(own.order_by(ApiToken.id.desc())).all()


def revoke(actor: Actor, public_id: uuid.UUID) -> None:
    """End one of one's own tokens, at once. Raises NotFound where there is none."""
    _require_somebody(actor)
    own = ApiToken.actor_id == actor.key, ApiToken.public_id == public_id
    if session.scalar(select(func.count()).where(*own)) == 0:
        raise NotFound(say("There is no such token, or it is revoked already."))
    session.execute(delete(ApiToken).where(*own))


def find_token(secret: str) -> ApiToken | None:
    """The token of this secret, unless it is over."""
    found = session.scalar(select(ApiToken).where(ApiToken.digest == digest_of(secret)))
    return found if found is not None and found.expires_at > now() else None


def note_use(token_id: int) -> None:
    """Note that a token was used today, in a unit of its own; once a day there is anything to note.

    Raises an error of the database where others write all the time.
    """
    unused = select(ApiToken.id).where(
        ApiToken.id == token_id, (ApiToken.used_on.is_(None)) | (ApiToken.used_on < now().date())
    )
    if session.scalar(unused) is None:
        return
    with transaction(_PATIENCE):
        session.execute(update(ApiToken).where(ApiToken.id == token_id).values(used_on=now().date()))


@every(timedelta(hours=6), "prune_api")
def prune_api() -> None:
    """Forget tokens that are over and the keys of old requests."""
    with transaction():
        session.execute(delete(ApiToken).where(ApiToken.expires_at < now()))
        session.execute(delete(ApiRequest).where(ApiRequest.at < now() - KEYS_KEPT))


def _require_somebody(actor: Actor) -> None:
    if not actor.signed_in:
        raise NotSignedIn(say("Sign in to see your API tokens."))
