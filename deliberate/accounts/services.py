"""Making and changing accounts: the one set of rules for the pages, the command line and the demo."""

import re
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from deliberate.accounts.limits import forget, guesses_at
from deliberate.accounts.links import withdraw_links
from deliberate.accounts.models import HeldName, LinkedIdentity, Purpose, Role, SignIn, User
from deliberate.accounts.names import clean_name, key_of_name, look_of_name
from deliberate.accounts.passwords import checked_password, hash_of
from deliberate.accounts.sessions import end_sessions
from deliberate.core.actors import ADMIN, ROLES
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, NotFound
from deliberate.core.standing import set_level
from deliberate.core.wording import say, say_many

#: How long a name that was given up is kept from others, and how long one keeps a new one.
NAME_HELD = timedelta(days=90)
NAME_KEPT = timedelta(days=30)

#: What would end an address, or begin another, in the head of a letter has no place in one.
_PART = r"[^@\s\x00-\x1f,;:<>()\[\]\\\"]+"
_ADDRESS = re.compile(rf"{_PART}@({_PART}\.{_PART})")
_LONGEST_ADDRESS = 255


def create_user(
    username: str,
    password: str | None,
    *,
    roles: Iterable[str] = (),
    level: int = 0,
    email: str | None = None,
    by_operator: bool = False,
    kept: str | None = None,
) -> User:
    """Make an account. An address given here is taken as confirmed: the operator vouches for it, or a site they trust.

    ``password``: None for somebody whom another site signs in.

    ``kept``: the password's hash, where it was worked out before the transaction, which it would hold up.
    Raises Conflict where name or address is taken, Invalid on unknown roles or bad input.
    """
    username = clean_name(username, by_operator=by_operator)
    email = clean_address(email)
    if password is not None:
        kept = checked_password(password, username, email) and (kept or hash_of(password))
    refuse_taken_name(username)
    if email and find_user_of_address(email) is not None:
        raise Conflict(say("There is an account with the address %(address)s already.", address=email))
    user = User(username=username, email=email, password=kept or "")
    user.email_confirmed_at = now() if email else None
    user.roles = [role_named(name) for name in dict.fromkeys(roles)]
    session.add(user)
    _flush(say("Somebody took that name or address at this moment. Choose another."))
    set_level(user.actor_id, level)
    return user


def clean_address(address: str | None) -> str | None:
    """An e-mail address as it is kept, or None for none. Raises Invalid where it cannot be one."""
    address = (address or "").strip().lower()
    if not address:
        return None
    found = _ADDRESS.fullmatch(address) if len(address) <= _LONGEST_ADDRESS else None
    if found is None or not _is_a_domain(found[1]):
        raise Invalid(say("An e-mail address looks like name@example.org."), "email")
    return address


def _is_a_domain(name: str) -> bool:
    """Whether mail could ask for it: none of its labels empty or too long."""
    try:
        name.encode("idna")
    except UnicodeError:
        return False
    return True


def refuse_taken_name(username: str, *, besides: User | None = None) -> None:
    """Raise Conflict where the name, or one that looks like it, is somebody's or was until lately."""
    look, own = look_of_name(username), besides.id if besides else None
    taken = session.scalar(select(User.username).where(User.look == look, User.id.is_distinct_from(own)))
    if taken is not None and key_of_name(taken) == key_of_name(username):
        raise Conflict(say("There is an account named %(name)s already. Choose another name.", name=taken))
    if taken is not None:
        alike = say("That name looks like %(name)s, which is somebody's already. Choose another name.", name=taken)
        raise Conflict(alike)
    held = session.get(HeldName, look)
    if held is not None and held.until > now() and (own is None or held.user_id != own):
        raise Conflict(say("That name was somebody else's until lately. Choose another name."))


