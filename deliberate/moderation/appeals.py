"""The appeals there are, and what each is against: a decision on a post, or a sanction, a lock or a finding."""

import uuid
from collections.abc import Collection, Mapping

from sqlalchemy import select

from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.wording import say
from deliberate.moderation.conduct import Measure
from deliberate.moderation.measures import kind_of, kinds
from deliberate.moderation.models import Appeal, Decision

#: What can be appealed.
Ground = Decision | Measure


def ground_of(appeal: Appeal) -> Ground:
    """What an appeal is against."""
    if appeal.measure_kind is None:
        return session.get_one(Decision, appeal.decision_id)
    model = kinds.get(appeal.measure_kind).model
    measure: Measure = session.scalars(select(model).where(model.public_id == appeal.measure_id)).one()
    return measure


def appeal_against(ground: Ground, actor_id: str, text: str) -> Appeal:
    """An appeal in these words, not stored yet."""
    if isinstance(ground, Decision):
        return Appeal(decision_id=ground.id, actor_id=actor_id, text=text)
    return Appeal(measure_kind=kind_of(ground).name, measure_id=ground.public_id, actor_id=actor_id, text=text)


def find_appeal(ground: Ground) -> Appeal | None:
    """The appeal against it; of a decision, also that against the one it came along with or took the place of."""
    query = select(Appeal).order_by(Appeal.id).limit(1)
    if isinstance(ground, Decision):
        earlier = (ground.id, ground.lead_id, ground.replaces_id)
        return session.scalar(query.where(Appeal.decision_id.in_([each for each in earlier if each is not None])))
    return session.scalar(query.where(Appeal.measure_id == ground.public_id))


def appeals_against(measures: Collection[Measure]) -> Mapping[uuid.UUID | None, Appeal]:
    """The appeals against these, by the public id of what each is against."""
    ids = [each.public_id for each in measures]
    if not ids:
        return {}
    return {each.measure_id: each for each in session.scalars(select(Appeal).where(Appeal.measure_id.in_(ids)))}


def get_appeal(public_id: uuid.UUID) -> Appeal:
    """The appeal of that public id. Raises NotFound."""
    found = session.scalar(select(Appeal).where(Appeal.public_id == public_id))
    if found is None:
        raise NotFound(say("There is no such appeal."))
    return found
