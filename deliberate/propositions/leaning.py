"""What of this room may come to lean on an editor's act: relations, and where people stand."""

from collections.abc import Iterable, Iterator

from sqlalchemy import func, or_, select

from deliberate.core.contributions import STANDING
from deliberate.core.db import session
from deliberate.core.wording import N_many, say_many
from deliberate.propositions.following import leaning
from deliberate.propositions.models import Act, Relation, RelationPremise, Stance


def counted(number: int | None, one: str, many: str) -> Iterator[str]:
    """ "1 stance", "2 stances", or nothing where there is none; the words are of ``N_many``."""
    if number:
        yield say_many(one, many, number)


@leaning.register("relations")
def _relations(act: Act, claims: Iterable[int], moved: Iterable[int]) -> Iterator[str]:
    starts = select(RelationPremise.relation_id).where(RelationPremise.proposition_id.in_(claims))
    newer = select(func.count(Relation.id)).where(
        or_(Relation.target_id.in_(claims), Relation.id.in_(starts)),
        Relation.status.in_(STANDING),
        Relation.created_at > act.created_at,
    )
    yield from counted(session.scalar(newer), *N_many("%(num)s relation", "%(num)s relations"))


@leaning.register("stances")
def _stances(act: Act, claims: Iterable[int], moved: Iterable[int]) -> Iterator[str]:
    # Merging leaves the wording of the claim that stays: who answered it since answered the same.
    if act.action == "merge":
        return
    newer = select(func.count(Stance.id)).where(Stance.proposition_id.in_(claims), Stance.created_at > act.created_at)
    yield from counted(session.scalar(newer), *N_many("%(num)s stance", "%(num)s stances"))
