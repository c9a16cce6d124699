"""Who is shown an article and its claims just as anybody of their level is, but for what is in a place of its own."""

from functools import cache

from sqlalchemy import BindParameter, Executable, bindparam, or_, select
from sqlalchemy.orm import aliased

from deliberate.articles.access import PUBLISHED
from deliberate.articles.models import Article, ArticleEditor, Audience, GroupMember
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.evidence.models import Bearing, Evidence
from deliberate.web.keeping import kept_pages

#: From this level on, what somebody may do depends on what they rated and flagged.
_CURATORS = 3


def reads_like_many(actor: Actor, article: Article) -> bool:
    """Whether nothing on the article's pages is shown to this person otherwise than to others of their level.

    No moderator or editor does, nor whoever posted something on it, or something that is used on it, or may read
    articles that others may not: an item on this article may come from one.
    """
    if not kept_pages().keeps_parts or not actor.signed_in:
        return False
    if actor.roles or actor.is_suspended or actor.level >= _CURATORS:
        return False
    if article.audience is Audience.GROUP or article.state not in PUBLISHED:
        return False
    return session.scalar(_something_of_their_own(), {"actor": actor.key, "article": article.id}) is None


@cache
def _something_of_their_own() -> Executable:
    actor: BindParameter[str] = bindparam("actor")
    article: BindParameter[int] = bindparam("article")
    item = aliased(Evidence, flat=True)
    posted = select(Contribution.id).where(Contribution.author_id == actor, Contribution.article_id == article)
    used = select(Bearing.id).join(item, item.id == Bearing.evidence_id)
    used = used.where(item.author_id == actor, Bearing.article_id == article)
    member = select(GroupMember.group_id).where(GroupMember.actor_id == actor)
    imported = select(Article.id).where(Article.author_id == actor)
    edits = select(ArticleEditor.article_id).where(ArticleEditor.actor_id == actor)
    return select(1).where(or_(*(each.exists() for each in (posted, used, member, imported, edits))))
