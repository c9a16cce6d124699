"""Whom a source concerns."""

from sqlalchemy import or_, select

from deliberate.core.contributions import STANDING, Contribution
from deliberate.core.db import session
from deliberate.evidence.models import Bearing, Evidence, Source
from deliberate.weighting.models import Rating


def people_citing(source: Source) -> frozenset[str]:
    """The ids of all who cited it in what stands, or rated that."""
    items = select(Evidence.id).where(Evidence.source_id == source.id, Evidence.status.in_(STANDING))
    bearings = select(Bearing.id).where(Bearing.evidence_id.in_(items), Bearing.status.in_(STANDING))
    authors = select(Contribution.author_id).where(or_(Contribution.id.in_(items), Contribution.id.in_(bearings)))
    raters = select(Rating.actor_id).where(or_(Rating.contribution_id.in_(items), Rating.contribution_id.in_(bearings)))
    return frozenset({*session.scalars(authors), *session.scalars(raters)})
