"""When what somebody proposed is accepted by both sides: a rule over counts, and what of the counts may be told."""

from collections.abc import Mapping
from dataclasses import dataclass

from deliberate.common_ground.models import PointState
from deliberate.weighting.case import FITTED, STATED, Viewpoint
from deliberate.weighting.weigh import DEFAULT_MODEL

#: A viewpoint of fewer people is not asked for, and no number is told of fewer.
FEWEST = DEFAULT_MODEL.picture_people
#: Numbers are told in steps of so many, so that none follows one answer.
STEP = 5


@dataclass(frozen=True)
class Count:
    """One viewpoint: how many make it up, and how many of them accept a point and do not."""

    people: int
    accepting: int = 0
    refusing: int = 0

    def confirms(self, least: int) -> bool:
        return self.accepting >= least and not self.refuses(least)

    def refuses(self, least: int) -> bool:
        """As many have to say no as would have to say yes, and at least as many as do."""
        return self.refusing >= least and self.refusing >= self.accepting


Counts = Mapping[Viewpoint, Count]


def asked_for(counts: Counts, *, fitted: bool) -> tuple[Viewpoint, ...]:
    """The viewpoints that have to confirm; none where the sides are not known yet.

    These are both sides, and those in between or undecided where they are enough to be seen on their own.
    """
    *sides, between = FITTED if fitted else STATED
    if any(_people(counts, side) < FEWEST for side in sides):
        return ()
    return (*sides, between) if _people(counts, between) >= FEWEST else tuple(sides)


def _people(counts: Counts, viewpoint: Viewpoint) -> int:
    return counts[viewpoint].people if viewpoint in counts else 0


def judge(counts: Counts, asked: tuple[Viewpoint, ...], least: int) -> PointState:
    """What the answers come to. ``least`` people of each viewpoint asked for have to confirm."""
    if not asked:
        return PointState.UNKNOWN
    if any(counts[each].refuses(least) for each in asked):
        return PointState.REFUSED
    return PointState.STANDS if all(counts[each].confirms(least) for each in asked) else PointState.WAITS


def told(count: Count) -> int | None:
    """How many of a viewpoint accept it, at least; None where a number would be of too few, or of all of them."""
    steps = (FEWEST, *range(STEP, count.accepting + 1, STEP))
    return max((step for step in steps if step <= count.accepting and step < count.people), default=None)
