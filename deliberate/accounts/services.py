"""Making accounts and giving roles: the one set of rules for the sign-up page, the command line and the demo."""

import re
import unicodedata
from collections.abc import Iterable
from uuid import uuid4

from flask_security import hash_password
from sqlalchemy import or_, select

from deliberate.accounts.models import Role, User, key_of_name
from deliberate.core.actors import ROLES
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, NotFound
from deliberate.core.standing import set_level

#: Shorter ones are guessed too soon; the sign-up form asks for as many.
MIN_PASSWORD = 10

_NAME = re.compile(r"[\w-]{3,32}")
_ADDRESS = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+\.[^@\s\x00-\x1f]+")
_LONGEST_ADDRESS = 255


def create_user(
    username: str, password: str, *, roles: Iterable[str] = (), level: int = 0, email: str | None = None
) -> User:
    """Make an account. Raises Conflict where name or address is taken, Invalid on unknown roles or bad input."""
    username = clean_name(username)
    email = clean_address(email)
    if len(password) < MIN_PASSWORD:
        raise Invalid(f"A password has at least {MIN_PASSWORD} characters.", "password")
    if find_user(username) is not None:
        raise Conflict(f"There is an account named {username} already.")
    if email and find_user_of_address(email) is not None:
        raise Conflict(f"There is an account with the address {email} already.")
    # As the sign-in page reads it, or a password with an accent would never match.
    user = User(username=username, email=email, password=hash_password(unicodedata.normalize("NFKD", password)))
    user.roles = [_role(name) for name in dict.fromkeys(roles)]
    session.add(user)
    session.flush()
    set_level(user.actor_id, level)
    return user


def clean_name(name: str) -> str:
    """A name as it is kept. Raises Invalid where it breaks the rule."""
    name = unicodedata.normalize("NFKC", name.strip())
    if not _NAME.fullmatch(name):
        raise Invalid("A name has 3 to 32 letters, digits, hyphens or underscores.", "username")
    return name


def clean_address(address: str | None) -> str | None:
    """An e-mail address as it is kept, or None for none. Raises Invalid where it cannot be one."""
    address = (address or "").strip().lower()
    if not address:
        return None
    if len(address) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        raise Invalid("An e-mail address looks like name@example.org.", "email")
    return address


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
        raise NotFound(f"Nobody here is named {username}.")
    return user


def set_roles(username: str, roles: Iterable[str]) -> User:
    """Give an account exactly these roles, and end its sessions so that they hold at once."""
    user = get_user(username)
    user.roles = [_role(name) for name in dict.fromkeys(roles)]
    user.fs_uniquifier = uuid4().hex
    return user


def _role(name: str) -> Role:
    if name not in ROLES:
        raise Invalid(f"{name} is no role. There are: {', '.join(ROLES)}.", "role")
    role = session.scalar(select(Role).where(Role.name == name))
    if role is None:
        role = Role(name=name)
        session.add(role)
    return role
