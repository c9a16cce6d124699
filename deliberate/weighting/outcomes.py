"""When a later outcome bears a rating out (step 0): what counts towards the record a rater's weight rests on.

An outcome is of an item of evidence. It failed when it, or its source, was marked as retracted. It held up when a
moderator cleared it of a doubt. What somebody had answered about its reliability speaks for or against them; where they
could not judge that, the mean of what they gave it for strength, wherever it bears. Low (at most ¼) on what failed
and high (at least ¾) on what held up agrees; the reverse disagrees; what lies between says nothing. One outcome counts
once for a person, however many questions they answered about it.
"""

from collections.abc import Sequence
from enum import StrEnum

LOW, HIGH = 1.0, 3.0
"""In quarters."""


class Outcome(StrEnum):
    FAILED = "failed"
    HELD_UP = "held up"


def agrees(outcome: Outcome, reliability: int | None, strengths: Sequence[int]) -> bool | None:
    """Whether answers, in quarters, agree with what came out; None where they neither do nor do not."""
    if reliability is not None:
        said = float(reliability)
    elif strengths:
        said = sum(strengths) / len(strengths)
    else:
        return None
    if LOW < said < HIGH:
        return None
    return (said >= HIGH) is (outcome is Outcome.HELD_UP)
