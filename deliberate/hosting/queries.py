"""What a host's page may say of a deliberation to whoever reads that page."""

from dataclasses import dataclass

from sqlalchemy import select

from deliberate.articles.models import Article, Audience
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.policy import Permission, may
from deliberate.hosting.models import Attachment
from deliberate.reading.index_page import count_shown


@dataclass(frozen=True)
class Discussion:
    """A deliberation as one reader may know of it: where it is and how many claims and items they would find."""

    slug: str
    title: str
    state: str
    claims: int
    items: int


def find_attached(key: str) -> Article | None:
    """The article that stands for a key of the host's."""
    return session.scalar(
        select(Article).join(Attachment, Attachment.article_id == Article.id).where(Attachment.key == key)
    )


def is_attached(key: str) -> bool:
    """Whether an article stands for it, whoever may read that."""
    return session.get(Attachment, key) is not None


def find_discussion(reader: Actor, key: str) -> Discussion | None:
    """What this reader may know of the deliberation under a key; None where there is none or it is not open to them.

    One that is for whoever has its link is told of to its editors alone: a host's page is no such link.
    """
    article = find_attached(key)
    if article is None or not may(reader, Permission.READ_ARTICLE, article):
        return None
    if article.audience is Audience.LINK and not may(reader, Permission.EDIT_ARTICLE, article):
        return None
    claims, items = count_shown(article)
    return Discussion(article.slug, article.title, article.state.value, claims, items)
