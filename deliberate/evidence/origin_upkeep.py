"""When suggestions of shared origins are looked for: as an item comes to be shown, and for whole articles by a job."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.clock import now
from deliberate.core.contributions import PUBLIC, Contribution
from deliberate.core.db import session, transaction
from deliberate.core.signals import contribution_changed
from deliberate.evidence.models import Bearing, Evidence
from deliberate.evidence.origins import keep, suggest_for, ties_on
from deliberate.jobs.services import enqueue
from deliberate.jobs.tasks import Run, every, job

#: What brings an item, or other words of it, before readers.
_SHOWING = frozenset({"post", "approve", "edit", "restore", "overturn", "modify"})


@contribution_changed.connect
def look_for_origins(contribution: Contribution, action: str = "", **_news: Any) -> None:
    """An item is looked at once it shows with what it bears on; the article's newest are compared with it."""
    if action not in _SHOWING or not isinstance(contribution, Evidence | Bearing) or not contribution.is_visible:
        return
    if isinstance(contribution, Bearing):
        evidence = session.get_one(Evidence, contribution.evidence_id)
        if evidence.is_visible:
            suggest_for(evidence)
    elif action != "post":
        # Of a new item it is not known yet what it bears on.
        suggest_for(contribution)


def look_through(article: Article) -> None:
    """Have a job compare everything on an article."""
    enqueue("trace_origins", {"article": article.id}, key=f"trace_origins {article.id}")


@job("trace_origins", lease=timedelta(minutes=10))
def trace_origins(run: Run) -> None:
    """Compare everything on one article. A second run finds nothing new."""
    found = ties_on(run.payload["article"])
    with transaction():
        keep(run.payload["article"], found)


@every(timedelta(days=1), "trace_new_origins")
def trace_new_origins() -> None:
    """Each night, whatever was posted that day is compared with all of its article, not just with its newest."""
    with transaction():
        since = now() - timedelta(days=1, hours=1)
        changed = select(Evidence.article_id).where(Evidence.changed_at > since, Evidence.status.in_(PUBLIC))
        for article in session.scalars(select(Article).where(Article.id.in_(changed)).order_by(Article.id)):
            look_through(article)
