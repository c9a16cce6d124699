"""Who may read the deliberation of a topic: whoever may read the topic. The forum is asked, and our rows follow it.

Each page looks whether they do, for its articles and for whoever asks; an hourly job looks for everybody, because
notices go out to people who ask for nothing.
"""

from collections.abc import Sequence
from dataclasses import fields
from datetime import timedelta
from typing import Any

from flaskbb.forum.models import Forum, Topic
from sqlalchemy import ColumnElement, Select, String, and_, case, cast, exists, false, func, literal, not_, or_, select

from deliberate.articles.drafts import ArticleDraft
from deliberate.articles.groups import kept_group
from deliberate.articles.models import KEPT, Article, ArticleEditor, Audience, Group, GroupMember
from deliberate.articles.services import change_settings, remove_editor
from deliberate.core.actors import SYSTEM, Actor
from deliberate.core.db import session, transaction
from deliberate.core.events import pseudonym_of, record
from deliberate.flaskbb.access import (
    OPENED,
    Member,
    guest_groups,
    has_topic,
    member_of,
    open_to,
    open_to_user,
    user_key,
)
from deliberate.hosting.models import Attachment
from deliberate.jobs.tasks import every

#: Of a topic that is gone or hidden: a group with nobody in it. Of a forum that is not open to guests: its number.
NOBODY = "flaskbb-nobody"
FORUM = "flaskbb-forum-"
_EVERYBODY = "everybody"


def follow(person: str | None) -> None:
    """Have the audiences of articles, and what this person reads and edits, be as the forum has it. Begins a unit of
    work of its own where something is not."""
    if _astray() or (person is not None and _differs(person)):
        with transaction():
            settle(person)


def settle(person: str | None = None) -> None:
    """The same within a unit of work."""
    for article, wanted, forum in _astray():
        _open_to(article, wanted, forum)
    session.flush()
    if person is not None:
        _settle_person(person)


@every(timedelta(hours=1), "follow_forum")
def follow_everybody() -> None:
    """Take out of groups, and of editing, whoever may not read the topics any more."""
    follow(None)
    for person in _strayed():
        follow(person)


def _astray() -> Sequence[Any]:
    """The articles of topics whose audience is not that of the topic, each with the key of the group that it is."""
    number = cast(Topic.forum_id, String)
    wanted = case(
        (or_(Topic.id.is_(None), Topic.hidden.is_(True)), KEPT + NOBODY),
        (open_to(guest_groups(), Topic.forum_id), _EVERYBODY),
        else_=literal(KEPT + FORUM) + number,
    )
    actual = case(
        (Article.audience == Audience.PUBLIC, _EVERYBODY),
        (Article.audience == Audience.GROUP, func.coalesce(Group.join_code, "")),
        else_="",
    )
    return session.execute(
        select(Article, wanted, Forum.title)
        .select_from(Attachment)
        .join(Article, Article.id == Attachment.article_id)
        .outerjoin(Topic, has_topic())
        .outerjoin(Forum, Forum.id == Topic.forum_id)
        .outerjoin(Group, Group.id == Article.group_id)
        .where(Attachment.key.startswith(OPENED, autoescape=True), wanted != actual)
    ).all()


def _open_to(article: Article, wanted: str, forum: str | None) -> None:
    """The article's settings with this audience, logged as any change of them."""
    settings = {each.name: getattr(article, each.name) for each in fields(ArticleDraft)}
    settings |= {"audience": Audience.PUBLIC, "group_id": None}
    if wanted != _EVERYBODY:
        group = kept_group(wanted.removeprefix(KEPT), NOBODY if wanted == KEPT + NOBODY else str(forum))
        settings |= {"audience": Audience.GROUP, "group_id": group.id}
    change_settings(SYSTEM, article, ArticleDraft(**settings), article.settings_number)


def _differs(person: str) -> bool:
    member = member_of(person)
    return any(wanted != actual for wanted, actual in (_groups(person, member), _edited(person, member)))


def _settle_person(person: str) -> None:
    member = member_of(person)
    wanted, actual = _groups(person, member)
    for group in wanted - actual:
        session.add(GroupMember(group_id=group, actor_id=person))
    for group in actual - wanted:
        session.delete(session.get_one(GroupMember, (group, person)))
    wanted, actual = _edited(person, member)
    for article in (session.get_one(Article, each) for each in wanted - actual):
        session.add(ArticleEditor(article_id=article.id, actor_id=person))
        record(SYSTEM, "add_editor", article, after=pseudonym_of(Actor(id=person)))
    for article in (session.get_one(Article, each) for each in actual - wanted):
        remove_editor(SYSTEM, article, person)


def _groups(person: str, member: Member | None) -> tuple[set[int], set[int]]:
    """The groups of forums that this person belongs into, and those they are in."""
    ours = Group.join_code.startswith(KEPT + FORUM, autoescape=True)
    in_them = select(GroupMember.group_id).join(Group).where(GroupMember.actor_id == person, ours)
    if member is None:
        return set(), set(session.scalars(in_them))
    forum = select(Group.id).join(Forum, Group.join_code == KEPT + FORUM + cast(Forum.id, String))
    return set(session.scalars(forum.where(open_to(member.groups)))), set(session.scalars(in_them))


def _edited(person: str, member: Member | None) -> tuple[set[int], set[int]]:
    """The articles of topics that this person is to edit, and those they do edit.

    A topic's author edits its claims, and so does whoever moderates its forum; others who were asked to stay, as long
    as the topic is open to them.
    """
    edits = _of_topics().join(ArticleEditor, ArticleEditor.article_id == Attachment.article_id)
    actual = set(session.scalars(edits.where(ArticleEditor.actor_id == person)))
    if member is None:
        return set(), actual
    readable = and_(Topic.hidden.is_(False), open_to(member.groups, Topic.forum_id))
    theirs: ColumnElement[bool] = or_(Topic.user_id == member.id, Topic.forum_id.in_(member.moderated))
    if member.barred:
        theirs = false()
    wanted = set(session.scalars(_of_topics().where(readable, theirs)))
    kept = set(session.scalars(edits.where(ArticleEditor.actor_id == person, readable)))
    return wanted | kept, actual


def _of_topics() -> Select[int]:
    followed = Attachment.key.startswith(OPENED, autoescape=True)
    return select(Attachment.article_id).outerjoin(Topic, has_topic()).where(followed)


def _strayed() -> list[str]:
    """The ids of those who are in the group of a forum, or edit a topic of one, that is closed to them by now."""
    closed = not_(exists().where(user_key() == GroupMember.actor_id, open_to_user()).correlate(GroupMember, Forum))
    members = (
        select(GroupMember.actor_id)
        .join(Group, Group.id == GroupMember.group_id)
        .join(Forum, Group.join_code == KEPT + FORUM + cast(Forum.id, String))
        .where(closed, GroupMember.actor_id != SYSTEM.key)
    )
    shut = not_(exists().where(user_key() == ArticleEditor.actor_id, open_to_user()).correlate(ArticleEditor, Forum))
    editors = (
        select(ArticleEditor.actor_id)
        .join(Attachment, Attachment.article_id == ArticleEditor.article_id)
        .join(Topic, has_topic())
        .join(Forum, Forum.id == Topic.forum_id)
        .where(shut)
    )
    return sorted(set(session.scalars(members)) | set(session.scalars(editors)))
