"""All of a world that a deed may change, at a moment."""

from typing import Any

from sqlalchemy import func, select

from deliberate.core.contributions import Contribution, Revision, Status
from deliberate.core.db import session
from deliberate.core.events import Event
from deliberate.core.standing import Standing
from deliberate.evidence.models import Evidence
from deliberate.moderation.conduct import Lock, Sanction
from deliberate.moderation.models import Appeal, Decision, Flag
from deliberate.moderation.queue_models import QueueEntry
from deliberate.weighting.models import ItemScore, Score
from tests.moderation.walking import World


def rows(*columns: Any, where: Any = None) -> list[Any]:
    query = select(*columns)
    return [tuple(row) for row in session.execute(query if where is None else query.where(where))]


class Snapshot:
    """Everything of a world that a deed may change, and a refused one must not."""

    def __init__(self, world: World) -> None:
        own = Contribution.article_id.in_(world.articles)
        mine = select(Contribution.id).where(own).scalar_subquery()
        marks = {
            key: tuple(rest)
            for key, *rest in rows(
                *(Evidence.__table__.c[name] for name in ("id", "curation", "curated_at", "curation_url")),
                where=Evidence.__table__.c.id.in_(mine),
            )
        }
        wordings: dict[int, dict[int, Status]] = {}
        for key, number, status in rows(
            Revision.contribution_id, Revision.number, Revision.status, where=Revision.contribution_id.in_(mine)
        ):
            wordings.setdefault(key, {})[number] = status
        things = rows(
            *(Contribution.__table__.c[name] for name in ("id", "public_id", "author_id", "status", "revision")),
            *(Contribution.__table__.c[name] for name in ("substance", "kept_revision", "held_because", "locked_at")),
            where=own,
        )
        self.names = {str(public): key for key, public, *_ in things}
        self.states = {key: (status, tuple(rest), marks.get(key), wordings[key]) for key, _, _, status, *rest in things}
        self.flags = rows(Flag.id, Flag.settled_by_id, Flag.upheld, where=Flag.contribution_id.in_(mine))
        self.waiting = rows(
            *(QueueEntry.kind, QueueEntry.subject_id, QueueEntry.bucket, QueueEntry.deferred_until),
            where=QueueEntry.contribution_id.in_(mine),
        )
        self.people = rows(Standing.actor_id, Standing.level, Standing.approved, Standing.suspended_until)
        self.scores = dict(rows(Score.proposition_id, Score.log_odds, where=Score.article_id.in_(world.articles)))
        self.weights = dict(
            rows(ItemScore.bearing_id, ItemScore.weight, where=ItemScore.article_id.in_(world.articles))
        )
        self.cases = [
            *rows(Appeal.id, Appeal.state),
            *rows(Lock.id, Lock.undone_at),
            *rows(Sanction.id, Sanction.undone_at),
        ]
        self.event = session.scalar(select(func.max(Event.id))) or 0
        self.decision = session.scalar(select(func.max(Decision.id))) or 0

    def __eq__(self, other: object) -> bool:
        return vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]

    def mark(self, key: int) -> str | None:
        marks = self.states[key][2]
        return marks[0].value if marks else None


def snapshot(world: World) -> Snapshot:
    session.rollback()
    return Snapshot(world)
