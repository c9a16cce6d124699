"""How points follow from levels."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from deliberate.classroom.feedback.models import Feedback, Level

_TENTH = Decimal("0.1")


def points_of_levels(levels: Mapping[str, int], skills: Iterable[str], out_of: Decimal) -> Decimal | None:
    """The share that the levels of the judged skills have of the highest there are, in points, to a tenth.

    out_of · (l₁ + ... + lₙ) / (3 · n), where n skills that count were judged; None where none was. What was not judged
    does not lower it.
    """
    judged = [levels[skill] for skill in skills if skill in levels]
    if not judged:
        return None
    return (out_of * sum(judged) / (max(Level) * len(judged))).quantize(_TENTH, ROUND_HALF_UP)


def points_of(feedback: Feedback, skills: Iterable[str], out_of: Decimal) -> Decimal | None:
    """What somebody set by hand, where somebody did; else what follows from the levels."""
    by_hand = feedback.points_by_hand
    return by_hand if by_hand is not None else points_of_levels(feedback.levels, skills, out_of)
