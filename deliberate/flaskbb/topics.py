"""A topic and its deliberation: opened from the first post, or another one that the topic links to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app, request
from flaskbb.extensions import db
from flaskbb.forum.models import Forum, Topic
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from deliberate.articles.models import Article
from deliberate.articles.services import get_readable
from deliberate.core.actors import SYSTEM, Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed
from deliberate.core.policy import Permission, may
from deliberate.core.wording import say
from deliberate.flaskbb.access import LINKED, OPENED, Member, guest_groups, has_topic, member_of, open_to
from deliberate.flaskbb.audiences import settle
from deliberate.hosting.models import Attachment
from deliberate.hosting.queries import find_attached, is_attached
from deliberate.propositions.publishing import accept_best, publish


@dataclass(frozen=True)
class TopicLink:
    """The topic that a page of ours belongs to, as far as its reader may know of it."""

    title: str
    url: str
    forum: str
    forum_url: str


def is_open_to(topic: Any, member: Member | None) -> bool:
    """Whether the forum lets somebody, a guest where None, read the topic."""
    groups = guest_groups() if member is None else member.groups
    seen = not topic.hidden or (member is not None and "viewhidden" in member.may)
    return seen and bool(db.session.scalar(select(open_to(groups, topic.forum_id))))


def may_carry(topic: Any, member: Member | None) -> bool:
    """Whether somebody may say that the topic has a deliberation: its author, until it is locked, or who moderates."""
    if member is None or member.barred or not is_open_to(topic, member):
        return False
    is_moderator = bool({"admin", "super_mod"} & member.may) or topic.forum_id in member.moderated
    return is_moderator or (topic.user_id == member.id and not topic.locked and not topic.forum.locked)


def check_carrying(topic: Any, actor: Actor) -> None:
    """Return if they may; raise NotAllowed if not."""
    if not may_carry(topic, member_of(actor.key) if actor.signed_in else None):
        raise NotAllowed(say("Only the author of a topic and the moderators of its forum open its claims."))


def open_from(topic: Any, actor: Actor) -> None:
    """Make the first post an article with its best claims, for those alone who may read the topic.

    Where none are found it stays a draft for its editors. Raises NotAllowed, Conflict, Invalid.
    """
    check_carrying(topic, actor)
    if is_attached(LINKED + str(topic.id)):
        raise Conflict(say("This topic has a deliberation already."))
    key, forum_name = OPENED + str(topic.id), current_app.extensions["deliberate"].links()["name"]
    current_app.extensions["deliberate_flaskbb"].attach(
        key,
        title=topic.title,
        text=topic.first_post.content,
        markup="markdown",
        byline=topic.username,
        publisher=forum_name,
        source_url=address_of(topic),
    )
    with transaction():
        # Only now it is for those who read the topic; until then it was a draft that nobody but the system edits.
        settle(actor.key)
        article = find_attached(key)
        if article is not None and article.opened_at is None and accept_best(SYSTEM, article):
            publish(SYSTEM, article)


def link_to(topic: Any, actor: Actor, slug: str) -> None:
    """Have the topic show a deliberation that is there already. Within a unit of work.

    Raises NotAllowed, NotFound, Conflict.
    """
    check_carrying(topic, actor)
    article = get_readable(actor, slug)
    if not may(actor, Permission.PUBLISH_ARTICLE, article):
        # Its pages lead to the topic: whoever wrote any topic would have a place on anybody's.
        raise NotAllowed(say("Only a deliberation’s editors and moderators have a topic show it."))
    if is_attached(LINKED + str(topic.id)) or is_attached(OPENED + str(topic.id)):
        raise Conflict(say("This topic has a deliberation already."))
    if session.scalar(select(Attachment.key).where(Attachment.article_id == article.id)) is not None:
        raise Conflict(say("That deliberation belongs to another topic."))
    session.add(Attachment(key=LINKED + str(topic.id), article_id=article.id))


def take_link_away(topic: Any, actor: Actor) -> None:
    """Have the topic show it no longer; the deliberation stays what it is. Within a unit of work. Raises NotAllowed."""
    check_carrying(topic, actor)
    found = session.get(Attachment, LINKED + str(topic.id))
    if found is not None:
        session.delete(found)


def slug_at(address: str) -> str:
    """The name of the article that an address of ours leads to. Raises Invalid."""
    try:
        path = urlsplit(address.strip()).path.removeprefix(request.script_root)
        endpoint, values = current_app.url_map.bind("").match(path, "GET")
    except (HTTPException, ValueError):
        endpoint, values = "", {}
    # The forum's own addresses have slugs too.
    if "slug" not in values or not endpoint.startswith("deliberate."):
        raise Invalid(say("That is not the address of a deliberation on this site."), "address")
    return str(values["slug"])


def find_topic(article_id: int, member: Member | None) -> TopicLink | None:
    """The topic of an article, where its reader may know of it."""
    either = has_topic(OPENED) | has_topic(LINKED)
    found = db.session.scalar(select(Topic).join(Attachment, either).where(Attachment.article_id == article_id))
    if found is None or not is_open_to(found, member):
        return None
    return TopicLink(found.title, found.url, found.forum.title, found.forum.url)


def address_of(topic: Any) -> str | None:
    """The topic's whole address."""
    from_root = current_app.url_for("forum.view_topic", topic_id=topic.id, slug=topic.slug or None, _external=True)
    return str(from_root)


def find_or_none(topic_id: int) -> Any:
    """The topic with its forum; None where there is none."""
    return db.session.scalar(select(Topic).join(Forum, Forum.id == Topic.forum_id).where(Topic.id == topic_id))


def article_of_page(values: Mapping[str, Any]) -> int | None:
    """The id of the article that a page of ours is about, by what its address holds."""
    if "slug" in values:
        return session.scalar(select(Article.id).where(Article.slug == values["slug"]))
    ids = [each for each in values.values() if isinstance(each, UUID)]
    return session.scalar(select(Contribution.article_id).where(Contribution.public_id.in_(ids))) if ids else None
