"""What this room keeps of a person beside their posts: searches that found nothing. And how posts are taken back."""

from collections.abc import Iterator

from sqlalchemy import delete, or_, select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import STANDING, WAITING, Contribution
from deliberate.core.db import session, transaction
from deliberate.core.events import Pseudonym
from deliberate.core.personal_data import Remains, Row, erasers, sections
from deliberate.core.signals import weighed_together, weights_due
from deliberate.evidence.editing import withdraw
from deliberate.evidence.models import EmptySearch
from deliberate.jobs.services import enqueue
from deliberate.jobs.tasks import Run, job
from deliberate.propositions.models import Proposition


@sections.register("searches")
def searches(actor_id: str) -> Iterator[Row]:
    found = (
        select(EmptySearch, Proposition.public_id)
        .join(Proposition, Proposition.id == EmptySearch.proposition_id)
        .where(EmptySearch.actor_id == actor_id)
        .order_by(EmptySearch.id)
    )
    for search, public_id in session.execute(found):
        yield {"claim": public_id, "side": search.side, "where": search.where, "at": search.created_at}


#: So many are taken back in one unit of work: each moves weights, and on SQLite nobody else writes meanwhile.
AT_ONCE = 50


@erasers.register("contributions")
def take_back(actor: Actor, remains: Remains) -> None:
    """Withdraw all that its author may withdraw: not a claim that others argue about. Of many, jobs do the rest."""
    if remains is Remains.TOMBSTONES and _take_some_back(actor):
        enqueue("take_back", {"actor": actor.key})


@job("take_back")
def take_more_back(run: Run) -> None:
    """Go on with what somebody left behind who is gone; their name in the log is severed again after the last."""
    actor = Actor(id=run.payload["actor"])
    with transaction():
        with weighed_together():
            more = _take_some_back(actor)
        if more:
            enqueue("take_back", {"actor": actor.key})
        else:
            session.execute(delete(Pseudonym).where(Pseudonym.actor_id == actor.key))


def _take_some_back(actor: Actor) -> bool:
    """Withdraw the first of what stands; whether there is more."""
    own = select(Contribution).where(
        Contribution.author_id == actor.key,
        Contribution.status.in_(STANDING),
        or_(Contribution.kind != "proposition", Contribution.status.in_(WAITING)),
    )
    # Article by article, in the order in which everybody locks them.
    found = session.scalars(own.order_by(Contribution.article_id, Contribution.id).limit(AT_ONCE + 1)).all()
    for contribution in found[:AT_ONCE]:
        # An item may have gone with its last bearing by now.
        if contribution.status in STANDING:
            withdraw(actor, contribution)
    return len(found) > AT_ONCE


@erasers.register("searches")
def erase_searches(actor: Actor, remains: Remains) -> None:
    """Delete what they said they had not found."""
    if remains is Remains.ALL:
        return
    own = EmptySearch.actor_id == actor.key
    moved = select(Proposition.article_id).join(EmptySearch, EmptySearch.proposition_id == Proposition.id).where(own)
    articles = session.scalars(select(Article).where(Article.id.in_(moved))).all()
    session.execute(delete(EmptySearch).where(own))
    for article in articles:
        weights_due.send(article)
