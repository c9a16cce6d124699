"""When one claim comes to stand for another, what bears on the other moves with it; and back, when that is undone."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from deliberate.core.actors import SYSTEM, Actor
from deliberate.core.contributions import STANDING, Status, change_status
from deliberate.core.db import session
from deliberate.core.wording import N_many
from deliberate.evidence.cycles import refuse_circle_through
from deliberate.evidence.models import Bearing, EmptySearch, Remark, Side
from deliberate.propositions.following import followers, leaning
from deliberate.propositions.leaning import counted
from deliberate.propositions.models import Act, Proposition


class EvidenceFollows:
    """Bearings, remarks and empty searches; what the claim that stays has already is merged into that."""

    def follow(self, actor: Actor, goes: Proposition, stays: Proposition) -> dict[str, Any]:
        bearings = session.scalars(select(Bearing).where(Bearing.target_id == goes.id).order_by(Bearing.id)).all()
        remarks = session.scalars(select(Remark.id).where(Remark.target_id == goes.id).order_by(Remark.id)).all()
        moved = {
            "from": goes.id,
            "bearings": [],
            "twins": [],
            "remarks": list(remarks),
            **_move_searches(goes.id, stays.id),
        }
        for bearing in bearings:
            twin = _twin_of(bearing, stays.id)
            if twin is None:
                bearing.target_id = stays.id
                moved["bearings"].append(bearing.id)
            else:
                moved["twins"].append([bearing.id, bearing.status.value])
                bearing.merged_into_id = twin.id
                change_status(bearing, SYSTEM, Status.MERGED, "merge")
        session.execute(update(Remark).where(Remark.id.in_(remarks)).values(target_id=stays.id))
        session.flush()
        refuse_circle_through(stays.id)
        return moved

    def go_back(self, actor: Actor, moved: dict[str, Any]) -> None:
        goes = moved["from"]
        for bearing in session.scalars(select(Bearing).where(Bearing.id.in_(moved["bearings"]))):
            bearing.target_id = goes
        session.execute(update(Remark).where(Remark.id.in_(moved["remarks"])).values(target_id=goes))
        for search in session.scalars(select(EmptySearch).where(EmptySearch.id.in_(moved["searches"]))):
            search.proposition_id = goes
        session.add_all(_search(goes, each) for each in moved["dropped"])
        session.flush()
        for key, status in moved["twins"]:
            bearing = session.get_one(Bearing, key)
            bearing.merged_into_id = None
            change_status(bearing, actor, Status(status), "undo")

    def moved_ids(self, moved: dict[str, Any]) -> Iterable[int]:
        return [*moved["bearings"], *(key for key, _status in moved["twins"])]


followers.register("evidence", EvidenceFollows())


def _twin_of(bearing: Bearing, stays: int) -> Bearing | None:
    if bearing.quote_key is None:
        return None
    return session.scalar(
        select(Bearing).where(
            Bearing.target_id == stays, Bearing.side == bearing.side, Bearing.quote_key == bearing.quote_key
        )
    )


def _move_searches(goes: int, stays: int) -> dict[str, Any]:
    """Move them; what the same person reported there already is kept to be put back."""
    known = {
        (each.actor_id, each.side)
        for each in session.scalars(select(EmptySearch).where(EmptySearch.proposition_id == stays))
    }
    searches, dropped = [], []
    for search in session.scalars(select(EmptySearch).where(EmptySearch.proposition_id == goes)).all():
        if (search.actor_id, search.side) in known:
            dropped.append([search.actor_id, search.side.value, search.where, search.created_at.isoformat()])
            session.delete(search)
        else:
            search.proposition_id = stays
            searches.append(search.id)
    return {"searches": searches, "dropped": dropped}


def _search(proposition: int, kept: list[Any]) -> EmptySearch:
    actor, side, where, at = kept
    return EmptySearch(
        proposition_id=proposition,
        actor_id=actor,
        side=Side(side),
        where=where,
        created_at=datetime.fromisoformat(at),
    )


_POSTED = (
    (Bearing, *N_many("%(num)s item of evidence", "%(num)s items of evidence")),
    (Remark, *N_many("%(num)s remark", "%(num)s remarks")),
)


@leaning.register("evidence")
def _posted_since(act: Act, claims: Iterable[int], moved: Iterable[int]) -> Iterator[str]:
    for kind, one, many in _POSTED:
        newer = select(func.count(kind.id)).where(
            kind.target_id.in_(claims),
            kind.status.in_(STANDING),
            kind.created_at > act.created_at,
        )
        yield from counted(session.scalar(newer), one, many)
    searched = select(func.count(EmptySearch.id)).where(
        EmptySearch.proposition_id.in_(claims), EmptySearch.created_at > act.created_at
    )
    yield from counted(
        session.scalar(searched), *N_many("%(num)s search that found none", "%(num)s searches that found none")
    )
