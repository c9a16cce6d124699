"""What shares the fate of what, and who is party to it: asked by whoever withdraws or moderates."""

from collections.abc import Sequence

from sqlalchemy import select

from deliberate.core.contributions import STANDING, Contribution, Status
from deliberate.core.db import session
from deliberate.evidence.models import Bearing, Evidence
from deliberate.propositions.models import Proposition


def bearings_from(evidence: Evidence) -> Sequence[Bearing]:
    """Everything the item bears on, in whatever state."""
    return session.scalars(select(Bearing).where(Bearing.evidence_id == evidence.id).order_by(Bearing.id)).all()


def companions(contribution: Contribution) -> list[Contribution]:
    """The rows that share its fate in moderation: for a bearing, its evidence if that bears on nothing else.

    For anything else there are none: what hangs on a hidden thing is hidden by the query, and comes back with it.
    """
    if not isinstance(contribution, Bearing):
        return []
    others = select(Bearing.id).where(
        Bearing.evidence_id == contribution.evidence_id,
        Bearing.id != contribution.id,
        Bearing.status.in_(STANDING),
    )
    if session.scalar(others.limit(1)) is not None:
        return []
    return [session.get_one(Evidence, contribution.evidence_id)]


def stands_as(contribution: Contribution) -> Contribution:
    """What it was merged into in the end; else itself."""
    found, seen = contribution, {contribution.id}
    while found.status is Status.MERGED and found.merged_into_id not in {None, *seen}:
        found = session.get_one(Contribution, found.merged_into_id)
        seen.add(found.id)
    return found


def challengers_of(contribution: Contribution) -> set[str]:
    """The ids of those who posted on an item, a link or a relation, for or against: they do not decide on it.

    An item and its bearings count as one here. Evidence on a proposition is what propositions are for: it challenges
    nobody.
    """
    if isinstance(contribution, Proposition):
        return set()
    whole = {contribution.id}
    if isinstance(contribution, Bearing):
        whole.add(contribution.evidence_id)
    if isinstance(contribution, Evidence):
        whole |= {bearing.id for bearing in bearings_from(contribution)}
    posted = select(Bearing.author_id).where(Bearing.target_id.in_(whole), Bearing.status.in_(STANDING))
    return set(session.scalars(posted))
