"""What this room keeps of a person beside what they proposed: what they said they accept, or do not."""

from collections.abc import Iterator

from sqlalchemy import delete, select

from deliberate.articles.models import Article
from deliberate.common_ground.models import CommonPoint, PointAnswer
from deliberate.common_ground.standing import work_out
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.personal_data import Remains, Row, erasers, sections


@sections.register("accepted points")
def answers(actor_id: str) -> Iterator[Row]:
    found = (
        select(PointAnswer, CommonPoint.public_id)
        .join(CommonPoint, CommonPoint.id == PointAnswer.point_id)
        .where(PointAnswer.actor_id == actor_id)
        .order_by(PointAnswer.id)
    )
    for answer, public_id in session.execute(found):
        yield {"point": public_id, "accepts": answer.accepts, "wording": answer.wording, "at": answer.created_at}


@erasers.register("accepted points")
def erase_answers(actor: Actor, remains: Remains) -> None:
    """Delete what they answered, and work out what stands without it."""
    if remains is Remains.ALL:
        return
    own = PointAnswer.actor_id == actor.key
    moved = select(CommonPoint.article_id).join(PointAnswer, PointAnswer.point_id == CommonPoint.id).where(own)
    articles = session.scalars(select(Article).where(Article.id.in_(moved)).order_by(Article.id)).all()
    session.execute(delete(PointAnswer).where(own))
    for article in articles:
        work_out(article)
