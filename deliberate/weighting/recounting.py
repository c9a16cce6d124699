"""The full pass: every balance worked out from all there is, to see how far what was kept in step has drifted.

It holds one article at a time, in a unit of work of its own, so that nobody waits for the whole site.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import and_, or_, select

from deliberate.articles.models import Article
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.errors import DomainError
from deliberate.evidence.models import Curation, Evidence
from deliberate.jobs.models import Job
from deliberate.jobs.services import UNFINISHED, enqueue
from deliberate.jobs.tasks import Run, every, job
from deliberate.weighting.gathering import articles_moved_by
from deliberate.weighting.history import Cause
from deliberate.weighting.inputs import SOURCE_OVERDUE
from deliberate.weighting.keeping import reweigh, reweigh_around
from deliberate.weighting.models import Score

#: A sum that is further off than this was not kept in step: something is wrong.
ALARM = 1e-4

#: So long one job goes on before it leaves the rest to the next, and so many articles it takes at most.
SLICE = timedelta(seconds=20)
SLICE_ARTICLES = 500

logger = logging.getLogger("deliberate.weighting")


@dataclass(frozen=True)
class Drift:
    """What a recount found: how many balances there are, how many moved, and the furthest, in log-odds; and how many
    articles could not be weighed at all."""

    balances: int = 0
    moved: int = 0
    furthest: float = 0.0
    failed: int = 0

    def and_then(self, other: "Drift") -> "Drift":
        """Both together."""
        return Drift(
            self.balances + other.balances,
            self.moved + other.moved,
            max(self.furthest, other.furthest),
            self.failed + other.failed,
        )

    @property
    def is_alarming(self) -> bool:
        return self.furthest > ALARM or self.failed > 0

    @property
    def sentence(self) -> str:
        failed = f" Articles that could not be weighed: {self.failed}." if self.failed else ""
        return (
            f"Weighed {self.balances} balances anew; {self.moved} moved, "
            f"the furthest by {self.furthest:.6f} in log-odds.{failed}"
        )


def recount(article: Article) -> Drift:
    """Weigh an article anew and compare with what was stored; a balance that comes or goes has moved from zero.

    Where a job is about to weigh it, because of what was decided or worked out, that it moves is no drift.
    """
    before, is_due = _stored(article), waits_for_job(article)
    reweigh(article, Cause("recount"))
    after = _stored(article)
    moves = {
        key: abs(after.get(key, (0.0, None))[0] - before.get(key, (0.0, None))[0])
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
    }
    return Drift(len(after), len(moves), 0.0 if is_due else max(moves.values(), default=0.0))


def weighing_key(article_id: int) -> str:
    """What keeps an article from being asked to be weighed twice."""
    return f"weigh_article:{article_id}"


def waits_for_job(article: Article) -> bool:
    """Whether a job is about to weigh an article, or has it in hand."""
    of_several = and_(Job.task == "weigh_articles", Job.state.in_(UNFINISHED))
    asked = select(Job.id).where(or_(Job.key == weighing_key(article.id), of_several))
    return session.scalar(asked.limit(1)) is not None


def _stored(article: Article) -> dict[int, tuple[float, object]]:
    rows = session.execute(
        select(Score.proposition_id, Score.log_odds, Score.balance).where(Score.article_id == article.id)
    )
    return {key: (log_odds, balance) for key, log_odds, balance in rows}


def recount_each(keys: list[int]) -> Iterator[Drift]:
    """Recount these articles one by one; one that is gone meanwhile drifts by nothing.

    One that cannot be weighed at all counts as failed, and the others are recounted all the same.
    """
    for key in keys:
        try:
            with transaction():
                article = session.get(Article, key)
                drift = recount(article) if article is not None else Drift()
        except DomainError:
            logger.exception("Article %s could not be weighed.", key)
            drift = Drift(failed=1)
        yield drift


def articles_after(key: int = 0) -> list[int]:
    """The ids of all articles after that one."""
    return list(session.scalars(select(Article.id).where(Article.id > key).order_by(Article.id)))


@every(timedelta(days=1), "recount")
def recount_nightly() -> None:
    """Have every article recounted, in slices, whatever the site's size."""
    # Else what time alone changed since the last hour would be taken for drift.
    weigh_overdue()
    with transaction():
        _ask_for_slice(0, Drift())


@job("recount_slice", lease=timedelta(minutes=15))
def recount_slice(run: Run) -> None:
    """Recount some articles and leave the rest to another job; after the last, say what all had drifted."""
    done, drift = int(run.payload["after"]), Drift(**run.payload["drift"])
    until = time.monotonic() + SLICE.total_seconds()
    keys = articles_after(done)
    for key, found in zip(keys, recount_each(keys[:SLICE_ARTICLES]), strict=False):
        done, drift = key, drift.and_then(found)
        if time.monotonic() > until:
            break
    if keys and done != keys[-1]:
        with transaction():
            _ask_for_slice(done, drift)
    else:
        logger.log(logging.ERROR if drift.is_alarming else logging.INFO, "recount: %s", drift.sentence)
        # Only now: it has articles weighed anew, which would put right unseen what had drifted.
        with transaction():
            enqueue("recount_raters", {}, key="recount_raters")


def _ask_for_slice(after: int, drift: Drift) -> None:
    enqueue("recount_slice", {"after": after, "drift": asdict(drift)}, key=f"recount after {after}")


@every(timedelta(hours=1), "weigh_overdue")
def weigh_overdue() -> None:
    """Have items weigh less whose requested source has not come in time: nobody acts when that moment passes."""
    since = now() - SOURCE_OVERDUE
    overdue = select(Evidence.id).where(
        Evidence.curation == Curation.SOURCE_REQUESTED,
        Evidence.curated_at.between(since - timedelta(days=2), since),
    )
    for key in session.scalars(overdue).all():
        with transaction():
            evidence = session.get_one(Evidence, key)
            reweigh_around(articles_moved_by(evidence), {key}, Cause("source_overdue", evidence.public_id))
