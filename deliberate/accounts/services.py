"""Making accounts and giving roles, for the command line and the demo."""

from collections.abc import Iterable

from flask import current_app
from flask_security import hash_password
from sqlalchemy import select

from deliberate.accounts.models import Role, User
from deliberate.core.actors import ROLES
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, NotFound
from deliberate.core.standing import set_level

#: Shorter ones are guessed too soon; the sign-up form asks for as many.
MIN_PASSWORD = 10


def create_user(
    username: str, password: str, *, roles: Iterable[str] = (), level: int = 0, email: str | None = None
) -> User:
    """Make an account. Raises Conflict where name or address is taken, Invalid on unknown roles or bad input."""
    if not 3 <= len(username) <= 32 or not username.replace("_", "").replace("-", "").isalnum():
        raise Invalid("A name has 3 to 32 letters, digits, hyphens or underscores.", "username")
    if len(password) < MIN_PASSWORD:
        raise Invalid(f"A password has at least {MIN_PASSWORD} characters.", "password")
    if find_user(username) is not None:
        raise Conflict(f"There is an account named {username} already.")
    if email and session.scalar(select(User.id).where(User.email == email)):
        raise Conflict(f"There is an account with the address {email} already.")
    user = User(username=username, email=email, password=hash_password(password))
    user.roles = [_role(name) for name in roles]
    session.add(user)
    session.flush()
    set_level(user.actor_id, level)
    return user


def find_user(username: str) -> User | None:
    """The account of that name, if there is one."""
    return session.scalar(select(User).where(User.username == username))


def get_user(username: str) -> User:
    """The account of that name. Raises NotFound."""
    user = find_user(username)
    if user is None:
        raise NotFound(f"Nobody here is named {username}.")
    return user


def set_roles(username: str, roles: Iterable[str]) -> User:
    """Give an account exactly these roles, and end its sessions so that they hold at once."""
    user = get_user(username)
    user.roles = [_role(name) for name in roles]
    current_app.extensions["security"].datastore.set_uniquifier(user)
    return user


def _role(name: str) -> Role:
    if name not in ROLES:
        raise Invalid(f"{name} is no role. There are: {', '.join(ROLES)}.", "role")
    role = session.scalar(select(Role).where(Role.name == name))
    if role is None:
        role = Role(name=name)
        session.add(role)
    return role
