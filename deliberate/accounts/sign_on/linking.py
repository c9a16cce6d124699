"""Accounts and who their owners are on other sites. Never linked by an address alone: whoever runs a provider, or gets
an address there, would have the account."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from deliberate.accounts.models import LinkedIdentity, User
from deliberate.accounts.services import create_user, find_user_of_address, role_named
from deliberate.accounts.sign_on.arrivals import Arrival
from deliberate.accounts.ways_in import refuse_last_way
from deliberate.core.actors import SYSTEM, Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, NotFound
from deliberate.core.events import pseudonym_of, record
from deliberate.core.wording import say
from deliberate.moderation.advancement import Person

#: Before the issuers of learning platforms, whose people are kept apart from who the same issuer may say signs in.
COURSES = "lti:"
#: How long another site's word on somebody's roles holds after it was last given.
ROLES_LAST = timedelta(days=7)


def find_identity(arrival: Arrival) -> LinkedIdentity | None:
    """Who arrived, if somebody here is linked with them."""
    return session.scalar(
        select(LinkedIdentity).where(LinkedIdentity.issuer == arrival.issuer, LinkedIdentity.subject == arrival.subject)
    )


def identities_of(user: User) -> Sequence[LinkedIdentity]:
    """Who somebody is elsewhere, the oldest first."""
    return session.scalars(
        select(LinkedIdentity).where(LinkedIdentity.user_id == user.id).order_by(LinkedIdentity.id)
    ).all()


def get_identity(user: User, public_id: Any) -> LinkedIdentity:
    """One of somebody's own. Raises NotFound."""
    found = session.scalar(
        select(LinkedIdentity).where(LinkedIdentity.user_id == user.id, LinkedIdentity.public_id == public_id)
    )
    if found is None:
        raise NotFound(say("Your account is not linked with that."))
    return found


def make_account(provider: str, arrival: Arrival, username: str) -> User:
    """An account without a password for somebody new, under the name they chose, with the address they were seen to
    read mail at unless it is somebody's. Raises Conflict where the name or the identity was taken meanwhile."""
    address = arrival.address
    if address and find_user_of_address(address) is not None:
        address = None
    user = create_user(username, None, email=address)
    link(user, provider, arrival)
    return user


def link(user: User, provider: str, arrival: Arrival) -> LinkedIdentity:
    """Have somebody signed in by another site from now on. Raises Conflict where it signs somebody else in here."""
    linked = find_identity(arrival)
    if linked is not None and linked.user_id != user.id:
        raise Conflict(say("Another account here is linked with that one already."))
    if linked is None:
        linked = LinkedIdentity(
            user_id=user.id, provider=provider, issuer=arrival.issuer, subject=arrival.subject, roles_given=""
        )
        session.add(linked)
        try:
            session.flush()
        except IntegrityError:
            raise Conflict(say("It was linked with an account at this very moment. Sign in with it.")) from None
        session.refresh(linked)
    note_arrival(linked, provider, arrival)
    return linked


def note_arrival(linked: LinkedIdentity, provider: str, arrival: Arrival) -> None:
    """Note that the other site signed its owner in, and take its word on their roles."""
    linked.provider, linked.used_at = provider, now()
    _give(linked, set(arrival.roles))


def unlink(user: User, linked: LinkedIdentity) -> None:
    """Sign in by it no more; the roles it gave go with it. Raises Conflict where it is the last way in."""
    refuse_last_way(user, linked)
    _give(linked, set())
    session.delete(linked)
    session.flush()


def lapse_roles() -> None:
    """Take back what other sites said of people's roles long ago: whoever lost a group does not come by to say so."""
    old = select(LinkedIdentity).where(LinkedIdentity.roles_given != "", LinkedIdentity.used_at <= now() - ROLES_LAST)
    for linked in session.scalars(old.order_by(LinkedIdentity.id)).all():
        _give(linked, set())


def _give(linked: LinkedIdentity, wanted: set[str]) -> None:
    """Have somebody hold these roles by this word. What the site's own people gave is never taken, nor counted."""
    user = linked.user
    others = [each for each in identities_of(user) if each.id != linked.id]
    elsewhere = {role for each in others for role in each.roles_given.split()}
    given, has = set(linked.roles_given.split()), {role.name for role in user.roles}
    given_now = wanted - (has - given - elsewhere)
    should = (has - (given - elsewhere)) | given_now
    linked.roles_given = " ".join(sorted(given_now))
    if should != has:
        user.roles = [role_named(name) for name in sorted(should)]
        person = Person(pseudonym_of(Actor(id=user.actor_id)))
        before, after = (", ".join(sorted(each)) or "none" for each in (has, should))
        record(SYSTEM, "roles_by_provider", person, before=before, after=after)
    session.flush()
