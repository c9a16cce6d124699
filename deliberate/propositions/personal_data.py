"""What this room keeps of a person: where they stand."""

from collections.abc import Iterator

from sqlalchemy import delete, select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.personal_data import Remains, Row, erasers, sections
from deliberate.core.signals import weights_due
from deliberate.propositions.models import Proposition, Stance


@sections.register("stances")
def stances(actor_id: str) -> Iterator[Row]:
    found = (
        select(Stance, Proposition.public_id, Proposition.text)
        .join(Proposition, Proposition.id == Stance.proposition_id)
        .where(Stance.actor_id == actor_id)
        .order_by(Stance.id)
        .execution_options(yield_per=500)
    )
    for stance, public_id, text in session.execute(found):
        yield {
            "claim": public_id,
            "text": text,
            "answer": stance.answer,
            "first_answer": stance.first_answer,
            "how_sure": stance.credence,
            "after_the_weights": stance.after_weights,
            "at": stance.created_at,
        }


@erasers.register("stances")
def erase_stances(actor: Actor, remains: Remains) -> None:
    """Delete where they stood; on an article's main claim it gave their answers a viewpoint."""
    if remains is Remains.ALL:
        return
    own = Stance.actor_id == actor.key
    moved = select(Proposition.article_id).join(Stance, Stance.proposition_id == Proposition.id).where(own)
    articles = session.scalars(select(Article).where(Article.id.in_(moved))).all()
    session.execute(delete(Stance).where(own))
    for article in articles:
        weights_due.send(article)
