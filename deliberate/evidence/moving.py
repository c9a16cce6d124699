"""When one claim comes to stand for another, what bears on the other moves with it."""

from typing import Any

from sqlalchemy import select, update

from deliberate.core.actors import SYSTEM
from deliberate.core.contributions import Contribution, Status, change_status
from deliberate.core.db import session
from deliberate.core.signals import contribution_changed
from deliberate.evidence.cycles import refuse_circle_through
from deliberate.evidence.models import Bearing, EmptySearch, Remark
from deliberate.propositions.models import Proposition


@contribution_changed.connect
def follow_merged_claims(contribution: Contribution, *, action: str, **_news: Any) -> None:
    """Move bearings, remarks and empty searches to the claim that stands; what is there already is merged into it."""
    if action != "merge" or not isinstance(contribution, Proposition) or contribution.merged_into_id is None:
        return
    stays = contribution.merged_into_id
    for bearing in session.scalars(select(Bearing).where(Bearing.target_id == contribution.id)).all():
        _move(bearing, stays)
    session.execute(update(Remark).where(Remark.target_id == contribution.id).values(target_id=stays))
    _move_searches(contribution.id, stays)
    session.flush()
    refuse_circle_through(stays)


def _move(bearing: Bearing, stays: int) -> None:
    there = select(Bearing).where(Bearing.target_id == stays, Bearing.side == bearing.side)
    twin = session.scalar(there.where(Bearing.quote_key == bearing.quote_key)) if bearing.quote_key else None
    if twin is None:
        bearing.target_id = stays
        return
    bearing.merged_into_id = twin.id
    change_status(bearing, SYSTEM, Status.MERGED, "merge")


def _move_searches(goes: int, stays: int) -> None:
    known = {
        (each.actor_id, each.side)
        for each in session.scalars(select(EmptySearch).where(EmptySearch.proposition_id == stays))
    }
    for search in session.scalars(select(EmptySearch).where(EmptySearch.proposition_id == goes)).all():
        if (search.actor_id, search.side) in known:
            session.delete(search)
        else:
            search.proposition_id = stays
