"""The standalone site's people, as the extension asks for anybody's."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from flask import url_for
from sqlalchemy import select

from deliberate.accounts.leaving import data_of, refuse_only_admin, remove_account
from deliberate.accounts.letters import Change
from deliberate.accounts.models import Role, User
from deliberate.accounts.posting import tell
from deliberate.accounts.services import find_user
from deliberate.accounts.signing_in import check_own_password, current_user, is_fresh
from deliberate.accounts.site import accounts
from deliberate.core.actors import ADMIN, MODERATOR, VISITOR, Actor
from deliberate.core.db import session
from deliberate.core.personal_data import Row


class AccountIdentity:
    """Whoever is signed in with an account of this site."""

    def current(self) -> Actor:
        user = current_user()
        return as_actor(user) if user else VISITOR

    def actor(self, actor_id: str) -> Actor | None:
        """Whoever has the account of this id, while it can be signed in to."""
        user = session.scalar(select(User).where(User.actor_id == actor_id, User.active))
        return as_actor(user) if user else None

    def names(self, ids: Iterable[str]) -> Mapping[str, str]:
        users = session.execute(select(User.actor_id, User.username).where(User.actor_id.in_(list(ids))))
        return {user.actor_id: user.username for user in users}

    def contacts(self, ids: Iterable[str]) -> Mapping[str, str]:
        """The addresses of these people, of those who have shown that they read mail there."""
        reads = (User.active, User.email.is_not(None), User.email_confirmed_at.is_not(None))
        users = session.execute(select(User.actor_id, User.email).where(User.actor_id.in_(list(ids)), *reads))
        return {user.actor_id: user.email for user in users}

    def moderators(self) -> Iterable[str]:
        """The ids of everybody who may decide on contributions."""
        found = select(User.actor_id).where(User.active, User.roles.any(Role.name.in_((MODERATOR, ADMIN))))
        return session.scalars(found).all()

    def admins(self) -> Iterable[str]:
        """The ids of everybody who runs the site."""
        return session.scalars(select(User.actor_id).where(User.active, User.roles.any(Role.name == ADMIN))).all()

    def find(self, name: str) -> str | None:
        """The id of the account of that name."""
        user = find_user(name)
        return user.actor_id if user else None

    def forget(self, actor_id: str) -> None:
        """Take the account of somebody who leaves away, with all that hangs on it."""
        remove_account(actor_id)

    def before_forget(self, actor_id: str) -> None:
        """Let nobody go without whom nobody would run the site, and tell whoever goes. Raises Conflict."""
        user = _of(actor_id)
        if user is not None:
            refuse_only_admin(user)
            tell(user, Change.GONE)

    def confirms(self, actor_id: str, password: str) -> bool | None:
        """Whether this is the password of an account, None of one that has none. Raises TooMany."""
        user = _of(actor_id)
        return check_own_password(user, password) if user is not None and user.has_password else None

    def data(self, actor_id: str) -> Mapping[str, Iterable[Row]]:
        """What is kept of the account itself."""
        user = _of(actor_id)
        return data_of(user) if user is not None else {}

    def sign_in_url(self, back: str) -> str:
        """The sign-in page, which leads back to where somebody wanted to go."""
        return f"{url_for('accounts.sign_in')}?{urlencode({'next': back})}"

    def renaming_page(self) -> str:
        """Where somebody chooses another name."""
        return url_for("accounts.change_name")

    def has_password(self) -> bool:
        user = current_user()
        return user is not None and user.has_password

    def proves(self, password: str) -> bool:
        """Whether whoever is signed in is at the screen. Raises TooMany."""
        user = current_user()
        if user is None or not user.has_password:
            return is_fresh()
        return check_own_password(user, password)

    def links(self) -> Mapping[str, str]:
        """The account links that the frame of every page shows."""
        shown = {
            "sign_in_url": url_for("accounts.sign_in"),
            "sign_out_url": url_for("accounts.sign_out"),
            "account_url": url_for("accounts.account"),
        }
        if accounts.settings.open_sign_up:
            shown["sign_up_url"] = url_for("accounts.sign_up")
        return shown


def _of(actor_id: str) -> User | None:
    return session.scalar(select(User).where(User.actor_id == actor_id))


def as_actor(user: User) -> Actor:
    """The actor an account stands for; the level is added by whoever asks."""
    return Actor(id=user.actor_id, name=user.username, roles=frozenset(role.name for role in user.roles))
