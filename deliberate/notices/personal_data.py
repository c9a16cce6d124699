"""What this room keeps of a person: what they were told, what they watch, and how they want to be told. All of it goes
when they leave, whatever else remains."""

from collections.abc import Iterator

from sqlalchemy import delete, select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.personal_data import Remains, Row, erasers, sections
from deliberate.notices.models import Notice, NoticePreference, PostWatch, Watch


@sections.register("told")
def told(actor_id: str) -> Iterator[Row]:
    found = (
        select(Notice, Article.public_id)
        .outerjoin(Article, Article.id == Notice.article_id)
        .where(Notice.actor_id == actor_id)
        .order_by(Notice.id)
        .execution_options(yield_per=500)
    )
    for notice, article in session.execute(found):
        yield {
            "what": notice.kind,
            "article": article,
            "about": notice.target,
            "more": notice.data,
            "at": notice.created_at,
            "read_at": notice.read_at,
            "mailed_at": notice.mailed_at,
        }


@sections.register("watched")
def watched(actor_id: str) -> Iterator[Row]:
    found = (
        select(Watch, Article.public_id)
        .join(Article, Article.id == Watch.article_id)
        .where(Watch.actor_id == actor_id)
        .order_by(Watch.since, Article.id)
    )
    for watch, article in session.execute(found):
        yield {"article": article, "as": watch.state, "since": watch.since}
    posts = (
        select(PostWatch, Contribution.public_id, Article.public_id)
        .join(Contribution, Contribution.id == PostWatch.contribution_id)
        .join(Article, Article.id == PostWatch.article_id)
        .where(PostWatch.actor_id == actor_id)
        .order_by(PostWatch.since, PostWatch.contribution_id)
    )
    for on_post, post, article in session.execute(posts):
        yield {"article": article, "post": post, "as": on_post.state, "since": on_post.since}


@sections.register("notice settings")
def preferences(actor_id: str) -> Iterator[Row]:
    chosen = session.get(NoticePreference, actor_id)
    if chosen is not None:
        yield {
            "by_mail": chosen.rhythm,
            "watches_own": chosen.watches_own,
            "left_out": chosen.silent,
            "left_out_of_mail": chosen.silent_by_mail,
        }


@erasers.register("notices")
def erase(actor: Actor, _remains: Remains) -> None:
    """Nobody is there to be told."""
    for table in (Notice, Watch, PostWatch, NoticePreference):
        session.execute(delete(table).where(table.actor_id == actor.key))
