"""The forum's people as ours: names, roles, who is banned, where they read mail."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babelplus import get_locale
from flask_login import current_user, login_fresh
from flaskbb.extensions import db
from flaskbb.forum.models import Forum
from flaskbb.forum.models import moderators as forum_moderators
from flaskbb.user.models import User
from flaskbb.utils.settings import flaskbb_config
from sqlalchemy import ColumnElement, and_, exists, not_, or_, select

from deliberate.core.actors import ADMIN, MODERATOR, VISITOR, Actor
from deliberate.core.db import in_transaction
from deliberate.core.text import whole_number
from deliberate.flaskbb.access import carrying, has_flag, member_of, open_to_user
from deliberate.flaskbb.audiences import follow


class ForumPeople:
    """What FlaskBB has to say of its users."""

    def current(self) -> Actor:
        """Whoever the forum has signed in; a guest is a visitor."""
        return (_actor(current_user.get_id()) if current_user.is_authenticated else None) or VISITOR

    def actor(self, id: str, /) -> Actor | None:  # noqa: A002  # what the contract calls it
        """Somebody as if they had signed in; what they read and edit is first made what the forum says."""
        if not in_transaction():
            follow(id)
        return _actor(id)

    def names(self, ids: Iterable[str]) -> Mapping[str, str]:
        """Their usernames."""
        return {str(each.id): each.username for each in _users(ids)}

    def find(self, name: str) -> str | None:
        """The id of whoever has this username."""
        found = db.session.scalar(select(User.id).where(User.username == name))
        return None if found is None else str(found)

    def moderators(self) -> list[str]:
        """Everybody who moderates here."""
        return _ids(or_(_admins(), _moderators()))

    def admins(self) -> list[str]:
        """The forum's admins."""
        return _ids(_admins())

    def contacts(self, ids: Iterable[str]) -> Mapping[str, str]:
        """The addresses of those who have confirmed theirs; whoever is banned gets no letters."""
        reached = and_(User.activated.is_(True), not_(has_flag("banned")))
        return {str(each.id): each.email for each in _users(ids, reached)}

    def proves(self, _password: str) -> bool:
        """Whether they signed in by themselves, and no cookie of long ago did: as the forum asks of its admins."""
        return bool(login_fresh())

    def links(self) -> Mapping[str, Any]:
        """The forum's own name."""
        return {"name": flaskbb_config["PROJECT_TITLE"]}

    def language(self) -> str:
        """What the forum is read in."""
        return str(get_locale())


def _actor(key: str) -> Actor | None:
    member, user = member_of(key), db.session.get(User, whole_number(key) or 0)
    if member is None or not user.is_active:
        return None
    held = {ADMIN: _admins(), MODERATOR: _moderators()}
    asked = select(*(exists().where(User.id == member.id, each) for each in held.values()))
    roles = {role for role, has in zip(held, db.session.execute(asked).one(), strict=True) if has}
    return Actor(str(member.id), user.username, frozenset(roles), barred=member.barred)


def _users(ids: Iterable[str], *conditions: ColumnElement[bool]) -> Any:
    numbers = [number for number in map(whole_number, ids) if number is not None]
    return db.session.scalars(select(User).where(User.id.in_(numbers), *conditions))


def _ids(condition: ColumnElement[bool]) -> list[str]:
    return [str(each) for each in db.session.scalars(select(User.id).where(condition).order_by(User.id))]


def _admins() -> ColumnElement[bool]:
    return and_(has_flag("admin"), not_(has_flag("banned")))


def _moderators() -> ColumnElement[bool]:
    """A moderator of ours sees every deliberation: one of the forum's is one where each lies in a forum of theirs.

    Super moderators moderate every forum that is open to them.
    """
    named = exists().where(forum_moderators.c.user_id == User.id, forum_moderators.c.forum_id == Forum.id)
    # SQLAlchemy looks by itself no further than one query out.
    named = named.correlate(User, Forum)
    theirs = and_(open_to_user(), or_(has_flag("super_mod"), named))
    other = exists().where(Forum.id.in_(carrying()), not_(theirs)).correlate(User)
    return and_(or_(has_flag("super_mod"), has_flag("mod")), not_(has_flag("banned")), not_(other))
