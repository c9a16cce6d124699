"""The three questions that everybody is asked about an item, and what their answers are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deliberate.core.wording import N_
from deliberate.weighting.models import Dimension

CANNOT_JUDGE = N_("I can’t judge this")


@dataclass(frozen=True)
class Question:
    """One question; ``answers`` are the words for 0 to 4 quarters."""

    text: str
    answers: Sequence[str]


QUESTIONS: Mapping[Dimension, Question] = {
    Dimension.RELEVANCE: Question(
        N_("If it is true, does it matter here?"),
        (
            N_("It does not matter here"),
            N_("It hardly matters"),
            N_("It matters somewhat"),
            N_("It matters a lot"),
            N_("It decides the matter"),
        ),
    ),
    Dimension.RELIABILITY: Question(
        N_("Can this source know, and say so straight?"),
        (N_("Not at all"), N_("Hardly"), N_("In part"), N_("Mostly"), N_("Fully")),
    ),
    Dimension.STRENGTH: Question(
        N_("How far should it move someone who is undecided?"),
        (N_("Not at all"), N_("A little"), N_("Some way"), N_("A long way"), N_("All the way")),
    ),
}
