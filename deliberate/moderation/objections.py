"""The appeals there are against sanctions, locks and findings."""

import uuid
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select

from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.moderation.conduct import Measure, Objection
from deliberate.moderation.models import AppealState


def find_objection(measure: Measure) -> Objection | None:
    """The appeal against a measure, if there is one."""
    return session.scalar(select(Objection).where(Objection.measure_id == measure.public_id))


def objections_to(measures: Collection[Measure]) -> Mapping[uuid.UUID, Objection]:
    """The appeals against these, by the public id of what each is against."""
    ids = [each.public_id for each in measures]
    if not ids:
        return {}
    found = session.scalars(select(Objection).where(Objection.measure_id.in_(ids)))
    return {each.measure_id: each for each in found}


def waiting_objections() -> Sequence[Objection]:
    """Those nobody has answered, the oldest first."""
    query = select(Objection).where(Objection.state == AppealState.OPEN).order_by(Objection.created_at, Objection.id)
    return session.scalars(query.limit(100)).all()


def count_waiting() -> int:
    """How many nobody has answered."""
    return session.scalar(select(func.count(Objection.id)).where(Objection.state == AppealState.OPEN)) or 0


def get_objection(public_id: uuid.UUID) -> Objection:
    """The appeal of that public id. Raises NotFound."""
    found = session.scalar(select(Objection).where(Objection.public_id == public_id))
    if found is None:
        raise NotFound("There is no such appeal.")
    return found
