"""What this room keeps of a person beside their posts: searches that found nothing. And how posts are taken back."""

from collections.abc import Iterator

from sqlalchemy import delete, or_, select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import STANDING, WAITING, Contribution
from deliberate.core.db import session
from deliberate.core.personal_data import Remains, Row, erasers, sections
from deliberate.core.signals import weights_due
from deliberate.evidence.editing import withdraw
from deliberate.evidence.models import EmptySearch
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


@erasers.register("contributions")
def take_back(actor: Actor, remains: Remains) -> None:
    """Withdraw all that its author may withdraw: not a claim that others argue about."""
    if remains is Remains.ALL:
        return
    own = select(Contribution).where(
        Contribution.author_id == actor.key,
        Contribution.status.in_(STANDING),
        or_(Contribution.kind != "proposition", Contribution.status.in_(WAITING)),
    )
    # Article by article, in the order in which everybody locks them.
    for contribution in session.scalars(own.order_by(Contribution.article_id, Contribution.id)).all():
        # An item may have gone with its last bearing by now.
        if contribution.status in STANDING:
            withdraw(actor, contribution)


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
