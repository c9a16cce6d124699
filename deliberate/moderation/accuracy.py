"""How often moderators agreed with somebody's flags: later flags of theirs weigh the more for it, or the less.

Nothing of it is stored: it is counted from the verdicts on their flags, so that a decision that is undone, or reversed
on appeal, leaves no trace in it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import case, func, select

from deliberate.core.actors import SYSTEM_ID
from deliberate.core.db import session
from deliberate.moderation.models import Flag


@dataclass(frozen=True)
class Accuracy:
    """How many of somebody's flags were decided on, and with how many of them moderators agreed."""

    agreed: int = 0
    handled: int = 0

    #: How many have to be decided on before it counts.
    fewest: ClassVar[int] = 5

    @property
    def is_known(self) -> bool:
        return self.handled >= self.fewest

    @property
    def factor(self) -> float:
        """What the weight of a flag is multiplied by: twice the mean of a Beta distribution that starts even."""
        return 2 * (self.agreed + 1) / (self.handled + 2) if self.is_known else 1.0


def accuracies_of(people: Collection[str]) -> Mapping[str, Accuracy]:
    """That of each of these. The system has none: words that are watched say nothing of who is right. One query."""
    asked = set(people) - {SYSTEM_ID}
    found = dict.fromkeys(people, Accuracy())
    if asked:
        agreed = func.sum(case((Flag.upheld.is_(True), 1), else_=0))
        counted = select(Flag.actor_id, agreed, func.count()).where(Flag.actor_id.in_(asked), Flag.upheld.is_not(None))
        rows = session.execute(counted.group_by(Flag.actor_id))
        found |= {who: Accuracy(int(yes), count) for who, yes, count in rows}
    return found
