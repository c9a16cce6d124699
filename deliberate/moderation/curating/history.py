"""What was done to a source or a publisher, as its page tells it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.evidence.models import OriginSuggestion, Publisher, Source
from deliberate.moderation.actions import past_of
from deliberate.moderation.curating.acts import may_undo
from deliberate.moderation.curating.models import SourceAct

#: How many are told of; the log has them all.
SHOWN = 20


@dataclass(frozen=True)
class Done:
    """One act in words. ``act`` can still be undone, by whoever reads this."""

    public_id: UUID
    at: datetime
    words: str
    reason: str
    act: UUID | None
    undone_at: datetime | None


def history_of(actor: Actor, subject: Source | Publisher) -> Sequence[Done]:
    """The newest first, with what this actor may undo; for a source, also what was decided about its origin."""
    about = SourceAct.publisher_id == subject.id
    if isinstance(subject, Source):
        suggested = select(OriginSuggestion.id).where(
            or_(OriginSuggestion.first_id == subject.id, OriginSuggestion.second_id == subject.id)
        )
        linked = SourceAct.suggestion_id.in_(suggested) & (SourceAct.action == "link origin")
        about = or_(SourceAct.source_id == subject.id, linked)
    acts = session.scalars(select(SourceAct).where(about).order_by(SourceAct.id.desc()).limit(SHOWN))
    return [
        Done(
            each.public_id,
            each.created_at,
            past_of(each.action),
            each.reason,
            each.public_id if may_undo(actor, each) else None,
            each.undone_at,
        )
        for each in acts
    ]
