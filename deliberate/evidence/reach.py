"""What a source or a publisher reaches: who cites it, whose words rest on it, and which articles' weights it moves."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, select, union_all

from deliberate.articles.models import Article
from deliberate.core.contributions import Contribution
from deliberate.core.db import session, transaction
from deliberate.core.signals import weighed_together, weights_due
from deliberate.evidence.models import Bearing, Evidence, Source
from deliberate.jobs.services import enqueue
from deliberate.jobs.tasks import Run, job

#: So many articles are weighed with the act that moves them; of more, jobs weigh some at a time.
AT_ONCE, SLICE = 20, 20


def items_citing(sources: Collection[int]) -> Sequence[Evidence]:
    """Everything that cites these sources, in whatever state, oldest first."""
    return session.scalars(select(Evidence).where(Evidence.source_id.in_(sources)).order_by(Evidence.id)).all()


def articles_citing(sources: Collection[int]) -> list[int]:
    """The ids of the articles on which they are cited, or on which an item that cites them is used."""
    items = select(Evidence.id).where(Evidence.source_id.in_(sources))
    home = select(Evidence.article_id).where(Evidence.source_id.in_(sources))
    used = select(Bearing.article_id).where(Bearing.evidence_id.in_(items))
    return sorted(set(session.scalars(home)) | set(session.scalars(used)))


def articles_moved_by(sources: Collection[int]) -> Sequence[Article]:
    """The articles whose weights depend on what cites these sources, in the order of their ids."""
    return _moved(select(Evidence.id).where(Evidence.source_id.in_(sources)))


def articles_moved_by_publishers(publishers: Collection[int]) -> Sequence[Article]:
    """The same for publishers."""
    cited = select(Evidence.id).join(Source, Source.id == Evidence.source_id)
    return _moved(cited.where(Source.publisher_id.in_(publishers)))


def _moved(items: Select[Any]) -> Sequence[Article]:
    """An item counts wherever it bears, and so does what it challenges."""
    steps = union_all(
        select(Bearing.evidence_id.label("start"), Bearing.id.label("end")),
        select(Bearing.id.label("start"), Bearing.target_id.label("end")),
    ).subquery()
    moved = select(Contribution.id).where(Contribution.id.in_(items)).cte("moved_by_source", recursive=True)
    moved = moved.union(select(steps.c.end).where(steps.c.start == moved.c.id))
    bearing = select(Bearing.article_id).where(Bearing.id.in_(select(moved.c.id)))
    return session.scalars(select(Article).where(Article.id.in_(bearing)).order_by(Article.id)).all()


def weigh_for_publishers(publishers: Sequence[int]) -> None:
    """Have everything weighed anew that cites one of these."""
    found: dict[int, Article] = {}
    for at in range(0, len(publishers), 500):
        found |= {each.id: each for each in articles_moved_by_publishers(publishers[at : at + 500])}
    weigh([article for _, article in sorted(found.items())])


def weigh(articles: Sequence[Article]) -> None:
    """Weigh a few articles now, and have jobs weigh many."""
    if len(articles) <= AT_ONCE:
        with weighed_together():
            for article in articles:
                weights_due.send(article)
        return
    ids = [article.id for article in articles]
    for at in range(0, len(ids), SLICE):
        enqueue("weigh_articles", {"articles": ids[at : at + SLICE]})


@job("weigh_articles", lease=timedelta(minutes=10))
def weigh_articles(run: Run) -> None:
    """Weigh some articles anew, each in a unit of its own. Weighing twice changes nothing."""
    for key in run.payload["articles"]:
        with transaction():
            article = session.get(Article, key)
            if article is not None:
                weights_due.send(article)
