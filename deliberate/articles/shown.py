"""Which article a page is about, from its address: what visitors' pages are kept by."""

import uuid
from typing import Any

from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.contributions import Contribution
from deliberate.core.db import session


def by_slug(slug: str, **_rest: Any) -> int | None:
    """The id of the article of this name."""
    return session.scalar(select(Article.id).where(Article.slug == slug))


def by_claim(claim: uuid.UUID, **_rest: Any) -> int | None:
    """The id of the article of this claim."""
    return session.scalar(select(Contribution.article_id).where(Contribution.public_id == claim))