def rename(user: User, username: str) -> None:
    """Give somebody another name. What they posted shows it; the log knows them by a pseudonym that stays.

    The old name stays theirs to return to and is kept from others. Raises Conflict where the new one is taken, or the
    present one is newer than 30 days; Invalid where it breaks a rule.
    """
    username = clean_name(username)
    if username == user.username:
        return
    other_look = look_of_name(username) != user.look
    if other_look and user.renamed_at is not None and now() - user.renamed_at < NAME_KEPT:
        kept = say_many(
            "A new name is kept for %(num)s day, so that others can follow who is who.",
            "A new name is kept for %(num)s days, so that others can follow who is who.",
            NAME_KEPT.days,
        )
        raise Conflict(kept)
    refuse_taken_name(username, besides=user)
    if other_look:
        hold_name(user.look, user.id)
        session.execute(delete(HeldName).where(HeldName.look == look_of_name(username)))
        user.renamed_at = now()
    user.username = username
    _flush(say("Somebody took that name at this moment. Choose another."))


def hold_name(look: str, user_id: int | None) -> None:
    """Keep a name from everybody else for a while."""
    session.execute(delete(HeldName).where(or_(HeldName.look == look, HeldName.until <= now())))
    session.add(HeldName(look=look, user_id=user_id, until=now() + NAME_HELD))
    _flush(say("Somebody took or gave up a name like this one at this moment. Nothing was changed; try again."))


def set_password(user: User, kept: str, *, besides: SignIn | None = None) -> None:
    """Give an account another password, by its hash: hashing would hold a transaction up.

    Everybody is signed out but one browser, and links to reset it are void.
    """
    user.password = kept
    withdraw_links(user, Purpose.RESET)
    end_sessions(user, besides=besides)
    forget(guesses_at(user.username, user.email))


def set_address(user: User, address: str | None) -> None:
    """Give an account a confirmed address, or none. Raises Conflict where it is another account's by now.

    A link to reset the password went to the old address, so it is void.
    """
    if address is not None:
        other = find_user_of_address(address)
        if other is not None and other.id != user.id:
            raise Conflict(say("This address belongs to another account by now."))
    user.email, user.email_confirmed_at = address, now() if address else None
    withdraw_links(user, Purpose.RESET, Purpose.CONFIRM)
    _flush(say("This address belongs to another account by now."))


def find_user(username: str) -> User | None:
    """The account of that name, in capitals or not, if there is one."""
    return session.scalar(select(User).where(User.name_key == key_of_name(username)))


def find_user_of_address(address: str) -> User | None:
    """The account with that e-mail address, if there is one."""
    return session.scalar(select(User).where(User.email == address.strip().lower()))


def find_user_by_either(name_or_address: str) -> User | None:
    """The account of that name or e-mail address, if there is one; no name looks like an address."""
    return session.scalar(
        select(User).where(
            or_(User.name_key == key_of_name(name_or_address), User.email == name_or_address.strip().lower())
        )
    )


def get_user(username: str) -> User:
    """The account of that name. Raises NotFound."""
    user = find_user(username)
    if user is None:
        raise NotFound(say("Nobody here is named %(name)s.", name=username))
    return user


def set_roles(username: str, roles: Iterable[str]) -> User:
    """Give an account exactly these roles, and end its sessions. No other site's word takes any of them back."""
    user = get_user(username)
    session.execute(update(LinkedIdentity).where(LinkedIdentity.user_id == user.id).values(roles_given=""))
    user.roles = [role_named(name) for name in dict.fromkeys(roles)]
    end_sessions(user)
    return user


def is_only_admin(user: User) -> bool:
    """Whether nobody else could give roles, or decide what two admins have to."""
    if ADMIN not in {role.name for role in user.roles}:
        return False
    others = select(func.count(User.id)).where(User.active, User.id != user.id, User.roles.any(Role.name == ADMIN))
    return not session.scalar(others)


def _flush(taken: str) -> None:
    """Write, and answer as a look-up would have where another worker was there first."""
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(taken) from None


def role_named(name: str) -> Role:
    """The role of that name. Raises Invalid where there is none."""
    if name not in ROLES:
        raise Invalid(say("%(name)s is no role. There are: %(roles)s.", name=name, roles=", ".join(ROLES)), "role")
    role = session.scalar(select(Role).where(Role.name == name))
    if role is None:
        role = Role(name=name)
        session.add(role)
    return role
