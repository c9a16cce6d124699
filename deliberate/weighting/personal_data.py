"""What this room keeps of a person: their answers, and which ledgers they asked to see."""

from collections.abc import Iterator

from sqlalchemy import delete, select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.personal_data import Remains, Row, erasers, sections
from deliberate.core.signals import weights_due
from deliberate.weighting.gathering import articles_moved_by
from deliberate.weighting.models import LedgerSeen, RaterRecord, Rating, ViewpointFactor


@sections.register("ratings")
def ratings(actor_id: str) -> Iterator[Row]:
    found = (
        select(Rating, Contribution.public_id, Contribution.kind)
        .join(Contribution, Contribution.id == Rating.contribution_id)
        .where(Rating.actor_id == actor_id)
        .order_by(Rating.id)
        .execution_options(yield_per=500)
    )
    for rating, public_id, kind in session.execute(found):
        yield {
            "of": public_id,
            "kind": kind,
            "question": rating.dimension,
            "answer_of_4": rating.quarters,
            "wording": rating.revision,
            "your_level": rating.level,
            "your_weight": rating.weight,
            "after_the_ledger": rating.saw_ledger,
            "share_that_counts": rating.share,
            "put_aside": rating.set_aside,
            "at": rating.created_at,
        }


@sections.register("ledgers")
def ledgers(actor_id: str) -> Iterator[Row]:
    """Articles whose numbers they asked to see."""
    found = select(Article.title, LedgerSeen.at).join(LedgerSeen, LedgerSeen.article_id == Article.id)
    for title, at in session.execute(found.where(LedgerSeen.actor_id == actor_id).order_by(LedgerSeen.at)):
        yield {"article": title, "seen_at": at}


@sections.register("rating records")
def records(actor_id: str) -> Iterator[Row]:
    """How often later outcomes bore out or contradicted what they rated."""
    found = session.get(RaterRecord, actor_id)
    if found is not None:
        yield {"agreed": found.agreed, "disagreed": found.disagreed}


@sections.register("viewpoints")
def viewpoints(actor_id: str) -> Iterator[Row]:
    """Where their ratings place them among an article's viewpoints, where these are read off ratings."""
    found = select(Article.title, ViewpointFactor).join(ViewpointFactor, ViewpointFactor.article_id == Article.id)
    for title, factor in session.execute(found.where(ViewpointFactor.actor_id == actor_id).order_by(Article.id)):
        yield {"article": title, "group": factor.group, "place": factor.value, "at": factor.fitted_at}


@erasers.register("ratings")
def erase_ratings(actor: Actor, remains: Remains) -> None:
    """Delete what they weighed; what they looked at goes in any case."""
    for seen_or_worked_out in (LedgerSeen, RaterRecord, ViewpointFactor):
        session.execute(delete(seen_or_worked_out).where(seen_or_worked_out.actor_id == actor.key))
    if remains is Remains.ALL:
        return
    own = Rating.actor_id == actor.key
    rated = session.scalars(select(Contribution).where(Contribution.id.in_(select(Rating.contribution_id).where(own))))
    moved = {article.id: article for each in rated.all() for article in articles_moved_by(each)}
    session.execute(delete(Rating).where(own))
    for article in moved.values():
        weights_due.send(article)
