"""Evidence may not close a cycle: an item never helps to decide what it itself weighs."""

from collections.abc import Set

from sqlalchemy import select

from deliberate.core.contributions import STANDING, Contribution
from deliberate.core.db import session
from deliberate.core.errors import Conflict
from deliberate.evidence.models import Bearing, Evidence
from deliberate.propositions.models import Relation, RelationPremise


def refuse_cycle(evidence: Evidence, target: Contribution) -> None:
    """Raise Conflict where what the evidence weighs depends, through challenges and relations, on the target."""
    own_link = isinstance(target, Bearing) and target.evidence_id == evidence.id
    if own_link or target.id in everything_upstream(evidence):
        raise Conflict(
            "This would run in a circle: what you want it to bear on already helps to decide how much this item "
            "weighs. Post what you mean as an item of its own."
        )


def everything_upstream(evidence: Evidence) -> Set[int]:
    """The ids of all contributions on which the weight of an item depends, itself included."""
    seen = {evidence.id}
    edge = seen
    while edge:
        edge = _influencing(edge) - seen
        seen = seen | edge
    return seen


def _influencing(targets: Set[int]) -> set[int]:
    """One step against the arrows: the links that end here, and what they start from."""
    bearings = select(Bearing.id, Bearing.evidence_id).where(
        Bearing.target_id.in_(targets), Bearing.status.in_(STANDING)
    )
    relations = (
        select(Relation.id, RelationPremise.proposition_id)
        .join(RelationPremise, RelationPremise.relation_id == Relation.id)
        .where(Relation.target_id.in_(targets), Relation.status.in_(STANDING))
    )
    return {end for query in (bearings, relations) for row in session.execute(query) for end in row}
