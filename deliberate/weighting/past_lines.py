"""What was said of a claim before, and when that changed: the line alone, by the day.

Everybody could read the line at the time. The sums between two lines stay away: from one sum to the next what a single
person answered could be worked out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from deliberate.core.contributions import PUBLIC, Contribution
from deliberate.core.db import session
from deliberate.propositions.models import Proposition
from deliberate.weighting.balance import LEAN_WORDS, Lean
from deliberate.weighting.models import ScoreEvent

#: So many changes are told of, the newest first.
TOLD = 20

_ANSWERED, _LISTED = "What people answered", "How everything posted here is weighed"
#: What moved a line where no action of the log did.
_OWN_WORDS = {
    "rating": _ANSWERED,
    "stance": _ANSWERED,
    "search": "A search that found none",
    "source": "What was said of where a source has it from",
    "source_overdue": "A source that was asked for did not come in time",
    "recount": _LISTED,
    "update": _LISTED,
}


@dataclass(frozen=True)
class PastLine:
    """What the line became on a day, and what moved it: in words, or else an action of the log."""

    on: date
    lean: Lean | None
    cause: str | None
    action: str
    #: What it was done to, where that is one thing that readers see.
    subject: Contribution | None

    @property
    def words(self) -> str:
        """The line itself; a claim that was hidden had none."""
        return "Not weighed" if self.lean is None else f"The evidence posted here {LEAN_WORDS[self.lean]}"


def past_lines(proposition: Proposition) -> Sequence[PastLine]:
    """The line of a claim each time it became another, the newest first. Two queries."""
    before = func.lag(ScoreEvent.lean).over(order_by=ScoreEvent.id)
    every = select(ScoreEvent.id, ScoreEvent.lean, before.label("before"))
    lines = every.where(ScoreEvent.proposition == proposition.public_id).subquery()
    changed = select(lines.c.id).where(lines.c.lean.is_distinct_from(lines.c.before))
    found = select(ScoreEvent).where(ScoreEvent.id.in_(changed)).order_by(ScoreEvent.id.desc()).limit(TOLD)
    events = session.scalars(found).all()
    named = {event.contribution for event in events if event.contribution is not None}
    shown = select(Contribution).where(Contribution.public_id.in_(named), Contribution.status.in_(PUBLIC))
    subjects = {each.public_id: each for each in session.scalars(shown)}
    return [_past_line(event, subjects.get(event.contribution) if event.contribution else None) for event in events]


def _past_line(event: ScoreEvent, subject: Contribution | None) -> PastLine:
    lean = Lean(event.lean) if event.lean else None
    return PastLine(event.at.date(), lean, _OWN_WORDS.get(event.cause), event.cause, subject)
