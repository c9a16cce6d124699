"""Who makes a request: the owner of its token, and then no cookie is looked at; or whoever is signed in here."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from flask import current_app, g, request
from sqlalchemy.exc import SQLAlchemyError

from deliberate.api.models import Scope
from deliberate.api.tokens import find_token, note_use
from deliberate.core.actors import ADMIN, MODERATOR, VISITOR, Actor
from deliberate.core.db import session
from deliberate.core.errors import NotAllowed, NotSignedIn
from deliberate.core.site import find_actor
from deliberate.core.standing import with_standing
from deliberate.core.wording import say
from deliberate.web.identity import current_actor
from deliberate.web.reader import get_to_know

_BEARER = re.compile(r"bearer +(\S{1,200})", re.IGNORECASE)
_TOKEN = "deliberate_api_token"  # noqa: S105  # where it is remembered that there was one


class BadToken(NotSignedIn):
    """There is a token, and it opens nothing."""


@dataclass(frozen=True)
class Caller:
    """Whoever asks, and what they may ask for by what they sent."""

    actor: Actor
    scopes: frozenset[Scope]

    def require(self, scope: Scope | None) -> None:
        """Return where what they sent covers it; raise NotAllowed where it does not."""
        if scope is not None and scope not in self.scopes:
            raise NotAllowed(say("This token is not for that: it lacks the scope “%(scope)s”.", scope=scope.value))


def who_calls() -> Caller:
    """The caller of the present request. Raises BadToken."""
    given = request.headers.get("Authorization")
    return _by_page() if given is None else _by_token(given)


def _by_page() -> Caller:
    """Whoever is signed in here. Without a cookie a request that changes something is nobody's: no other sign of who
    somebody is was checked against forgery."""
    if request.method not in {"GET", "HEAD"} and not request.cookies:
        g.deliberate_actor = VISITOR
    return Caller(current_actor(), frozenset(Scope))


def _by_token(given: str) -> Caller:
    said = _BEARER.fullmatch(given)
    token = find_token(said[1]) if said else None
    actor = find_actor(token.actor_id) if token is not None else None
    if token is None or actor is None:
        g.deliberate_actor = VISITOR
        raise BadToken(say("This token opens nothing: it is wrong, over or revoked."))
    setattr(g, _TOKEN, token.id)
    scopes = frozenset(Scope(each) for each in token.scopes)
    g.deliberate_actor = actor = _within(scopes, with_standing(actor))
    get_to_know(actor)
    return Caller(actor, scopes)


def _within(scopes: Collection[Scope], actor: Actor) -> Actor:
    """The actor as far as a token goes: without the scope for it nobody moderates, by whatever route, nor sees what
    moderators see. The level stays, for it bounds how much somebody posts."""
    if Scope.MODERATE in scopes:
        return actor
    return replace(actor, roles=actor.roles - {MODERATOR, ADMIN})


def note_token(status: int) -> None:
    """Note that the token of this request, if it has one, was used today. The answer is made and what it tells of is
    stored: it does not wait for this, and goes out where this fails."""
    token: int | None = g.pop(_TOKEN, None)
    if token is None or status >= 500:
        return
    try:
        # PostgreSQL reads nothing more in a transaction in which something went wrong.
        session.rollback()
        note_use(token)
    except SQLAlchemyError as error:
        session.rollback()
        current_app.logger.warning("the use of a token is not noted: %s", type(error).__name__)
