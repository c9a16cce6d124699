"""What new contributions meet: pre-moderation, a newcomer's first posts and links, and a daily limit."""

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.errors import TooMany
from deliberate.core.policy import Permission, may
from deliberate.core.screening import PASSED, Outcome, Verdict, screen
from deliberate.core.site import settings
from deliberate.core.standing import Standing

_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)


@screen
def pre_moderation(actor: Actor, article: Any, text: str) -> Verdict:
    """Everything waits in a pre-moderated article, but for what its editors and the moderators write."""
    if not article.premoderated or _runs_it(actor, article):
        return PASSED
    return Verdict(Outcome.HOLD, "In this article a moderator looks at every contribution before it shows.")


@screen
def newcomers_posts(actor: Actor, article: Any, text: str) -> Verdict:
    """The first posts of somebody new wait until enough of them have been approved."""
    if actor.level > 0 or _runs_it(actor, article) or _approved(actor) >= settings.newcomer_posts_held:
        return PASSED
    many = settings.newcomer_posts_held
    first = "first post" if many == 1 else f"first {many} posts"
    return Verdict(Outcome.HOLD, f"You are new here: your {first} wait until a moderator has looked at them.")


@screen
def newcomers_links(actor: Actor, article: Any, text: str) -> Verdict:
    """Many links from somebody new are looked at first: that is what spam looks like."""
    if actor.level > 0 or _runs_it(actor, article) or len(_LINK.findall(text)) <= settings.newcomer_links:
        return PASSED
    return Verdict(
        Outcome.HOLD,
        f"You are new here, and this holds more than {settings.newcomer_links} links: a moderator looks at it first.",
    )


@screen
def posts_per_day(actor: Actor, article: Any, text: str) -> Verdict:
    """Raises TooMany once somebody has posted as much in 24 hours as anyone may."""
    if _runs_it(actor, article):
        return PASSED
    # An item and its bearing are one post. What editors make in their own articles is another matter.
    posted = session.scalar(
        select(func.count(Contribution.id))
        .join(Article, Article.id == Contribution.article_id)
        .where(
            Contribution.author_id == actor.key,
            Contribution.created_at > now() - timedelta(days=1),
            Contribution.kind != "evidence",
            Article.author_id != actor.key,
        )
    )
    if (posted or 0) >= settings.posts_per_day:
        raise TooMany(f"You have posted {settings.posts_per_day} times in 24 hours. Go on tomorrow.")
    return PASSED


def _runs_it(actor: Actor, article: Any) -> bool:
    return actor.is_moderator or may(actor, Permission.EDIT_ARTICLE, article)


def _approved(actor: Actor) -> int:
    return session.scalar(select(Standing.approved).where(Standing.actor_id == actor.key)) or 0
