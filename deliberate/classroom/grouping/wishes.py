"""The wish to have an assignment done in groups, taken along where it is copied for another class."""

from deliberate.classroom.grouping.models import Division
from deliberate.classroom.models import Assignment
from deliberate.core.db import session


def wish(assignment: Assignment, other: Assignment) -> None:
    """Have another class's copy of an assignment be done in groups the same way: who is in which is drawn there."""
    division = session.get(Division, assignment.id)
    if division is not None:
        plain = ("way", "number", "is_size", "places_joiners", "is_compared")
        same = {name: getattr(division, name) for name in plain}
        session.add(Division(assignment_id=other.id, assignment=other, claim_id=None, settled_at=None, **same))
        session.flush()
