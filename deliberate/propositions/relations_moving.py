"""The relations of a claim go along to the one that comes to stand for it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from deliberate.core.actors import Actor
from deliberate.core.contributions import STANDING, Status, change_status
from deliberate.core.db import session
from deliberate.core.signals import contribution_changed
from deliberate.propositions.following import followers
from deliberate.propositions.models import Proposition, Relation, RelationPremise
from deliberate.propositions.relations import faults


class RelationsFollow:
    """What then says nothing new, or relates a claim to itself, is withdrawn."""

    def follow(self, actor: Actor, goes: Proposition, stays: Proposition) -> dict[str, Any]:
        starts = select(RelationPremise.relation_id).where(RelationPremise.proposition_id == goes.id)
        touched = session.scalars(
            _with_premises()
            .where(
                (Relation.target_id == goes.id) | Relation.id.in_(starts),
                Relation.status.in_(STANDING | {Status.SUGGESTED}),
            )
            .order_by(Relation.id)
        ).all()
        moved = [_ends_of(relation) for relation in touched]
        for relation in touched:
            if relation.target_id == goes.id:
                relation.target_id = stays.id
            wanted = {stays.id if key == goes.id else key for key in _premises_of(relation)}
            _set_premises(relation, wanted)
            if faults(relation.relation_kind, wanted, relation.target_id, besides=relation.id):
                change_status(relation, actor, Status.WITHDRAWN, "withdraw", reason_code="merged")
            else:
                contribution_changed.send(relation, action="edit")
        return {"relations": moved}

    def go_back(self, actor: Actor, moved: dict[str, Any]) -> None:
        for each in reversed(moved["relations"]):
            relation = session.scalars(_with_premises().where(Relation.id == each["id"])).one()
            relation.target_id = each["target"]
            _set_premises(relation, set(each["premises"]))
            if relation.status.value != each["status"]:
                change_status(relation, actor, Status(each["status"]), "undo")

    def moved_ids(self, moved: dict[str, Any]) -> Iterable[int]:
        return [each["id"] for each in moved["relations"]]


followers.register("relations", RelationsFollow())


def _with_premises() -> Any:
    return select(Relation).options(selectinload(Relation.premises))


def _premises_of(relation: Relation) -> list[int]:
    return sorted(each.proposition_id for each in relation.premises)


def _ends_of(relation: Relation) -> dict[str, Any]:
    return {
        "id": relation.id,
        "target": relation.target_id,
        "premises": _premises_of(relation),
        "status": relation.status.value,
    }


def _set_premises(relation: Relation, wanted: set[int]) -> None:
    kept = [each for each in relation.premises if each.proposition_id in wanted]
    known = {each.proposition_id for each in kept}
    relation.premises = [*kept, *(RelationPremise(proposition_id=new) for new in sorted(wanted - known))]
    session.flush()
