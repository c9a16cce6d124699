"""The standalone site's people, as the extension asks for anybody's."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from flask import url_for
from flask_security import current_user
from sqlalchemy import select

from deliberate.accounts.models import Role, User
from deliberate.accounts.services import find_user
from deliberate.core.actors import ADMIN, MODERATOR, VISITOR, Actor
from deliberate.core.db import session


class AccountIdentity:
    """Whoever is signed in with an account of this site."""

    def current(self) -> Actor:
        if not current_user or not current_user.is_authenticated:
            return VISITOR
        return as_actor(current_user)

    def names(self, ids: Iterable[str]) -> Mapping[str, str]:
        users = session.scalars(select(User).where(User.actor_id.in_(list(ids))))
        return {user.actor_id: user.username for user in users}

    def moderators(self) -> Iterable[str]:
        """The ids of everybody who may decide on contributions."""
        found = select(User.actor_id).where(User.active, User.roles.any(Role.name.in_((MODERATOR, ADMIN))))
        return session.scalars(found).all()

    def find(self, name: str) -> str | None:
        """The id of the account of that name."""
        user = find_user(name)
        return user.actor_id if user else None

    def sign_in_url(self, back: str) -> str:
        """The sign-in page, which leads back to where somebody wanted to go."""
        return f"{url_for('security.login')}?{urlencode({'next': back})}"

    def links(self) -> Mapping[str, str]:
        """The account links that the frame of every page shows."""
        return {
            "sign_in_url": url_for("security.login"),
            "sign_up_url": url_for("security.register"),
            "sign_out_url": url_for("accounts.sign_out"),
        }


def as_actor(user: User) -> Actor:
    """The actor an account stands for; the level is added by whoever asks."""
    return Actor(id=user.actor_id, name=user.username, roles=frozenset(role.name for role in user.roles))
