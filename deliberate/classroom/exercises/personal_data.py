"""What exercises keep of a person: what they answered, and what they made."""

from collections.abc import Iterator

from sqlalchemy import delete, select

from deliberate.classroom.exercises.models import Exercise, Try
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.personal_data import Remains, Row, erasers, sections


@sections.register("exercises")
def exercises(actor_id: str) -> Iterator[Row]:
    tried = select(Try, Exercise.title).join(Exercise, Exercise.id == Try.exercise_id).where(Try.actor_id == actor_id)
    for each, title in session.execute(tried.order_by(Try.id)):
        yield {"exercise": title, "tried_at": each.at, "answer": each.answer, "share_as_in_the_key": each.share}
    for made in session.scalars(select(Exercise).where(Exercise.author_id == actor_id).order_by(Exercise.id)):
        yield {"exercise": made.title, "made_at": made.created_at, "material": made.material, "key": made.key}


@erasers.register("exercises")
def forget_tries(actor: Actor, _remains: Remains) -> None:
    """Their tries go; what they made stays with its class, and tells of nobody."""
    session.execute(delete(Try).where(Try.actor_id == actor.key))
    for made in session.scalars(select(Exercise).where(Exercise.author_id == actor.key)):
        made.author_id, made.submission = "", None
    session.flush()
