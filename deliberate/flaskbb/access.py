"""What the forum says of its people, as conditions: which forums are open to whom, and who moderates what."""

from dataclasses import dataclass, field
from typing import Any

from flaskbb.extensions import db
from flaskbb.forum.models import Forum, Topic, forumgroups
from flaskbb.forum.models import moderators as forum_moderators
from flaskbb.user.models import Group, User, groups_users
from sqlalchemy import ColumnElement, String, cast, exists, or_, select

from deliberate.core.text import whole_number
from deliberate.hosting.models import Attachment

#: How the keys of articles begin that were opened from a topic's text, and that a topic only links to.
OPENED, LINKED = "flaskbb-topic-", "flaskbb-link-"


@dataclass(frozen=True)
class Member:
    """Somebody as the forum has them at this moment."""

    id: int
    groups: frozenset[int]
    #: What one of their groups may: "admin", "super_mod", "mod", "banned", "postreply" ...
    may: frozenset[str]
    #: The forums that they were made a moderator of.
    moderated: frozenset[int] = field(default_factory=frozenset)

    @property
    def barred(self) -> bool:
        """Whether the forum lets them read and nothing else."""
        return "banned" in self.may or "postreply" not in self.may


def member_of(key: str) -> Member | None:
    """The member with this id; None for an id that no member has."""
    number = whole_number(key)
    if number is None or db.session.get(User, number) is None:
        return None
    own = select(User.primary_group_id).where(User.id == number)
    more = select(groups_users.c.group_id).where(groups_users.c.user_id == number)
    groups = db.session.scalars(select(Group).where(or_(Group.id.in_(own), Group.id.in_(more)))).all()
    flags = [each.name for each in Group.__table__.columns if each.name not in {"id", "name", "description"}]
    forums = select(forum_moderators.c.forum_id).where(forum_moderators.c.user_id == number)
    return Member(
        number,
        frozenset(each.id for each in groups),
        frozenset(flag for flag in flags if any(getattr(each, flag) for each in groups)),
        frozenset(db.session.scalars(forums)),
    )


def guest_groups() -> frozenset[int]:
    """The groups of whoever is not signed in."""
    return frozenset(db.session.scalars(select(Group.id).where(Group.guest.is_(True))))


def open_to(groups: frozenset[int], forum: Any = Forum.id) -> ColumnElement[bool]:
    """The condition that a forum is open to one of these groups."""
    return exists().where(forumgroups.c.forum_id == forum, forumgroups.c.group_id.in_(groups))


def open_to_user() -> ColumnElement[bool]:
    """The condition that a row of ``Forum`` is open to a row of ``User``, at whatever depth of a query they stand."""
    more = select(groups_users.c.group_id).where(groups_users.c.user_id == User.id).correlate(User)
    in_it = or_(forumgroups.c.group_id == User.primary_group_id, forumgroups.c.group_id.in_(more))
    return exists().where(forumgroups.c.forum_id == Forum.id, in_it).correlate(Forum, User)


def has_topic(prefix: str = OPENED) -> ColumnElement[bool]:
    """The condition that an attachment stands for a row of ``Topic``."""
    return Attachment.key == prefix + cast(Topic.id, String)


def carrying() -> Any:
    """The ids of the forums that have a topic whose text is deliberated."""
    return select(Topic.forum_id).join(Attachment, has_topic())


def user_key() -> ColumnElement[str]:
    """A user's id as it is with us."""
    return cast(User.id, String)


def has_flag(name: str) -> ColumnElement[bool]:
    """The condition that a group of a row of ``User`` has a right of the forum's."""
    flagged = select(Group.id).where(getattr(Group, name).is_(True))
    more = select(groups_users.c.user_id).where(groups_users.c.group_id.in_(flagged))
    return or_(User.primary_group_id.in_(flagged), User.id.in_(more))
