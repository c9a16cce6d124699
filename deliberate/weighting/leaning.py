"""Answers that people gave about items since an editor's act: they were given about the claim as it is now."""

from collections.abc import Iterable, Iterator

from sqlalchemy import distinct, func, or_, select

from deliberate.core.db import session
from deliberate.core.wording import say_many
from deliberate.evidence.models import Bearing
from deliberate.propositions.following import leaning
from deliberate.propositions.models import Act
from deliberate.weighting.models import Rating


@leaning.register("ratings")
def _weighed_since(act: Act, claims: Iterable[int], moved: Iterable[int]) -> Iterator[str]:
    """Of a merge, those of what moved; of a split, those of all that bears on the parts."""
    whole = claims if act.action == "split" else ()
    about = or_(Bearing.id.in_(moved), Bearing.target_id.in_(whole))
    people = (
        select(func.count(distinct(Rating.actor_id)))
        .join(Bearing, Bearing.id == Rating.contribution_id)
        .where(about, Rating.created_at > act.created_at)
    )
    number = session.scalar(people)
    if number:
        yield say_many("%(num)s person’s weighing", "%(num)s people’s weighing", number)
