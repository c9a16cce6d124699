"""What breaks a link: claims that leave both its ends alone, and say that the one does not follow from the other."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from deliberate.core.contributions import Status
from deliberate.core.db import session
from deliberate.propositions.models import Proposition, Relation, RelationKind
from deliberate.propositions.queries import propositions_by_id


@dataclass(frozen=True)
class Undercut:
    """Claims that together break a link, with their voices loaded."""

    relation: Relation
    premises: tuple[Proposition, ...]


def undercuts_of(links: Collection[int], statuses: Collection[Status] = (Status.VISIBLE,)) -> dict[int, list[Undercut]]:
    """What breaks each of these relations, oldest first, where all its claims are public. Two queries."""
    found = session.scalars(
        select(Relation)
        .options(selectinload(Relation.premises))
        .where(
            Relation.target_id.in_(links),
            Relation.relation_kind == RelationKind.UNDERCUTS,
            Relation.status.in_(statuses),
        )
        .order_by(Relation.id)
    ).all()
    claims = {each.id: each for each in propositions_by_id({end.proposition_id for it in found for end in it.premises})}
    undercuts: dict[int, list[Undercut]] = {}
    for relation in found:
        premises = [claims.get(premise.proposition_id) for premise in relation.premises]
        shown = tuple(each for each in premises if each is not None and each.is_visible)
        if len(shown) == len(premises):
            undercuts.setdefault(relation.target_id, []).append(Undercut(relation, shown))
    return undercuts
